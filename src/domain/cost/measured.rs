//! Load and shape as the metrics and the describe calls tell them.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::figure::decimal;
use super::{Basis, BillError, Billing, Delivery, Figure, Load, Mode, Neighbours, Shape, Spread, TableUse, Watching, consumers};
use crate::domain::facts::{StreamMode, StreamSummary};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::rollout::stand;
use crate::domain::series::{floor, shift};
use crate::domain::snapshot::Snapshot;
use crate::domain::watchlist;

/// Minutes of the mean that a month is made of.
const WINDOW: i64 = 60;

/// Fewest minutes since a change of the flag that are a window of their own.
const FEWEST: i64 = 5;

/// Hours that are looked at for the band and the peak.
const HOURS: i64 = 24;

/// A total of known minutes.
#[derive(Clone, Copy, Default)]
struct Sum {
    total: f64,
    minutes: usize,
}

impl Sum {
    fn of(values: &[(Timestamp, Option<f64>)]) -> Self {
        values
            .iter()
            .filter_map(|(_, value)| *value)
            .fold(Self::default(), |sum, value| Self { total: sum.total + value, minutes: sum.minutes + 1 })
    }

    /// Events a second, over the minutes that are known.
    fn rate(self) -> Option<f64> {
        (0 < self.minutes).then(|| self.total / (self.minutes as f64 * 60.0))
    }
}

/// Whole minutes of one stage: what is measured in them belongs together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Window {
    /// The first minute's start.
    pub(super) from: Timestamp,
    /// The last minute's end.
    pub(super) to: Timestamp,
    /// Where it lies.
    pub(super) lies: Lies,
}

/// Where a window lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lies {
    /// It is the last hour, in which the flag was not changed.
    Hour,
    /// It begins after the flag's last change.
    SinceChange,
    /// It ends before the flag's last change: too little is known of the time since.
    BeforeChange,
}

impl Lies {
    fn words(self) -> &'static str {
        match self {
            Lies::Hour => "",
            Lies::SinceChange => ", since the flag changed",
            Lies::BeforeChange => ", before the flag changed",
        }
    }
}

/// The minutes that a month is made of. They never lie on both sides of a change of the flag.
pub(super) fn window(snapshot: &Snapshot) -> Option<Window> {
    let records = MetricId::of(Metric::IncomingRecords, &snapshot.pipeline.stream);
    let to = shift(snapshot.metrics.newest(&records, snapshot.now)?.0, 60);
    let from = shift(to, -WINDOW * 60);
    let hour = Window { from, to, lies: Lies::Hour };
    let Some(changed) = stand(snapshot).unchanged_since.filter(|changed| from < *changed && *changed <= snapshot.now) else {
        return Some(hour);
    };
    if changed <= shift(to, -FEWEST * 60) {
        return Some(Window { from: shift(changed, 60), lies: Lies::SinceChange, ..hour });
    }
    let before = Window { to: to.min(floor(changed, 60)), lies: Lies::BeforeChange, ..hour };
    let known = snapshot.metrics.range(&records, before.from, before.to).iter().any(|(_, value)| value.is_some());
    Some(if known { before } else { hour })
}

/// The load of the last hour, or since the flag was changed, with the day's band and peak.
pub(super) fn load(snapshot: &Snapshot) -> Result<Load, BillError> {
    let id = |metric| MetricId::of(metric, &snapshot.pipeline.stream);
    let (records, bytes) = (id(Metric::IncomingRecords), id(Metric::IncomingBytes));
    let metrics = &snapshot.metrics;
    let window = window(snapshot).ok_or(BillError::NotKnown("the stream's record rate"))?;
    let day = metrics.range(&records, shift(window.to, -HOURS * 3600), window.to);
    let within = |all: &[(Timestamp, Option<f64>)]| Sum::of(&all[all.partition_point(|(at, _)| *at < window.from)..]);
    let seen = within(&day);
    let rate = seen.rate().ok_or(BillError::NotKnown("the stream's record rate"))?;
    let all_bytes = metrics.range(&bytes, shift(window.to, -HOURS * 3600), window.to);
    let spread = Spread::of(&day, &all_bytes);
    let size = match within(&all_bytes).rate() {
        Some(bytes) if 0.0 < rate => bytes / rate,
        _ if rate == 0.0 => 0.0,
        _ => return Err(BillError::NotKnown("the mean size of a record")),
    };
    let peak = day.iter().filter_map(|(_, value)| *value).fold(0.0, f64::max) / 60.0;
    Ok(Load {
        records: Figure::measured(rate),
        size: Figure::measured(size),
        peak: Figure::measured(peak.max(rate)),
        band: band(&day),
        window: format!("the mean of the last {} minutes{}", seen.minutes, window.lies.words()),
        notes: spread.and_then(|sizes| sizes.hides(decimal(size))).into_iter().collect(),
        sizes: spread,
    })
}

