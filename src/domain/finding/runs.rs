//! Changes from here that did not come to an end: the console was left, or torn off, while they ran.

use super::{Finding, Level, words};
use crate::domain::snapshot::Snapshot;

/// One finding for each run of the journal that is open.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    // What somebody executes just now goes its way.
    for run in snapshot.history.open_runs().into_iter().filter(|run| run.is_free().is_ok()) {
        let begun = words::dated(run.at);
        let text = format!("`{}`, begun {begun}, did not come to an end.", run.intent.action);
        let answered = run.sent.iter().filter(|(_, answer)| answer.is_some()).count();
        let evidence = format!("{} of {} calls sent, {answered} answered — the journal", run.sent.len(), run.intent.calls.len());
        let finding = Finding::new("change-open", &run.number.to_string(), Level::Warn, text)
            .resting_on([Some(evidence), run.untold()].into_iter().flatten());
        findings.push(finding.advise(":change shows where the world stands: go on with it, or close it with a reason."));
    }
}
