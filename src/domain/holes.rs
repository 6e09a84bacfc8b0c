//! Holes: times in which less than everything reached the archive, and until when they can still be filled from the table.

mod entailed;

use jiff::Timestamp;
use serde::Serialize;

use super::journal::{Event, History};
use super::series::{seconds_between, shift};

pub use entailed::{entailed, writes_per_hour};

/// One hole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hole {
    /// The journal entry that opened it, and its name.
    pub id: u64,
    /// From when.
    pub from: Timestamp,
    /// Until when; `None` while it is open.
    pub until: Option<Timestamp>,
    /// Percent of the writes that reached the stream meanwhile.
    pub percentage: u32,
    /// Records missing from the archive by now, about; `None` when the rate was not known.
    pub missing: Option<u64>,
    /// When the table begins to drop what is missing: the time to backfill ends. `None` when it never does or nobody knows.
    pub fill_by: Option<Timestamp>,
    /// How it was filled, by someone's word.
    pub filled: Option<String>,
}

/// Every hole of a stream, oldest first.
pub fn holes(history: &History, now: Timestamp) -> Vec<Hole> {
    let mut holes: Vec<(Hole, Option<u64>)> = Vec::new();
    for entry in history.entries() {
        match &entry.event {
            Event::HoleOpened { from, percentage, missing_per_hour, table_keeps_seconds, .. } => {
                let hole = Hole {
                    id: entry.seq,
                    from: *from,
                    until: None,
                    percentage: *percentage,
                    missing: None,
                    fill_by: table_keeps_seconds.map(|keeps| shift(*from, keeps)),
                    filled: None,
                };
                holes.push((hole, *missing_per_hour));
            }
            Event::HoleClosed { opened, until } => {
                holes.iter_mut().filter(|(hole, _)| hole.id == *opened).for_each(|(hole, _)| hole.until = Some(*until));
            }
            Event::HoleFilled { opened, reason } => {
                holes.iter_mut().filter(|(hole, _)| hole.id == *opened).for_each(|(hole, _)| hole.filled = Some(reason.clone()));
            }
            _ => {}
        }
    }
    let sized = |(hole, rate): (Hole, Option<u64>)| {
        let hours = seconds_between(hole.from, hole.until.unwrap_or(now)).max(0.0) / 3600.0;
        Hole { missing: rate.map(|rate| (rate as f64 * hours).round() as u64), ..hole }
    };
    holes.into_iter().map(sized).collect()
}
