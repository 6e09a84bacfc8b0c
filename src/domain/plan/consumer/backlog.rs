//! What a change of a mapping does to the backlog: what is discarded, what drains, what waits.

use crate::domain::action::MappingChange;
use crate::domain::facts::Mapping;
use crate::domain::finding::words;
use crate::domain::lag::{self, Kind, Reader, ReaderLag};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::plan::draft::Draft;
use crate::domain::series::seconds_between;
use crate::domain::snapshot::Snapshot;

/// The lag of a function, by its own age.
fn reader(snapshot: &Snapshot, function: &str) -> Option<ReaderLag> {
    lag::readers(snapshot).into_iter().find(|reader| reader.reader == Reader::Function(function.to_owned()))
}

/// Seconds that the function may be behind by now, at most; `None` when that cannot be told.
/// An old figure may have grown by the clock since.
fn most(snapshot: &Snapshot, reader: &ReaderLag) -> Option<f64> {
    if reader.at_least {
        return None;
    }
    let grown = match (reader.kind, reader.at) {
        (Kind::Stopped, _) | (_, None) => 0.0,
        (_, Some(at)) => seconds_between(at, snapshot.now).max(0.0),
    };
    reader.lag.map(|lag| lag + grown)
}

/// Whether anything is discarded that was not read, and whether somebody is told of what is given up.
pub(super) fn rules(draft: &mut Draft<'_>, mapping: &Mapping, change: &MappingChange) {
    let age = change.maximum_record_age.unwrap_or(mapping.maximum_record_age);
    if 0 < age && (change.maximum_record_age.is_some() || change.enabled == Some(true)) {
        discards(draft, mapping, f64::from(age));
    }
    let retries = change.maximum_retries.unwrap_or(mapping.maximum_retries);
    let gives_up = (change.maximum_retries.is_some() && 0 <= retries) || (change.maximum_record_age.is_some() && 0 < age);
    if !gives_up {
        return;
    }
    if let Some(arn) = change.destination.as_ref().or(mapping.failure_destination.as_ref()) {
        draft.pass("destination-set", format!("batches that are given up are told to {arn}"));
        return;
    }
    let who = if mapping.counts_events { "only its DroppedEventCount counts it" } else { "nobody counts it: its EventCount is off" };
    let evidence = "has no destination: what is given up is discarded silently, and";
    draft.warn("destination-set", format!("{} {evidence} {who}", mapping.function));
    draft.loses("records that are given up are not told to anybody: set a destination first");
}

/// A maximum age below the lag discards the backlog, healthy or not.
fn discards(draft: &mut Draft<'_>, mapping: &Mapping, age: f64) {
    let snapshot = draft.snapshot;
    let reader = reader(snapshot, &mapping.function);
    let behind = reader.as_ref().and_then(|reader| most(snapshot, reader));
    let (name, limit) = (&mapping.function, words::span(age));
    match behind {
        Some(behind) if age <= behind => {
            draft.block(
                "discards-backlog",
                format!(
                    "{name} may be {} behind by now: a maximum record age of {limit} discards the records in between unread",
                    words::span(behind)
                ),
            );
            draft.loses(format!("the unread records that are older than {limit}: about {} of them by time", words::span(behind - age)));
        }
        Some(behind) if age <= 2.0 * behind => {
            draft.warn(
                "discards-backlog",
                format!(
                    "{name} may be {} behind by now, more than half of {limit}: if it falls further behind, records are discarded unread",
                    words::span(behind)
                ),
            );
        }
        Some(behind) => {
            draft.pass(
                "discards-backlog",
                format!("{name} is at most {} behind by now, and {limit} is longer than that", words::span(behind)),
            );
        }
        None => {
            draft.block(
                "discards-backlog",
                format!("how far {name} is behind cannot be told, and a maximum record age of {limit} may discard what it has not read"),
            );
            draft.loses(format!("unread records older than {limit}, if there are any"));
        }
    }
}

