//! What a missing period means: the rule of one metric, with the tracks that decide it looked up once.

use jiff::Timestamp;

use super::{Metrics, Track};
use crate::domain::metric::{Absence, MetricId};
use crate::domain::series::shift;

/// One metric's rule. Looking it up costs a walk down a tree; asking it for a minute is arithmetic.
pub(super) struct Rule<'a> {
    track: &'a Track,
    absent: Absence,
    /// Seconds after which a period of this metric is final.
    delay: i64,
    /// The metrics whose arrival says that the source was heard.
    controls: Vec<Rule<'a>>,
}

impl<'a> Rule<'a> {
    /// The rule of a metric that was asked for at least once.
    pub(super) fn of(metrics: &'a Metrics, id: &MetricId) -> Option<Self> {
        Some(Self::made(metrics, id, metrics.track(id)?))
    }

    fn made(metrics: &'a Metrics, id: &MetricId, track: &'a Track) -> Self {
        let row = id.metric.definition();
        let controls = match row.absent {
            Absence::Unknown | Absence::ReaderStopped => Vec::new(),
            // A control of the same source is a metric of the same resource; another source has its own names.
            Absence::ZeroWhen(control) | Absence::ZeroAfterThreeMinutes(control) => {
                let same_source = control.definition().namespace == row.namespace;
                let heard = metrics.of_row(control).filter(|(other, _)| !same_source || other.resource == id.resource);
                heard.map(|(other, track)| Self::made(metrics, other, track)).collect()
            }
        };
        Self { track, absent: row.absent, delay: metrics.delay(id.metric), controls }
    }

    pub(super) fn track(&self) -> &'a Track {
        self.track
    }

    /// The newest period at or before `newest` in which a control may have been heard: none after it can be a zero.
    pub(super) fn newest_heard(&self, newest: Timestamp) -> Option<Timestamp> {
        let heard = |control: &Self| {
            let measured = control.track.series.last_until(newest).map(|(start, _)| start);
            measured.max(control.newest_heard(newest))
        };
        self.controls.iter().filter_map(heard).max()
    }

    /// What the missing period at `start` is worth: zero when the rule says so, else unknown.
    pub(super) fn value(&self, start: Timestamp) -> Option<f64> {
        if !self.track.answered(start) {
            return None;
        }
        let zero = match self.absent {
            Absence::Unknown | Absence::ReaderStopped => false,
            Absence::ZeroWhen(_) => self.heard(start),
            Absence::ZeroAfterThreeMinutes(_) => self.in_silence_of_three(start),
        };
        zero.then_some(0.0)
    }

    /// Whether a control has a value for that period, measured or by its own rule.
    fn heard(&self, start: Timestamp) -> bool {
        self.controls.iter().any(|control| control.track.series.get(start).is_some() || control.value(start).is_some())
    }

    /// Whether the period lies in a run of three that are complete and missing while the control arrived in each.
    fn in_silence_of_three(&self, start: Timestamp) -> bool {
        let period = self.track.series.period();
        let silent = |step: i64| {
            let start = shift(start, step * period);
            self.final_at_answer(start) && self.track.series.get(start).is_none() && self.heard(start)
        };
        let mut run = 0;
        for step in -2..=2 {
            run = if silent(step) { run + 1 } else { 0 };
            if run == 3 {
                return true;
            }
            if step == 0 && run == 0 {
                return false;
            }
        }
        false
    }

    /// Whether the newest answer came late enough for that period to be final in it.
    fn final_at_answer(&self, start: Timestamp) -> bool {
        let end = shift(start, self.track.series.period() + self.delay);
        self.track.answered(start) && self.track.answered_at.is_some_and(|at| end <= at)
    }
}
