//! `apply`, `rollback` and `resume`: a change from the command line, with its consent.

use std::time::Duration;

use super::arguments::{Apply, Common, Confirm, Resume, Rollback};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{change, plan, reach, watched};
use crate::domain::action::Action;
use crate::domain::pipeline::Pipeline;
use crate::domain::plan::{About, Plan};
use crate::edge::execute::resume::{self, Left};
use crate::edge::journal::{Refused, Unwritten};

fn refused(text: impl Into<String>) -> Failure {
    Failure { exit: Exit::Refused, text: text.into() }
}

/// Executes exactly what a file says, if the world is still what it was made for.
pub(super) async fn apply(arguments: &Apply, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let plan = plan::read(&arguments.plan, around)?;
    let config = watched::configuration(common, around)?;
    let named = Common { pipeline: common.pipeline.clone().or_else(|| Some(plan.pipeline.clone())), ..common.clone() };
    let pipeline = watched::chosen(&config, &named)?.clone();
    if pipeline.name != plan.pipeline {
        return Err(refused(format!("the plan is for the pipeline {}, and {} was named", plan.pipeline, pipeline.name)));
    }
    let now = reach::clock(around).await?.now();
    let approved = change::consent(plan, &arguments.confirm, &pipeline, common, now)?;
    let before = approved.plan();
    let fresh = plan::make(&before.wish, &reach::aws(&pipeline, around), &pipeline, around).await?;
    same(before, &fresh)?;
    change::execute(&approved, &pipeline, None, &arguments.confirm, common, around).await
}

/// Another account, Region or world than the plan was made for is refused, saying what changed.
fn same(before: &Plan, fresh: &Plan) -> Result<(), Failure> {
    if before.digest == fresh.digest && before.region == fresh.region && before.account == fresh.account {
        return Ok(());
    }
    let differences = before.differences(fresh);
    let of = |about: &[About]| -> Vec<String> {
        differences.iter().filter(|one| one.binds && about.contains(&one.about)).map(ToString::to_string).collect()
    };
    let mut changed = of(&[About::Fact, About::Rule]);
    if changed.is_empty() {
        // Calls follow from facts as a rule, and are told where nothing else is.
        changed = of(&[About::Call, About::Ceremony]);
    }
    Err(refused(format!(
        "nothing was sent, because the plan does not fit any more: {}; `tidegate plan --renew FILE` makes it anew",
        changed.join("; ")
    )))
}

/// Plans and executes the way back in one go.
pub(super) async fn rollback(arguments: &Rollback, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let config = watched::configuration(common, around)?;
    let pipeline = watched::chosen(&config, common)?.clone();
    now(&Action::Rollback, &pipeline, None, &arguments.confirm, common, around).await
}

/// Plans a wish from the world as it is, and executes it.
pub(super) async fn now(
    wish: &Action,
    pipeline: &Pipeline,
    continues: Option<u64>,
    confirm: &Confirm,
    common: &Common,
    around: &mut Around<'_>,
) -> Result<Exit, Failure> {
    let plan = plan::make(wish, &reach::aws(pipeline, around), pipeline, around).await?;
    if !plan.blocked && !plan.has_changes() {
        for sentence in &plan.summary {
            writeln!(around.out, "{sentence}")?;
        }
        return Ok(Exit::Done);
    }
    let at = reach::clock(around).await?.now();
    let approved = change::consent(plan, confirm, pipeline, common, at)?;
    change::execute(&approved, pipeline, continues, confirm, common, around).await
}

