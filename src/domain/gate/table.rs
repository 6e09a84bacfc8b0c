//! The gate of the table: rate, errors, throttles and latency of its writes against the stage before.

use super::ENOUGH;
use super::against::{rare, risen};
use crate::domain::checklist::compare::{Windows, paired};
use crate::domain::checklist::{Check, Mark};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::snapshot::Snapshot;

/// Part by which writes for each run of the writers may differ: the daily rhythm moves both.
const RATE: f64 = 0.1;

/// A latency may rise by half and by five milliseconds: jitter of small numbers is no harm.
const SLOWER: (f64, f64) = (1.5, 5.0);

/// The table's writes are as before.
pub(super) fn unharmed(snapshot: &Snapshot) -> Check {
    let id = "table-unharmed";
    let Some(table) = &snapshot.pipeline.table else {
        return Check::not_applicable(id, "no table is named: set table = \"…\" for the pipeline");
    };
    let part = |metric| MetricId::part(metric, table, &snapshot.pipeline.table_operation);
    let (writes, latency) = (part(Metric::TableRequests), part(Metric::TableLatency));
    let Some(windows) = Windows::of(snapshot, &[&writes]) else {
        return Check::waiting(id, Vec::new(), "new complete minutes of the table's requests");
    };
    let (mut evidence, mut mark) = (Vec::new(), Mark::Pass);
    let mut say = |(said, judged): (String, Mark)| {
        evidence.push(said);
        mark = mark.and(judged);
    };
    for (metric, what) in [(Metric::TableSystemErrors, "errors inside DynamoDB"), (Metric::TableThrottledRequests, "requests throttled")] {
        say(rare(snapshot, (&part(metric), &writes), &windows, what));
    }
    say(risen(snapshot, &latency, &windows, SLOWER, "latency"));
    say(rate(snapshot, &writes, &windows));
    if mark == Mark::NotEnoughData {
        return Check::waiting(id, evidence, "five complete minutes of the table and its writers now, and five before").for_seconds(60);
    }
    Check::of(id, mark, evidence)
}

/// Writes for each run of the writers, against before.
fn rate(snapshot: &Snapshot, writes: &MetricId, windows: &Windows) -> (String, Mark) {
    let named = &snapshot.pipeline.writers;
    if named.is_empty() {
        return ("no writers are named: whether the rate is as before is not judged".to_owned(), Mark::NotApplicable);
    }
    let sum = |window| {
        let each = named.iter().map(|writer| paired(snapshot, (writes, &MetricId::of(Metric::FunctionInvocations, writer)), window));
        each.fold((0.0_f64, 0.0, usize::MAX), |(most, runs, least), (writes, more, minutes)| {
            (most.max(writes), runs + more, least.min(minutes))
        })
    };
    let ((now, runs, minutes), (before, runs_before, minutes_before)) = (sum(windows.now), sum(windows.before));
    if minutes < ENOUGH || minutes_before < ENOUGH || runs <= 0.0 || runs_before <= 0.0 {
        return (format!("{minutes} minutes of writes and runs known now, {minutes_before} {}", windows.before_words), Mark::NotEnoughData);
    }
    let (now, before) = (now / runs, before / runs_before);
    let said = format!("{now:.2} writes a run, {} {before:.2}", windows.before_words);
    (said, if (now - before).abs() <= RATE * before { Mark::Pass } else { Mark::Fail })
}
