//! `apply`, `rollback` and `resume`: a change from the command line, with its consent.

use super::arguments::{Apply, Common, Confirm, Resume, Rollback};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{change, plan, reach, watched};
use crate::domain::action::Action;
use crate::domain::journal::{Event, Run};
use crate::domain::pipeline::Pipeline;
use crate::domain::plan::Plan;

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
    let mut changed = before.guards.changed(&fresh.guards);
    for (what, was, is) in [
        ("the account", before.account.as_deref().unwrap_or("not known"), fresh.account.as_deref().unwrap_or("not known")),
        ("the Region", &before.region, &fresh.region),
    ] {
        if was != is {
            changed.insert(0, format!("{what} was {was} and is {is} now"));
        }
    }
    if changed.is_empty() && before.digest != fresh.digest {
        changed.push("the calls or the rules in the way are not the same any more".to_owned());
    }
    if changed.is_empty() {
        return Ok(());
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
async fn now(
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
    let history = change::history(&pipeline, around).await?;
    let open = history.open_runs();
    let run = match (arguments.run, open.as_slice()) {
        (_, []) => {
            writeln!(around.out, "No change of {} is open.", pipeline.stream)?;
            return Ok(Exit::Done);
        }
        (None, [only]) => only,
        (Some(number), several) => several
            .iter()
            .find(|run| run.number == number)
            .ok_or_else(|| Failure::usage(format!("run {number} is not open; open is {}", numbers(several))))?,
        (None, several) => return Err(Failure::usage(format!("several changes are open: choose one with --run: {}", numbers(several)))),
    };
    if arguments.close {
        let reason = arguments.confirm.reason.clone().unwrap_or_default();
        if reason.trim().is_empty() {
            return Err(refused("closing a change takes a reason, which the journal keeps"));
        }
        change::note(Event::Closed { run: run.number, reason }, &pipeline, around).await?;
        writeln!(around.out, "Run {} is closed: {}.", run.number, run.intent.action)?;
        return Ok(Exit::Done);
    }
    if arguments.confirm.confirm.is_none() {
        return told(run, &pipeline, common, around).await;
    }
    let (wish, number) = (run.intent.wish.clone(), run.number);
    now(&wish, &pipeline, Some(number), &arguments.confirm, common, around).await
}

/// Where the world stands and what is left to do; the exit code says that there is something.
async fn told(run: &Run<'_>, pipeline: &Pipeline, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let who = run.who.unwrap_or("somebody");
    writeln!(around.out, "Run {} by {who} at {}: {}", run.number, run.at, run.intent.action)?;
    for (step, answer) in &run.sent {
        let call = run.intent.calls.get(*step).map_or("a call", crate::domain::call::Call::name);
        let word = match answer {
            None => "was sent, and no answer was written down",
            Some(answer) if answer.stands() => "was made",
            Some(_) => "was not made, or nobody knows",
        };
        writeln!(around.out, "  step {} {call} {word}", step + 1)?;
    }
    writeln!(around.out, "\nWhat is left, from the world as it is now:\n")?;
    let wish = run.intent.wish.clone();
    let plan = plan::make(&wish, &reach::aws(pipeline, around), pipeline, around).await?;
    plan::tell(&plan, common, around)?;
    writeln!(
        around.out,
        "\n`tidegate resume --write --confirm {}` goes on; `tidegate resume --close --reason TEXT` closes it.",
        plan.confirm
    )?;
    Ok(Exit::Changes)
}

fn numbers(runs: &[Run<'_>]) -> String {
    let each: Vec<String> = runs.iter().map(|run| format!("{} ({})", run.number, run.intent.action)).collect();
    each.join(", ")
}
