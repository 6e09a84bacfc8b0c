//! Readings of the stream itself: its summary and its one-minute metrics.

use super::recipe::{Fold, Recipe};
use super::{count, fact, watching, word};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::reading::{Reading, Unit};
use crate::domain::snapshot::Snapshot;

pub(super) const FIELDS: &[&str] = &[
    "status",
    "mode",
    "open_shards",
    "retention_hours",
    "incoming_records_per_second",
    "incoming_bytes_per_second",
    "record_bytes",
    "iterator_age_seconds",
    "write_throttles_per_minute",
    "read_throttles_per_minute",
    "write_utilisation_percent",
    "read_utilisation_percent",
    "read_bytes_per_second",
    "put_record_success_percent",
    "put_records_throttled_per_minute",
    "put_records_failed_per_minute",
    "consumers",
    "encryption",
    "shard_metrics",
    "cost_usd_per_month",
];

const SUMMARY: &str = "kinesis:DescribeStreamSummary";
const BURSTS: &str = "a minute's mean hides bursts of seconds, in which a shard may be full";

pub(super) fn reading(snapshot: &Snapshot, field: &str) -> Option<Reading> {
    if let Some(recipe) = recipe(snapshot, field) {
        return Some(recipe.reading(snapshot));
    }
    let held = &snapshot.stream;
    let summary = |unit, path| (unit, (SUMMARY, path));
    let ((unit, from), pick): (_, fn(&crate::domain::facts::StreamSummary) -> _) = match field {
        "status" => (summary(Unit::Text, "StreamStatus"), |stream| word(&stream.status)),
        "mode" => (summary(Unit::Text, "StreamModeDetails.StreamMode"), |stream| word(stream.mode.word())),
        "open_shards" => (summary(Unit::Count, "OpenShardCount"), |stream| count(stream.open_shards)),
        "retention_hours" => (summary(Unit::Hours, "RetentionPeriodHours"), |stream| count(stream.retention_hours)),
        "consumers" => (summary(Unit::Count, "ConsumerCount"), |stream| count(stream.consumers)),
        "encryption" => (summary(Unit::Text, "EncryptionType"), |stream| word(&stream.encryption)),
        "shard_metrics" => (summary(Unit::Count, "EnhancedMonitoring.ShardLevelMetrics"), |stream| count(stream.shard_metrics.len())),
        // Without the shard count there is no recipe; the summary's own state says why.
        "write_utilisation_percent" | "read_utilisation_percent" => (summary(Unit::Percent, "OpenShardCount"), |_| None),
        "cost_usd_per_month" => return Some(watching::stream_cost(snapshot)),
        _ => return None,
    };
    Some(fact(snapshot, held, unit, from, pick))
}

pub(super) fn recipe(snapshot: &Snapshot, field: &str) -> Option<Recipe> {
    let id = |metric| MetricId::of(metric, &snapshot.pipeline.stream);
    let one = |metric, fold, unit| Recipe::of(id(metric), fold, unit);
    Some(match field {
        "incoming_records_per_second" => one(Metric::IncomingRecords, Fold::PerSecond, Unit::PerSecond).blind(BURSTS),
        "incoming_bytes_per_second" => one(Metric::IncomingBytes, Fold::PerSecond, Unit::BytesPerSecond).blind(BURSTS),
        "record_bytes" => one(Metric::IncomingBytes, Fold::Ratio, Unit::Bytes).with(id(Metric::IncomingRecords)),
        "iterator_age_seconds" => one(Metric::IteratorAge, Fold::ReaderAge, Unit::Seconds).blind(
            "age when read, not when processed, of all polling readers merged; a function that retries a batch can be hours behind while \
             this is near 0; fan-out consumers are not in it",
        ),
        "write_throttles_per_minute" => one(Metric::WriteThrottles, Fold::PerMinute, Unit::PerMinute)
            .blind("attempts that were refused, retries counted again: not records lost"),
        "read_throttles_per_minute" => one(Metric::ReadThrottles, Fold::PerMinute, Unit::PerMinute)
            .blind("GetRecords calls that were refused; which reader made them cannot be seen"),
        "write_utilisation_percent" => one(Metric::IncomingRecords, Fold::WriteUtilisation(shards(snapshot)?), Unit::Percent)
            .with(id(Metric::IncomingBytes))
            .blind("a mean over all shards and a whole minute, by today's shard count: one hot shard or a burst does not show"),
        "read_utilisation_percent" => one(Metric::GetRecordsBytes, Fold::ReadUtilisation(shards(snapshot)?), Unit::Percent)
            .blind("polling readers only: each fan-out consumer has 2 MB/s of its own"),
        "read_bytes_per_second" => one(Metric::GetRecordsBytes, Fold::PerSecond, Unit::BytesPerSecond).blind("polling readers only"),
        "put_record_success_percent" => {
            one(Metric::PutRecordSuccess, Fold::Percent, Unit::Percent).blind("calls of PutRecord only; a retry is another call")
        }
        "put_records_throttled_per_minute" => one(Metric::PutRecordsThrottled, Fold::PerMinute, Unit::PerMinute)
            .blind("writers that call PutRecords only; retries are counted again"),
        "put_records_failed_per_minute" => {
            one(Metric::PutRecordsFailed, Fold::PerMinute, Unit::PerMinute).blind("writers that call PutRecords only")
        }
        _ => return None,
    })
}

/// Open shards, when the stream is known; no utilisation can be told without.
fn shards(snapshot: &Snapshot) -> Option<f64> {
    snapshot.stream.get().map(|stream| f64::from(stream.open_shards)).filter(|shards| 0.0 < *shards)
}
