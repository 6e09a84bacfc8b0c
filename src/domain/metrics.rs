//! Every series that was read, how far each is complete, and what a missing minute means.

mod absence;
mod delay;
pub mod kept;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::metric::{Metric, MetricId};
use super::reading::{Provenance, Reading, State, Unit, Value};
use super::series::{Series, floor, shift};
use absence::Rule;
use delay::Delay;

pub use delay::ASSUMED_DELAY;

/// Seconds beyond the expected age at which a value is stale.
pub const GRACE: i64 = 300;

/// One metric's series and the life of its asks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Track {
    /// What arrived.
    pub series: Series,
    /// The start of the time without holes that was answered; `None` with an end means "since ever".
    pub answered_from: Option<Timestamp>,
    /// The exclusive end of the newest window that was answered, empty or not.
    pub answered_until: Option<Timestamp>,
    /// When the newest answer came.
    pub answered_at: Option<Timestamp>,
    /// Why the newest ask failed; `None` after a good answer.
    pub fault: Option<Fault>,
}

impl Track {
    /// Whether the period at `start` was answered, with or without a value.
    pub fn answered(&self, start: Timestamp) -> bool {
        self.answered_until.is_some_and(|until| start < until) && self.answered_from.is_none_or(|from| from <= start)
    }

    /// The time without holes that was answered, its end exclusive; `None` before the first answer.
    pub fn answered_window(&self) -> Option<(Timestamp, Timestamp)> {
        Some((self.answered_from.unwrap_or(Timestamp::MIN), self.answered_until?))
    }

    /// Joins a window to what was answered. A window apart from it starts anew, so that the hole is no answer.
    fn answer(&mut self, window: (Option<Timestamp>, Timestamp), at: Timestamp) {
        let (from, until) = window;
        match self.answered_until {
            Some(known) if from.is_none_or(|from| from <= known) => {
                if self.answered_from.is_some_and(|start| start <= until) {
                    self.answered_from = self.answered_from.min(from);
                }
                self.answered_until = Some(known.max(until));
            }
            _ => (self.answered_from, self.answered_until) = (from, Some(until)),
        }
        self.answered_at = self.answered_at.max(Some(at));
        self.fault = None;
    }
}

/// One answered metric: what GetMetricData returned for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Points {
    /// Which metric.
    pub id: MetricId,
    /// Start of the period and value, in any order.
    #[serde(with = "exact")]
    pub points: Vec<(Timestamp, f64)>,
    /// Set when CloudWatch answered this one metric with `Forbidden` or `InternalError`.
    pub fault: Option<Fault>,
}

/// Values travel as text: readers of JSON numbers may lose the last digit, and a run that is seen again must be the same.
mod exact {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(points: &[(Timestamp, f64)], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(points.iter().map(|(at, value)| (at, value.to_string())))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(Timestamp, f64)>, D::Error> {
        let points = Vec::<(Timestamp, String)>::deserialize(from)?;
        points.into_iter().map(|(at, value)| Ok((at, value.parse().map_err(D::Error::custom)?))).collect()
    }
}

/// All tracks of one pipeline.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Metrics {
    #[serde(with = "as_list")]
    tracks: BTreeMap<MetricId, Track>,
    /// How late minutes become final, by namespace.
    delays: BTreeMap<String, Delay>,
    /// Seconds between two asks, when that is more than a period.
    pace: i64,
    /// Coarser values of a past that is not held by the minute, by the seconds of their period.
    past: BTreeMap<i64, Metrics>,
}

/// Maps travel as lists: JSON has no keys but strings.
mod as_list {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    use super::{MetricId, Track};

    pub(super) fn serialize<S: Serializer>(tracks: &BTreeMap<MetricId, Track>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(tracks)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<MetricId, Track>, D::Error> {
        Ok(Vec::<(MetricId, Track)>::deserialize(from)?.into_iter().collect())
    }
}

impl Metrics {
    /// Metrics that are asked for every so many seconds: a value is expected no sooner.
    pub fn asked_every(seconds: i64) -> Self {
        Self { pace: seconds, ..Self::default() }
    }

    /// The track of a metric, when it was ever asked for.
    pub fn track(&self, id: &MetricId) -> Option<&Track> {
        self.tracks.get(id)
    }

    /// The track of a metric, made when it is new.
    pub fn track_mut(&mut self, id: &MetricId) -> &mut Track {
        self.tracks.entry(id.clone()).or_default()
    }

