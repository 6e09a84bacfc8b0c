//! Why a stream refuses writes: even load, bursts inside a minute, one hot shard, one hot key, or not to be told.

use super::{look, words};
use crate::domain::limits::{SHARD_WRITE_BYTES, SHARD_WRITE_RECORDS};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::reading::State;
use crate::domain::shard::Shard;
use crate::domain::snapshot::Snapshot;
use crate::domain::watchlist::MOST_SHARDS;

/// From this share of a shard's limit on, the minute's mean alone explains refusals.
pub(super) const NEAR_LIMIT: f64 = 0.8;

/// Minutes that a load is averaged over.
const MINUTES: i64 = 3;

/// One open shard's part of load and refusals.
pub(super) struct ShardLoad {
    /// The shard's id.
    pub(super) id: String,
    /// The number at its end.
    pub(super) short: String,
    /// Part of the shard's limit, records or bytes, whichever is worse.
    pub(super) used: f64,
    /// Records refused, in the minutes looked at.
    pub(super) refused: f64,
}

/// What is known of one hot shard's keys.
pub(super) enum Keys {
    /// Nobody sampled it.
    NotSampled,
    /// One key makes this part of the sample.
    One(String, f64),
    /// No key stands out: the commonest makes this part.
    Many(f64),
}

/// Where the load is.
pub(super) enum Shape {
    /// The mean of every shard is near its limit.
    Even(f64),
    /// The mean is low: the limit is a second's, and seconds differ.
    Bursting(f64),
    /// One shard stands out.
    Hot(ShardLoad, f64, Keys),
    /// Not to be told, and why.
    Unclear(Option<f64>, Untold),
}

/// Why nobody can tell which shard it is.
pub(super) enum Untold {
    /// The shard-level metrics are off.
    Off,
    /// They are on, or may be, and do not tell yet: in one clause.
    NotYet(String),
}

impl Untold {
    /// In one clause.
    pub(super) fn clause(&self) -> &str {
        match self {
            Untold::Off => "shard metrics are off",
            Untold::NotYet(why) => why,
        }
    }
}

/// Why a metric of the shards tells nothing: switched off, denied, or not read yet.
pub(super) fn untold(snapshot: &Snapshot, metric: Metric) -> Untold {
    let Some(stream) = snapshot.stream.get() else { return Untold::NotYet("whether shard metrics are on was not read yet".to_owned()) };
    let name = metric.definition().name;
    if !stream.shard_metrics.iter().any(|on| on == name || on == "ALL") {
        return Untold::Off;
    }
    let Some(map) = snapshot.shards.get() else { return Untold::NotYet("the list of shards was not read yet".to_owned()) };
    if MOST_SHARDS < map.open_count() {
        return Untold::NotYet(format!("of {} shards the busiest {MOST_SHARDS} are watched one by one", map.open_count()));
    }
    let of = |shard: &Shard| snapshot.metrics.track(&MetricId::part(metric, &snapshot.pipeline.stream, &shard.id));
    if let Some(fault) = map.open().find_map(|shard| of(shard)?.fault.as_ref()) {
        return Untold::NotYet(format!("shard metrics are on and cannot be read: {fault}"));
    }
    let answered = map.open().all(|shard| of(shard).is_some_and(|track| track.answered_at.is_some()));
    let why = if answered { "shard metrics are on and have no new values yet" } else { "shard metrics are on and not read yet" };
    Untold::NotYet(why.to_owned())
}

