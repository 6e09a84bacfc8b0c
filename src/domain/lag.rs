//! Who is behind, how fast that changes, and how long unread data is still safe.

pub mod clock;
mod silence;
pub mod slope;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use self::clock::Clock;
use self::slope::Slope;
use super::metric::{Metric, MetricId};
use super::metrics::GRACE;
use super::series::{seconds_between, shift};
use super::snapshot::Snapshot;

/// Complete minutes that a slope is made of, at most.
const WINDOW: i64 = 10;

/// Seconds of complete minutes without a value after which a reader is silent; fewer may be late data.
const SILENT: i64 = 180;

/// Below this many seconds a rising age is noise.
const NOISE: f64 = 5.0;

/// Who reads, told apart by whose age it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reader {
    /// A consumer function, by its own IteratorAge.
    Function(String),
    /// The Firehose delivery stream, by KinesisMillisBehindLatest.
    Firehose(String),
    /// An enhanced fan-out consumer, by SubscribeToShardEvent.MillisBehindLatest.
    FanOut(String),
    /// All polling readers merged, by the stream's GetRecords age.
    Polling,
    /// All polling readers of one shard merged, by the shard's age.
    Shard(String),
}

impl Reader {
    /// What people call it.
    pub fn name(&self) -> &str {
        match self {
            Reader::Function(name) | Reader::Firehose(name) | Reader::FanOut(name) | Reader::Shard(name) => name,
            Reader::Polling => "the polling readers",
        }
    }

    /// What its age cannot see.
    pub fn blind_spot(&self) -> &'static str {
        match self {
            Reader::Function(_) => {
                "the worst shard of the minute hides the others; it vanishes when the function is not run, which is no proof of being up to date"
            }
            Reader::Firehose(_) => "it ends at Firehose's own reading: what waits in its buffer is told by the freshness of delivery",
            Reader::FanOut(_) => "it ends at the push to the consumer: what the consumer then does with the records is not seen",
            Reader::Polling => {
                "all polling readers are merged, fan-out is left out, and a function that retries a batch it already holds can be hours behind while this is near zero"
            }
            Reader::Shard(_) => {
                "all polling readers of the shard are merged, and a function that retries a batch it already holds is not seen"
            }
        }
    }

    /// The reader whose age a metric is; `None` for a metric that is no such age.
    fn of(id: &MetricId) -> Option<Self> {
        let (resource, part) = (id.resource.clone(), id.part.clone().unwrap_or_default());
        Some(match id.metric {
            Metric::FunctionIteratorAge => Reader::Function(resource),
            Metric::FirehoseBehind => Reader::Firehose(resource),
            Metric::FanOutBehind => Reader::FanOut(part),
            Metric::IteratorAge => Reader::Polling,
            Metric::ShardAge => Reader::Shard(part),
            _ => return None,
        })
    }

    /// What comes in for it to read.
    fn incoming(&self, snapshot: &Snapshot) -> MetricId {
        let stream = &snapshot.pipeline.stream;
        match self {
            Reader::Shard(shard) => MetricId::part(Metric::ShardRecords, stream, shard),
            _ => MetricId::of(Metric::IncomingRecords, stream),
        }
    }

    /// The name under which the value is published.
    pub fn reading(&self) -> String {
        match self {
            Reader::Function(name) | Reader::FanOut(name) => format!("consumer.{name}.lag_seconds"),
            Reader::Firehose(_) => "firehose.lag_seconds".to_owned(),
            Reader::Polling | Reader::Shard(_) => "stream.iterator_age_seconds".to_owned(),
        }
    }
}

/// What the reader is doing, as far as its age tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The age is low and does not grow.
    KeepingUp,
    /// The age is high and neither clearly grows nor falls.
    Behind,
    /// The age grows by less than the clock: it reads, too slowly.
    Slow,
    /// The age grows as fast as the clock: nothing is read.
    Stalled,
    /// The age falls.
    Recovering,
    /// The age vanished while records come in: its true age grows by the clock.
    Stopped,
    /// The age vanished and no records come in: there is nothing to read.
    Idle,
    /// It cannot be told.
    Unknown,
}

/// One reader's lag and what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReaderLag {
    /// Who.
    pub reader: Reader,
    /// The metric it rests on.
    pub id: MetricId,
    /// Seconds behind; of a stopped reader, grown by the clock since its last value.
    pub lag: Option<f64>,
    /// Whether the lag may be larger: the reader was silent for as long as anything is known.
    pub at_least: bool,
    /// The end of the minute that was measured last.
    pub at: Option<Timestamp>,
    /// How fast the age changes, seconds a second.
    pub slope: Option<Slope>,
    /// What the reader is doing.
    pub kind: Kind,
    /// Whether the last two complete minutes were both above the pipeline's limit.
    pub over_limit: bool,
    /// The event-source mapping that is switched off, when that is why nothing is read.
    pub disabled_mapping: Option<String>,
    /// The two clocks of loss and the drain time.
    pub clock: Clock,
}

impl ReaderLag {
    /// Whether more than half of the time that a record is kept has gone by unread.
    pub fn beyond_half(&self) -> bool {
        self.lag.zip(self.clock.kept).is_some_and(|(lag, kept)| lag > kept / 2.0)
    }
}