/// What becomes of the lag and of the clock of loss.
pub(super) fn tell(draft: &mut Draft<'_>, mapping: &Mapping, change: &MappingChange) {
    let Some(reader) = reader(draft.snapshot, &mapping.function) else { return };
    let name = &mapping.function;
    let behind = reader.lag.map_or_else(|| "by an unknown time".to_owned(), words::span);
    let safe = reader.clock.floor.map_or_else(|| "for a time that is not known".to_owned(), |left| format!("for {}", words::span(left)));
    match change.enabled {
        Some(false) => {
            draft.say(format!("{name} reads nothing from now on: it is {behind} behind, and that grows by a second every second. Unread data is safe {safe}; resume before that."));
            draft.loses(format!("what is not read {safe} from now on is gone"));
        }
        Some(true) => draft.say(format!(
            "{name} goes on where it stopped, {behind} behind; what was dropped meanwhile by the stream's retention stays lost."
        )),
        None => {}
    }
    let faster = change.parallelisation.is_some_and(|factor| mapping.parallelisation < factor)
        || change.batch_size.is_some_and(|size| mapping.batch_size < size);
    if faster {
        match reader.kind {
            Kind::Stalled => draft.warn(
                "will-help",
                format!("{name} is stalled: one batch fails and is tried again, and more at a time does not get past it; see rescue"),
            ),
            Kind::Stopped => draft.warn("will-help", format!("{name} does not read at all, and more at a time does not change that")),
            Kind::Slow | Kind::Behind => draft.pass("will-help", format!("{name} is {behind} behind and reads, too slowly")),
            _ => {}
        }
    }
    draft.cost().do_nothing = match (reader.kind, &reader.clock.projection) {
        (Kind::KeepingUp | Kind::Idle | Kind::Recovering, _) => format!("{name} keeps up: nothing is lost by waiting."),
        (_, Some(projection)) => format!("{name} is {behind} behind; the first record is lost in {}.", words::banded(projection)),
        _ => format!("{name} is {behind} behind; unread data is safe {safe} if it stops now."),
    };
}

/// Whether this is what the rescue is for, and what it gives up.
pub(super) fn rescues(draft: &mut Draft<'_>, mapping: &Mapping, retries: u32) {
    let name = &mapping.function;
    let reader = reader(draft.snapshot, name);
    match reader.as_ref().map(|reader| reader.kind) {
        Some(Kind::Stalled) => draft.pass("will-help", format!("{name} is stalled: a batch fails and is tried again")),
        Some(Kind::Stopped) if mapping.state == "Disabled" => {
            draft.warn("will-help", format!("the mapping of {name} is disabled, and a rescue does not resume it"));
        }
        _ => draft.warn(
            "will-help",
            format!("{name} does not look stalled: a rescue frees a reader from a batch that fails, and does not make it faster"),
        ),
    }
    if let Some(left) = reader.and_then(|reader| reader.clock.floor) {
        draft.cost().do_nothing = format!("Unread data is safe for {}; after that the oldest is lost, healthy or not.", words::span(left));
    }
    draft.loses(format!(
        "a record that fails {} times is given up, and has to be fetched from the stream by its place before the retention ends",
        u64::from(retries) + 1
    ));
    if 0 < mapping.maximum_record_age {
        let age = words::span(f64::from(mapping.maximum_record_age));
        draft.warn("discards-backlog", format!("{name} discards what is older than {age} whatever the retention: set --max-age until-expiry before this if that is not wanted"));
    }
}

/// A longer batch takes longer, and a run that meets its time limit fails.
pub(super) fn time_limit(draft: &mut Draft<'_>, function: &str, ratio: f64) {
    let snapshot = draft.snapshot;
    let Some(limit) = snapshot.functions.get(function).and_then(|held| held.get()).map(|function| f64::from(function.timeout_seconds))
    else {
        return;
    };
    let Some((_, milliseconds)) = snapshot.metrics.newest(&MetricId::of(Metric::FunctionDuration, function), snapshot.now) else { return };
    let (now, then) = (milliseconds / 1000.0, milliseconds / 1000.0 * ratio);
    if limit <= then {
        let evidence = "a batch may meet it, and then fails as a whole";
        draft.warn(
            "will-help",
            format!(
                "a run takes {} now and up to {} then, with a time limit of {}: {evidence}",
                words::span(now),
                words::span(then),
                words::span(limit)
            ),
        );
    }
}
