//! The time series behind a reading, for charts: the same unit, gaps as gaps, the filling minutes apart.

use jiff::Timestamp;

use super::recipe::{Fold, Recipe};
use super::{Name, Topic, number, recipe};
use crate::domain::lag::{self, Kind};
use crate::domain::limits::{SHARD_WRITE_BYTES, SHARD_WRITE_RECORDS};
use crate::domain::reading::Unit;
use crate::domain::series::{Series, floor, shift};
use crate::domain::snapshot::Snapshot;

/// A line across a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// Where it lies, in the unit of the series.
    pub value: f64,
    /// One or two words: `limit`, `full`, `set`.
    pub label: &'static str,
}

/// The values behind a reading over a window of time.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadingSeries {
    /// What the values count: the unit of the reading.
    pub unit: Unit,
    /// Seconds that one value covers.
    pub period: i64,
    /// Start of each complete period in the window and its value, oldest first; `None` is a gap.
    pub points: Vec<(Timestamp, Option<f64>)>,
    /// Periods that are still filling: too low for totals, and they will change.
    pub partial: Vec<(Timestamp, f64)>,
    /// The end of the newest complete period.
    pub complete_until: Timestamp,
    /// From here on the values are not measured: the reader is silent and its age grows by the clock.
    pub by_clock_from: Option<Timestamp>,
    /// The longest period of the values shown, where CloudWatch keeps no minutes any more: each then stands over all of its time.
    pub coarse: Option<i64>,
    /// Lines worth drawing.
    pub thresholds: Vec<Threshold>,
}

/// The series behind a name from `from` to `to` (exclusive); `None` for a name that CloudWatch does not measure.
pub fn series(snapshot: &Snapshot, name: &str, from: Timestamp, to: Timestamp) -> Option<ReadingSeries> {
    let recipe = recipe(snapshot, name)?;
    let period = snapshot.metrics.track(&recipe.id).map_or(60, |track| track.series.period());
    let complete_until = recipe.complete_until(&snapshot.metrics, snapshot.now);
    let end = to.min(complete_until);
    let mut points = recipe.points(&snapshot.metrics, from, end);
    if points.is_empty() && snapshot.metrics.past().next().is_some() {
        points = Series::default().range(from, end).collect();
    }
    let coarse = fill_past(&recipe, snapshot, &mut points);
    let by_clock_from = if recipe.fold == Fold::ReaderAge { grow(&recipe, snapshot, &mut points) } else { None };
    let filling = if complete_until < to { recipe.points(&snapshot.metrics, from.max(complete_until), to) } else { Vec::new() };
    let partial = filling.into_iter().filter_map(|(start, value)| Some((start, value?))).collect();
    let thresholds = thresholds(snapshot, name);
    Some(ReadingSeries { unit: recipe.unit, period, points, partial, complete_until, by_clock_from, coarse, thresholds })
}

/// Fills what lies before the minutes that are held with the coarser past, each value over its whole period.
/// Tells the longest period that was used.
fn fill_past(recipe: &Recipe, snapshot: &Snapshot, points: &mut [(Timestamp, Option<f64>)]) -> Option<i64> {
    let (first, _) = points.first().copied()?;
    let oldest = snapshot.metrics.track(&recipe.id).and_then(|track| track.series.oldest()).unwrap_or(snapshot.now);
    let mut used = None;
    for past in snapshot.metrics.past() {
        let period = recipe.period(past);
        let coarse = recipe.points(past, floor(first, period), oldest);
        let Some((begin, _)) = coarse.first().copied() else { continue };
        for (start, value) in points.iter_mut().take_while(|(start, _)| *start < oldest).filter(|(_, value)| value.is_none()) {
            let index = usize::try_from((start.as_second() - begin.as_second()) / period).ok();
            *value = index.and_then(|index| coarse.get(index)?.1);
            if value.is_some() {
                used = used.max(Some(period));
            }
        }
    }
    used
}

/// Lets the age of a reader that stopped grow by the clock to the end of the series.
fn grow(recipe: &Recipe, snapshot: &Snapshot, points: &mut [(Timestamp, Option<f64>)]) -> Option<Timestamp> {
    let stopped = lag::of(snapshot, recipe.id.clone()).filter(|reader| reader.kind == Kind::Stopped)?;
    let (since, lag) = stopped.at.zip(stopped.lag)?;
    let waits_since = snapshot.now.as_second() as f64 - lag;
    for (start, value) in points.iter_mut().filter(|(start, _)| since <= *start) {
        *value = Some((shift(*start, 60).as_second() as f64 - waits_since).max(0.0));
    }
    Some(since)
}

fn thresholds(snapshot: &Snapshot, name: &str) -> Vec<Threshold> {
    let Some(parsed) = Name::parse(name) else { return Vec::new() };
    let limits = &snapshot.pipeline.limits;
    let shards = || snapshot.stream.get().map(|stream| f64::from(stream.open_shards));
    let line = |value: Option<f64>, label| value.map(|value| Threshold { value, label });
    let lines = match (parsed.topic, parsed.field) {
        (Topic::Firehose, "freshness_seconds") => [line(number(snapshot, "firehose.buffer_seconds"), "buffer"), None],
        (_, "lag_seconds" | "iterator_age_seconds") | (Topic::Shard(_), "age_seconds") => {
            [line(Some(limits.lag.as_secs_f64()), "limit"), None]
        }
        (Topic::Stream, "write_throttles_per_minute") => [line(Some(limits.throttles as f64), "limit"), None],
        (Topic::Table, "system_errors_per_minute" | "throttles_per_minute") => [line(Some(limits.dynamodb_errors as f64), "limit"), None],
        (Topic::Stream, "incoming_records_per_second") => [line(shards().map(|shards| shards * SHARD_WRITE_RECORDS), "full"), None],
        (Topic::Stream, "incoming_bytes_per_second") => [line(shards().map(|shards| shards * SHARD_WRITE_BYTES), "full"), None],
        (Topic::Shard(_), "records_per_second") => [line(Some(SHARD_WRITE_RECORDS), "full"), None],
        (Topic::Shard(_), "bytes_per_second") => [line(Some(SHARD_WRITE_BYTES), "full"), None],
        (Topic::Stream, "write_utilisation_percent") | (Topic::Shard(_), "utilisation_percent") => {
            [line(Some(f64::from(snapshot.pipeline.scaling.target_utilisation)), "target"), line(Some(100.0), "full")]
        }
        (Topic::Rollout, "observed_percentage") => [line(number(snapshot, "rollout.effective_percentage"), "set"), None],
        _ => [None, None],
    };
    lines.into_iter().flatten().collect()
}
