//! Two windows to compare: the newest quarter of an hour, and an hour before the last change.

use jiff::Timestamp;

use crate::domain::metric::MetricId;
use crate::domain::rollout;
use crate::domain::series::{floor, seconds_between, shift};
use crate::domain::snapshot::Snapshot;

/// Fewest minutes that a window must have to be compared.
pub(in crate::domain) const ENOUGH: usize = 5;

/// Minutes of an hour before that must be held for it to be compared with.
const HELD: usize = 15;

/// Seconds of the newest minutes.
const QUARTER: i64 = 900;

/// Seconds by which the clocks of AWS and of this machine may differ.
pub(in crate::domain) const CLOCKS: i64 = 60;

/// From and to, the latter excluded.
type Window = (Timestamp, Timestamp);

/// The newest minutes and the minutes that they are compared with.
#[derive(Debug, Clone, Copy)]
pub(in crate::domain) struct Windows {
    pub(in crate::domain) now: Window,
    pub(in crate::domain) before: Window,
    /// What "before" means here, in words.
    pub(in crate::domain) before_words: &'static str,
    /// Fewest minutes of "now" that say anything.
    pub(in crate::domain) fewest: usize,
    /// The first minutes of the stage, in which it proves itself, when "before" is the hour before it.
    proving: Option<Window>,
}

const BEFORE_THE_CHANGE: &str = "in the hour before the last change";
const BEFORE: &str = "in the hour before";

impl Windows {
    /// Windows whose newest minute is complete in each of the metrics, whichever stage it belongs to. "Before" is the hour before
    /// the flag's last change when it is held, else the hour before the newest quarter.
    /// `None` when the newest minutes are too old to judge by.
    pub(in crate::domain) fn of(snapshot: &Snapshot, ids: &[&MetricId]) -> Option<Self> {
        let end = newest_end(snapshot, ids)?;
        let quarter = shift(end, -QUARTER);
        let changed = rollout::stand(snapshot).unchanged_since.filter(|changed| *changed < end);
        if let Some(changed) = changed {
            let before = (shift(changed, -3600), changed);
            let enough = seconds_between(changed, end) >= ENOUGH as f64 * 60.0;
            if is_held(snapshot, ids, before) && enough {
                return Some(Self {
                    now: (quarter.max(changed), end),
                    before,
                    before_words: BEFORE_THE_CHANGE,
                    fewest: ENOUGH,
                    proving: None,
                });
            }
        }
        Some(Self { now: (quarter, end), before: (shift(quarter, -3600), quarter), before_words: BEFORE, fewest: ENOUGH, proving: None })
    }

    /// The same of the present stage alone: the newest minutes never begin before the first whole minute after the flag's last
    /// change, and may be none at all. The hour before the newest quarter stands in only where it is of this stage too.
    pub(in crate::domain) fn of_stage(snapshot: &Snapshot, ids: &[&MetricId]) -> Option<Self> {
        let Some(begun) = begun(snapshot) else { return Self::of(snapshot, ids) };
        let end = newest_end(snapshot, ids)?;
        let quarter = shift(end, -QUARTER);
        let now = (quarter.max(begun).min(end), end);
        let before = (shift(begun, -3660), shift(begun, -60));
        if shift(begun, 3600) <= quarter && !is_held(snapshot, ids, before) {
            return Some(Self { now, before: (shift(quarter, -3600), quarter), before_words: BEFORE, fewest: ENOUGH, proving: None });
        }
        let bake = i64::try_from(snapshot.pipeline.rollout.bake.as_secs()).unwrap_or(i64::MAX / 4).max(QUARTER);
        let proving = Some((begun.min(end), shift(begun, bake).min(end)));
        Some(Self { now, before, before_words: BEFORE_THE_CHANGE, fewest: ENOUGH, proving })
    }

    /// The newest minute alone, against the same before.
    pub(in crate::domain) fn newest(self) -> Self {
        Self { now: (shift(self.now.1, -60).max(self.now.0), self.now.1), fewest: 1, ..self }
    }

    /// The minutes in which the stage proves itself, against the hour before it; `None` when that hour is not compared with.
    pub(in crate::domain) fn proving(self) -> Option<Self> {
        self.proving.map(|now| Self { now, ..self })
    }

    /// The hour before, against itself.
    pub(in crate::domain) fn before_alone(self) -> Self {
        Self { now: self.before, ..self }
    }
}

/// The end of the newest minute that is complete in each of the metrics; `None` when that is too old to judge by.
fn newest_end(snapshot: &Snapshot, ids: &[&MetricId]) -> Option<Timestamp> {
    let end = ids.iter().map(|id| snapshot.metrics.complete_until(id, snapshot.now)).min()?;
    ids.iter().all(|id| snapshot.metrics.state(id, end, snapshot.now).is_evidence()).then_some(end)
}

fn is_held(snapshot: &Snapshot, ids: &[&MetricId], window: Window) -> bool {
    ids.iter().all(|id| HELD <= known(snapshot, id, window).1)
}

/// The first whole minute of the present stage: after the newest change that is known of any holder of the flag.
/// `None` when none is known, or it came after the moment that is looked at: then nobody can say what belongs to the stage.
pub(in crate::domain) fn begun(snapshot: &Snapshot) -> Option<Timestamp> {
    let changed = rollout::stand(snapshot).holders.iter().filter_map(|holder| holder.changed).max()?;
    if shift(snapshot.now, CLOCKS) < changed {
        return None;
    }
    Some(shift(floor(shift(changed, -1), 60), 60))
}

/// Seconds until enough complete minutes of the present stage can be known; `None` when they can be by now.
pub(in crate::domain) fn stage_needs(snapshot: &Snapshot) -> Option<i64> {
    use crate::domain::metric::Metric;
    let late = [Metric::IncomingRecords, Metric::TableRequests, Metric::FunctionInvocations].map(|metric| snapshot.metrics.delay(metric));
    let minutes = 60 * i64::try_from(ENOUGH).unwrap_or_default();
    let known = shift(begun(snapshot)?, minutes + late.into_iter().max().unwrap_or_default());
    let seconds = seconds_between(snapshot.now, known).ceil() as i64;
    (0 < seconds).then_some(seconds)
}

/// The total of a metric in a window, and how many of its periods are known.
pub(in crate::domain) fn known(snapshot: &Snapshot, id: &MetricId, window: Window) -> (f64, usize) {
    let values = snapshot.metrics.range(id, window.0, window.1);
    values.iter().filter_map(|(_, value)| *value).fold((0.0, 0), |(sum, known), value| (sum + value, known + 1))
}

/// The totals of two metrics over the periods in which both are known, and how many those are.
pub(in crate::domain) fn paired(snapshot: &Snapshot, ids: (&MetricId, &MetricId), window: Window) -> (f64, f64, usize) {
    let one = snapshot.metrics.range(ids.0, window.0, window.1);
    let other = snapshot.metrics.range(ids.1, window.0, window.1);
    let pairs = one.iter().zip(&other).filter_map(|((_, a), (_, b))| a.zip(*b));
    pairs.fold((0.0, 0.0, 0), |(a, b, known), (one, other)| (a + one, b + other, known + 1))
}
