//! The gate of the table: rate, errors, throttles and latency of its writes against the stage before.

use super::ENOUGH;
use super::against::{Rise, rare, risen};
use super::part::{Part, close};
use crate::domain::checklist::compare::{Windows, paired};
use crate::domain::checklist::{Check, Mark};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::snapshot::Snapshot;

/// Part by which writes for each run of the writers may differ: the daily rhythm moves both.
const RATE: f64 = 0.1;

/// A write to the table takes a few milliseconds, and the mean of a minute's thousands hardly moves: half as long again is harm
/// from one millisecond on. Five milliseconds more would let a usual write take twice its time.
const SLOWER: Rise = Rise { factor: 1.5, milliseconds: 1.0 };

/// The table's writes are as before.
pub(super) fn unharmed(snapshot: &Snapshot) -> Check {
    let id = "table-unharmed";
    let Some(table) = &snapshot.pipeline.table else {
        return Check::not_applicable(id, "no table is named: set table = \"…\" for the pipeline");
    };
    let part = |metric| MetricId::part(metric, table, &snapshot.pipeline.table_operation);
    let (writes, latency) = (part(Metric::TableRequests), part(Metric::TableLatency));
    let refused = [(Metric::TableSystemErrors, "errors inside DynamoDB"), (Metric::TableThrottledRequests, "requests throttled")];
    let refused = refused.into_iter().map(|(metric, what)| {
        let bad = part(metric);
        Part::compared(snapshot, &[&bad, &writes], what, |windows| rare(snapshot, (&bad, &writes), windows, what))
    });
    let slower = Part::compared(snapshot, &[&latency], "latency", |windows| risen(snapshot, &latency, windows, &SLOWER, "latency"));
    let parts = refused.chain([slower, rate(snapshot, &writes)]);
    close(id, parts, "five complete minutes of the table and its writers now, and five before")
}

/// Writes for each run of the writers, against before.
fn rate(snapshot: &Snapshot, writes: &MetricId) -> Part {
    let runs: Vec<MetricId> = snapshot.pipeline.writers.iter().map(|writer| MetricId::of(Metric::FunctionInvocations, writer)).collect();
    if runs.is_empty() {
        let said = "no writers are named: whether the rate is as before is not judged".to_owned();
        return Part::fact((said, Mark::NotApplicable));
    }
    let ids: Vec<&MetricId> = std::iter::once(writes).chain(&runs).collect();
    Part::compared(snapshot, &ids, "writes and runs", |windows| a_run(snapshot, writes, &runs, windows))
}

fn a_run(snapshot: &Snapshot, writes: &MetricId, runs: &[MetricId], windows: &Windows) -> (String, Mark) {
    let sum = |window| {
        let each = runs.iter().map(|runs| paired(snapshot, (writes, runs), window));
        each.fold((0.0_f64, 0.0, usize::MAX), |(most, runs, least), (writes, more, minutes)| {
            (most.max(writes), runs + more, least.min(minutes))
        })
    };
    let ((now, runs, minutes), (before, runs_before, minutes_before)) = (sum(windows.now), sum(windows.before));
    if minutes < windows.fewest || minutes_before < ENOUGH || runs <= 0.0 || runs_before <= 0.0 {
        return (format!("{minutes} minutes of writes and runs known now, {minutes_before} {}", windows.before_words), Mark::NotEnoughData);
    }
    let (now, before) = (now / runs, before / runs_before);
    let said = format!("{now:.2} writes a run, {} {before:.2}", windows.before_words);
    (said, if (now - before).abs() <= RATE * before { Mark::Pass } else { Mark::Fail })
}
