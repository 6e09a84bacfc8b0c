//! What lies behind the stream and the table: Firehose's delivery, and the broadcast queue.

use super::{Finding, Level, look, words};
use crate::domain::checklist::{Mark, validation};
use crate::domain::lag::slope;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::series::{seconds_between, shift};
use crate::domain::snapshot::Snapshot;

/// Seconds over the buffer that writing an object may take.
const MARGIN: f64 = 120.0;

/// Seconds that a message may wait in the queue before it is told of.
const LONG_WAIT: f64 = 60.0;

/// Findings of delivery stream and queue.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    if let Some(name) = &snapshot.pipeline.firehose {
        findings.extend(freshness(snapshot, name));
        findings.extend(failures(snapshot, name));
        findings.extend(conversion(snapshot, name));
    }
    if let Some(name) = &snapshot.pipeline.queue {
        findings.extend(queue(snapshot, name));
        findings.extend(broadcasts(snapshot, name));
    }
    findings.extend(archive(snapshot));
}

fn freshness(snapshot: &Snapshot, name: &str) -> Option<Finding> {
    let id = MetricId::of(Metric::FirehoseFreshness, name);
    let (_, age) = look::fresh(snapshot, &id)?;
    let buffer = f64::from(snapshot.firehose.get().map_or(300, |firehose| firehose.buffer_seconds));
    if age <= buffer + MARGIN {
        return None;
    }
    let level = if age > 2.0 * buffer + MARGIN { Level::Alarm } else { Level::Warn };
    let text = format!(
        "Firehose {name} delivers late: its oldest record waits for {}, and the buffer is {}.",
        words::span(age),
        words::span(buffer)
    );
    let finding = Finding::new("firehose-late", name, level, text).resting_on([
        look::measured(snapshot, &id, &words::span(age)),
        format!("told of above the buffer's {} and {} for writing", words::span(buffer), words::span(MARGIN)),
    ]);
    let advice = format!(
        "Look at the delivery stream's error log, the bucket's and the key's permissions, and conversion. A shorter buffer interval (now {}) brings objects \
         sooner and smaller; it helps freshness, and neither refused deliveries nor conversion. Records stay in the stream until its retention ends; \
         resharding and rollback do not help.",
        words::span(buffer)
    );
    Some(finding.advise(advice).reads(["firehose.freshness_seconds", "firehose.lag_seconds"]))
}

fn failures(snapshot: &Snapshot, name: &str) -> Option<Finding> {
    let id = MetricId::of(Metric::FirehoseSuccess, name);
    // Success is an average of 0 and 1 over the deliveries of a minute.
    let succeeded = look::mean(snapshot, &id, 5).filter(|part| *part < 0.99)?;
    let text = format!("Firehose {name} fails {} of its deliveries to S3.", words::percent((1.0 - succeeded) * 100.0));
    let finding = Finding::new("firehose-fails", name, Level::Alarm, text).resting_on([look::measured(
        snapshot,
        &id,
        &words::percent(succeeded * 100.0),
    )]);
    let advice = "Look at the role, the bucket and the key: S3 refuses what Firehose writes. Neither the buffer interval nor its size helps against that, and \
                  neither does resharding or a rollback; records stay in the stream until its retention ends.";
    Some(finding.advise(advice).reads(["firehose.freshness_seconds"]))
}

fn conversion(snapshot: &Snapshot, name: &str) -> Option<Finding> {
    let id = MetricId::of(Metric::FirehoseConversionFailures, name);
    let failed = look::worst(snapshot, &id, 5).filter(|failed| *failed > 0.0)?;
    let text = format!(
        "Firehose {name} cannot convert {} a minute: they go to the error prefix and not into the table of the archive.",
        words::count(failed, "record")
    );
    let finding = Finding::new("firehose-conversion", name, Level::Warn, text).resting_on([look::measured(
        snapshot,
        &id,
        &words::count(failed, "record"),
    )]);
    Some(
        finding
            .advise("Compare the records with the schema that the conversion uses; the failed ones can be read from the error prefix.")
            .reads(["firehose.freshness_seconds"]),
    )
}

fn queue(snapshot: &Snapshot, name: &str) -> Option<Finding> {
    let id = MetricId::of(Metric::QueueAge, name);
    let (start, age) = look::fresh(snapshot, &id)?;
    if age <= LONG_WAIT {
        return None;
    }
    let from = shift(start, -540);
    let series = snapshot.metrics.range(&id, from, shift(start, 60));
    let points: Vec<(f64, f64)> = series.into_iter().filter_map(|(at, value)| Some((seconds_between(from, at), value?))).collect();
    let slope = slope::newest(&points).filter(|slope| slope.low > 0.05);
    let kept = snapshot.queue.get().map(|queue| queue.retention_seconds as f64);
    let near_loss = kept.is_some_and(|kept| age > kept / 2.0);
    if slope.is_none() && !near_loss {
        return None;
    }
    let level = if near_loss { Level::Alarm } else { Level::Warn };
    let pace = slope.map_or(String::new(), |slope| format!(", growing {:.1} s every second", slope.value));
    let safe = kept.map_or(String::new(), |kept| format!(" Messages are safe for {}.", words::span(kept - age)));
    let text = format!("Broadcasts wait in {name}: the oldest for {}{pace}.{safe}", words::span(age));
    let finding = Finding::new("queue-waits", name, level, text).resting_on([look::measured(snapshot, &id, &words::span(age))]);
    let advice = "Look at the function that empties the queue. The stream has no part in this path: neither rollback nor resharding helps, \
                  unless it began with the last change upwards: then a rollback undoes it.";
    Some(finding.advise(advice).reads(["queue.age_seconds"]))
}

/// As many broadcasts for each table write as before, or the users see something else than the table holds.
fn broadcasts(snapshot: &Snapshot, name: &str) -> Option<Finding> {
    let checked = validation::broadcasts(snapshot);
    let figures = checked.evidence.first().filter(|_| checked.mark == Mark::Fail)?.clone();
    let sent = MetricId::of(Metric::QueueSent, name);
    let text = format!("Broadcasts to {name} are not as before: {figures}.");
    let finding =
        Finding::new("broadcasts-changed", name, Level::Alarm, text).resting_on([look::measured(snapshot, &sent, "messages sent")]);
    let advice = "Read the writers' log for failed sends and compare with the last deploy. The stream has no part in this path: rollback and resharding do \
                  not help, unless it began with the last change upwards: then a rollback undoes it.";
    Some(finding.advise(advice).reads(["queue.sent_per_minute", "table.writes_per_second"]))
}

/// The last run of the archive's query failed or returned nothing.
fn archive(snapshot: &Snapshot) -> Option<Finding> {
    let checked = validation::athena(snapshot);
    let figures = checked.evidence.first().filter(|_| checked.mark == Mark::Fail)?.clone();
    let text = format!("The archive's query returns no data: {figures}.");
    let finding = Finding::new("archive-empty", "", Level::Warn, text)
        .resting_on(["the last run of the configured query — athena:GetQueryExecution".to_owned()]);
    let advice = "Compare the table's partitions and location with where Firehose writes, and its schema with the objects. Objects in Glacier are skipped \
                  without a word. No action of the stream helps.";
    Some(finding.advise(advice).reads(["firehose.freshness_seconds"]))
}
