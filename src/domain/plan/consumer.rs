//! Plans of a consumer function's event-source mapping: single settings, and the order that saves data.

mod backlog;
mod settings;

use super::Until;
use super::draft::Draft;
use crate::domain::action::{Action, MappingChange};
use crate::domain::call::Call;
use crate::domain::facts::Mapping;
use crate::domain::limits::RETENTION_HOURS;
use crate::domain::reading::Held;

/// What a change of a mapping needs.
const PERMISSION: &str = "lambda:UpdateEventSourceMapping";

/// Seconds that a mapping is Updating, from experience.
const SETTLES: (u64, u64) = (5, 90);
const SETTLES_BASIS: &str = "a mapping is Updating for less than a minute or so as a rule; AWS promises no time";

/// Other settings of the function's one mapping on this stream.
pub(super) fn change(draft: &mut Draft<'_>, function: &str, change: &MappingChange) {
    if !settings::possible(draft, change) {
        return;
    }
    let Some(mapping) = mapping(draft, function) else { return };
    let change = settings::different(change, mapping);
    if change.is_empty() {
        draft.say(format!("{function} reads like that already: there is nothing to do."));
        return;
    }
    settings::tell(draft, mapping, &change);
    backlog::rules(draft, mapping, &change);
    backlog::tell(draft, mapping, &change);
    draft.takes(SETTLES.0, SETTLES.1, SETTLES_BASIS);
    let back = settings::reverse(&change, mapping);
    let text = if change.destination.is_some() && mapping.failure_destination.is_none() {
        "Set the other settings back at any time; a destination can be replaced from here, not taken away."
    } else {
        "Set it back at any time; what was discarded or read meanwhile stays so."
    };
    draft.way_back(text, (!back.is_empty()).then(|| Action::Consumer { function: function.to_owned(), change: back }));
    draft.back_needs(PERMISSION);
    draft.cost().notes.push("Lambda is billed by the run and its duration; the stream's own price stays".to_owned());
    update(draft, mapping, change);
}

/// Retention up, destination, bisect, finite retries: each stands before the next is sent.
pub(super) fn rescue(draft: &mut Draft<'_>, function: &str, hours: u32, destination: Option<&str>, retries: u32) {
    let (least, most) = RETENTION_HOURS;
    if !(least..=most).contains(&hours) {
        draft.block("wish", format!("records can be kept for {least} to {most} hours, and {hours} is outside"));
        return;
    }
    let wanted = MappingChange {
        bisect: Some(true),
        maximum_retries: Some(i32::try_from(retries).unwrap_or(i32::MAX)),
        destination: destination.map(str::to_owned),
        ..MappingChange::default()
    };
    if !settings::possible(draft, &wanted) {
        return;
    }
    let (Some(stream), Some(mapping)) = (draft.active_stream(), mapping(draft, function)) else { return };
    let before = stream.retention_hours;
    if before < hours {
        draft.call(Call::IncreaseRetention { stream: stream.name.clone(), hours }, Until::StreamActive { open_shards: None });
        draft.say(format!("First, records are kept for {hours} hours instead of {before}: what is not read yet has that much longer."));
        draft
            .cost()
            .notes
            .push("keeping records for longer than 24 hours is billed by the shard-hour, beyond 7 days by what is kept".to_owned());
    } else {
        draft.say(format!("Records are kept for {before} hours already."));
    }
    let change = settings::different(&wanted, mapping);
    backlog::rules(draft, mapping, &change);
    backlog::rescues(draft, mapping, retries);
    let parts = [
        MappingChange { destination: change.destination.clone(), ..MappingChange::default() },
        MappingChange { bisect: change.bisect, ..MappingChange::default() },
        MappingChange { maximum_retries: change.maximum_retries, ..MappingChange::default() },
    ];
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        draft.next_wave();
        settings::tell(draft, mapping, &part);
        update(draft, mapping, part);
    }
    if !draft.has_calls() {
        draft.say(format!("{function} reads like that already: there is nothing to do."));
        return;
    }
    draft.takes(30, 360, "up to four changes one after another, each settled before the next is sent; AWS promises no time");
    let back = settings::reverse(&change, mapping);
    let text = format!(
        "Once it has caught up: the settings as they were, then retention {before}h; nothing that was given up comes back by itself."
    );
    draft.way_back(text, (!back.is_empty()).then(|| Action::Consumer { function: function.to_owned(), change: back }));
    draft.back_needs(PERMISSION);
}

fn update(draft: &mut Draft<'_>, mapping: &Mapping, change: MappingChange) {
    let (uuid, function) = (mapping.uuid.clone(), mapping.function.clone());
    draft.call(Call::UpdateMapping { uuid, function, change }, Until::MappingSettled);
}

/// The function's one mapping on this stream, guarded with all its settings.
fn mapping<'a>(draft: &mut Draft<'a>, function: &str) -> Option<&'a Mapping> {
    let snapshot = draft.snapshot;
    let consumers = &snapshot.pipeline.consumers;
    if !consumers.iter().any(|name| name == function) {
        let names = if consumers.is_empty() {
            "none is named in the configuration".to_owned()
        } else {
            format!("there is {}", consumers.join(", "))
        };
        draft.block("wish", format!("{function} is no consumer of this pipeline: {names}"));
        return None;
    }
    let unread = Held::default();
    let held = snapshot.mappings.get(function).unwrap_or(&unread);
    let words = |mappings: &Vec<Mapping>| mappings.iter().map(settings::in_words).collect::<Vec<_>>().join("; ");
    draft.rest_on(&format!("mapping.{function}"), held, words);
    let stream = &snapshot.pipeline.stream;
    let Some(mappings) = snapshot.mappings.get(function).and_then(Held::get) else {
        let why = held.fault.as_ref().map_or_else(|| "they were not read yet".to_owned(), ToString::to_string);
        draft.block("mapping-known", format!("the event-source mappings of {function} are not known: {why}"));
        return None;
    };
    match mappings.as_slice() {
        [mapping] => {
            draft.pass("mapping-known", format!("{function} reads {stream} by the mapping {}", mapping.uuid));
            if !matches!(mapping.state.as_str(), "Enabled" | "Disabled") {
                draft.block(
                    "setting-possible",
                    format!("the mapping {} is {}: AWS takes no change before that is through", mapping.uuid, mapping.state),
                );
            }
            Some(mapping)
        }
        [] => {
            draft.block("mapping-known", format!("{function} has no event-source mapping on {stream}"));
            None
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|mapping| mapping.uuid.as_str()).collect();
            let evidence = "change the one that is meant with aws lambda update-event-source-mapping";
            draft.block("mapping-known", format!("{function} has {} mappings on {stream} ({}): {evidence}", several.len(), ids.join(", ")));
            None
        }
    }
}
