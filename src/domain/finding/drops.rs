//! Consumers that give batches up: their age looks well, because what failed is never read again.

use super::{Finding, Level, look, words};
use crate::domain::facts::Mapping;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::snapshot::Snapshot;

/// Minutes that failed runs are added up over.
const MINUTES: i64 = 5;

/// Most tries after the first with which a failing batch is soon given up.
const FEW_TRIES: i32 = 10;

/// Findings of every consumer function.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for (consumer, held) in &snapshot.mappings {
        let Some(mapping) = held.get().into_iter().flatten().find(|mapping| gives_up(snapshot, mapping)) else { continue };
        findings.push(finding(snapshot, consumer, mapping));
    }
}

/// Failed runs in the newest minutes.
fn failed(snapshot: &Snapshot, function: &str) -> f64 {
    look::recent(snapshot, &MetricId::of(Metric::FunctionErrors, function), MINUTES).iter().sum()
}

/// Whether batches of this mapping fail, are soon given up, and nobody is told which.
pub fn gives_up(snapshot: &Snapshot, mapping: &Mapping) -> bool {
    let soon = (0..=FEW_TRIES).contains(&mapping.maximum_retries) && mapping.failure_destination.is_none();
    soon && mapping.state == "Enabled" && 0.0 < failed(snapshot, &mapping.function)
}

fn finding(snapshot: &Snapshot, consumer: &str, mapping: &Mapping) -> Finding {
    let (errors, runs) = (MetricId::of(Metric::FunctionErrors, consumer), MetricId::of(Metric::FunctionInvocations, consumer));
    let (failed, invoked) = (failed(snapshot, consumer), look::recent(snapshot, &runs, MINUTES).iter().sum::<f64>());
    let text = format!(
        "{consumer} gives up what it fails on: {} of {} in {MINUTES} minutes, and each failed batch is skipped after {}. Its age looks well all the same.",
        words::number(failed),
        words::count(invoked, "run"),
        words::count(f64::from(mapping.maximum_retries) + 1.0, "try").replace("trys", "tries")
    );
    let advice = "Give the mapping a failure destination, bisection and more retries, then process again from the stream while it still holds these \
                  records: a falling age is no proof that anything was written. Write first and checkpoint after; resharding and rollback do not help.";
    Finding::new("consumer-gives-up", consumer, Level::Alarm, text)
        .resting_on([
            look::measured(snapshot, &errors, &words::count(failed, "error")),
            format!("MaximumRetryAttempts {}, no failure destination — lambda:ListEventSourceMappings", mapping.maximum_retries),
            "how many records were in those batches is not published".to_owned(),
        ])
        .advise(advice)
        .wish(Some(super::wish::keep_trying(consumer)))
        .reads([format!("consumer.{consumer}.errors_per_minute"), format!("consumer.{consumer}.lag_seconds")])
}
