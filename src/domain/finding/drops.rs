//! Consumers that give up what they fail on or find too old: their age looks well, because it is never read again.

use super::{Finding, Level, look, wish, words};
use crate::domain::dropped::{self, Count, Dropped, Run};
use crate::domain::facts::Mapping;
use crate::domain::lag;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::snapshot::Snapshot;

/// Minutes that failed runs are added up over.
const MINUTES: i64 = 5;

/// Most tries after the first with which a failing batch is soon given up.
const FEW_TRIES: i32 = 10;

/// Findings of every consumer function: what is counted, and else what its failing runs let fear.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for (consumer, held) in &snapshot.mappings {
        let mappings = held.get().map(Vec::as_slice).unwrap_or_default();
        let uncounted = || mappings.iter().find(|mapping| gives_up(snapshot, mapping)).map(|mapping| fear(snapshot, consumer, mapping));
        findings.extend(counted(snapshot, consumer, mappings).or_else(uncounted));
    }
}

/// Failed runs in the newest minutes.
fn failed(snapshot: &Snapshot, function: &str) -> f64 {
    look::recent(snapshot, &MetricId::of(Metric::FunctionErrors, function), MINUTES).iter().sum()
}

/// Whether batches of this mapping fail, are soon given up, and nobody is told which. Where Lambda counts what is given up,
/// the count says whether it is so.
pub fn gives_up(snapshot: &Snapshot, mapping: &Mapping) -> bool {
    let soon = (0..=FEW_TRIES).contains(&mapping.maximum_retries) && mapping.failure_destination.is_none();
    soon && mapping.state == "Enabled" && 0.0 < failed(snapshot, &mapping.function) && !Dropped::lately(snapshot, mapping).is_told()
}

/// The finding of a consumer whose mappings drop events by Lambda's own count, worded of the one that drops most.
fn counted(snapshot: &Snapshot, consumer: &str, mappings: &[Mapping]) -> Option<Finding> {
    let of = |mapping| Dropped::lately(snapshot, mapping).running().map(|(count, run)| (mapping, count, run));
    let dropping: Vec<(&Mapping, Count, Run)> = mappings.iter().filter_map(of).collect();
    let (mapping, _, run) = *dropping.iter().max_by(|(_, _, one), (_, _, other)| one.events.total_cmp(&other.events))?;
    let text = format!(
        "{consumer} loses events: its mapping dropped {} since {}, {}. Its age does not show it.",
        words::number(run.events),
        words::clock(run.since),
        cause(mapping)
    );
    let figures = dropping.iter().map(|(mapping, count, _)| {
        let [id, _] = dropped::metrics(mapping);
        look::measured(snapshot, &id, &format!("{} in {} minutes", words::count(count.events, "event"), count.minutes))
    });
    let finding = Finding::new("consumer-drops", consumer, Level::Alarm, text)
        .resting_on(figures)
        .resting_on([
            settings(mapping),
            "not counted: what a failure destination took, and what the stream's own retention ended".to_owned(),
        ])
        .advise(advice(snapshot, consumer, mapping))
        .wish(wish::keep_trying(consumer, mapping));
    Some(finding.reads(["dropped_per_minute", "lag_seconds", "errors_per_minute"].map(|field| format!("consumer.{consumer}.{field}"))))
}

/// Why it drops, by the limits that the mapping has.
fn cause(mapping: &Mapping) -> String {
    let old = || format!("older than its maximum record age of {}", words::span(f64::from(mapping.maximum_record_age)));
    let failed = || format!("failed {}", words::count(tries(mapping), "time"));
    // With both limits set, nobody tells which of them it was.
    match (0 < mapping.maximum_record_age, 0 <= mapping.maximum_retries) {
        _ if mapping.failure_destination.is_some() => "which its failure destination did not take".to_owned(),
        (true, true) => format!("which were {} or {}", old(), failed()),
        (true, false) => old(),
        (false, true) => format!("which {}", failed()),
        (false, false) => "by limits that it has no more".to_owned(),
    }
}

/// How often a batch is tried in all, when that is finite.
fn tries(mapping: &Mapping) -> f64 {
    f64::from(mapping.maximum_retries) + 1.0
}

fn settings(mapping: &Mapping) -> String {
    let destination = mapping.failure_destination.as_deref().unwrap_or("none");
    format!(
        "MaximumRetryAttempts {}, MaximumRecordAgeInSeconds {}, failure destination {destination} — lambda:ListEventSourceMappings",
        mapping.maximum_retries, mapping.maximum_record_age
    )
}

fn advice(snapshot: &Snapshot, consumer: &str, mapping: &Mapping) -> String {
    let held = snapshot.stream.get().map_or_else(String::new, |stream| format!(" for {} h", stream.retention_hours));
    let again =
        format!("What was dropped can be processed again from the stream, which keeps it{held}. Resharding and rollback do not help.");
    if mapping.failure_destination.is_some() {
        return format!(
            "Look at DestinationDeliveryFailures of {consumer}, and at its role's permission to send to the destination. {again}"
        );
    }
    let age = lag::of(snapshot, MetricId::of(Metric::FunctionIteratorAge, consumer)).and_then(|reader| reader.lag);
    let behind = age.map_or_else(String::new, |lag| format!(", which is {} now", words::span(lag)));
    format!(
        "Set a failure destination first, or nobody learns what is given up; then raise the retention, bisect on error, and let retries be \
         finite last. Never keep a maximum record age below the lag{behind}: it discards the healthy backlog. {again}"
    )
}

/// The finding of a consumer whose runs fail while its mapping gives up soon, and nobody counts what.
fn fear(snapshot: &Snapshot, consumer: &str, mapping: &Mapping) -> Finding {
    let (errors, runs) = (MetricId::of(Metric::FunctionErrors, consumer), MetricId::of(Metric::FunctionInvocations, consumer));
    let (failed, invoked) = (failed(snapshot, consumer), look::recent(snapshot, &runs, MINUTES).iter().sum::<f64>());
    let text = format!(
        "{consumer} gives up what it fails on: {} of {} in {MINUTES} minutes, and each failed batch is skipped after {}. Its age looks well all the same.",
        words::number(failed),
        words::count(invoked, "run"),
        words::count(tries(mapping), "try").replace("trys", "tries")
    );
    let advice = "Give the mapping a failure destination, bisection and more retries, then process again from the stream while it still holds these \
                  records: a falling age is no proof that anything was written. Write first and checkpoint after; resharding and rollback do not help.";
    let counting = if mapping.counts_events {
        "how many records were in those batches: nothing new of the mapping's DroppedEventCount".to_owned()
    } else {
        let command = dropped::switch_on(snapshot, mapping);
        format!("how many records were in those batches is not counted; {command} has Lambda count them from then on, and AWS bills that")
    };
    Finding::new("consumer-gives-up", consumer, Level::Alarm, text)
        .resting_on([
            look::measured(snapshot, &errors, &words::count(failed, "error")),
            format!("MaximumRetryAttempts {}, no failure destination — lambda:ListEventSourceMappings", mapping.maximum_retries),
            counting,
        ])
        .advise(advice)
        .wish(wish::keep_trying(consumer, mapping))
        .reads([format!("consumer.{consumer}.errors_per_minute"), format!("consumer.{consumer}.lag_seconds")])
}
