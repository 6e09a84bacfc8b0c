//! The settings of a mapping: what AWS takes, what is different, and what each does.

use crate::domain::action::MappingChange;
use crate::domain::facts::Mapping;
use crate::domain::finding::words;
use crate::domain::plan::draft::Draft;
use crate::domain::shard::ShardMap;

/// Most records a batch. Source: Lambda API reference, UpdateEventSourceMapping.
const BATCH: u32 = 10_000;

/// Most batches of one shard at a time. Source: as above.
const FACTOR: u32 = 10;

/// Most tries after the first, when they are finite. Source: as above.
const RETRIES: i32 = 10_000;

/// Seconds of a maximum record age, at least and at most. Source: as above; values below 60 exist and are not recommended.
const AGE: (i32, i32) = (60, 604_800);

/// Whether AWS takes every one of the values; a check says which it does not.
pub(super) fn possible(draft: &mut Draft<'_>, change: &MappingChange) -> bool {
    let mut refused = Vec::new();
    if let Some(size) = change.batch_size.filter(|size| !(1..=BATCH).contains(size)) {
        refused.push(format!("a batch has 1 to 10,000 records, and {size} is outside"));
    }
    if let Some(factor) = change.parallelisation.filter(|factor| !(1..=FACTOR).contains(factor)) {
        refused.push(format!("1 to {FACTOR} batches of a shard are run at a time, and {factor} is outside"));
    }
    if let Some(count) = change.maximum_retries.filter(|count| !(-1..=RETRIES).contains(count)) {
        refused.push(format!("there are 0 to 10,000 retries or until-expiry, and {count} is outside"));
    }
    if let Some(age) = change.maximum_record_age.filter(|age| *age != -1 && !(AGE.0..=AGE.1).contains(age)) {
        refused.push(format!("a maximum record age is 60 s to 7 days or until-expiry, and {age} s is outside"));
    }
    if let Some(arn) = change.destination.as_ref().filter(|arn| !is_destination(arn)) {
        refused.push(format!(
            "batches that are given up are told to a standard queue, a standard topic or a bucket by its ARN, and {arn} is none"
        ));
    }
    let fine = refused.is_empty();
    for evidence in refused {
        draft.block("setting-possible", evidence);
    }
    if fine {
        draft.pass("setting-possible", "every value is within what AWS takes");
    }
    fine
}

/// Source: Lambda developer guide, "Retain discarded batch records".
fn is_destination(arn: &str) -> bool {
    let parts: Vec<&str> = arn.split(':').collect();
    let service = parts.get(2).copied().unwrap_or_default();
    let name = parts.last().copied().unwrap_or_default();
    parts.len() >= 6
        && parts[0] == "arn"
        && matches!(service, "sqs" | "sns" | "s3")
        && !name.is_empty()
        && name.rsplit_once('.').is_none_or(|(_, end)| end != "fifo")
}

/// What of a change is not so already.
pub(super) fn different(change: &MappingChange, mapping: &Mapping) -> MappingChange {
    let reads = matches!(mapping.state.as_str(), "Enabled" | "Enabling");
    MappingChange {
        enabled: change.enabled.filter(|on| *on != reads),
        batch_size: change.batch_size.filter(|size| *size != mapping.batch_size),
        parallelisation: change.parallelisation.filter(|factor| *factor != mapping.parallelisation),
        maximum_retries: change.maximum_retries.filter(|count| *count != mapping.maximum_retries),
        maximum_record_age: change.maximum_record_age.filter(|age| *age != mapping.maximum_record_age),
        bisect: change.bisect.filter(|on| *on != mapping.bisect),
        destination: change.destination.clone().filter(|arn| Some(arn) != mapping.failure_destination.as_ref()),
    }
}

/// The change that sets everything back that this one sets. A destination that was not there cannot be set back.
pub(super) fn reverse(change: &MappingChange, mapping: &Mapping) -> MappingChange {
    MappingChange {
        enabled: change.enabled.map(|on| !on),
        batch_size: change.batch_size.map(|_| mapping.batch_size),
        parallelisation: change.parallelisation.map(|_| mapping.parallelisation),
        maximum_retries: change.maximum_retries.map(|_| mapping.maximum_retries),
        maximum_record_age: change.maximum_record_age.map(|_| mapping.maximum_record_age),
        bisect: change.bisect.map(|_| mapping.bisect),
        destination: change.destination.as_ref().and_then(|_| mapping.failure_destination.clone()),
    }
}

