//! Readings of each consumer: functions by Lambda's own age, fan-out consumers by the stream's.

use super::recipe::{Fold, Recipe};
use super::{fact, function, none, word};
use crate::domain::dropped;
use crate::domain::facts::Mapping;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::reading::{Reading, Unit};
use crate::domain::snapshot::Snapshot;

const FUNCTION: &[&str] = &[
    "lag_seconds",
    "state",
    "last_result",
    "errors_per_minute",
    "invocations_per_minute",
    "throttles_per_minute",
    DROPPED,
    "duration_ms",
    "concurrency",
];

const DROPPED: &str = "dropped_per_minute";

const FAN_OUT: &[&str] = &["lag_seconds", "state"];

/// Every consumer that is named or registered: functions first.
pub(super) fn names(snapshot: &Snapshot) -> Vec<&str> {
    let mut names: Vec<&str> = snapshot.pipeline.consumers.iter().map(String::as_str).collect();
    let fan_out = snapshot.fan_out.get().into_iter().flatten().map(|consumer| consumer.name.as_str());
    for name in fan_out {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

pub(super) fn fields(snapshot: &Snapshot, consumer: &str) -> &'static [&'static str] {
    if is_function(snapshot, consumer) { FUNCTION } else { FAN_OUT }
}

fn is_function(snapshot: &Snapshot, consumer: &str) -> bool {
    snapshot.pipeline.consumers.iter().any(|name| name == consumer)
}

pub(super) fn reading(snapshot: &Snapshot, consumer: &str, field: &str) -> Option<Reading> {
    if field == DROPPED && is_function(snapshot, consumer) && counted(snapshot, consumer).is_none() {
        return Some(uncounted(snapshot, consumer));
    }
    if let Some(recipe) = recipe(snapshot, consumer, field) {
        return Some(recipe.reading(snapshot));
    }
    if !is_function(snapshot, consumer) {
        let found = snapshot.fan_out.get()?.iter().find(|other| other.name == consumer)?;
        let from = ("kinesis:ListStreamConsumers", "ConsumerStatus");
        return (field == "state").then(|| fact(snapshot, &snapshot.fan_out, Unit::Text, from, |_| word(&found.status)));
    }
    let (path, pick): (_, fn(&Mapping) -> &str) = match field {
        "state" => ("EventSourceMappings[].State", |mapping| &mapping.state),
        "last_result" => ("EventSourceMappings[].LastProcessingResult", |mapping| &mapping.last_result),
        _ => return None,
    };
    let call = "lambda:ListEventSourceMappings";
    let Some(held) = snapshot.mappings.get(consumer) else { return Some(none(Unit::Text, call, path)) };
    let ours = |mappings: &Vec<Mapping>| {
        let words: Vec<&str> = mappings.iter().filter(|mapping| reads_our_stream(snapshot, mapping)).map(pick).collect();
        word(if words.is_empty() { "no mapping of this stream".to_owned() } else { words.join(", ") }.as_str())
    };
    Some(fact(snapshot, held, Unit::Text, (call, path), ours))
}

/// The first of a function's mappings that counts its events.
fn counted<'a>(snapshot: &'a Snapshot, consumer: &str) -> Option<&'a Mapping> {
    let held = snapshot.mappings.get(consumer)?.get()?;
    held.iter().find(|mapping| mapping.counts_events && reads_our_stream(snapshot, mapping))
}

/// Why there is no count of dropped events.
fn uncounted(snapshot: &Snapshot, consumer: &str) -> Reading {
    let held = snapshot.mappings.get(consumer).and_then(|held| held.get());
    match held.into_iter().flatten().find(|mapping| reads_our_stream(snapshot, mapping)) {
        Some(mapping) => {
            let how =
                format!("dropped events are not counted: `{}` switches that on, and AWS bills it", dropped::switch_on(snapshot, mapping));
            Reading::not_configured(Unit::PerMinute, &how)
        }
        None => none(Unit::PerMinute, "lambda:ListEventSourceMappings", "EventSourceMappings[].MetricsConfig"),
    }
}

/// Whether a mapping reads our stream, by itself or through a fan-out consumer of it.
fn reads_our_stream(snapshot: &Snapshot, mapping: &Mapping) -> bool {
    let Some((_, path)) = mapping.source_arn.split_once(":stream/") else { return false };
    path.split('/').next() == Some(snapshot.pipeline.stream.as_str())
}

pub(super) fn recipe(snapshot: &Snapshot, consumer: &str, field: &str) -> Option<Recipe> {
    if !is_function(snapshot, consumer) {
        let stream = &snapshot.pipeline.stream;
        let known = snapshot.fan_out.get().is_some_and(|all| all.iter().any(|other| other.name == consumer));
        let id = MetricId::part(Metric::FanOutBehind, stream, consumer);
        return (known && field == "lag_seconds").then(|| {
            Recipe::of(id, Fold::ReaderAge, Unit::Seconds).blind("the worst shard of this consumer: which one it is does not show")
        });
    }
    if field == "lag_seconds" {
        let recipe = Recipe::of(MetricId::of(Metric::FunctionIteratorAge, consumer), Fold::ReaderAge, Unit::Seconds);
        return Some(recipe.blind(
            "age of the last record of each batch when the function gets it: the worst shard of the minute, and which one does not show; \
             absent while nothing is read",
        ));
    }
    if field == DROPPED {
        let id = MetricId::of(Metric::MappingDropped, &counted(snapshot, consumer)?.uuid);
        return Some(Recipe::of(id, Fold::PerMinute, Unit::PerMinute).blind(
            "events given up for their age or their retries; not those that the stream's retention ended or that a failure destination took, and \
             of several mappings only the first that counts",
        ));
    }
    function::recipe(consumer, field)
}
