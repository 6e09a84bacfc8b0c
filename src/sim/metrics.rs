//! What CloudWatch would hold: a minute's value arrives late, first in part, then final.

mod past;
mod sample;

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;

use self::past::Told;
pub use self::past::{Busy, Past};
pub use self::sample::Sample;
use crate::domain::series::{floor, shift};

/// Minutes that are kept: older ones are forgotten, as nobody here looks back further.
const KEPT: usize = 3 * 24 * 60;

/// Minutes that are kept of the table's writes, of which somebody wants the busiest of a fortnight.
const KEPT_OF_THE_TABLE: usize = 15 * 24 * 60;

/// Namespace, name and dimensions of one metric.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// `AWS/Kinesis`, …
    pub namespace: &'static str,
    /// CloudWatch's name.
    pub name: &'static str,
    /// Dimensions, name and value.
    pub dimensions: Vec<(&'static str, String)>,
}

impl Identity {
    /// Whether this is the metric of that name; dimensions match in any order.
    fn is(&self, namespace: &str, name: &str, dimensions: &[(&str, &str)]) -> bool {
        self.name == name
            && self.namespace == namespace
            && self.dimensions.len() == dimensions.len()
            && self.dimensions.iter().all(|(name, value)| dimensions.iter().any(|(n, v)| n == name && v == value))
    }
}

/// One metric, minute by minute.
#[derive(Debug, Clone)]
struct Column {
    identity: Identity,
    hash: u64,
    /// What is told of the time before the first minute.
    told: Option<Told>,
    first: i64,
    sums: Vec<f64>,
    counts: Vec<f32>,
    maxima: Vec<f32>,
    minima: Vec<f32>,
}

impl Column {
    fn new(identity: Identity) -> Self {
        let mut hasher = DefaultHasher::new();
        identity.hash(&mut hasher);
        let (sums, counts, maxima, minima) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { told: Told::of(&identity), identity, hash: hasher.finish(), first: 0, sums, counts, maxima, minima }
    }

    fn get(&self, minute: i64) -> Option<Sample> {
        let at = usize::try_from(minute - self.first).ok()?;
        let count = f64::from(*self.counts.get(at)?);
        (count > 0.0).then(|| Sample { sum: self.sums[at], max: f64::from(self.maxima[at]), min: f64::from(self.minima[at]), count })
    }

    fn put(&mut self, minute: i64, sample: Sample) {
        if self.counts.is_empty() {
            self.first = minute;
        }
        let Ok(at) = usize::try_from(minute - self.first) else { return };
        while self.counts.len() <= at {
            self.sums.push(0.0);
            self.counts.push(0.0);
            self.maxima.push(0.0);
            self.minima.push(0.0);
        }
        self.sums[at] = sample.sum;
        self.counts[at] = sample.count as f32;
        self.maxima[at] = sample.max as f32;
        self.minima[at] = sample.min as f32;
        let kept = if self.told.is_some() { KEPT_OF_THE_TABLE } else { KEPT };
        if self.counts.len() > kept + 60 {
            self.forget(60);
        }
    }

    fn forget(&mut self, minutes: usize) {
        self.sums.drain(..minutes);
        self.counts.drain(..minutes);
        self.maxima.drain(..minutes);
        self.minima.drain(..minutes);
        self.first += i64::try_from(minutes).unwrap_or_default();
    }
}

/// Every metric of the world.
#[derive(Debug, Clone, Default)]
pub struct Store {
    seed: u64,
    columns: Vec<Column>,
    /// Where the next metric is likely to stand: each minute is recorded in the same order.
    next: usize,
    /// Minutes (since the epoch) from here on never arrive, until it is taken away.
    pub halted_from: Option<i64>,
    /// The time before the first minute that was recorded.
    pub past: Option<Past>,
}