    /// Every metric that was ever asked for.
    pub fn ids(&self) -> impl Iterator<Item = MetricId> + '_ {
        self.tracks.keys().cloned()
    }

    /// The metrics of one row of the table, of every resource.
    fn of_row(&self, metric: Metric) -> impl Iterator<Item = (&MetricId, &Track)> {
        self.tracks.range(MetricId::of(metric, "")..).take_while(move |(id, _)| id.metric == metric)
    }

    /// Takes one metric's answer for a window of which only the exclusive end is known; all time before it counts as answered.
    pub fn take(&mut self, points: &Points, until: Timestamp, at: Timestamp) {
        self.take_answer(points, (None, until), at);
    }

    /// Takes one metric's answer for the window from `from` to `until` (exclusive): a missing minute
    /// outside every window was never asked for, and no rule makes a zero of it.
    pub fn take_window(&mut self, points: &Points, from: Timestamp, until: Timestamp, at: Timestamp) {
        self.take_answer(points, (Some(from), until), at);
    }

    /// Takes one metric's answer with a longer period than the watched one: the past of a wide chart.
    /// Its totals cover more time, so it is kept apart and never mixed with minutes.
    pub fn take_past(&mut self, points: &Points, window: (Timestamp, Timestamp), period: i64, at: Timestamp) {
        let past = self.past.entry(period).or_default();
        let track = past.track_mut(&points.id);
        if track.series.period() != period {
            *track = Track { series: Series::every(period), ..Track::default() };
        }
        past.take_window(points, window.0, window.1, at);
    }

    /// Notes that an ask of the past with this period failed.
    pub fn fail_past(&mut self, ids: &[MetricId], period: i64, fault: &Fault) {
        self.past.entry(period).or_default().fail(ids, fault);
    }

    /// The coarser values of a past that is not held by the minute, where they were asked for: the shortest period first.
    pub fn past(&self) -> impl Iterator<Item = &Self> {
        self.past.values()
    }

    /// A minute that was seen before and changed tells how late minutes become final.
    fn take_answer(&mut self, points: &Points, window: (Option<Timestamp>, Timestamp), at: Timestamp) {
        let track = self.tracks.entry(points.id.clone()).or_default();
        if let Some(fault) = &points.fault {
            track.fault = Some(fault.clone());
            return;
        }
        let (before, period) = (track.answered_at, track.series.period());
        let mut changed_ends = Vec::new();
        let (oldest, newest) = (shift(at, -kept::too_old(period)), shift(at, period));
        for &(start, value) in points.points.iter().filter(|(start, _)| oldest <= *start && *start <= newest) {
            let changed = track.series.get(start).is_none_or(|old| (old - value).abs() > f64::EPSILON);
            if changed && before.is_some() {
                changed_ends.push(shift(start, period));
            }
            track.series.put(start, value);
        }
        track.answer(window, at);
        if let Some(before) = before.filter(|_| !changed_ends.is_empty()) {
            let delay = self.delays.entry(points.id.metric.definition().namespace.to_owned()).or_default();
            for end in changed_ends {
                delay.saw_change(end, before, at);
            }
        }
    }

    /// Notes that a whole ask failed, for each metric that it was for.
    pub fn fail(&mut self, ids: &[MetricId], fault: &Fault) {
        for id in ids {
            self.track_mut(id).fault = Some(fault.clone());
        }
    }

    /// Seconds after its end at which a minute of this metric's namespace is complete.
    pub fn delay(&self, metric: Metric) -> i64 {
        self.delays.get(metric.definition().namespace).map_or(ASSUMED_DELAY, Delay::seconds)
    }

    /// The exclusive end of the newest period that is complete at `now`: its values change no more.
    ///
    /// A period that was still filling when it was answered is not complete because time went by since:
    /// it must be answered again, or a half-filled minute would freeze as truth while answers fail.
    pub fn complete_until(&self, id: &MetricId, now: Timestamp) -> Timestamp {
        let track = self.track(id);
        let period = track.map_or(60, |track| track.series.period());
        let seen = track.and_then(|track| track.answered_at).map_or(now, |answered| answered.min(now));
        let complete = floor(shift(seen, -self.delay(id.metric)), period);
        let answered = track.and_then(|track| track.answered_until);
        answered.map_or(complete, |answered| complete.min(floor(answered, period)))
    }

    /// The value of the period at `start`, with absence read by the metric's own rule.
    /// `None` means that nothing is known of it.
    pub fn value(&self, id: &MetricId, start: Timestamp) -> Option<f64> {
        let measured = self.track(id)?.series.get(start);
        measured.or_else(|| Rule::of(self, id)?.value(start))
    }