/// Goes on with a change that did not come to its end, from the world as it is now; or closes it.
pub(super) async fn resume(arguments: &Resume, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let config = watched::configuration(common, around)?;
    let pipeline = watched::chosen(&config, common)?.clone();
    let base = change::Base::of(&pipeline, around).await?;
    let (line, ..) = change::line();
    let ground = base.ground(&pipeline, line, Duration::ZERO, None);
    let reason = arguments.confirm.reason.clone().unwrap_or_default();
    if arguments.close && reason.trim().is_empty() {
        return Err(refused("closing a change takes a reason, which the journal keeps"));
    }
    let open = resume::left(&ground).await;
    let Some(left) = chosen(&open, arguments.run)? else {
        writeln!(around.out, "No change of {} is open.", pipeline.stream)?;
        return Ok(Exit::Done);
    };
    if let Err(why) = &left.free {
        return Err(in_hand(left.run, &left.wish.to_string(), why));
    }
    if let Some(why) = &left.untold {
        writeln!(around.err, "note: {why}")?;
    }
    let through = "everything that it was to do stands".to_owned();
    if arguments.close || left.stands() {
        let reason = if arguments.close { reason } else { through };
        let said = format!("Run {} is closed ({}): {reason}.", left.run, left.wish);
        resume::close(&ground, None, left, reason).await.map_err(unwritten)?;
        writeln!(around.out, "{said}")?;
        return Ok(Exit::Done);
    }
    if arguments.confirm.confirm.is_none() {
        return told(left, &pipeline, common, around).await;
    }
    now(&left.wish, &pipeline, Some(left.run), &arguments.confirm, common, around).await
}

/// A run that a process executes is neither gone on with nor closed by another one.
pub(super) fn in_hand(run: u64, wish: &str, why: &str) -> Failure {
    refused(format!("run {run} (`{wish}`) can be neither gone on with nor closed: {why}; wait until it ends, or stop it there with Ctrl-C"))
}

/// Why the journal did not take an entry.
pub(super) fn unwritten(error: Unwritten) -> Failure {
    match error {
        Unwritten::Refused(why @ Refused::InOtherHands(_)) => refused(why.to_string()),
        error => Failure::error(error.to_string()),
    }
}

/// The run that is meant; none when none is open. Unless it is named, one that another process executes is meant only when no other is open.
fn chosen(open: &[Left], number: Option<u64>) -> Result<Option<&Left>, Failure> {
    let is_meant = |left: &&Left| number.is_some() || left.free.is_ok();
    let free: Vec<&Left> = open.iter().filter(is_meant).collect();
    let open = if free.is_empty() { open.iter().take(1).collect() } else { free };
    let numbers = || open.iter().map(|left| format!("{} ({})", left.run, left.wish)).collect::<Vec<_>>().join(", ");
    match (number, open.as_slice()) {
        (None, []) => Ok(None),
        (Some(number), []) => Err(Failure::error(format!("run {number} is not open, and no other is"))),
        (None, [only]) => Ok(Some(only)),
        (None, _) => Err(Failure::usage(format!("several changes are open: choose one with --run: {}", numbers()))),
        (Some(number), _) => {
            let found = open.iter().find(|left| left.run == number);
            found.map(|left| Some(*left)).ok_or_else(|| Failure::error(format!("run {number} is not open; open is {}", numbers())))
        }
    }
}

/// Where the world stands and what is left to do; the exit code says that there is something.
async fn told(left: &Left, pipeline: &Pipeline, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    writeln!(around.out, "Run {} did not come to its end: {}", left.run, left.wish)?;
    for (index, (call, subject, had_left, standing)) in left.calls.iter().enumerate() {
        let sent = if *had_left { "was sent" } else { "was not sent" };
        writeln!(around.out, "  step {}: {call} on {subject} {sent}; {}", index + 1, standing.sentence())?;
    }
    writeln!(around.out, "\nWhat is left, from the world as it is now:\n")?;
    let plan = plan::make(&left.wish, &reach::aws(pipeline, around), pipeline, around).await?;
    plan::tell(&plan, common, around)?;
    writeln!(
        around.out,
        "\n`tidegate resume --write --confirm {}` goes on; `tidegate resume --close --reason TEXT` closes it.",
        plan.confirm
    )?;
    Ok(Exit::Changes)
}
