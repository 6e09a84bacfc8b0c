//! `plan`: what a change would do, in words or JSON; nothing is sent.

use std::path::Path;

use serde_json::json;

use super::arguments::{Common, Output, Plan as Arguments};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{change, paint, reach, watched, write_json};
use crate::domain::action::{Action, grammar};
use crate::domain::plan::{Check, Plan, Verdict, plan};
use crate::edge::once;
use crate::view::markers::Glyphs;
use crate::view::{ranges, text};

/// Columns of the ranges that a split or merge redraws, within a terminal of 80.
const RANGES: usize = 72;

/// Makes a plan and tells it.
pub(super) async fn run(arguments: &Arguments, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let before = arguments.renew.as_deref().map(|path| read(path, around)).transpose()?;
    let wish = match (&before, &arguments.wish) {
        (Some(before), None) => before.wish.clone(),
        (None, Some(wish)) => grammar::parse(&wish.0).map_err(Failure::usage)?,
        (Some(_), Some(_)) => return Err(Failure::usage("--renew makes the plan of the file anew: a change cannot be named beside it")),
        (None, None) => return Err(Failure::usage("the change is missing after `tidegate plan`; `tidegate plan --help` lists them")),
    };
    let config = watched::configuration(common, around)?;
    let pipeline = watched::chosen(&config, common)?;
    let made = make(&wish, &reach::aws(pipeline, around), pipeline, around).await?;
    if let Some(path) = &arguments.out {
        write(&made, path, around)?;
    }
    match common.output {
        Output::Json => {
            let mut document = serde_json::to_value(&made).map_err(|error| Failure::error(format!("failed to write the plan: {error}")))?;
            if let Some(before) = &before {
                document["since"] = json!({ "digest": before.digest, "differences": before.differences(&made) });
            }
            write_json(around, &document)?;
        }
        Output::Text => {
            if let Some(before) = &before {
                renewed(before, &made, common, around)?;
            }
            tell(&made, common, around)?;
        }
    }
    if made.blocked {
        let why: Vec<&str> = made.blocks().map(|check| check.evidence.as_str()).collect();
        let line = format!("tidegate: `{}` is blocked: {}", made.action, why.join("; "));
        writeln!(around.err, "{}", paint::Paint::of(common, around).text(&line))?;
    }
    Ok(match (made.blocked, made.has_changes()) {
        (true, _) => Exit::Refused,
        (false, true) => Exit::Changes,
        (false, false) => Exit::Done,
    })
}

/// A plan from what is known now.
pub(super) async fn make(
    wish: &Action,
    aws: &crate::edge::aws::Aws,
    pipeline: &crate::domain::pipeline::Pipeline,
    around: &Around<'_>,
) -> Result<Plan, Failure> {
    let now = reach::clock(around).await?.now();
    let history = change::history(pipeline, around).await?;
    let snapshot = Box::pin(once::gather(aws, pipeline, wish, history, now)).await;
    Ok(plan(wish, &snapshot))
}

/// Reads a plan from a file. What is no plan, or was edited, is refused.
pub(super) fn read(path: &Path, around: &Around<'_>) -> Result<Plan, Failure> {
    let text = std::fs::read_to_string(around.here.join(path))
        .map_err(|error| Failure::usage(format!("failed to read the plan {}: {}", path.display(), watched::plain(&error))))?;
    let plan: Plan = serde_json::from_str(&text)
        .map_err(|error| Failure::usage(format!("{} is not a plan that this version can read: {error}", path.display())))?;
    Ok(plan)
}

/// Writes a plan where only its owner can read it. A file that exists is not overwritten.
fn write(plan: &Plan, path: &Path, around: &Around<'_>) -> Result<(), Failure> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt;
    let failed = |error: std::io::Error| {
        let why = if error.kind() == std::io::ErrorKind::AlreadyExists { "it exists already".to_owned() } else { watched::plain(&error) };
        Failure::usage(format!("failed to write the plan {}: {why}", path.display()))
    };
    let text = serde_json::to_string_pretty(plan).map_err(|error| Failure::error(format!("failed to write the plan: {error}")))?;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(around.here.join(path)).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.write_all(b"\n")).and_then(|()| file.sync_all()).map_err(failed)
}

