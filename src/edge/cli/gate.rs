//! `gate` and `checklist`: one reading of every check, in words or JSON, with the verdict's exit code.

use serde_json::{Value, json};

use super::arguments::{Common, Output};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{change, paint, query, reach, status, watched, write_json};
use crate::domain::action::Action;
use crate::domain::checklist::{Check, Mark, infrastructure, validations};
use crate::domain::gate;
use crate::domain::plan::plan;
use crate::domain::snapshot::Snapshot;
use crate::edge::once::{Known, Look, Purpose, look_with};

/// Every gate of a snapshot, the way back planned on the same facts.
pub(super) fn gates(snapshot: &Snapshot) -> Vec<Check> {
    gate::judge(snapshot, &plan(&Action::Rollback, snapshot).checks)
}

/// Every gate before the next stage.
pub(super) async fn gate(common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let look = see(Purpose::Gates, common, around).await?;
    let gates = gates(&look.snapshot);
    tell(&look, &gates, gate::verdict(&gates), common, around)
}

/// The validations, then what is there of the infrastructure.
pub(super) async fn checklist(common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let look = see(Purpose::Verdict, common, around).await?;
    let mut checks = validations(&look.snapshot);
    checks.extend(infrastructure(&look.snapshot));
    tell(&look, &checks, gate::verdict(&checks), common, around)
}

/// One look at the chosen pipeline, the journal beside it.
pub(super) async fn see(purpose: Purpose, common: &Common, around: &Around<'_>) -> Result<Look, Failure> {
    let config = watched::configuration(common, around)?;
    let pipeline = watched::chosen(&config, common)?;
    let now = reach::clock(around).await?.now();
    let at = reach::at(common, now)?;
    let known = Known { history: change::history(pipeline, around).await?, query: query::last(pipeline, around) };
    Ok(look_with(&reach::aws(pipeline, around), pipeline, purpose, known, now, at).await)
}

/// One check as scripts read it.
pub(super) fn item(check: &Check) -> Value {
    json!({ "id": check.id, "verdict": check.mark.verdict(), "evidence": check.evidence, "waits_for": check.waits_for })
}

/// The same with the word of the console's screen, which tells `differs` from `missing`.
fn listed(check: &Check) -> Value {
    let mut item = item(check);
    item["word"] = check.word().into();
    item
}

fn tell(look: &Look, checks: &[Check], verdict: Mark, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let told = if checks.iter().any(Check::is_comparison) { listed } else { item };
    match common.output {
        Output::Json => {
            let items: Vec<Value> = checks.iter().map(told).collect();
            write_json(around, &json!({ "verdict": verdict.verdict(), "items": items }))?;
        }
        Output::Text => words(checks, verdict, common, around)?,
    }
    // What stands in the way of any verdict is the reason for the exit code; what other sources prove is worse than silence.
    let stands_in_the_way =
        |failure: &Failure| verdict == Mark::NotEnoughData || matches!(failure.exit, Exit::Error | Exit::Credentials | Exit::Usage);
    status::unreachable(&look.snapshot).filter(stands_in_the_way).map_or_else(|| Ok(exit(verdict)), Err)
}

/// The exit code of a verdict.
pub(super) fn exit(verdict: Mark) -> Exit {
    match verdict {
        Mark::Pass => Exit::Done,
        Mark::Fail => Exit::Bad,
        Mark::NotEnoughData | Mark::NotApplicable => Exit::Inconclusive,
    }
}

fn words(checks: &[Check], verdict: Mark, common: &Common, around: &mut Around<'_>) -> Result<(), Failure> {
    let paint = paint::Paint::of(common, around);
    writeln!(around.out, "{}", verdict.verdict())?;
    for check in checks {
        let word = if check.is_comparison() { check.compared() } else { check.mark.verdict() };
        // What must hold is no statement about how it came out.
        let wanted = if matches!(check.mark, Mark::Fail | Mark::NotEnoughData) { "must hold: " } else { "" };
        writeln!(around.out, "\n{word:<14}  {}  {wanted}{}", check.id, paint.text(check.title))?;
        for line in &check.evidence {
            writeln!(around.out, "                {}", paint.text(line))?;
        }
        if let Some(waits) = &check.waits_for {
            writeln!(around.out, "                waits for {}", paint.text(waits))?;
        }
    }
    Ok(())
}
