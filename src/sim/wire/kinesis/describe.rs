//! What one stream, consumer or account is.

use serde_json::{Value, json};

use super::list::{consumer_members, shard_members};
use super::{limit, stream};
use crate::domain::facts::StreamMode;
use crate::sim::wire::page;
use crate::sim::wire::refusal::{self, Refusal};
use crate::sim::wire::value::{Input, time};
use crate::sim::world::World;

/// The mode as the API writes it.
pub(super) fn mode_word(mode: StreamMode) -> &'static str {
    match mode {
        StreamMode::Provisioned => "PROVISIONED",
        StreamMode::OnDemand => "ON_DEMAND",
    }
}

pub(super) fn summary(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let stream = stream(world, input)?;
    Ok(json!({ "StreamDescriptionSummary": {
        "StreamName": stream.name,
        "StreamARN": stream.arn,
        "StreamStatus": stream.status(),
        "StreamModeDetails": { "StreamMode": mode_word(stream.mode) },
        "RetentionPeriodHours": stream.retention_hours,
        "StreamCreationTimestamp": time(stream.created),
        "EnhancedMonitoring": [{ "ShardLevelMetrics": stream.shard_metrics }],
        "EncryptionType": stream.encryption,
        "OpenShardCount": stream.open_count(),
        "ConsumerCount": stream.consumers.len(),
        "MaxRecordSizeInKiB": stream.max_record_kib,
    }}))
}

pub(super) fn stream_and_shards(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let stream = stream(world, input)?;
    let limit = limit(input, "Limit", 100, 10_000)?.min(100);
    let from = input.text("ExclusiveStartShardId");
    let after: Vec<_> = stream.shards.iter().filter(|shard| from.is_none_or(|from| shard.shard.id.as_str() > from)).collect();
    let (shards, more) = page::cut(after, 0, limit);
    Ok(json!({ "StreamDescription": {
        "StreamName": stream.name,
        "StreamARN": stream.arn,
        "StreamStatus": stream.status(),
        "StreamModeDetails": { "StreamMode": mode_word(stream.mode) },
        "Shards": shards.into_iter().map(shard_members).collect::<Vec<_>>(),
        "HasMoreShards": more.is_some(),
        "RetentionPeriodHours": stream.retention_hours,
        "StreamCreationTimestamp": time(stream.created),
        "EnhancedMonitoring": [{ "ShardLevelMetrics": stream.shard_metrics }],
        "EncryptionType": stream.encryption,
    }}))
}

pub(super) fn consumer(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let found = world.streams.values().find_map(|stream| {
        let consumer = stream.consumers.iter().find(|consumer| match input.text("ConsumerARN") {
            Some(arn) => consumer.arn == arn,
            None => input.text("StreamARN") == Some(&stream.arn) && input.text("ConsumerName") == Some(&consumer.name),
        })?;
        let mut members = consumer_members(consumer);
        members["StreamARN"] = json!(stream.arn);
        Some(members)
    });
    let name = input.text("ConsumerARN").or_else(|| input.text("ConsumerName"));
    let name = name.ok_or_else(|| refusal::invalid("Provide ConsumerARN, or StreamARN and ConsumerName."))?;
    let found = found.ok_or_else(|| refusal::not_found(format!("Consumer {name} under account {} not found.", world.account)))?;
    Ok(json!({ "ConsumerDescription": found }))
}

#[expect(clippy::unnecessary_wraps, reason = "every operation has this shape")]
pub(super) fn limits(world: &mut World, _input: Input<'_>) -> Result<Value, Refusal> {
    let (limit, open) = world.account_limits();
    let on_demand = world.streams.values().filter(|stream| stream.mode == StreamMode::OnDemand).count();
    Ok(json!({
        "ShardLimit": limit,
        "OpenShardCount": open,
        "OnDemandStreamCount": on_demand,
        "OnDemandStreamCountLimit": 50,
    }))
}