/// What differs between a plan and the one made anew.
fn renewed(before: &Plan, now: &Plan, common: &Common, around: &mut Around<'_>) -> Result<(), Failure> {
    let paint = paint::Paint::of(common, around);
    let differences = before.differences(now);
    match (before.digest == now.digest, differences.is_empty()) {
        (true, true) => writeln!(around.out, "The plan is the same as before.\n")?,
        (true, false) => writeln!(around.out, "The plan is the same as before. Beside it:")?,
        (false, _) => writeln!(around.out, "Since the plan before:")?,
    }
    for difference in &differences {
        writeln!(around.out, "  {}", paint.text(&difference.to_string()))?;
    }
    if !differences.is_empty() {
        writeln!(around.out)?;
    }
    Ok(())
}

/// The plan in words.
pub(super) fn tell(plan: &Plan, common: &Common, around: &mut Around<'_>) -> Result<(), Failure> {
    let paint = paint::Paint::of(common, around);
    let account = plan.account.as_deref().unwrap_or("account not known");
    writeln!(around.out, "{}  {} > {account} > {}", paint.text(&plan.action), paint.text(&plan.pipeline), plan.region)?;
    for sentence in &plan.summary {
        writeln!(around.out, "  {}", paint.text(sentence))?;
    }
    if !plan.redraw.is_empty() {
        let strokes = ranges::drawn(&plan.redraw, &Glyphs::of(paint::marker(common, around)).stroke, RANGES);
        for (stroke, word) in strokes.iter().zip(["now ", "then"]) {
            let line: String = stroke.iter().map(|(words, _)| words.as_str()).collect();
            writeln!(around.out, "  {word} {}", paint.text(&line))?;
        }
    }
    if !plan.checks.is_empty() {
        writeln!(around.out, "\nChecks")?;
        for check in &plan.checks {
            writeln!(around.out, "  {}", checked(check, paint))?;
        }
    }
    if plan.has_changes() {
        calls(plan, paint, around)?;
    }
    writeln!(around.out, "\nRests on")?;
    for basis in &plan.basis {
        let age = basis.age_seconds.map_or_else(|| "never read".to_owned(), text::age);
        writeln!(around.out, "  {} = {}  {age}", basis.fact, paint.text(&basis.value))?;
    }
    writeln!(around.out, "\nDigest {}", plan.digest)?;
    if plan.has_changes() {
        writeln!(around.out, "Tier {}: confirmed by \"{}\"", plan.tier.number(), paint.text(&plan.confirm))?;
    }
    Ok(())
}

fn checked(check: &Check, paint: paint::Paint) -> String {
    let word = match check.verdict {
        Verdict::Pass => "pass ",
        Verdict::Warn => "warn ",
        Verdict::Block => "BLOCK",
    };
    format!("{word}  {:<20}  {}", check.id, paint.text(&check.evidence))
}

/// What is sent, how long it takes, what it costs, and how one gets back.
fn calls(plan: &Plan, paint: paint::Paint, around: &mut Around<'_>) -> Result<(), Failure> {
    writeln!(around.out, "\nCalls")?;
    for (index, step) in plan.steps.iter().enumerate() {
        writeln!(around.out, "  {}. {}", index + 1, step.call.name())?;
        for line in step.cli.lines() {
            writeln!(around.out, "       {}", paint.text(line))?;
        }
    }
    let expected = &plan.expected;
    if 0 < expected.high {
        let span = |seconds: u64| humantime::format_duration(std::time::Duration::from_secs(seconds)).to_string();
        writeln!(around.out, "\nTakes {} to {}: {}", span(expected.low), span(expected.high), paint.text(&expected.basis))?;
    }
    writeln!(around.out, "\nCost")?;
    for line in plan.cost.lines() {
        writeln!(around.out, "  {}", paint.text(&line))?;
    }
    writeln!(around.out, "\nWay back")?;
    writeln!(around.out, "  {}", paint.text(&plan.way_back.text))?;
    for check in &plan.way_back.checks {
        writeln!(around.out, "  {}", checked(check, paint))?;
    }
    for lost in &plan.way_back.lost {
        writeln!(around.out, "  cannot be undone: {}", paint.text(lost))?;
    }
    Ok(())
}
