//! A flag that was changed live, while the source that is deployed next may still say otherwise.

use super::{Finding, Level, words};
use crate::domain::call::Call;
use crate::domain::journal::Run;
use crate::domain::outcome::Answer;
use crate::domain::pipeline::FlagStore;
use crate::domain::snapshot::Snapshot;

/// The newest live change of the writers' environments, as long as they say what it set and nobody closed it.
/// The source itself is not read: whether it says the same is not known here.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(run) = standing(snapshot) else { return };
    let run = &run;
    let text = format!(
        "The flag was changed from here on {} ({}): the next deploy may reset it.",
        run.at.strftime("%Y-%m-%d at %H:%M UTC"),
        run.intent.action
    );
    let who = run.who.map(|who| format!(" by {who}")).unwrap_or_default();
    let writers: Vec<&str> = stood(run).iter().map(|call| call.subject()).collect();
    let evidence = format!("run {} of the journal{who}, at {}; what the source says is not read", run.number, words::list(&writers));
    let advice = format!(
        "Set the same values where the writers are deployed from, then close run {}: from the action menu, or with \
         `tidegate journal close {} --reason TEXT`. This ends by itself when a writer says something else.",
        run.number, run.number
    );
    findings
        .push(Finding::new("changed-live", "", Level::Warn, text).resting_on([evidence]).advise(advice).reads(["rollout.set_percentage"]));
}

/// The number of the run that the finding is about; closing it ends the finding. `None` when there is nothing to find.
pub fn changed_live(snapshot: &Snapshot) -> Option<u64> {
    standing(snapshot).map(|run| run.number)
}

/// The newest live change of the writers' environments, while they say what it set and nobody closed it.
fn standing(snapshot: &Snapshot) -> Option<Run<'_>> {
    if !matches!(snapshot.pipeline.flag, Some(FlagStore::LambdaEnv { .. })) {
        return None;
    }
    let changes_flag = |run: &Run<'_>| run.intent.wish.moves_flag();
    let runs = snapshot.history.runs();
    let run = runs.into_iter().rev().filter(changes_flag).find(|run| !stood(run).is_empty())?;
    (run.closed.is_none() && stood(&run).iter().all(|call| still_says(snapshot, call))).then_some(run)
}

/// The writes of a run that were made.
fn stood<'a>(run: &Run<'a>) -> Vec<&'a Call> {
    let made = run.sent.iter().filter(|(_, answer)| answer.is_some_and(Answer::stands));
    let calls = made.filter_map(|(step, _)| run.intent.calls.get(*step));
    calls.filter(|call| matches!(call, Call::PatchEnvironment { .. })).collect()
}

/// Whether the writer still says what was set, as far as it was read.
fn still_says(snapshot: &Snapshot, call: &Call) -> bool {
    let (Call::PatchEnvironment { function, set, .. }, Some(FlagStore::LambdaEnv { enabled, percentage })) =
        (call, &snapshot.pipeline.flag)
    else {
        return false;
    };
    let Some(writer) = snapshot.functions.get(function).and_then(|held| held.get()) else { return true };
    let says = |name: &String, held: &Option<String>| set.get(name).is_none_or(|wanted| held.as_ref() == Some(wanted));
    says(enabled, &writer.enabled) && says(percentage, &writer.percentage)
}
