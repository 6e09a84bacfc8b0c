//! How a published value is made of CloudWatch's: one recipe for the newest value and for the chart.

use jiff::Timestamp;

use crate::domain::lag::{self, Kind};
use crate::domain::limits::{SHARD_READ_BYTES, SHARD_WRITE_BYTES, SHARD_WRITE_RECORDS};
use crate::domain::metric::MetricId;
use crate::domain::metrics::Metrics;
use crate::domain::reading::{Provenance, Reading, State, Unit, Value};
use crate::domain::series::{seconds_between, shift};
use crate::domain::snapshot::Snapshot;

/// What is done with the measured values of one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fold {
    /// As measured.
    Same,
    /// A total ÷ the seconds of its period.
    PerSecond,
    /// A total of one minute.
    PerMinute,
    /// A share from 0 to 1, × 100.
    Percent,
    /// The age of a reader whose silence means that it stopped: seconds, of a metric in milliseconds.
    ReaderAge,
    /// First ÷ second.
    Ratio,
    /// The larger of two totals of one minute, which count the same thing in two places.
    LargerPerMinute,
    /// The fuller of records/s ÷ 1000 and bytes/s ÷ 1 MiB, over that many shards.
    WriteUtilisation(f64),
    /// Bytes/s ÷ 2 MB, over that many shards.
    ReadUtilisation(f64),
    /// First ÷ second, both summed over that many minutes, × 100.
    Share(i64),
}

impl Fold {
    /// How the value is made, for `w`.
    fn formula(self) -> Option<&'static str> {
        Some(match self {
            Fold::Same => return None,
            Fold::PerSecond => "total of the minute ÷ 60 s",
            Fold::PerMinute => "total of the minute",
            Fold::ReaderAge => "milliseconds ÷ 1000; while the reader is silent and records wait, its last age + the seconds since",
            Fold::Percent => "share × 100",
            Fold::Ratio => "total of the first ÷ total of the second, same minute",
            Fold::LargerPerMinute => "the larger of both totals of the minute: they count the same thing in two places",
            Fold::WriteUtilisation(_) => "the larger of records/s ÷ 1,000 and bytes/s ÷ 1,048,576, over all open shards, × 100",
            Fold::ReadUtilisation(_) => "bytes/s ÷ 2,000,000, over all open shards, × 100",
            Fold::Share(_) => "total of the first ÷ total of the second, over the same complete minutes, × 100",
        })
    }
}

/// One or two metrics and what is done with them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Recipe {
    /// The measured metric; for a fold of two, the first.
    pub(super) id: MetricId,
    /// The second metric of a fold of two.
    pub(super) other: Option<MetricId>,
    pub(super) fold: Fold,
    pub(super) unit: Unit,
    /// What the value cannot see.
    pub(super) blind_spot: &'static str,
}

impl Recipe {
    pub(super) fn of(id: MetricId, fold: Fold, unit: Unit) -> Self {
        Self { id, other: None, fold, unit, blind_spot: "" }
    }

    pub(super) fn with(mut self, other: MetricId) -> Self {
        self.other = Some(other);
        self
    }

    pub(super) fn blind(mut self, blind_spot: &'static str) -> Self {
        self.blind_spot = blind_spot;
        self
    }

    /// Makes the value of one period.
    pub(super) fn make(&self, first: Option<f64>, second: Option<f64>, period: f64) -> Option<f64> {
        match self.fold {
            Fold::Same => first,
            Fold::PerSecond => Some(first? / period),
            Fold::PerMinute => Some(first? * 60.0 / period),
            Fold::ReaderAge => Some(first? / 1000.0),
            Fold::Percent => Some(first? * 100.0),
            Fold::Ratio => Some(first? / second?).filter(|ratio| ratio.is_finite()),
            // One of the two is enough: a table without the other has nothing to say in it.
            Fold::LargerPerMinute => Some(first.into_iter().chain(second).reduce(f64::max)? * 60.0 / period),
            Fold::WriteUtilisation(shards) => {
                let records = first? / period / SHARD_WRITE_RECORDS;
                let fuller = records.max(second? / period / SHARD_WRITE_BYTES);
                Some(fuller / shards * 100.0).filter(|percent| percent.is_finite())
            }
            Fold::ReadUtilisation(shards) => Some(first? / period / SHARD_READ_BYTES / shards * 100.0).filter(|p| p.is_finite()),
            Fold::Share(_) => None,
        }
    }

    /// The end of the newest period that is complete in every metric of the recipe.
    pub(super) fn complete_until(&self, metrics: &Metrics, now: Timestamp) -> Timestamp {
        let first = metrics.complete_until(&self.id, now);
        self.other.as_ref().map_or(first, |id| first.min(metrics.complete_until(id, now)))
    }

    pub(super) fn period(&self, metrics: &Metrics) -> i64 {
        metrics.track(&self.id).map_or(60, |track| track.series.period())
    }

