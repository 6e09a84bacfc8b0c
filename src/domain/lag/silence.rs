//! What it means that a reader's age vanished: it stopped, it has nothing to read, or it cannot be told.

use jiff::Timestamp;

use super::{GRACE, Kind, ReaderLag, SILENT, clock};
use crate::domain::series::{seconds_between, shift};
use crate::domain::snapshot::Snapshot;

/// A reader without any value: silent for as long as records are known to have come in.
pub(super) fn never_seen(snapshot: &Snapshot, blank: ReaderLag, until: Timestamp) -> ReaderLag {
    let metrics = &snapshot.metrics;
    let records = blank.reader.incoming(snapshot);
    let answered = metrics.track(&blank.id).filter(|track| track.answered_until.is_some());
    let first_known = metrics.track(&records).and_then(|track| track.series.oldest());
    let (Some(track), Some(first_known)) = (answered, first_known) else { return blank };
    let from = track.answered_from.map_or(first_known, |from| from.max(first_known));
    let answered_lately = seconds_between(until, snapshot.now) <= (metrics.delay(blank.id.metric) + 120 + GRACE) as f64;
    let Some(start) = first(snapshot, &blank, from, until).filter(|_| answered_lately) else { return blank };
    if until.duration_since(start).as_secs() < SILENT {
        return blank;
    }
    let lag = seconds_between(start, snapshot.now);
    let limit = snapshot.pipeline.limits.lag.as_secs_f64();
    let clock = clock::of(blank.clock.kept, Some(lag), None);
    ReaderLag { lag: Some(lag), at_least: true, kind: Kind::Stopped, over_limit: lag > limit, clock, ..blank }
}

/// The first minute of a time in which records came in for the reader.
fn first(snapshot: &Snapshot, reader: &ReaderLag, from: Timestamp, until: Timestamp) -> Option<Timestamp> {
    let minutes = snapshot.metrics.range(&reader.reader.incoming(snapshot), from, until);
    minutes.into_iter().find(|(_, records)| records.is_some_and(|records| 0.0 < records)).map(|(start, _)| start)
}

/// A reader without a value of late: stopped while records wait, idle when none came in since the one that it read last.
pub(super) fn since(snapshot: &Snapshot, known: ReaderLag, until: Timestamp, limit: f64) -> ReaderLag {
    let (Some(measured), Some(at)) = (known.lag, known.at) else { return known };
    // The record that it read last was written at this moment: what came in later waits.
    let read_until = shift(at, -(measured.ceil() as i64));
    let waits_since = first(snapshot, &known, read_until, until);
    let overdue = waits_since.is_some_and(|first| SILENT <= until.duration_since(first).as_secs());
    let kind = if known.disabled_mapping.is_some() || overdue || limit < measured {
        Kind::Stopped
    } else if waits_since.is_none() && every_minute_is_known(snapshot, &known, at, until) {
        Kind::Idle
    } else {
        Kind::Unknown
    };
    // A reader that was up to date when the stream fell silent is behind only since records come in again.
    let caught_up = waits_since.filter(|first| measured < 60.0 && at < *first);
    let lag = match (kind, caught_up) {
        (Kind::Stopped, Some(first)) => seconds_between(first, snapshot.now),
        (Kind::Stopped, None) => measured + seconds_between(at, snapshot.now).max(0.0),
        _ => measured,
    };
    let clock = clock::of(known.clock.kept, Some(lag), None);
    ReaderLag { lag: Some(lag), kind, clock, over_limit: kind == Kind::Stopped && limit < lag, ..known }
}

fn every_minute_is_known(snapshot: &Snapshot, reader: &ReaderLag, from: Timestamp, until: Timestamp) -> bool {
    let minutes = snapshot.metrics.range(&reader.reader.incoming(snapshot), from, until);
    !minutes.is_empty() && minutes.iter().all(|(_, records)| records.is_some())
}
