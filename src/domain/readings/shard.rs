//! Readings of single shards, which CloudWatch has only while enhanced monitoring is on.

use super::recipe::{Fold, Recipe};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::reading::{Reading, Unit};
use crate::domain::snapshot::Snapshot;

pub(super) const FIELDS: &[&str] =
    &["records_per_second", "bytes_per_second", "utilisation_percent", "throttles_per_minute", "age_seconds"];

/// How to switch on what a field needs.
const SWITCH_ON: &str = "shard-level metrics are off: `aws kinesis enable-enhanced-monitoring` switches them on; $0.30 a metric and shard a \
                         month, first values after minutes, and never any of the past";

const MEAN: &str = "a minute's mean hides bursts; which keys these are cannot be seen in metrics";

pub(super) fn reading(snapshot: &Snapshot, shard: &str, field: &str) -> Option<Reading> {
    let recipe = recipe(snapshot, shard, field)?;
    let metrics = recipe.other.iter().chain([&recipe.id]).map(|id| id.metric);
    let off = snapshot.stream.get().is_some_and(|stream| {
        let on = |name: &str| stream.shard_metrics.iter().any(|on| on == name || on == "ALL");
        metrics.filter_map(switch).any(|name| !on(name))
    });
    Some(if off { Reading::not_configured(recipe.unit, SWITCH_ON) } else { recipe.reading(snapshot) })
}

/// The name under which a shard-level metric is switched on.
fn switch(metric: Metric) -> Option<&'static str> {
    let shard_level = matches!(metric, Metric::ShardRecords | Metric::ShardBytes | Metric::ShardThrottles | Metric::ShardAge);
    shard_level.then(|| metric.definition().name)
}

pub(super) fn recipe(snapshot: &Snapshot, shard: &str, field: &str) -> Option<Recipe> {
    snapshot.shards.get().is_none_or(|map| map.get(shard).is_some()).then_some(())?;
    let id = |metric| MetricId::part(metric, &snapshot.pipeline.stream, shard);
    let one = |metric, fold, unit| Recipe::of(id(metric), fold, unit).blind(MEAN);
    Some(match field {
        "records_per_second" => one(Metric::ShardRecords, Fold::PerSecond, Unit::PerSecond),
        "bytes_per_second" => one(Metric::ShardBytes, Fold::PerSecond, Unit::BytesPerSecond),
        "utilisation_percent" => one(Metric::ShardRecords, Fold::WriteUtilisation(1.0), Unit::Percent).with(id(Metric::ShardBytes)),
        "throttles_per_minute" => one(Metric::ShardThrottles, Fold::PerMinute, Unit::PerMinute)
            .blind("attempts that were refused, retries counted again: not records lost"),
        "age_seconds" => one(Metric::ShardAge, Fold::ReaderAge, Unit::Seconds)
            .blind("age when read, of all polling readers of this shard merged; fan-out consumers are not in it"),
        _ => return None,
    })
}
