//! Every series that was read, how far each is complete, and what a missing minute means.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::metric::{Absence, Metric, MetricId};
use super::reading::{Provenance, Reading, State, Unit, Value};
use super::series::{Series, floor, shift};

/// Seconds after its end at which a minute is taken as complete, until the delay was measured.
pub const ASSUMED_DELAY: i64 = 120;

/// Seconds beyond the expected age at which a value is stale.
pub const GRACE: i64 = 300;

/// One metric's series and the life of its asks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Track {
    /// What arrived.
    pub series: Series,
    /// The exclusive end of the newest window that was answered, empty or not.
    pub answered_until: Option<Timestamp>,
    /// When the newest answer came.
    pub answered_at: Option<Timestamp>,
    /// Why the newest ask failed; `None` after a good answer.
    pub fault: Option<Fault>,
}

/// One answered metric: what GetMetricData returned for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Points {
    /// Which metric.
    pub id: MetricId,
    /// Start of the period and value, in any order.
    pub points: Vec<(Timestamp, f64)>,
    /// Set when CloudWatch answered this one metric with `Forbidden` or `InternalError`.
    pub fault: Option<Fault>,
}

/// All tracks of one pipeline.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Metrics {
    tracks: BTreeMap<Metric, BTreeMap<(String, Option<String>), Track>>,
    /// Seconds from the end of a minute to its last change, by namespace, once measured.
    delays: BTreeMap<String, i64>,
}

impl Metrics {
    /// The track of a metric, when it was ever asked for.
    pub fn track(&self, id: &MetricId) -> Option<&Track> {
        self.tracks.get(&id.metric)?.get(&(id.resource.clone(), id.part.clone()))
    }

    /// The track of a metric, made when it is new.
    pub fn track_mut(&mut self, id: &MetricId) -> &mut Track {
        self.tracks.entry(id.metric).or_default().entry((id.resource.clone(), id.part.clone())).or_default()
    }

