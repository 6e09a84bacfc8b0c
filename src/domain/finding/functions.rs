//! Writer and consumer functions: errors and refused runs.

use super::{Finding, Level, look, words};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::snapshot::Snapshot;

/// Minutes that are added up: a single failed run in five minutes is told, not shouted.
const MINUTES: i64 = 5;

/// From this part of failed runs on, a writer is failing and not merely unlucky.
const FAILING: f64 = 0.01;

/// Findings of every named function.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for writer in &snapshot.pipeline.writers {
        findings.extend(errors(snapshot, writer, true));
        findings.extend(throttles(snapshot, writer, true));
    }
    for consumer in snapshot.pipeline.consumers.iter().filter(|name| !snapshot.pipeline.writers.contains(name)) {
        findings.extend(errors(snapshot, consumer, false));
        findings.extend(throttles(snapshot, consumer, false));
    }
}

fn total(snapshot: &Snapshot, id: &MetricId) -> f64 {
    look::recent(snapshot, id, MINUTES).iter().sum()
}

fn errors(snapshot: &Snapshot, function: &str, writes: bool) -> Option<Finding> {
    let id = MetricId::of(Metric::FunctionErrors, function);
    let runs = MetricId::of(Metric::FunctionInvocations, function);
    let (failed, invoked) = (total(snapshot, &id), total(snapshot, &runs));
    if failed <= 0.0 {
        return None;
    }
    let part = if invoked > 0.0 { (failed / invoked).min(1.0) } else { 1.0 };
    let figures =
        format!("{} of {} in {MINUTES} minutes ({})", words::number(failed), words::count(invoked, "run"), words::percent(part * 100.0));
    let (name, level, text, advice) = if writes {
        let level = if part >= FAILING { Level::Alarm } else { Level::Warn };
        let text = format!("Writer {function} fails {figures}: these updates may be missing in the table.");
        let advice = "Read the function's log, and what was deployed last. A failed stream write fails no run, so switching the stream off helps only if \
                      the function times out on it.";
        ("writer-errors", level, text, advice)
    } else {
        let level = if part >= FAILING { Level::Warn } else { Level::Ok };
        let text = format!("Consumer {function} fails {figures}: each failed batch is tried again and holds up its shard.");
        ("consumer-errors", level, text, "Read the function's log for the failing batch. Resharding and rollback do not mend it.")
    };
    let topic = if writes { "writer" } else { "consumer" };
    let finding = Finding::new(name, function, level, text).resting_on([
        look::measured(snapshot, &id, &words::count(failed, "error")),
        look::measured(snapshot, &runs, &words::count(invoked, "run")),
    ]);
    Some(finding.advise(advice).reads([format!("{topic}.{function}.errors_per_minute")]))
}

fn throttles(snapshot: &Snapshot, function: &str, writes: bool) -> Option<Finding> {
    let id = MetricId::of(Metric::FunctionThrottles, function);
    let worst = look::worst(snapshot, &id, 3).filter(|worst| *worst > 0.0)?;
    let many = worst > snapshot.pipeline.limits.throttles as f64;
    let rate = format!("{} a minute", words::count(worst, "run"));
    let (name, level, text) = if writes {
        let level = if many { Level::Alarm } else { Level::Warn };
        (
            "writer-throttles",
            level,
            format!("Lambda refuses {rate} of writer {function}: no concurrency is left, and updates wait or are lost."),
        )
    } else {
        (
            "consumer-throttles",
            Level::Warn,
            format!("Lambda refuses {rate} of consumer {function}: no concurrency is left, and its lag grows."),
        )
    };
    let topic = if writes { "writer" } else { "consumer" };
    let finding = Finding::new(name, function, level, text).resting_on([look::measured(snapshot, &id, &rate)]);
    let advice = "Raise the function's reserved or the account's concurrency. More shards ask for more concurrency, not less.";
    Some(finding.advise(advice).reads([format!("{topic}.{function}.throttles_per_minute")]))
}
