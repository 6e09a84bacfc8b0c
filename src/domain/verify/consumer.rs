//! After a change of a consumer's mapping: it is read back, and the lag falls.

use jiff::Timestamp;

use super::{not_verifiable, not_yet, seen};
use crate::domain::action::MappingChange;
use crate::domain::call::Call;
use crate::domain::facts::Mapping;
use crate::domain::finding::words;
use crate::domain::lag::{self, Kind, Reader};
use crate::domain::plan::{Check, Plan};
use crate::domain::reading::Held;
use crate::domain::snapshot::Snapshot;

pub(super) fn checks(plan: &Plan, function: &str, snapshot: &Snapshot, since: Timestamp) -> Vec<Check> {
    let mut checks = Vec::new();
    for step in &plan.steps {
        match &step.call {
            Call::UpdateMapping { uuid, change, .. } => checks.push(mapping(snapshot, function, uuid, change, since)),
            Call::IncreaseRetention { hours, .. } => checks.push(retention(snapshot, *hours, since)),
            _ => {}
        }
    }
    let pauses = plan.steps.iter().any(|step| matches!(&step.call, Call::UpdateMapping { change, .. } if change.enabled == Some(false)));
    if !pauses {
        checks.push(lag_falls(snapshot, function, since));
    }
    checks
}

fn retention(snapshot: &Snapshot, hours: u32, since: Timestamp) -> Check {
    match (snapshot.stream.get(), snapshot.stream.at) {
        (Some(stream), Some(at)) if since <= at && hours <= stream.retention_hours => {
            seen("read-back", format!("{} keeps records for {} hours", stream.name, stream.retention_hours))
        }
        (Some(stream), Some(at)) if since <= at => {
            not_yet("read-back", format!("{} keeps records for {} hours", stream.name, stream.retention_hours))
        }
        _ => not_yet("read-back", "the stream was not read since the change"),
    }
}

fn mapping(snapshot: &Snapshot, function: &str, uuid: &str, change: &MappingChange, since: Timestamp) -> Check {
    let held = snapshot.mappings.get(function);
    let Some(mappings) = held.filter(|held| held.at.is_some_and(|at| since <= at)).and_then(Held::get) else {
        return not_yet("read-back", format!("the mapping of {function} was not read since the change"));
    };
    let Some(mapping) = mappings.iter().find(|mapping| mapping.uuid == uuid) else {
        return not_yet("read-back", format!("{function} has no mapping {uuid} any more"));
    };
    let missing = missing(mapping, change);
    if missing.is_empty() {
        seen("read-back", format!("the mapping {uuid} is {} with what was set", mapping.state))
    } else {
        not_yet("read-back", format!("the mapping {uuid} is {}, and not yet as set: {}", mapping.state, missing.join(", ")))
    }
}

/// What the mapping does not say yet, by the name of the setting.
fn missing(mapping: &Mapping, change: &MappingChange) -> Vec<&'static str> {
    let state = match change.enabled {
        Some(true) => mapping.state == "Enabled",
        Some(false) => mapping.state == "Disabled",
        None => matches!(mapping.state.as_str(), "Enabled" | "Disabled"),
    };
    let settings = [
        ("state", state),
        ("batch size", change.batch_size.is_none_or(|size| size == mapping.batch_size)),
        ("parallelisation", change.parallelisation.is_none_or(|factor| factor == mapping.parallelisation)),
        ("retries", change.maximum_retries.is_none_or(|count| count == mapping.maximum_retries)),
        ("maximum age", change.maximum_record_age.is_none_or(|age| age == mapping.maximum_record_age)),
        ("bisect", change.bisect.is_none_or(|on| on == mapping.bisect)),
        ("destination", change.destination.is_none() || change.destination == mapping.failure_destination),
    ];
    settings.into_iter().filter(|(_, stands)| !stands).map(|(name, _)| name).collect()
}

fn lag_falls(snapshot: &Snapshot, function: &str, since: Timestamp) -> Check {
    const ID: &str = "lag-falls";
    let Some(reader) = lag::readers(snapshot).into_iter().find(|reader| reader.reader == Reader::Function(function.to_owned())) else {
        return not_verifiable(ID, &format!("{function} is no reader that is watched"));
    };
    if reader.at.is_none_or(|at| at <= since) {
        return not_yet(ID, format!("no complete minute of {function}'s age since the change"));
    }
    let behind = reader.lag.map_or_else(|| "by an unknown time".to_owned(), words::span);
    match reader.kind {
        Kind::KeepingUp | Kind::Idle => seen(ID, format!("{function} is {behind} behind and keeps up")),
        Kind::Recovering => match &reader.clock.drain {
            Some(drain) => seen(ID, format!("{function} is {behind} behind, drained in {}", words::banded(drain))),
            None => seen(ID, format!("{function} is {behind} behind and catches up")),
        },
        Kind::Unknown => not_verifiable(ID, &format!("how far {function} is behind cannot be told")),
        Kind::Stalled | Kind::Stopped | Kind::Slow | Kind::Behind => {
            not_yet(ID, format!("{function} is {behind} behind, and that does not fall yet"))
        }
    }
}
