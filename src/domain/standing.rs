//! Whether a call's change stands in the world: one pure reading, for answers that were lost, for waiting and for resuming.

mod flag;
mod hands;
mod stream;

use super::alarm::Definition;
use super::call::Call;
use super::facts::{Mapping, StreamMode};
use super::reading::Held;
use super::snapshot::Snapshot;

pub use hands::{Before, other_shards, unread, whose};

/// What the world says of one call's change, with a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is there.
    Stands(String),
    /// It is not there, and nothing is on its way.
    NotYet(String),
    /// Something is on its way: perhaps this change.
    Changing(String),
    /// What would tell could not be read, or cannot tell.
    CannotTell(String),
}

impl Standing {
    /// The sentence.
    pub fn sentence(&self) -> &str {
        match self {
            Standing::Stands(said) | Standing::NotYet(said) | Standing::Changing(said) | Standing::CannotTell(said) => said,
        }
    }

    /// Whether the change is there.
    pub fn stands(&self) -> bool {
        matches!(self, Standing::Stands(_))
    }
}

/// Whether a call's change stands in the world, as far as the snapshot knows. A reading whose newest ask failed tells nothing.
pub fn standing(call: &Call, snapshot: &Snapshot) -> Standing {
    let told = match call {
        _ if call.changes_stream() => stream::standing(call, snapshot),
        Call::PatchEnvironment { function, set, .. } => flag::environment(function, set, snapshot),
        Call::UpdateMapping { uuid, function, .. } => mapping(call, uuid, function, snapshot),
        Call::RegisterTarget { resource_id, .. } => target(call, resource_id, snapshot),
        Call::PutMetricAlarm { name, definition, .. } => alarm(name, definition, snapshot),
        _ => flag::standing(call, snapshot),
    };
    told.unwrap_or_else(Standing::CannotTell)
}

/// Why a call may not be sent as things are: its own precondition, which must hold between the steps of a ladder too.
/// `None` when it may, or when nothing of the snapshot speaks against it.
pub fn hindrance(call: &Call, snapshot: &Snapshot) -> Option<String> {
    if let Call::PutMetricAlarm { name, definition, .. } = call {
        let taken = snapshot.alarms.get()?.iter().find(|alarm| alarm.name == *name && !definition.is(alarm));
        return taken.map(|alarm| format!("the name {name} is taken by another alarm: {}", alarm.in_words()));
    }
    if !call.changes_stream() {
        return None;
    }
    if let Some(gone) = stream::gone(snapshot) {
        return Some(gone);
    }
    let stream = match current(&snapshot.stream, "the stream") {
        Ok(stream) => stream,
        Err(why) => return Some(why),
    };
    if stream.status != "ACTIVE" {
        return Some(format!("{} is {}, and AWS takes no change before it is ACTIVE", stream.name, stream.status));
    }
    if call.changes_shards() && stream.mode != StreamMode::Provisioned {
        return Some(format!("stream.mode should be provisioned and is {} now", stream.mode.word()));
    }
    match call {
        Call::UpdateShardCount { from, .. } if stream.open_shards != *from => {
            Some(format!("stream.open_shards should be {from} and is {} now", stream.open_shards))
        }
        Call::SplitShard { shard, .. } => closed(shard, snapshot),
        Call::MergeShards { shard, adjacent, .. } => closed(shard, snapshot).or_else(|| closed(adjacent, snapshot)),
        _ => None,
    }
}

/// Why a shard cannot be changed.
fn closed(id: &str, snapshot: &Snapshot) -> Option<String> {
    match current(&snapshot.shards, "the shard list") {
        Err(why) => Some(why),
        Ok(map) => match map.get(id) {
            None => Some(format!("there is no shard {id} any more")),
            Some(shard) if !shard.open => Some(format!("{id} is closed already")),
            Some(_) => None,
        },
    }
}

