//! Set and observed percentage: lost dual writes, and writers that ignore the percentage.

use super::{Finding, Level, words};
use crate::domain::action::Action;
use crate::domain::metric::Metric;
use crate::domain::parity::{Parity, Verdict};
use crate::domain::snapshot::Snapshot;

use super::look;

/// Findings of the comparison.
pub(super) fn judge(snapshot: &Snapshot, parity: &Parity, findings: &mut Vec<Finding>) {
    let (Some(set), Some(observed), Some(low), Some(high)) = (parity.set, parity.observed, parity.low, parity.high) else { return };
    let band = format!("{} ({:.1}–{:.1})", words::percent(observed), low, high);
    let (id, level, text, advice) = match parity.verdict {
        Verdict::Ignored => (
            "percentage-ignored",
            Level::Alarm,
            format!("{} is set but {band} of the writes reach the stream: the writer does not read the percentage.", words::percent(set)),
            "Judge the next stage as 100 %: that is what the stream already takes. Make the writer read the percentage, or switch the flag off; \
             changing the percentage changes nothing."
                .to_owned(),
        ),
        Verdict::Differs { lost_per_hour } if lost_per_hour > 0.0 => (
            "parity-lost",
            Level::Alarm,
            format!(
                "About {} records an hour are lost: {} is set but only {band} of the writes reach the stream.",
                words::about(lost_per_hour),
                words::percent(set)
            ),
            "Compare what each writer was deployed with, and callers of an alias. Read the writers' log for failed stream writes: they fail no request, so nothing else shows them. The table still holds the records \
             until its time to live. Resharding helps only if writes are refused; promoting makes the hole larger."
                .to_owned(),
        ),
        Verdict::Differs { lost_per_hour } => (
            "parity-surplus",
            Level::Warn,
            format!(
                "More reaches the stream than is set: {band} of the writes instead of {}, about {} records an hour too many.",
                words::percent(set),
                words::about(-lost_per_hour)
            ),
            "Look for a writer that is not configured here, an older version behind an alias, or retries that write twice.".to_owned(),
        ),
        _ => return,
    };
    let records = look::stream(snapshot, Metric::IncomingRecords);
    let mut evidence =
        vec![look::measured(snapshot, &records, &format!("{} in {} minutes", words::count(parity.records, "record"), parity.minutes))];
    if let Some(writes) = look::table(snapshot, Metric::TableRequests) {
        evidence.push(look::measured(snapshot, &writes, &format!("{} in the same minutes", words::count(parity.writes, "write"))));
    }
    evidence.push(
        "one confidence sequence, at most 1 % of false alarms in 24 h of looking, only minutes since the flag's last change".to_owned(),
    );
    let trap = alias_trap(snapshot);
    let advice = if trap.is_empty() { advice } else { format!("{advice} {trap}") };
    let wish = (id == "percentage-ignored").then_some(Action::Flag { on: false });
    let finding = Finding::new(id, "", level, text).resting_on(evidence).advise(advice).wish(wish);
    findings.push(finding.reads([
        "rollout.set_percentage",
        "rollout.observed_percentage",
        "stream.incoming_records_per_second",
        "table.writes_per_second",
    ]));
}

/// Aliases that keep callers on an older version than the one whose environment is read.
pub(super) fn alias_trap(snapshot: &Snapshot) -> String {
    let writers = snapshot.pipeline.writers.iter().filter_map(|name| snapshot.functions.get(name)?.get());
    let pinned: Vec<String> = writers
        .flat_map(|function| function.pinned().map(|(alias, version)| format!("{}:{alias} (version {version})", function.name)))
        .collect();
    if pinned.is_empty() {
        return String::new();
    }
    format!("Callers of {} run a published version and do not see the variables that are read here.", words::list(&pinned))
}
