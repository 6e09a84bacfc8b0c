//! Load and shape as the metrics and the describe calls tell them.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::figure::decimal;
use super::{Basis, BillError, Billing, Delivery, Figure, FunctionUse, Load, Mode, Neighbours, Shape, Spread, TableUse, Watching};
use crate::domain::facts::{StreamMode, StreamSummary};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::rollout::stand;
use crate::domain::series::shift;
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

/// The load of the last hour, or since the flag was changed, with the day's band and peak.
pub(super) fn load(snapshot: &Snapshot) -> Result<Load, BillError> {
    let id = |metric| MetricId::of(metric, &snapshot.pipeline.stream);
    let (records, bytes) = (id(Metric::IncomingRecords), id(Metric::IncomingBytes));
    let metrics = &snapshot.metrics;
    let newest = metrics.newest(&records, snapshot.now).ok_or(BillError::NotKnown("the stream's record rate"))?;
    let end = shift(newest.0, 60);
    let hour = shift(end, -WINDOW * 60);
    let changed = stand(snapshot).unchanged_since.filter(|changed| hour < *changed && *changed <= shift(end, -FEWEST * 60));
    let start = changed.map_or(hour, |changed| shift(changed, 60));
    let day = metrics.range(&records, shift(end, -HOURS * 3600), end);
    let within = |from: Timestamp| day.partition_point(|(at, _)| *at < from);
    let seen = Sum::of(&day[within(start)..]);
    let rate = seen.rate().ok_or(BillError::NotKnown("the stream's record rate"))?;
    let all_bytes = metrics.range(&bytes, shift(end, -HOURS * 3600), end);
    let spread = Spread::of(&day, &all_bytes);
    let size = match Sum::of(all_bytes.get(within(start)..).unwrap_or_default()).rate() {
        Some(bytes) if 0.0 < rate => bytes / rate,
        _ if rate == 0.0 => 0.0,
        _ => return Err(BillError::NotKnown("the mean size of a record")),
    };
    let peak = day.iter().filter_map(|(_, value)| *value).fold(0.0, f64::max) / 60.0;
    let since = if changed.is_some() { ", since the flag changed" } else { "" };
    Ok(Load {
        records: Figure::measured(rate),
        size: Figure::measured(size),
        peak: Figure::measured(peak.max(rate)),
        band: band(&day),
        window: format!("the mean of the last {} minutes{since}", seen.minutes),
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

/// The shape that the describe calls tell.
pub(super) fn shape(snapshot: &Snapshot) -> Result<Shape, BillError> {
    let summary = snapshot.stream.get().ok_or(BillError::NotKnown("the stream's mode and shard count"))?;
    Ok(Shape { neighbours: neighbours(snapshot), ..stream(snapshot, summary) })
}

fn neighbours(snapshot: &Snapshot) -> Neighbours {
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
    for name in &pipeline.consumers {
        match function(snapshot, name) {
            Some(function) => all.functions.push(function),
            None => all.left_out.push(format!("{name}: its runs, their length or its memory are not known yet")),
        }
    }
    all.alarms = snapshot.alarms.get().map(|alarms| u32::try_from(alarms.len()).unwrap_or(u32::MAX));
    all
}

fn function(snapshot: &Snapshot, name: &str) -> Option<FunctionUse> {
    let memory_mb = snapshot.functions.get(name)?.get()?.memory_mb;
    let runs = hourly(snapshot, &MetricId::of(Metric::FunctionInvocations, name))?;
    let duration = MetricId::of(Metric::FunctionDuration, name);
    let (_, milliseconds) = snapshot.metrics.newest(&duration, snapshot.now)?;
    Some(FunctionUse { name: name.to_owned(), runs: Figure::measured(runs), seconds: Figure::measured(milliseconds / 1000.0), memory_mb })
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