/// A value that was read last time it was asked for; otherwise why it tells nothing.
fn current<'a, T>(held: &'a Held<T>, what: &str) -> Result<&'a T, String> {
    match (&held.fault, held.get()) {
        (Some(fault), _) => Err(format!("{what} could not be read: {fault}")),
        (None, Some(value)) => Ok(value),
        (None, None) => Err(format!("{what} was not read")),
    }
}

fn mapping(call: &Call, uuid: &str, function: &str, snapshot: &Snapshot) -> Result<Standing, String> {
    let Call::UpdateMapping { change, .. } = call else { return Err("this call changes no mapping".to_owned()) };
    let what = format!("the mapping of {function}");
    let Some(held) = snapshot.mappings.get(function) else { return Err(format!("{what} was not read")) };
    let Some(found) = current(held, &what)?.iter().find(|mapping| mapping.uuid == uuid) else {
        return Err(format!("{function} has no mapping {uuid} any more"));
    };
    if !matches!(found.state.as_str(), "Enabled" | "Disabled") {
        return Ok(Standing::Changing(format!("{what} is {}", found.state)));
    }
    let differing = differing(change, found);
    Ok(if differing.is_empty() {
        Standing::Stands(format!("{what} is {} with the settings that were asked for", found.state))
    } else {
        Standing::NotYet(format!("{what} differs in {}", differing.join(", ")))
    })
}

/// The settings in which a mapping is not what was asked for.
fn differing(change: &super::action::MappingChange, found: &Mapping) -> Vec<&'static str> {
    let other = |differs: bool, name: &'static str| differs.then_some(name);
    let set = [
        other(change.enabled.is_some_and(|wanted| wanted != (found.state == "Enabled")), "enabled"),
        other(change.batch_size.is_some_and(|wanted| wanted != found.batch_size), "batch size"),
        other(change.parallelisation.is_some_and(|wanted| wanted != found.parallelisation), "parallelisation"),
        other(change.maximum_retries.is_some_and(|wanted| wanted != found.maximum_retries), "maximum retries"),
        other(change.maximum_record_age.is_some_and(|wanted| wanted != found.maximum_record_age), "maximum record age"),
        other(change.bisect.is_some_and(|wanted| wanted != found.bisect), "bisect"),
        other(change.destination.is_some() && change.destination != found.failure_destination, "failure destination"),
    ];
    set.into_iter().flatten().collect()
}

fn target(call: &Call, resource_id: &str, snapshot: &Snapshot) -> Result<Standing, String> {
    let Call::RegisterTarget { min, max, suspended, .. } = call else { return Err("this call changes no target".to_owned()) };
    let scaling = current(&snapshot.scaling, "automatic scaling")?;
    let Some(found) = scaling.targets.iter().find(|target| target.resource_id == resource_id) else {
        return Err(format!("there is no scalable target {resource_id}"));
    };
    let whole = |wanted: Option<u32>, have: i32| wanted.is_none_or(|wanted| i64::from(wanted) == i64::from(have));
    // Three kinds of scaling can be suspended, and all of them are at once.
    let switched = suspended.is_none_or(|wanted| found.suspended.len() == if wanted { 3 } else { 0 });
    let said = format!(
        "the target scales from {} to {} shards, suspended: {}",
        found.min,
        found.max,
        if found.suspended.is_empty() { "nothing".to_owned() } else { found.suspended.join(", ") }
    );
    Ok(if whole(*min, found.min) && whole(*max, found.max) && switched { Standing::Stands(said) } else { Standing::NotYet(said) })
}

fn alarm(name: &str, definition: &Definition, snapshot: &Snapshot) -> Result<Standing, String> {
    let alarms = current(&snapshot.alarms, "the list of alarms")?;
    Ok(match alarms.iter().find(|alarm| alarm.name == name) {
        None => Standing::NotYet(format!("there is no alarm {name} on these resources")),
        Some(found) if definition.is(found) => Standing::Stands(format!("the alarm {name} is there: {}", found.in_words())),
        Some(found) => Standing::NotYet(format!("the alarm {name} is another one: {}", found.in_words())),
    })
}
