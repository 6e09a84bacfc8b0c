//! The consumer functions as metrics and describe calls tell them: runs, their length, and what both do when more records come.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::figure::decimal;
use super::measured::Window;
use super::{Batching, Figure, FunctionUse, Load};
use crate::domain::checklist::compare::{known, paired};
use crate::domain::facts::Mapping;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;

/// Fewest minutes that tell how a run's length goes with its records.
const FEWEST: usize = 60;

/// Runs whose size spreads by less than this part of it are of one size.
const ALIKE: f64 = 0.001;

/// Standard errors on each side of a slope.
const SURE: f64 = 3.0;

/// One function; `None` while its runs, their length or its memory are not known.
pub(super) fn function(snapshot: &Snapshot, name: &str, load: &Load, window: &Window) -> Option<FunctionUse> {
    let memory_mb = snapshot.functions.get(name)?.get()?.memory_mb;
    let records = MetricId::of(Metric::IncomingRecords, &snapshot.pipeline.stream);
    let of = |metric| MetricId::of(metric, name);
    let (runs, length) = (of(Metric::FunctionInvocations), of(Metric::FunctionDuration));
    let span = (window.from, window.to);
    let (read, ran, minutes) = paired(snapshot, (&records, &runs), span);
    let (total, measured) = known(snapshot, &length, span);
    if minutes == 0 || measured == 0 {
        return None;
    }
    let a_second = |total: f64| total / (minutes as f64 * 60.0);
    let milliseconds = total / measured as f64;
    if ran <= 0.0 || milliseconds <= 0.0 {
        return None;
    }
    let point = (read / ran, milliseconds);
    let read = decimal(a_second(read));
    let batching = match (mapping(snapshot, name), snapshot.stream.get()) {
        (Some(mapping), Some(stream)) => Batching::of(mapping, stream.open_shards, read, load.size.value),
        _ => Batching::unknown(read),
    };
    let growth = growth(snapshot, [&records, &runs, &length], window.to, point).unwrap_or(batching.growth);
    Some(FunctionUse {
        name: name.to_owned(),
        runs: Figure::measured(a_second(ran)),
        seconds: Figure::measured(milliseconds / 1000.0),
        memory_mb,
        batching: Batching { growth, ..batching },
    })
}

/// The mapping that reads our stream.
fn mapping<'a>(snapshot: &'a Snapshot, name: &str) -> Option<&'a Mapping> {
    let mappings = snapshot.mappings.get(name)?.get()?;
    mappings.iter().find(|mapping| mapping.source_arn.contains(&snapshot.pipeline.stream))
}

/// The part of a run's length that goes with its records, surely and at most: the slope of the day's minutes and its error, at the
/// measured point. The day's rhythm and the stages before give runs of several sizes; without those, `None`.
fn growth(snapshot: &Snapshot, [records, runs, length]: [&MetricId; 3], until: Timestamp, at: (f64, f64)) -> Option<(Decimal, Decimal)> {
    let within = |id: &MetricId| snapshot.metrics.range(id, shift(until, -24 * 3600), until);
    let all: Vec<(f64, f64)> = within(records)
        .into_iter()
        .zip(within(runs))
        .zip(within(length))
        .filter_map(|(((_, records), (_, runs)), (_, length))| Some((records? / runs.filter(|runs| 0.0 < *runs)?, length?)))
        .collect();
    if all.len() < FEWEST {
        return None;
    }
    let count = all.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| all.iter().map(of).sum::<f64>() / count;
    let (size, length) = (mean(|point| point.0), mean(|point| point.1));
    let sum = |of: &dyn Fn(f64, f64) -> f64| all.iter().map(|point| of(point.0 - size, point.1 - length)).sum::<f64>();
    let spread = sum(&|size, _| size * size);
    // Runs that are all of one size say nothing of larger ones.
    if spread <= count * (ALIKE * size).powi(2) {
        return None;
    }
    let slope = sum(&|size, length| size * length) / spread;
    let left = sum(&|size, length| (length - slope * size).powi(2));
    let error = (left / (count - 2.0) / spread).sqrt();
    let part = |slope: f64| decimal((slope * at.0 / at.1).clamp(0.0, 1.0));
    Some((part(slope - SURE * error), part(slope + SURE * error)))
}
