//! Changes of a stream; the world keeps AWS's rules, here the words are turned.

use serde_json::{Value, json};

use super::stream_name;
use crate::domain::facts::StreamMode;
use crate::sim::wire::refusal::{self, Refusal};
use crate::sim::wire::value::Input;
use crate::sim::world::World;

/// Half of what a command about metrics answers: before, after.
type Levels = (Vec<String>, Vec<String>);

pub(super) fn shard_count(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = stream_name(world, input)?;
    let target = whole(input, "TargetShardCount")?;
    match input.must("ScalingType")? {
        "UNIFORM_SCALING" => {}
        other => return Err(refusal::not_in("scalingType", other, &["UNIFORM_SCALING"])),
    }
    let (current, target) = world.update_shard_count(&name, target)?;
    let arn = world.stream(&name)?.arn.clone();
    Ok(json!({ "StreamName": name, "CurrentShardCount": current, "TargetShardCount": target, "StreamARN": arn }))
}

pub(super) fn split(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = stream_name(world, input)?;
    let (shard, key) = (input.must("ShardToSplit")?, input.must("NewStartingHashKey")?);
    let key = hash_key(key).ok_or_else(|| {
        let rule = "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})";
        refusal::validation(format!(
            "1 validation error detected: Value '{key}' at 'newStartingHashKey' failed to satisfy constraint: {rule}"
        ))
    })?;
    world.split_shard(&name, shard, key)?;
    Ok(Value::Null)
}

pub(super) fn merge(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = stream_name(world, input)?;
    world.merge_shards(&name, input.must("ShardToMerge")?, input.must("AdjacentShardToMerge")?)?;
    Ok(Value::Null)
}

pub(super) fn mode(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let arn = input.must("StreamARN")?;
    let mode = match input.inner("StreamModeDetails").must("StreamMode")? {
        "PROVISIONED" => StreamMode::Provisioned,
        "ON_DEMAND" => StreamMode::OnDemand,
        other => return Err(refusal::not_in("streamModeDetails.streamMode", other, &["PROVISIONED", "ON_DEMAND"])),
    };
    world.update_stream_mode(arn, mode)?;
    Ok(Value::Null)
}

pub(super) fn raise_retention(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let (name, hours) = (stream_name(world, input)?, whole(input, "RetentionPeriodHours")?);
    world.increase_retention(&name, hours)?;
    Ok(Value::Null)
}

pub(super) fn lower_retention(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let (name, hours) = (stream_name(world, input)?, whole(input, "RetentionPeriodHours")?);
    world.decrease_retention(&name, hours)?;
    Ok(Value::Null)
}

pub(super) fn enable_monitoring(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    monitoring(world, input, World::enable_monitoring)
}

pub(super) fn disable_monitoring(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    monitoring(world, input, World::disable_monitoring)
}

fn monitoring(
    world: &mut World,
    input: Input<'_>,
    change: fn(&mut World, &str, &[String]) -> Result<Levels, Refusal>,
) -> Result<Value, Refusal> {
    let name = stream_name(world, input)?;
    let metrics: Vec<String> = input.texts("ShardLevelMetrics").into_iter().map(str::to_owned).collect();
    let (before, after) = change(world, &name, &metrics)?;
    let arn = world.stream(&name)?.arn.clone();
    Ok(json!({ "StreamName": name, "StreamARN": arn, "CurrentShardLevelMetrics": before, "DesiredShardLevelMetrics": after }))
}

/// A count that must be there; one that is below zero is the service's to refuse, as zero is.
fn whole(input: Input<'_>, name: &str) -> Result<u32, Refusal> {
    let number = input.whole(name).ok_or_else(|| refusal::missing(name))?;
    Ok(u32::try_from(number.max(0)).unwrap_or(u32::MAX))
}

/// A hash key is a decimal number without leading zeros.
pub(super) fn hash_key(text: &str) -> Option<u128> {
    let plain = text == "0" || (text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}