/// All settings in one line: what a plan is guarded by.
pub(super) fn in_words(mapping: &Mapping) -> String {
    let expiry = |number: i32, unit: &str| if number < 0 { "until expiry".to_owned() } else { format!("{number}{unit}") };
    format!(
        "{} {}, batch size {}, parallelisation {}, retries {}, maximum age {}, bisect {}, destination {}",
        mapping.uuid,
        mapping.state,
        mapping.batch_size,
        mapping.parallelisation,
        expiry(mapping.maximum_retries, ""),
        expiry(mapping.maximum_record_age, " s"),
        if mapping.bisect { "on" } else { "off" },
        mapping.failure_destination.as_deref().unwrap_or("none"),
    )
}

/// What each setting does, one sentence or two each.
pub(super) fn tell(draft: &mut Draft<'_>, mapping: &Mapping, change: &MappingChange) {
    let name = &mapping.function;
    if let Some(factor) = change.parallelisation {
        parallelisation(draft, mapping, factor);
    }
    if let Some(size) = change.batch_size {
        batch_size(draft, mapping, size);
    }
    match change.bisect {
        Some(true) => {
            draft.say(format!("{name} halves a batch that fails, down to the record that does it; the other records get through."));
        }
        Some(false) => draft.say(format!("{name} tries a batch that fails as a whole: one bad record holds up all of it.")),
        None => {}
    }
    match change.maximum_retries {
        Some(-1) => {
            draft
                .say(format!("{name} tries a failing batch until its records expire: nothing is given up, and its shard waits behind it."));
        }
        Some(count) => draft.say(format!("{name} gives a failing batch up after {count} retries, and its shard goes on.")),
        None => {}
    }
    match change.maximum_record_age {
        Some(-1) => draft.say(format!("{name} discards no record for its age: the stream's retention alone ends it.")),
        Some(age) => {
            draft.say(format!("{name} discards every record older than {} unread, healthy ones too.", words::span(f64::from(age))));
        }
        None => {}
    }
    if let Some(arn) = &change.destination {
        draft.say(format!("Batches that are given up are told to {arn}: a queue or topic gets their place in the stream, not the records. The function's role must be allowed to send there."));
    }
}

/// Concurrency that a mapping takes at most: batches of every open shard at once.
fn parallelisation(draft: &mut Draft<'_>, mapping: &Mapping, factor: u32) {
    let before = mapping.parallelisation.max(1);
    let runs = |factor: u32| match draft.snapshot.shards.get().map(ShardMap::open_count) {
        Some(open) => format!(
            "up to {} of the account's concurrent runs instead of {}",
            open as u64 * u64::from(factor),
            open as u64 * u64::from(before)
        ),
        None => "that many times the open shards of the account's concurrent runs".to_owned(),
    };
    let pace = words::number(f64::from(factor) / f64::from(before));
    let sentence = if before < factor {
        format!(
            "{} runs {factor} batches of a shard at a time instead of {before}: at most {pace} times the pace, a key's records still in order, and {}.",
            mapping.function,
            runs(factor)
        )
    } else {
        format!(
            "{} runs {factor} batches of a shard at a time instead of {before}: it drains more slowly and takes {}.",
            mapping.function,
            runs(factor)
        )
    };
    draft.say(sentence);
}

fn batch_size(draft: &mut Draft<'_>, mapping: &Mapping, size: u32) {
    let before = mapping.batch_size.max(1);
    let (name, ratio) = (&mapping.function, f64::from(size) / f64::from(before));
    if before < size {
        draft.say(format!(
            "{name} gets up to {size} records a run instead of {before} (6 MB at most): fewer runs with less overhead each, no more concurrency, \
             and a failing batch holds up more."
        ));
    } else {
        draft.say(format!(
            "{name} gets up to {size} records a run instead of {before}: more runs with more overhead, and a failing batch holds up less."
        ));
    }
    super::backlog::time_limit(draft, name, ratio);
}