/// A well-mixed number from three (splitmix64).
pub(super) fn mix(a: u64, b: u64, c: u64) -> u64 {
    let mut z = a ^ b.rotate_left(23) ^ c.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Store {
    /// An empty store; the seed decides how late each minute is.
    pub fn new(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// Keeps one minute (since the epoch) of a metric. A sample of no events is not kept: it stays absent.
    pub fn record(
        &mut self,
        namespace: &'static str,
        name: &'static str,
        dimensions: &[(&'static str, &str)],
        minute: i64,
        sample: Sample,
    ) {
        if sample.count <= 0.0 {
            return;
        }
        let (before, after) = self.columns.split_at(self.next.min(self.columns.len()));
        let is_it = |column: &Column| column.identity.is(namespace, name, dimensions);
        let found = after.iter().position(is_it).map(|at| at + before.len()).or_else(|| before.iter().position(is_it));
        let at = found.unwrap_or_else(|| {
            let dimensions = dimensions.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            self.columns.push(Column::new(Identity { namespace, name, dimensions }));
            self.columns.len() - 1
        });
        self.next = at + 1;
        self.columns[at].put(minute, sample);
    }

    /// Every metric that was ever recorded.
    pub fn identities(&self) -> impl Iterator<Item = &Identity> {
        self.columns.iter().map(|column| &column.identity)
    }

    fn column(&self, namespace: &str, name: &str, dimensions: &[(&str, &str)]) -> Option<&Column> {
        self.columns.iter().find(|column| column.identity.is(namespace, name, dimensions))
    }

    /// Seconds after its end at which a minute is final: 60 to 120, each metric and minute its own.
    fn delay(&self, column: &Column, minute: i64) -> i64 {
        60 + i64::from((mix(self.seed, column.hash, minute as u64) % 61) as u8)
    }

    /// One minute as it is visible at `now`.
    fn visible(&self, column: &Column, minute: i64, now: Timestamp) -> Option<Sample> {
        let before = || self.past.zip(column.told).and_then(|(past, told)| past.sample(told, minute));
        let whole = column.get(minute).or_else(before)?;
        if self.halted_from.is_some_and(|from| minute >= from) {
            return None;
        }
        let left = (minute + 1) * 60 + self.delay(column, minute) - now.as_second();
        match left {
            i64::MIN..=0 => Some(whole),
            1..=60 => {
                let share = 0.25 + 0.65 * (60 - left) as f64 / 60.0;
                Some(whole.part(share))
            }
            _ => None,
        }
    }

    /// What GetMetricData would answer at `now` for the periods that start in `from..to`, oldest first.
    /// Dimensions match in any order; the period is a multiple of 60 seconds.
    pub fn data(&self, query: &Query<'_>, from: Timestamp, to: Timestamp, now: Timestamp) -> Vec<(Timestamp, f64)> {
        let Some(column) = self.column(query.namespace, query.name, query.dimensions) else { return Vec::new() };
        let period = i64::from(query.period.max(60)) / 60 * 60;
        let first = self.past.filter(|_| column.told.is_some()).map_or(column.first, |past| past.first().min(column.first));
        let kept = Timestamp::from_second(first * 60).unwrap_or(from);
        let oldest = shift(now, -kept_for(period));
        let mut start = floor(from.max(kept), period);
        if start < oldest {
            start = shift(floor(oldest, period), period);
        }
        let mut out = Vec::new();
        while start < to && start <= now {
            let minute = start.as_second() / 60;
            let samples = (minute..minute + period / 60).filter_map(|minute| self.visible(column, minute, now));
            let value = samples.reduce(Sample::and).and_then(|sample| sample.statistic(query.statistic));
            out.extend(value.map(|value| (start, value)));
            start = shift(start, period);
        }
        out
    }

    /// A minute's true value, arrived or not: for tests of the world itself.
    pub fn truth(&self, namespace: &str, name: &str, dimensions: &[(&str, &str)], minute: i64) -> Option<Sample> {
        self.column(namespace, name, dimensions)?.get(minute)
    }
}

/// Seconds for which AWS keeps values of a period: what is older is answered with nothing, not with an error.
fn kept_for(period: i64) -> i64 {
    const DAY: i64 = 86_400;
    match period {
        3600.. => 455 * DAY,
        300.. => 63 * DAY,
        _ => 15 * DAY,
    }
}

/// What is asked of one metric.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// `AWS/Kinesis`, …
    pub namespace: &'a str,
    /// CloudWatch's name.
    pub name: &'a str,
    /// Dimensions, name and value, in any order.
    pub dimensions: &'a [(&'a str, &'a str)],
    /// `Sum`, `Maximum`, `Minimum`, `Average`, `SampleCount`, `p95`, …
    pub statistic: &'a str,
    /// Seconds: 60 or a multiple.
    pub period: u32,
}