    /// Values of `from..to` with absence read by rule; gaps stay gaps.
    pub fn range(&self, id: &MetricId, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Option<f64>)> {
        let Some(rule) = Rule::of(self, id) else { return Vec::new() };
        rule.track().series.range(from, to).map(|(start, value)| (start, value.or_else(|| rule.value(start)))).collect()
    }

    /// The newest complete period of which anything is known: its start and its value.
    pub fn newest(&self, id: &MetricId, now: Timestamp) -> Option<(Timestamp, f64)> {
        self.newest_before(id, self.complete_until(id, now))
    }

    /// The newest period that ends at or before `end` and of which anything is known.
    pub fn newest_before(&self, id: &MetricId, end: Timestamp) -> Option<(Timestamp, f64)> {
        let rule = Rule::of(self, id)?;
        let period = rule.track().series.period();
        let newest = shift(end, -period);
        let measured = rule.track().series.last_until(newest);
        let heard = rule.newest_heard(newest).unwrap_or(Timestamp::MIN);
        let stop = measured.map_or_else(|| shift(heard, -1440 * period), |(start, _)| start);
        let steps = heard.as_second().saturating_sub(stop.as_second()) / period;
        let by_rule = (0..steps.min(1440)).map(|step| shift(heard, -step * period)).find_map(|start| Some((start, rule.value(start)?)));
        by_rule.or(measured)
    }

    /// The newest complete value as a reading; `shape` makes the shown number of the measured one
    /// (a rate of a sum, seconds of milliseconds) and `formula` says how.
    pub fn reading(&self, id: &MetricId, now: Timestamp, unit: Unit, formula: &str, shape: impl Fn(f64) -> f64) -> Reading {
        let track = self.track(id);
        let period = track.map_or(60, |track| track.series.period());
        let source = Self::provenance(id, period, formula);
        let fault = track.and_then(|track| track.fault.clone());
        let Some((start, value)) = self.newest(id, now) else {
            let state = fault.as_ref().map_or(State::NoData, State::of_fault);
            return Reading { value: None, unit, at: None, age_seconds: None, state, source, fault };
        };
        let at = shift(start, period);
        let state = self.state(id, at, now);
        Reading { value: Some(Value::Number(shape(value))), unit, at: Some(at), age_seconds: Some(age(at, now)), state, source, fault }
    }

    /// Where a value of this metric comes from.
    pub fn provenance(id: &MetricId, period: i64, formula: &str) -> Provenance {
        Provenance {
            call: "cloudwatch:GetMetricData".to_owned(),
            field: id.to_string(),
            statistic: Some(id.metric.definition().statistic.name().to_owned()),
            period_seconds: Some(period),
            formula: (!formula.is_empty()).then(|| formula.to_owned()),
            blind_spot: None,
        }
    }

    /// How far a value of a period that ended at `at` can be trusted: stale five minutes after its successor was expected.
    pub fn state(&self, id: &MetricId, at: Timestamp, now: Timestamp) -> State {
        let period = self.track(id).map_or(60, |track| track.series.period());
        let expected = self.delay(id.metric) + period + period.max(self.pace);
        if age(at, now) <= expected + GRACE { State::Fresh } else { State::Stale }
    }

    /// The value of the newest period that is still filling, with the end of that period.
    pub fn partial(&self, id: &MetricId, now: Timestamp) -> Option<(Timestamp, f64)> {
        let track = self.track(id)?;
        let (start, value) = track.series.last()?;
        let end = shift(start, track.series.period());
        (end > self.complete_until(id, now)).then_some((end, value))
    }

    /// Forgets every period that starts before `at`, in every track.
    pub fn forget_before(&mut self, at: Timestamp) {
        for track in self.tracks.values_mut() {
            track.series.forget_before(at);
        }
        for past in self.past.values_mut() {
            past.forget_before(at);
        }
    }

    /// Drops the tracks of metrics that are watched no more.
    pub fn keep_only(&mut self, ids: &BTreeSet<MetricId>) {
        self.tracks.retain(|id, _| ids.contains(id));
        for past in self.past.values_mut() {
            past.keep_only(ids);
        }
    }
}

/// Whole seconds from `at` to `now`; a sample of the future has no age.
fn age(at: Timestamp, now: Timestamp) -> i64 {
    now.duration_since(at).as_secs().max(0)
}