/// Every open shard's load, when shard metrics tell it for all of them.
pub(super) fn loads(snapshot: &Snapshot) -> Option<Vec<ShardLoad>> {
    let map = snapshot.shards.get()?;
    let of = |metric: Metric, shard: &str| MetricId::part(metric, &snapshot.pipeline.stream, shard);
    let load = |shard: &Shard| {
        let records = look::mean(snapshot, &of(Metric::ShardRecords, &shard.id), MINUTES)? / 60.0 / SHARD_WRITE_RECORDS;
        let bytes = look::mean(snapshot, &of(Metric::ShardBytes, &shard.id), MINUTES).unwrap_or_default() / 60.0 / SHARD_WRITE_BYTES;
        let refused = look::recent(snapshot, &of(Metric::ShardThrottles, &shard.id), MINUTES).iter().sum();
        Some(ShardLoad { id: shard.id.clone(), short: shard.short().to_owned(), used: records.max(bytes), refused })
    };
    map.open().map(load).collect::<Option<Vec<_>>>().filter(|loads| !loads.is_empty())
}

/// Part of the stream's whole write capacity that is used.
pub(super) fn mean_use(snapshot: &Snapshot) -> Option<f64> {
    let summary = snapshot.stream.get()?;
    let shards = f64::from(summary.open_shards.max(1));
    let records = look::mean(snapshot, &look::stream(snapshot, Metric::IncomingRecords), MINUTES)? / 60.0 / SHARD_WRITE_RECORDS;
    let bytes =
        look::mean(snapshot, &look::stream(snapshot, Metric::IncomingBytes), MINUTES).unwrap_or_default() / 60.0 / SHARD_WRITE_BYTES;
    Some(records.max(bytes) / shards)
}

/// The shard that stands out by its load, with the middle load of the others.
pub(super) fn hottest(mut loads: Vec<ShardLoad>) -> Option<(ShardLoad, f64)> {
    if loads.len() < 2 {
        return None;
    }
    loads.sort_by(|one, other| one.used.total_cmp(&other.used));
    let top = loads.pop()?;
    let middle = loads[loads.len() / 2].used;
    (top.used >= 1.5 * middle).then_some((top, middle))
}

/// The shape of a load that is refused in part.
pub(super) fn of(snapshot: &Snapshot) -> Shape {
    let mean = mean_use(snapshot);
    let Some(loads) = loads(snapshot) else {
        let map_known = snapshot.shards.get().is_some_and(|map| map.open_count() == 1);
        return match mean {
            Some(mean) if mean >= NEAR_LIMIT => Shape::Even(mean),
            Some(mean) if map_known => Shape::Bursting(mean),
            _ => Shape::Unclear(mean, untold(snapshot, Metric::ShardRecords)),
        };
    };
    let refused: f64 = loads.iter().map(|load| load.refused).sum();
    let average = loads.iter().map(|load| load.used).sum::<f64>() / loads.len() as f64;
    match hottest(loads) {
        Some((top, others)) if top.refused >= 0.75 * refused => {
            let keys = keys(snapshot, &top.id);
            Shape::Hot(top, others, keys)
        }
        _ if average >= NEAR_LIMIT => Shape::Even(average),
        _ => Shape::Bursting(average),
    }
}

/// What a sample of the shard's records says of its keys.
pub(super) fn keys(snapshot: &Snapshot, shard: &str) -> Keys {
    let sample = snapshot.samples.get(shard).filter(|held| held.state(snapshot.now) == State::Fresh).and_then(|held| held.get());
    let Some(sample) = sample.filter(|sample| sample.records >= 20) else { return Keys::NotSampled };
    let Some((key, seen)) = sample.keys.first() else { return Keys::NotSampled };
    let part = *seen as f64 / sample.records as f64;
    if part >= 0.5 { Keys::One(key.clone(), part) } else { Keys::Many(part) }
}

/// One sentence on the keys of a hot shard.
pub(super) fn of_keys(keys: &Keys) -> String {
    match keys {
        Keys::NotSampled => {
            "Whether it is one key cannot be told from metrics: CloudWatch never shows keys. Sampling its records for a few seconds would tell.".to_owned()
        }
        Keys::One(key, part) => format!("One key, {key}, makes {} of the sampled records.", words::percent(part * 100.0)),
        Keys::Many(part) => {
            format!("It is many keys: the commonest makes {} of the sampled records.", words::percent(part * 100.0))
        }
    }
}