    /// Every metric that was ever asked for.
    pub fn ids(&self) -> impl Iterator<Item = MetricId> + '_ {
        self.tracks.iter().flat_map(|(metric, tracks)| {
            tracks.keys().map(|(resource, part)| MetricId { metric: *metric, resource: resource.clone(), part: part.clone() })
        })
    }

    /// Takes one metric's answer for the window that ends (exclusive) at `until`.
    /// A minute that was seen before and changed tells how late minutes arrive.
    pub fn take(&mut self, points: &Points, until: Timestamp, at: Timestamp) {
        if let Some(fault) = &points.fault {
            self.track_mut(&points.id).fault = Some(fault.clone());
            return;
        }
        let namespace = points.id.metric.definition().namespace;
        let mut latest_change = None;
        let track = self.track_mut(&points.id);
        let first_answer = track.answered_at.is_none();
        for (start, value) in &points.points {
            let before = track.series.get(*start);
            let changed = before.is_none_or(|old| (old - value).abs() > f64::EPSILON);
            if changed && !first_answer {
                let delay = at.duration_since(shift(*start, track.series.period())).as_secs();
                latest_change = latest_change.max(Some(delay));
            }
            track.series.put(*start, *value);
        }
        track.answered_until = track.answered_until.max(Some(until));
        track.answered_at = Some(at);
        track.fault = None;
        if let Some(delay) = latest_change.filter(|delay| (0..=900).contains(delay)) {
            let known = self.delays.entry(namespace.to_owned()).or_insert(ASSUMED_DELAY);
            *known = (*known).max(delay);
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
        self.delays.get(metric.definition().namespace).copied().unwrap_or(ASSUMED_DELAY)
    }

    /// The exclusive end of the newest period that is complete at `now`: its values change no more.
    pub fn complete_until(&self, id: &MetricId, now: Timestamp) -> Timestamp {
        let period = self.track(id).map_or(60, |track| track.series.period());
        let by_clock = floor(shift(now, -self.delay(id.metric)), period);
        let answered = self.track(id).and_then(|track| track.answered_until);
        answered.map_or(by_clock, |answered| by_clock.min(floor(answered, period)))
    }

    /// The value of the period at `start`, with absence read by the metric's own rule.
    /// `None` means that nothing is known of it.
    pub fn value(&self, id: &MetricId, start: Timestamp) -> Option<f64> {
        let measured = self.track(id)?.series.get(start);
        measured.or_else(|| self.absent(id, start))
    }

    /// What a missing period of this metric means.
    fn absent(&self, id: &MetricId, start: Timestamp) -> Option<f64> {
        let answered = self.track(id)?.answered_until.is_some_and(|until| start < until);
        if !answered {
            return None;
        }
        match id.metric.definition().absent {
            Absence::Unknown | Absence::ReaderStopped => None,
            Absence::ZeroWhen(control) => self.control_arrived(id, control, start).then_some(0.0),
            Absence::ZeroAfterThreeMinutes(control) => {
                let missing = |minute: i64| self.track(id).and_then(|track| track.series.get(shift(start, minute * 60))).is_none();
                let arrived = |minute: i64| self.control_arrived(id, control, shift(start, minute * 60));
                let run = |range: std::ops::RangeInclusive<i64>| range.into_iter().all(|minute| missing(minute) && arrived(minute));
                (run(-2..=0) || run(-1..=1) || run(0..=2)).then_some(0.0)
            }
        }
    }

    /// Whether the control metric of the same source has a value for that period, measured or by its own rule.
    fn control_arrived(&self, id: &MetricId, control: Metric, start: Timestamp) -> bool {
        let Some(tracks) = self.tracks.get(&control) else { return false };
        let same_source = control.definition().namespace == id.metric.definition().namespace;
        tracks.iter().filter(|((resource, _), _)| !same_source || *resource == id.resource).any(|((resource, part), track)| {
            let by_rule = || {
                let control_id = MetricId { metric: control, resource: resource.clone(), part: part.clone() };
                matches!(control.definition().absent, Absence::ZeroAfterThreeMinutes(_)) && self.absent(&control_id, start).is_some()
            };
            track.series.get(start).is_some() || by_rule()
        })
    }

    /// Values of `from..to` with absence read by rule; gaps stay gaps.
    pub fn range(&self, id: &MetricId, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Option<f64>)> {
        let Some(track) = self.track(id) else { return Vec::new() };
        track.series.range(from, to).map(|(start, value)| (start, value.or_else(|| self.absent(id, start)))).collect()
    }

    /// The newest complete value as a reading; `shape` makes the shown number of the measured one
    /// (a rate of a sum, seconds of milliseconds) and `formula` says how.
    pub fn reading(&self, id: &MetricId, now: Timestamp, unit: Unit, formula: &str, shape: impl Fn(f64) -> f64) -> Reading {
        let row = id.metric.definition();
        let track = self.track(id);
        let period = track.map_or(60, |track| track.series.period());
        let source = Provenance {
            call: "cloudwatch:GetMetricData".to_owned(),
            field: id.to_string(),
            statistic: Some(row.statistic.name().to_owned()),
            period_seconds: Some(period),
            formula: (!formula.is_empty()).then(|| formula.to_owned()),
            blind_spot: None,
        };
        let complete = self.complete_until(id, now);
        let newest = shift(complete, -period);
        let oldest = track.and_then(|track| track.series.oldest()).unwrap_or(newest);
        let steps = (newest.as_second() - oldest.as_second()) / period;
        let found = (0..=steps.clamp(0, 1440)).find_map(|step| {
            let start = shift(newest, -step * period);
            Some((shift(start, period), self.value(id, start)?))
        });
        let fault = track.and_then(|track| track.fault.clone());
        let Some((at, value)) = found else {
            let state = fault.as_ref().map_or(State::NoData, State::of_fault);
            return Reading { value: None, unit, at: None, age_seconds: None, state, source, fault };
        };
        let age = now.duration_since(at).as_secs();
        let expected = self.delay(id.metric) + 2 * period;
        let state = if age <= expected + GRACE { State::Fresh } else { State::Stale };
        Reading { value: Some(Value::Number(shape(value))), unit, at: Some(at), age_seconds: Some(age), state, source, fault }
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
        for track in self.tracks.values_mut().flat_map(BTreeMap::values_mut) {
            track.series.forget_before(at);
        }
    }

    /// Drops the tracks of metrics that are watched no more.
    pub fn keep_only(&mut self, ids: &BTreeSet<MetricId>) {
        for (metric, tracks) in &mut self.tracks {
            tracks
                .retain(|(resource, part), _| ids.contains(&MetricId { metric: *metric, resource: resource.clone(), part: part.clone() }));
        }
    }
}