    /// The values of the periods that start in `from..to`; gaps stay gaps.
    pub(super) fn points(&self, metrics: &Metrics, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Option<f64>)> {
        if let Fold::Share(minutes) = self.fold {
            return super::rollout::shares(self, metrics, minutes, from, to);
        }
        let period = self.period(metrics) as f64;
        let firsts = metrics.range(&self.id, from, to);
        let Some(id) = self.other.as_ref() else {
            return firsts.into_iter().map(|(start, value)| (start, self.make(value, None, period))).collect();
        };
        let seconds = metrics.range(id, from, to);
        if firsts.is_empty() {
            return seconds.into_iter().map(|(start, value)| (start, self.make(None, value, period))).collect();
        }
        let second = |index: usize| seconds.get(index).and_then(|(_, value)| *value);
        firsts.into_iter().enumerate().map(|(index, (start, value))| (start, self.make(value, second(index), period))).collect()
    }

    /// The newest value as a reading. Of a moment of which no minutes are held, the coarser values tell, and say so.
    pub(super) fn reading(&self, snapshot: &Snapshot) -> Reading {
        let reading = match self.fold {
            Fold::ReaderAge => self.explained(self.reader_age(snapshot)),
            _ => self.reading_in(&snapshot.metrics, snapshot.now),
        };
        if snapshot.metrics.track(&self.id).is_some() {
            return reading;
        }
        let past = snapshot.metrics.past().map(|past| self.reading_in(past, snapshot.now));
        { past }.find(|reading| reading.value.is_some() || reading.fault.is_some()).unwrap_or(reading)
    }

    fn reading_in(&self, metrics: &Metrics, now: Timestamp) -> Reading {
        self.explained(match (self.fold, self.other.as_ref()) {
            (Fold::Share(minutes), _) => super::rollout::share(self, metrics, now, minutes),
            (_, None) => self.single(metrics, now),
            (_, Some(second)) => self.double(metrics, now, second),
        })
    }

    fn explained(&self, mut reading: Reading) -> Reading {
        if !self.blind_spot.is_empty() {
            reading.source.blind_spot = Some(self.blind_spot.to_owned());
        }
        reading
    }

    fn single(&self, metrics: &Metrics, now: Timestamp) -> Reading {
        let period = self.period(metrics) as f64;
        let shape = |value| self.make(Some(value), None, period).unwrap_or(value);
        let mut reading = metrics.reading(&self.id, now, self.unit, "", shape);
        reading.source.formula = self.fold.formula().map(str::to_owned);
        reading
    }

    fn double(&self, metrics: &Metrics, now: Timestamp, second: &MetricId) -> Reading {
        let period = self.period(metrics);
        let newest = |id: &MetricId, end: Timestamp| metrics.newest_before(id, end).map(|(start, _)| shift(start, period));
        let mut end = self.complete_until(metrics, now);
        // The newest minute in which there is a value: mostly the first that is looked at, never far from both ends.
        let found = (0..16).find_map(|_| {
            let start = shift(end, -period);
            let value = self.make(metrics.value(&self.id, start), metrics.value(second, start), period as f64);
            let at = end;
            let before = [&self.id, second].into_iter().filter_map(|id| newest(id, start)).min().unwrap_or(start);
            end = if value.is_some() { end } else { before.min(start) };
            value.map(|value| (at, value))
        });
        self.assemble(metrics, now, found)
    }

    /// A value that ends at a moment, with its provenance, age and state.
    pub(super) fn assemble(&self, metrics: &Metrics, now: Timestamp, found: Option<(Timestamp, f64)>) -> Reading {
        let fault = |id: &MetricId| metrics.track(id).and_then(|track| track.fault.clone());
        let fault = fault(&self.id).or_else(|| self.other.as_ref().and_then(fault));
        let source = self.source(metrics);
        let Some((at, value)) = found else {
            let state = fault.as_ref().map_or(State::NoData, State::of_fault);
            return Reading { value: None, unit: self.unit, at: None, age_seconds: None, state, source, fault };
        };
        let age = (seconds_between(at, now) as i64).max(0);
        let state = metrics.state(&self.id, at, now);
        Reading { value: Some(Value::Number(value)), unit: self.unit, at: Some(at), age_seconds: Some(age), state, source, fault }
    }

    fn source(&self, metrics: &Metrics) -> Provenance {
        let mut source = Metrics::provenance(&self.id, self.period(metrics), self.fold.formula().unwrap_or_default());
        if let Some(second) = self.other.as_ref() {
            source.field = format!("{}; {second}", self.id);
        }
        source
    }

    /// The reader's lag as the findings have it: two ages of one reader would be one too many.
    fn reader_age(&self, snapshot: &Snapshot) -> Reading {
        let known = lag::of(snapshot, self.id.clone());
        let Some(known) = known else { return self.assemble(&snapshot.metrics, snapshot.now, None) };
        let found = match known.kind {
            // By the clock, the value is of this moment.
            Kind::Stopped => known.lag.map(|lag| (snapshot.now, lag)),
            Kind::Idle => None,
            _ => known.at.zip(known.lag),
        };
        let mut reading = self.assemble(&snapshot.metrics, snapshot.now, found);
        let since = known.at.map_or_else(String::new, |at| format!(" since {at}"));
        match known.kind {
            Kind::Stopped if known.lag.is_some() => {
                reading.source.formula = Some(format!("the reader is silent{since} and records wait: its age grows by the clock"));
            }
            Kind::Idle => reading.source.formula = Some(format!("silent{since}, and no record came in since: nothing waits")),
            Kind::Unknown if known.lag.is_some() => {
                reading.source.formula =
                    Some(format!("milliseconds ÷ 1000; silent{since}, and whether records came in since cannot be told yet"));
            }
            _ => {}
        }
        reading
    }
}
