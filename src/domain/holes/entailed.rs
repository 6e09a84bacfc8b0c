//! What a settled change of the flag does to the ledger of holes.

use jiff::Timestamp;

use super::{Hole, holes};
use crate::domain::facts::FlagReading;
use crate::domain::journal::{Event, History};
use crate::domain::rollout;
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;

/// Minutes that the rate of writes is taken over.
const MINUTES: i64 = 15;

/// From here on everything is sent.
const ALL: f64 = 100.0 - 1e-9;

/// The events that follow for the journal when the share of the traffic that is meant for the stream went from `before` to `after`.
/// A share that is not agreed upon counts as the least that a holder says, and how much is missing is then not known.
/// Nothing follows when the ledger says so already.
pub fn entailed(before: Option<f64>, after: Option<f64>, history: &History, snapshot: &Snapshot, now: Timestamp) -> Vec<Event> {
    let Some(share) = after.or_else(|| least(snapshot)) else { return Vec::new() };
    // Whole percent, rounded down: a hole is not made smaller than it is.
    let percentage = share.clamp(0.0, 100.0).floor() as u32;
    let missing = writes_per_hour(snapshot).filter(|_| after.is_some()).map(|writes| writes * (100.0 - share) / 100.0);
    let open: Vec<Hole> = holes(history, now).into_iter().filter(|hole| hole.until.is_none()).collect();
    let is_whole = ALL <= share;
    // A hole of unknown size gives way to the same one with a size.
    let same = |hole: &Hole| hole.percentage == percentage && (hole.missing.is_some() || missing.is_none());
    let told = open.iter().any(same) || (open.is_empty() && before == after && after.is_some());
    let superseded = open.iter().filter(|hole| is_whole || !same(hole));
    let mut events: Vec<Event> = superseded.map(|hole| Event::HoleClosed { opened: hole.id, until: now }).collect();
    if !is_whole && !told {
        events.push(Event::HoleOpened {
            from: now,
            percentage,
            before: before.map(|share| share.clamp(0.0, 100.0).floor() as u32),
            missing_per_hour: missing.map(|records| records.round() as u64),
            table_keeps_seconds: snapshot.pipeline.table_keeps.and_then(|keeps| i64::try_from(keeps.as_secs()).ok()),
        });
    }
    events
}

/// The least share that a holder says.
fn least(snapshot: &Snapshot) -> Option<f64> {
    rollout::stand(snapshot).holders.iter().filter_map(FlagReading::effective).reduce(f64::min)
}

/// Records that the table takes in an hour, by the newest minutes that are known, however old; `None` when requests say nothing of records.
pub fn writes_per_hour(snapshot: &Snapshot) -> Option<f64> {
    let pipeline = &snapshot.pipeline;
    if pipeline.counts_requests() {
        return None;
    }
    let id = pipeline.table_writes()?;
    let (newest, _) = snapshot.metrics.newest(&id, snapshot.now)?;
    let end = shift(newest, 60);
    let values: Vec<f64> = snapshot.metrics.range(&id, shift(end, -MINUTES * 60), end).into_iter().filter_map(|(_, value)| value).collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64 * 60.0)
}
