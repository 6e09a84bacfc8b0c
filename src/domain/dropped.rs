//! What an event-source mapping dropped, where Lambda counts it.

use jiff::Timestamp;

use super::call;
use super::checklist::compare::{ENOUGH, known};
use super::cost::region;
use super::facts::Mapping;
use super::metric::{Metric, MetricId};
use super::series::{seconds_between, shift};
use super::snapshot::Snapshot;

/// Seconds of the newest complete minutes that tell how it is now.
const LATELY: i64 = 900;

/// Seconds between two drops up to which they are one run.
const APART: f64 = 900.0;

/// Seconds over which a run is followed back: as long as minutes are held.
const HELD: i64 = 86_400;

/// What is known of the events that a mapping dropped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Dropped {
    /// Its event metrics are off: nobody counts.
    NotCounted,
    /// They are on, and nothing new enough has arrived.
    Unknown,
    /// What was counted.
    Counted(Count),
}

/// Drops of some minutes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Count {
    /// Events dropped in these minutes.
    pub events: f64,
    /// Minutes that are known of them.
    pub minutes: usize,
    /// The run that reaches into these minutes; `None` when nothing was dropped in them.
    pub run: Option<Run>,
}

/// Drops that follow each other within a quarter of an hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// The beginning of its first minute, or of the minutes that are held.
    pub since: Timestamp,
    /// Events dropped from then on.
    pub events: f64,
}

impl Dropped {
    /// Of the newest quarter of an hour.
    pub fn lately(snapshot: &Snapshot, mapping: &Mapping) -> Self {
        let [dropped, polled] = metrics(mapping);
        let until = |id| snapshot.metrics.complete_until(id, snapshot.now);
        let end = until(&dropped).min(until(&polled));
        Self::within(snapshot, mapping, (shift(end, -LATELY), end))
    }

    /// Of the periods that begin in `window`, which ends with the newest complete minute.
    pub fn within(snapshot: &Snapshot, mapping: &Mapping, window: (Timestamp, Timestamp)) -> Self {
        if !mapping.counts_events {
            return Self::NotCounted;
        }
        let id = MetricId::of(Metric::MappingDropped, &mapping.uuid);
        let (events, minutes) = known(snapshot, &id, window);
        if minutes == 0 || !snapshot.metrics.state(&id, window.1, snapshot.now).is_evidence() {
            return Self::Unknown;
        }
        let run = (0.0 < events).then(|| run(snapshot, &id, window.1));
        Self::Counted(Count { events, minutes, run })
    }

    /// The count of a mapping that drops; `None` when it does not, or nobody knows.
    pub fn running(self) -> Option<(Count, Run)> {
        let Self::Counted(count) = self else { return None };
        count.run.map(|run| (count, run))
    }

    /// Whether enough minutes are counted to say how it is.
    pub fn is_told(self) -> bool {
        matches!(self, Self::Counted(count) if ENOUGH <= count.minutes)
    }
}

/// The metrics that tell: what was dropped, and the control whose arrival makes a missing drop a zero.
pub fn metrics(mapping: &Mapping) -> [MetricId; 2] {
    [Metric::MappingDropped, Metric::MappingPolled].map(|metric| MetricId::of(metric, &mapping.uuid))
}

/// The command that switches counting on, for a shell with the AWS CLI.
pub fn switch_on(snapshot: &Snapshot, mapping: &Mapping) -> String {
    call::count_events(&mapping.uuid, &region(snapshot))
}

/// The run of drops that the newest drop before `end` belongs to.
fn run(snapshot: &Snapshot, id: &MetricId, end: Timestamp) -> Run {
    let mut run = Run { since: end, events: 0.0 };
    for (start, value) in snapshot.metrics.range(id, shift(end, -HELD), end).into_iter().rev() {
        if APART < seconds_between(start, run.since) {
            break;
        }
        if let Some(events) = value.filter(|events| 0.0 < *events) {
            run = Run { since: start, events: run.events + events };
        }
    }
    run
}
