//! What a settled change of the flag does to the ledger of holes.

use jiff::Timestamp;

use super::holes;
use crate::domain::journal::{Event, History};
use crate::domain::snapshot::Snapshot;

/// The events that follow for the journal when the share of the traffic that is meant for the stream went from `before` to `after`.
/// Nothing follows when nobody can tell, or when the ledger says so already.
pub fn entailed(before: Option<f64>, after: Option<f64>, history: &History, _snapshot: &Snapshot, now: Timestamp) -> Vec<Event> {
    let Some(share) = after else { return Vec::new() };
    let percentage = share.clamp(0.0, 100.0).floor() as u32;
    let open: Vec<_> = holes(history, now).into_iter().filter(|hole| hole.until.is_none()).collect();
    let told = open.iter().any(|hole| hole.percentage == percentage) || (open.is_empty() && before == after);
    let over = open.iter().filter(|hole| hole.percentage != percentage);
    let mut events: Vec<Event> = over.map(|hole| Event::HoleClosed { opened: hole.id, until: now }).collect();
    if percentage < 100 && !told {
        events.push(Event::HoleOpened { from: now, percentage, missing_per_hour: None, table_keeps_seconds: None });
    }
    events
}
