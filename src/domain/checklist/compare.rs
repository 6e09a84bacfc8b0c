//! Two windows to compare: the newest quarter of an hour, and an hour before the last change.

use jiff::Timestamp;

use crate::domain::metric::MetricId;
use crate::domain::rollout::stand;
use crate::domain::series::{seconds_between, shift};
use crate::domain::snapshot::Snapshot;

/// Fewest minutes that a window must have to be compared.
pub(in crate::domain) const ENOUGH: usize = 5;

/// The newest minutes and the minutes that they are compared with.
pub(in crate::domain) struct Windows {
    pub(in crate::domain) now: (Timestamp, Timestamp),
    pub(in crate::domain) before: (Timestamp, Timestamp),
    /// What "before" means here, in words.
    pub(in crate::domain) before_words: &'static str,
}

impl Windows {
    /// Windows whose newest minute is complete in each of the metrics. "Before" is the hour before the flag's
    /// last change when it is held, else the hour before the newest quarter.
    /// `None` when the newest minutes are too old to judge by.
    pub(in crate::domain) fn of(snapshot: &Snapshot, ids: &[&MetricId]) -> Option<Self> {
        let end = ids.iter().map(|id| snapshot.metrics.complete_until(id, snapshot.now)).min()?;
        if !ids.iter().all(|id| snapshot.metrics.state(id, end, snapshot.now).is_evidence()) {
            return None;
        }
        let quarter = shift(end, -900);
        let changed = stand(snapshot).unchanged_since.filter(|changed| *changed < end);
        if let Some(changed) = changed {
            let before = (shift(changed, -3600), changed);
            let held = ids.iter().all(|id| known(snapshot, id, before).1 >= 15);
            let enough = seconds_between(changed, end) >= ENOUGH as f64 * 60.0;
            if held && enough {
                return Some(Self { now: (quarter.max(changed), end), before, before_words: "in the hour before the last change" });
            }
        }
        Some(Self { now: (quarter, end), before: (shift(quarter, -3600), quarter), before_words: "in the hour before" })
    }
}

/// The total of a metric in a window, and how many of its periods are known.
pub(in crate::domain) fn known(snapshot: &Snapshot, id: &MetricId, window: (Timestamp, Timestamp)) -> (f64, usize) {
    let values = snapshot.metrics.range(id, window.0, window.1);
    values.iter().filter_map(|(_, value)| *value).fold((0.0, 0), |(sum, known), value| (sum + value, known + 1))
}

/// The totals of two metrics over the periods in which both are known, and how many those are.
pub(in crate::domain) fn paired(snapshot: &Snapshot, ids: (&MetricId, &MetricId), window: (Timestamp, Timestamp)) -> (f64, f64, usize) {
    let one = snapshot.metrics.range(ids.0, window.0, window.1);
    let other = snapshot.metrics.range(ids.1, window.0, window.1);
    let pairs = one.iter().zip(&other).filter_map(|((_, a), (_, b))| a.zip(*b));
    pairs.fold((0.0, 0.0, 0), |(a, b, known), (one, other)| (a + one, b + other, known + 1))
}
