//! Which shards are watched one by one: the busiest, and only by metrics that are switched on.

use crate::domain::metric::{Metric, MetricId};
use crate::domain::shard::{Shard, ShardMap};
use crate::domain::snapshot::Snapshot;

/// Most shards that are watched one by one: each metric of each shard is paid for at every ask.
pub const MOST_SHARDS: usize = 32;

/// A shard that is watched keeps its place against one that may be a little busier, or charts would lose their past.
const STICKINESS: f64 = 1.25;

/// Shard-level metrics that this console reads, by the name under which they are switched on.
const SWITCHES: [(&str, Metric); 4] = [
    ("IncomingRecords", Metric::ShardRecords),
    ("IncomingBytes", Metric::ShardBytes),
    ("WriteProvisionedThroughputExceeded", Metric::ShardThrottles),
    ("IteratorAgeMilliseconds", Metric::ShardAge),
];

/// Adds the shard-level metrics that are switched on, of the shards that are watched.
pub(super) fn metrics(snapshot: &Snapshot, ids: &mut Vec<MetricId>) {
    let on = switched_on(snapshot);
    if on.is_empty() {
        return;
    }
    for shard in watched_shards(snapshot) {
        ids.extend(on.iter().map(|metric| MetricId::part(*metric, &snapshot.pipeline.stream, &shard.id)));
    }
}

/// How many shard-level metrics are watched.
pub(super) fn count(snapshot: &Snapshot) -> usize {
    let shards = snapshot.shards.get().map_or(0, ShardMap::open_count);
    switched_on(snapshot).len() * shards.min(MOST_SHARDS)
}

fn switched_on(snapshot: &Snapshot) -> Vec<Metric> {
    let Some(stream) = snapshot.stream.get() else { return Vec::new() };
    let on = |name: &str| stream.shard_metrics.iter().any(|on| on == name || on == "ALL");
    SWITCHES.iter().filter(|(name, _)| on(name)).map(|(_, metric)| *metric).collect()
}

/// The open shards that are watched, in hash-key order: all of them, or the busiest [`MOST_SHARDS`].
///
/// A shard of which no load is known counts as an even one, so that a hot shard that was never watched is
/// found as soon as a quiet one gives up its place.
pub fn watched_shards(snapshot: &Snapshot) -> Vec<&Shard> {
    let Some(map) = snapshot.shards.get() else { return Vec::new() };
    let mut shards: Vec<&Shard> = map.open().collect();
    if shards.len() <= MOST_SHARDS {
        return shards;
    }
    let stream = &snapshot.pipeline.stream;
    let newest = |id: &MetricId| snapshot.metrics.newest(id, snapshot.now).map(|(_, value)| value);
    let whole = newest(&MetricId::of(Metric::IncomingRecords, stream)).unwrap_or(1.0).max(1.0);
    let load = |shard: &Shard| {
        let known = newest(&MetricId::part(Metric::ShardRecords, stream, &shard.id));
        known.map_or(whole * shard.share(), |records| records * STICKINESS)
    };
    let mut by_load: Vec<(f64, &Shard)> = shards.iter().map(|shard| (load(shard), *shard)).collect();
    by_load.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.id.cmp(&other.id)));
    by_load.truncate(MOST_SHARDS);
    shards = by_load.into_iter().map(|(_, shard)| shard).collect();
    shards.sort_by_key(|shard| shard.first);
    shards
}
