//! Records: put, iterate, get.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::change::hash_key;
use super::{limit, stream_name};
use crate::sim::wire::refusal::{self, Refusal};
use crate::sim::wire::value::{Input, time};
use crate::sim::world::World;
use crate::sim::world::records::{Placed, Start};

/// Most records of one PutRecords call.
const MOST_RECORDS: usize = 500;

pub(super) fn put(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = stream_name(world, input)?;
    let placed = put_one(world, &name, input)?;
    Ok(json!({ "ShardId": placed.shard, "SequenceNumber": placed.sequence, "EncryptionType": "NONE" }))
}

pub(super) fn put_many(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = stream_name(world, input)?;
    let records: Vec<Input<'_>> = input.list("Records").collect();
    if records.is_empty() || records.len() > MOST_RECORDS {
        return Err(refusal::validation(format!(
            "1 validation error detected: Value at 'records' failed to satisfy constraint: Member must have length from 1 to {MOST_RECORDS}"
        )));
    }
    let mut failed = 0;
    let mut told = Vec::new();
    for record in records {
        told.push(match put_one(world, &name, record) {
            Ok(placed) => json!({ "ShardId": placed.shard, "SequenceNumber": placed.sequence }),
            // Only what may pass by itself is told record by record; a wrong request is refused whole.
            Err(refusal) if refusal.code == "ProvisionedThroughputExceededException" || refusal.status >= 500 => {
                failed += 1;
                json!({ "ErrorCode": refusal.code, "ErrorMessage": refusal.message })
            }
            Err(refusal) => return Err(refusal),
        });
    }
    Ok(json!({ "FailedRecordCount": failed, "Records": told, "EncryptionType": "NONE" }))
}

fn put_one(world: &mut World, stream: &str, record: Input<'_>) -> Result<Placed, Refusal> {
    let key = record.must("PartitionKey")?;
    let data = record.get("Data").and_then(Value::as_str).ok_or_else(|| refusal::missing("Data"))?;
    let data = STANDARD.decode(data).map_err(|_| Refusal::bad("SerializationException", "Data is not base64."))?;
    let explicit = match record.text("ExplicitHashKey") {
        None => None,
        Some(text) => Some(hash_key(text).ok_or_else(|| refusal::invalid(format!("Invalid ExplicitHashKey: {text}")))?),
    };
    world.put_record(stream, key, explicit, &data)
}

pub(super) fn iterator(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    const TYPES: &[&str] = &["AFTER_SEQUENCE_NUMBER", "AT_SEQUENCE_NUMBER", "AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"];
    let name = stream_name(world, input)?;
    let number = || input.must("StartingSequenceNumber").map(str::to_owned);
    let start = match input.must("ShardIteratorType")? {
        "TRIM_HORIZON" => Start::TrimHorizon,
        "LATEST" => Start::Latest,
        "AT_TIMESTAMP" => Start::At(input.must_time("Timestamp")?),
        "AT_SEQUENCE_NUMBER" => Start::AtSequence(number()?),
        "AFTER_SEQUENCE_NUMBER" => Start::AfterSequence(number()?),
        other => return Err(refusal::not_in("shardIteratorType", other, TYPES)),
    };
    Ok(json!({ "ShardIterator": world.shard_iterator(&name, input.must("ShardId")?, &start)? }))
}

pub(super) fn get(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let limit = limit(input, "Limit", 10_000, 10_000)?;
    let iterator = input.must("ShardIterator")?;
    let batch = world.get_records(iterator, limit)?;
    let records = batch.records.iter().map(|record| {
        json!({
            "SequenceNumber": record.sequence,
            "ApproximateArrivalTimestamp": time(record.arrived),
            "Data": STANDARD.encode(&record.data),
            "PartitionKey": record.key,
            "EncryptionType": "NONE",
        })
    });
    let records: Vec<Value> = records.collect();
    let children: Vec<Value> =
        world.streams.values().flat_map(|stream| batch.children.iter().filter_map(|id| stream.shard(id))).map(child).collect();
    let children = if children.is_empty() { Value::Null } else { Value::Array(children) };
    Ok(json!({ "Records": records, "NextShardIterator": batch.next, "MillisBehindLatest": batch.behind_ms, "ChildShards": children }))
}

fn child(shard: &crate::sim::world::stream::StreamShard) -> Value {
    let parents: Vec<&String> = [&shard.shard.parent, &shard.shard.adjacent_parent].into_iter().flatten().collect();
    json!({
        "ShardId": shard.shard.id,
        "ParentShards": parents,
        "HashKeyRange": { "StartingHashKey": shard.shard.first.to_string(), "EndingHashKey": shard.shard.last.to_string() },
    })
}