/// The quietest and the busiest whole hour that was seen.
fn band(day: &[(Timestamp, Option<f64>)]) -> Option<(Decimal, Decimal)> {
    let hours = day.rchunks(60).map(Sum::of).filter(|hour| 30 <= hour.minutes).filter_map(Sum::rate);
    let bounds = hours
        .fold(None, |bounds: Option<(f64, f64)>, rate| Some(bounds.map_or((rate, rate), |(low, high)| (low.min(rate), high.max(rate)))))?;
    Some((decimal(bounds.0), decimal(bounds.1)))
}

/// The stream's own figures.
fn stream(snapshot: &Snapshot, summary: &StreamSummary) -> Shape {
    let pollers =
        snapshot.pipeline.consumers.iter().filter(|name| polls(snapshot, name)).count() + usize::from(snapshot.pipeline.firehose.is_some());
    Shape {
        mode: match summary.mode {
            StreamMode::Provisioned => Mode::Provisioned { shards: summary.open_shards },
            StreamMode::OnDemand => Mode::OnDemand,
        },
        retention_hours: summary.retention_hours,
        polling: u32::try_from(pollers).unwrap_or(u32::MAX),
        fan_out: summary.consumers,
        shard_metrics: u32::try_from(summary.shard_metrics.len()).unwrap_or(u32::MAX),
        basis: Basis::Configured,
        neighbours: Neighbours::default(),
    }
}

/// Whether a function reads by polling: unless its mapping names a fan-out consumer.
fn polls(snapshot: &Snapshot, name: &str) -> bool {
    let mappings = snapshot.mappings.get(name).and_then(|held| held.get());
    mappings.is_none_or(|mappings| mappings.iter().any(|mapping| !mapping.source_arn.contains("/consumer/")))
}

/// The shape that the describe calls tell; without a load nothing is known of the functions.
pub(super) fn shape(snapshot: &Snapshot, load: Option<&Load>) -> Result<Shape, BillError> {
    let summary = snapshot.stream.get().ok_or(BillError::NotKnown("the stream's mode and shard count"))?;
    Ok(Shape { neighbours: neighbours(snapshot, load), ..stream(snapshot, summary) })
}

fn neighbours(snapshot: &Snapshot, load: Option<&Load>) -> Neighbours {
    let pipeline = &snapshot.pipeline;
    let said = &pipeline.assumptions;
    let mut all = Neighbours { watching: Some(watching(snapshot)), ..Neighbours::default() };
    let mut missing = |what: &str| all.left_out.push(format!("{what}: not read yet"));
    match (&pipeline.firehose, snapshot.firehose.get()) {
        (Some(_), Some(firehose)) => {
            let converts = firehose.converts_to.is_some();
            all.firehose = Some(Delivery { buffer_seconds: firehose.buffer_seconds, buffer_mb: firehose.buffer_mb, converts });
            all.archive = Some(said.archive());
            all.queries = Some(said.queries());
        }
        (Some(_), None) => missing("Firehose and the archive"),
        (None, _) => {}
    }
    match (&pipeline.table, snapshot.table.get()) {
        (Some(name), Some(table)) => {
            let writes = hourly(snapshot, &MetricId::of(Metric::ConsumedWrites, name));
            let billing = match (table.billing.as_str(), writes) {
                ("PROVISIONED", _) => Some(Billing::Provisioned { writes: Figure::configured(table.write_units) }),
                (_, Some(writes)) => Some(Billing::OnDemand { writes: Figure::measured(writes) }),
                _ => None,
            };
            all.table = billing.map(|billing| TableUse { billing, bytes: Figure::measured(table.bytes as f64) });
            match &all.table {
                Some(_) => all.left_out.push("reads of the table, its indexes and backups".to_owned()),
                None => missing("the table's writes"),
            }
        }
        (Some(_), None) => missing("the table"),
        (None, _) => {}
    }
    let window = window(snapshot);
    for name in &pipeline.consumers {
        match load.zip(window).and_then(|(load, window)| consumers::function(snapshot, name, load, &window)) {
            Some(function) => all.functions.push(function),
            None => all.left_out.push(format!("{name}: its runs, their length or its memory are not known yet")),
        }
    }
    all.alarms = snapshot.alarms.get().map(|alarms| u32::try_from(alarms.len()).unwrap_or(u32::MAX));
    all
}

/// Events a second of a metric's last hour.
pub(super) fn hourly(snapshot: &Snapshot, id: &MetricId) -> Option<f64> {
    let (newest, _) = snapshot.metrics.newest(id, snapshot.now)?;
    let end = shift(newest, 60);
    Sum::of(&snapshot.metrics.range(id, shift(end, -WINDOW * 60), end)).rate()
}

/// What the console asks for at its present pace.
pub(super) fn watching(snapshot: &Snapshot) -> Watching {
    Watching {
        metrics: watchlist::count(snapshot) as u64,
        seconds: watchlist::cadence(snapshot, watchlist::Source::Metrics),
        seldom: watchlist::seldom(snapshot),
    }
}