/// Every reader that the pipeline has, in the order of its names: functions, Firehose, fan-out, stream, shards.
pub fn readers(snapshot: &Snapshot) -> Vec<ReaderLag> {
    let stream = &snapshot.pipeline.stream;
    let mut ids: Vec<MetricId> = Vec::new();
    ids.extend(snapshot.pipeline.consumers.iter().map(|name| MetricId::of(Metric::FunctionIteratorAge, name)));
    ids.extend(snapshot.pipeline.firehose.iter().map(|name| MetricId::of(Metric::FirehoseBehind, name)));
    let fan_out = snapshot.fan_out.get().into_iter().flatten();
    ids.extend(fan_out.map(|consumer| MetricId::part(Metric::FanOutBehind, stream, &consumer.name)));
    ids.push(MetricId::of(Metric::IteratorAge, stream));
    let shards = snapshot.shards.get().into_iter().flat_map(crate::domain::shard::ShardMap::open);
    let watched = shards.map(|shard| MetricId::part(Metric::ShardAge, stream, &shard.id));
    ids.extend(watched.filter(|id| snapshot.metrics.track(id).is_some()));
    ids.into_iter().filter_map(|id| of(snapshot, id)).collect()
}

/// The reader whose age is this metric; `None` for a metric that is no such age.
pub fn of(snapshot: &Snapshot, id: MetricId) -> Option<ReaderLag> {
    Some(observe(snapshot, Reader::of(&id)?, id))
}

/// One reader by the metric that carries its age.
fn observe(snapshot: &Snapshot, reader: Reader, id: MetricId) -> ReaderLag {
    let limit = snapshot.pipeline.limits.lag.as_secs_f64();
    let metrics = &snapshot.metrics;
    let until = metrics.complete_until(&id, snapshot.now);
    let period = metrics.track(&id).map_or(60, |track| track.series.period());
    let last = metrics.track(&id).and_then(|track| track.series.last_until(shift(until, -1)));
    let kept = clock::kept(snapshot, &reader);
    let disabled_mapping = disabled_mapping(snapshot, &reader);
    let blank = ReaderLag {
        reader,
        id,
        lag: None,
        at_least: false,
        at: None,
        slope: None,
        kind: if disabled_mapping.is_some() { Kind::Stopped } else { Kind::Unknown },
        over_limit: false,
        disabled_mapping,
        clock: Clock { kept, ..Clock::default() },
    };
    let Some((start, milliseconds)) = last else { return silence::never_seen(snapshot, blank, until) };
    let at = shift(start, period);
    let measured = milliseconds.max(0.0) / 1000.0;
    let answered_lately = seconds_between(until, snapshot.now) <= (metrics.delay(blank.id.metric) + 2 * period + GRACE) as f64;
    let known = ReaderLag { lag: Some(measured), at: Some(at), ..blank };
    let silent = SILENT <= until.duration_since(at).as_secs();
    if known.disabled_mapping.is_some() || (answered_lately && silent) {
        return silence::since(snapshot, known, until, limit);
    }
    if !answered_lately {
        return ReaderLag { clock: clock::of(kept, Some(measured), None), ..known };
    }
    by_slope(snapshot, known, until, limit)
}

/// A reader with values: told by how they change.
fn by_slope(snapshot: &Snapshot, known: ReaderLag, until: Timestamp, limit: f64) -> ReaderLag {
    let Some(track) = snapshot.metrics.track(&known.id) else { return known };
    let origin = shift(until, -WINDOW * track.series.period());
    let values = track.series.range(origin, until);
    let points: Vec<(f64, f64)> =
        values.filter_map(|(start, value)| Some((seconds_between(origin, start), value?.max(0.0) / 1000.0))).collect();
    let lag = known.lag.unwrap_or_default();
    let slope = slope::newest(&points);
    let over_limit = points.len() >= 2 && points.iter().rev().take(2).all(|(_, age)| *age > limit);
    let floor = NOISE.max(limit / 4.0);
    let kind = match slope {
        Some(slope) if slope.is_stall() && lag > floor => Kind::Stalled,
        Some(slope) if slope.low > 0.02 && lag > floor => Kind::Slow,
        Some(slope) if slope.high < -0.02 && lag > floor => Kind::Recovering,
        _ if lag > limit => Kind::Behind,
        _ => Kind::KeepingUp,
    };
    ReaderLag { slope, kind, over_limit, clock: clock::of(known.clock.kept, Some(lag), slope), ..known }
}

/// The mapping of a consumer function that somebody switched off, when that was read lately.
fn disabled_mapping(snapshot: &Snapshot, reader: &Reader) -> Option<String> {
    let Reader::Function(name) = reader else { return None };
    let held = snapshot.mappings.get(name)?;
    let since = held.at?;
    if snapshot.now.duration_since(since) > SignedDuration::from_secs(held.stale_after) {
        return None;
    }
    let reads_ours = |arn: &str| arn.split(['/', ':']).any(|part| part == snapshot.pipeline.stream);
    let mut ours = held.get()?.iter().filter(|mapping| reads_ours(&mapping.source_arn)).peekable();
    ours.peek()?;
    let all: Vec<_> = ours.collect();
    let off = |state: &str| matches!(state, "Disabled" | "Disabling");
    all.iter().all(|mapping| off(&mapping.state)).then(|| all[0].uuid.clone())
}
