//! The fixed names under which values are published, each made from a snapshot.
//!
//! A name is a topic, sometimes a resource, and a field: `stream.status`, `consumer.NAME.lag_seconds`,
//! `shard.ID.utilisation_percent`. Values that CloudWatch measures are made by a recipe, which
//! serves the newest value and the chart alike; all others are read from what the describe calls answered.

mod consumer;
mod deliveries;
mod function;
mod name;
mod recipe;
mod rollout;
mod series;
mod shard;
mod stream;
mod table;
mod watching;

use super::facts::Detail;
use super::reading::{Held, Provenance, Reading, State, Unit, Value};
use super::snapshot::Snapshot;
use name::{Name, Topic};
use recipe::Recipe;

pub use rollout::{ENOUGH_MINUTES, OBSERVED_MINUTES};
pub use series::{ReadingSeries, Threshold, series};

/// Every published name that this pipeline has, in the order of `status`.
pub fn names(snapshot: &Snapshot) -> Vec<String> {
    let pipeline = &snapshot.pipeline;
    let mut names = Vec::with_capacity(128);
    let mut add = |topic: &str, fields: &[&str]| names.extend(fields.iter().map(|field| format!("{topic}.{field}")));
    add("stream", stream::FIELDS);
    for consumer in consumer::names(snapshot) {
        add(&format!("consumer.{consumer}"), consumer::fields(snapshot, consumer));
    }
    add("firehose", deliveries::FIREHOSE);
    add("table", table::FIELDS);
    add("rollout", rollout::FIELDS);
    for writer in &pipeline.writers {
        add(&format!("writer.{writer}"), function::WRITER);
    }
    add("queue", deliveries::QUEUE);
    add("socket", deliveries::SOCKET);
    add("alarms", watching::ALARMS);
    add("scaling", watching::SCALING);
    add("limits", watching::LIMITS);
    add("identity", watching::IDENTITY);
    add("watching", watching::WATCHING);
    for shard in snapshot.shards.get().into_iter().flat_map(super::shard::ShardMap::open) {
        add(&format!("shard.{}", shard.id), shard::FIELDS);
    }
    names
}

/// Every published reading in the order of `status`: `stream.status`, `consumer.NAME.lag_seconds`, …
pub fn all(snapshot: &Snapshot) -> Vec<(String, Reading)> {
    let named = |name: String| get(snapshot, &name).map(|reading| (name, reading));
    names(snapshot).into_iter().filter_map(named).collect()
}

/// One reading by its published name. Nothing but this one is made.
pub fn get(snapshot: &Snapshot, name: &str) -> Option<Reading> {
    let name = Name::parse(name)?;
    match name.topic {
        Topic::Stream => stream::reading(snapshot, name.field),
        Topic::Consumer(consumer) => consumer::reading(snapshot, consumer, name.field),
        Topic::Writer(writer) => function::writer(snapshot, writer, name.field),
        Topic::Shard(shard) => shard::reading(snapshot, shard, name.field),
        Topic::Table => table::reading(snapshot, name.field),
        Topic::Firehose => deliveries::firehose(snapshot, name.field),
        Topic::Queue => deliveries::queue(snapshot, name.field),
        Topic::Socket => deliveries::socket(snapshot, name.field),
        Topic::Rollout => rollout::reading(snapshot, name.field),
        Topic::Alarms => watching::alarms(snapshot, name.field),
        Topic::Scaling => watching::scaling(snapshot, name.field),
        Topic::Limits => watching::limits(snapshot, name.field),
        Topic::Identity => watching::identity(snapshot, name.field),
        Topic::Watching => watching::watching(snapshot, name.field),
    }
}

/// The number of one reading, when it has one.
pub fn number(snapshot: &Snapshot, name: &str) -> Option<f64> {
    get(snapshot, name)?.number()
}

/// The recipe of a name that CloudWatch measures.
fn recipe(snapshot: &Snapshot, name: &str) -> Option<Recipe> {
    let name = Name::parse(name)?;
    match name.topic {
        Topic::Stream => stream::recipe(snapshot, name.field),
        Topic::Consumer(consumer) => consumer::recipe(snapshot, consumer, name.field),
        Topic::Writer(writer) => function::recipe(writer, name.field),
        Topic::Shard(shard) => shard::recipe(snapshot, shard, name.field),
        Topic::Table => table::recipe(snapshot, name.field),
        Topic::Firehose => deliveries::firehose_recipe(snapshot, name.field),
        Topic::Queue => deliveries::queue_recipe(snapshot, name.field),
        Topic::Socket => deliveries::socket_recipe(snapshot, name.field),
        Topic::Rollout => rollout::recipe(snapshot, name.field),
        _ => None,
    }
}

/// A reading of one field of what a describe call answered.
fn fact<T>(snapshot: &Snapshot, held: &Held<T>, unit: Unit, from: (&str, &str), pick: impl FnOnce(&T) -> Option<Value>) -> Reading {
    let source = Provenance { call: from.0.to_owned(), field: from.1.to_owned(), ..Provenance::default() };
    held.reading(snapshot.now, unit, source, pick)
}

/// A reading of a part of a fact that took a call of its own: where that call failed, the reading says why and has no value.
fn detail<T, D>(
    snapshot: &Snapshot,
    held: &Held<T>,
    (unit, from): (Unit, (&str, &str)),
    part: impl Fn(&T) -> &Detail<D>,
    pick: impl FnOnce(&D) -> Option<Value>,
) -> Reading {
    let mut reading = fact(snapshot, held, unit, from, |value| part(value).as_ref().ok().and_then(pick));
    if let Some(Err(fault)) = held.get().map(part) {
        reading.state = State::of_fault(fault);
        reading.fault = Some(fault.clone());
    }
    reading
}

/// A reading that has no value, and why in plain words.
fn none(unit: Unit, call: &str, why: &str) -> Reading {
    let source = Provenance { call: call.to_owned(), field: why.to_owned(), ..Provenance::default() };
    Reading { value: None, unit, at: None, age_seconds: None, state: State::NoData, source, fault: None }
}

/// A whole number as a value.
fn count(number: impl TryInto<i64>) -> Option<Value> {
    number.try_into().ok().map(|number: i64| Value::Number(number as f64))
}

/// A word as a value.
#[expect(clippy::unnecessary_wraps, reason = "the shape that picks one field of a fact")]
fn word(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}
