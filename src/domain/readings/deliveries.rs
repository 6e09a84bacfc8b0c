//! Readings of what carries records on: Firehose, the broadcast queue, the web socket.

use super::recipe::{Fold, Recipe};
use super::{count, fact, word};
use crate::domain::facts::{Firehose, Queue};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::reading::{Reading, Unit, Value};
use crate::domain::snapshot::Snapshot;

pub(super) const FIREHOSE: &[&str] = &[
    "lag_seconds",
    "freshness_seconds",
    "success_percent",
    "delivered_records_per_minute",
    "read_records_per_minute",
    "conversion_failures_per_minute",
    "status",
    "buffer_seconds",
    "buffer_bytes",
    "format",
];
pub(super) const QUEUE: &[&str] = &["age_seconds", "visible", "sent_per_minute", "in_flight"];
pub(super) const SOCKET: &[&str] = &["messages_per_minute", "integration_errors_per_minute"];

pub(super) fn firehose(snapshot: &Snapshot, field: &str) -> Option<Reading> {
    let unit = match field {
        "lag_seconds" | "freshness_seconds" | "buffer_seconds" => Unit::Seconds,
        "success_percent" => Unit::Percent,
        "status" | "format" => Unit::Text,
        "buffer_bytes" => Unit::Bytes,
        _ => Unit::PerMinute,
    };
    if snapshot.pipeline.firehose.is_none() {
        let how = "no delivery stream is named: set firehose = \"…\" for the pipeline";
        return FIREHOSE.contains(&field).then(|| Reading::not_configured(unit, how));
    }
    if let Some(recipe) = firehose_recipe(snapshot, field) {
        return Some(recipe.reading(snapshot));
    }
    let (path, pick): (_, fn(&Firehose) -> _) = match field {
        "status" => ("DeliveryStreamStatus", |firehose| word(&firehose.status)),
        "buffer_seconds" => ("BufferingHints.IntervalInSeconds", |firehose| count(firehose.buffer_seconds)),
        "buffer_bytes" => ("BufferingHints.SizeInMBs", |firehose| Some(Value::Number(f64::from(firehose.buffer_mb) * 1_048_576.0))),
        "format" => ("DataFormatConversionConfiguration", |firehose| word(firehose.converts_to.as_deref().unwrap_or("as written"))),
        _ => return None,
    };
    Some(fact(snapshot, &snapshot.firehose, unit, ("firehose:DescribeDeliveryStream", path), pick))
}

pub(super) fn firehose_recipe(snapshot: &Snapshot, field: &str) -> Option<Recipe> {
    let name = snapshot.pipeline.firehose.as_deref()?;
    let one = |metric, fold, unit| Recipe::of(MetricId::of(metric, name), fold, unit);
    Some(match field {
        "lag_seconds" => one(Metric::FirehoseBehind, Fold::ReaderAge, Unit::Seconds)
            .blind("how far Firehose's reading is behind the stream: what it has read and not delivered is in the freshness"),
        "freshness_seconds" => one(Metric::FirehoseFreshness, Fold::Same, Unit::Seconds)
            .blind("age of the oldest record not yet in S3: it rises to the buffer's interval by itself"),
        "success_percent" => one(Metric::FirehoseSuccess, Fold::Percent, Unit::Percent).blind("absent in minutes without a delivery"),
        "delivered_records_per_minute" => one(Metric::FirehoseRecords, Fold::PerMinute, Unit::PerMinute)
            .blind("comes in steps, on the buffer's beat; absent in minutes without a delivery"),
        "read_records_per_minute" => one(Metric::FirehoseRead, Fold::PerMinute, Unit::PerMinute),
        "conversion_failures_per_minute" => one(Metric::FirehoseConversionFailures, Fold::PerMinute, Unit::PerMinute),
        _ => return None,
    })
}

pub(super) fn queue(snapshot: &Snapshot, field: &str) -> Option<Reading> {
    let unit = match field {
        "age_seconds" => Unit::Seconds,
        "sent_per_minute" => Unit::PerMinute,
        _ => Unit::Count,
    };
    if snapshot.pipeline.queue.is_none() {
        let how = "no queue is named: set queue = \"…\" for the pipeline";
        return QUEUE.contains(&field).then(|| Reading::not_configured(unit, how));
    }
    if let Some(recipe) = queue_recipe(snapshot, field) {
        return Some(recipe.reading(snapshot));
    }
    let from = ("sqs:GetQueueAttributes", "ApproximateNumberOfMessagesNotVisible");
    (field == "in_flight").then(|| fact(snapshot, &snapshot.queue, unit, from, |queue: &Queue| count(queue.in_flight)))
}

pub(super) fn queue_recipe(snapshot: &Snapshot, field: &str) -> Option<Recipe> {
    let name = snapshot.pipeline.queue.as_deref()?;
    let one = |metric, fold, unit| Some(Recipe::of(MetricId::of(metric, name), fold, unit));
    match field {
        "age_seconds" => one(Metric::QueueAge, Fold::Same, Unit::Seconds),
        "visible" => one(Metric::QueueVisible, Fold::Same, Unit::Count),
        "sent_per_minute" => one(Metric::QueueSent, Fold::PerMinute, Unit::PerMinute),
        _ => None,
    }
}

pub(super) fn socket(snapshot: &Snapshot, field: &str) -> Option<Reading> {
    if snapshot.pipeline.websocket_api.is_none() {
        let how = "no web-socket API is named: set websocket_api = \"…\" for the pipeline";
        return SOCKET.contains(&field).then(|| Reading::not_configured(Unit::PerMinute, how));
    }
    socket_recipe(snapshot, field).map(|recipe| recipe.reading(snapshot))
}

pub(super) fn socket_recipe(snapshot: &Snapshot, field: &str) -> Option<Recipe> {
    let api = snapshot.pipeline.websocket_api.as_deref()?;
    let one = |metric| Some(Recipe::of(MetricId::of(metric, api), Fold::PerMinute, Unit::PerMinute));
    match field {
        "messages_per_minute" => one(Metric::SocketMessages).map(|recipe| recipe.blind("how many are connected has no metric")),
        "integration_errors_per_minute" => one(Metric::SocketIntegrationErrors),
        _ => None,
    }
}
