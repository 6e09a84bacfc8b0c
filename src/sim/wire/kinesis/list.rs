//! Lists: streams, shards, fan-out consumers.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::describe::mode_word;
use super::{limit, stream};
use crate::sim::wire::page::{self, Token};
use crate::sim::wire::refusal::{self, Refusal};
use crate::sim::wire::value::{Input, time};
use crate::sim::world::World;
use crate::sim::world::stream::{Consumer, Stream, StreamShard};

/// A token is good for 300 seconds.
const TOKEN_LIFE: SignedDuration = SignedDuration::from_secs(300);

/// One shard as ListShards and DescribeStream write it.
pub(super) fn shard_members(shard: &StreamShard) -> Value {
    json!({
        "ShardId": shard.shard.id,
        "ParentShardId": shard.shard.parent,
        "AdjacentParentShardId": shard.shard.adjacent_parent,
        "HashKeyRange": { "StartingHashKey": shard.shard.first.to_string(), "EndingHashKey": shard.shard.last.to_string() },
        "SequenceNumberRange": { "StartingSequenceNumber": shard.starting_sequence(), "EndingSequenceNumber": shard.ending_sequence() },
    })
}

/// One fan-out consumer as the API writes it.
pub(super) fn consumer_members(consumer: &Consumer) -> Value {
    json!({
        "ConsumerName": consumer.name,
        "ConsumerARN": consumer.arn,
        "ConsumerStatus": consumer.status,
        "ConsumerCreationTimestamp": time(consumer.created),
    })
}

pub(super) fn streams(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let limit = limit(input, "Limit", 100, 10_000)?;
    let token = input.text("NextToken").map(|text| token(world.now, "ListStreams", text)).transpose()?;
    let after = token.as_ref().map(|token| token.about.as_str()).or_else(|| input.text("ExclusiveStartStreamName"));
    let rest: Vec<&Stream> = world.streams.values().filter(|stream| after.is_none_or(|after| stream.name.as_str() > after)).collect();
    let (page, more) = page::cut(rest, 0, limit);
    let next =
        more.and_then(|_| page.last()).map(|last| Token { about: last.name.clone(), told: 0, given: world.now }.write("ListStreams"));
    let summaries = page.iter().map(|stream| {
        json!({
            "StreamName": stream.name,
            "StreamARN": stream.arn,
            "StreamStatus": stream.status(),
            "StreamModeDetails": { "StreamMode": mode_word(stream.mode) },
            "StreamCreationTimestamp": time(stream.created),
        })
    });
    Ok(json!({
        "StreamNames": page.iter().map(|stream| &stream.name).collect::<Vec<_>>(),
        "HasMoreStreams": more.is_some(),
        "NextToken": next,
        "StreamSummaries": summaries.collect::<Vec<_>>(),
    }))
}

pub(super) fn shards(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let limit = limit(input, "MaxResults", 1000, 10_000)?.min(1000);
    let token = input.text("NextToken").map(|text| token(world.now, "ListShards", text)).transpose()?;
    let (stream, told) = match &token {
        // The token names the stream and where to go on: naming the stream beside it is refused.
        Some(_) if input.text("StreamName").is_some() => {
            return Err(refusal::invalid("NextToken and StreamName cannot be provided together."));
        }
        Some(token) => (world.stream(&token.about)?, token.told),
        None => (stream(world, input)?, 0),
    };
    let all = chosen(stream, input)?;
    let (page, next) = page::cut(all, told, limit);
    let next = next.map(|told| Token { about: stream.name.clone(), told, given: world.now }.write("ListShards"));
    Ok(json!({ "Shards": page.into_iter().map(shard_members).collect::<Vec<_>>(), "NextToken": next }))
}

/// The shards that `ShardFilter` and `ExclusiveStartShardId` leave.
fn chosen<'a>(stream: &'a Stream, input: Input<'_>) -> Result<Vec<&'a StreamShard>, Refusal> {
    const TYPES: &[&str] = &["AFTER_SHARD_ID", "AT_TRIM_HORIZON", "FROM_TRIM_HORIZON", "AT_LATEST", "AT_TIMESTAMP", "FROM_TIMESTAMP"];
    let filter = input.inner("ShardFilter");
    let open_at = |shard: &StreamShard, at: Timestamp| shard.opened <= at && shard.closed.is_none_or(|closed| closed > at);
    let after = match filter.text("Type") {
        Some("AFTER_SHARD_ID") => Some(filter.must("ShardId")?),
        _ => input.text("ExclusiveStartShardId"),
    };
    let at = match filter.text("Type") {
        Some("AT_TIMESTAMP" | "FROM_TIMESTAMP") => Some(filter.must_time("Timestamp")?),
        _ => None,
    };
    let oldest = stream.shards.iter().map(|shard| shard.opened).min();
    let keep = |shard: &&StreamShard| match (filter.text("Type"), at) {
        (Some("AT_LATEST"), _) => shard.shard.open,
        (Some("AT_TRIM_HORIZON"), _) => oldest.is_some_and(|at| open_at(shard, at)),
        (Some("AT_TIMESTAMP"), Some(at)) => open_at(shard, at),
        (Some("FROM_TIMESTAMP"), Some(at)) => shard.closed.is_none_or(|closed| closed > at),
        _ => true,
    };
    match filter.text("Type") {
        Some(other) if !TYPES.contains(&other) => Err(refusal::not_in("shardFilter.type", other, TYPES)),
        _ => Ok(stream.shards.iter().filter(|shard| after.is_none_or(|after| shard.shard.id.as_str() > after)).filter(keep).collect()),
    }
}

pub(super) fn consumers(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    input.must("StreamARN")?;
    let stream = stream(world, input)?;
    let limit = limit(input, "MaxResults", 100, 10_000)?;
    let token = input.text("NextToken").map(|text| token(world.now, "ListStreamConsumers", text)).transpose()?;
    let (page, next) = page::cut(stream.consumers.iter().collect(), token.map_or(0, |token| token.told), limit);
    let next = next.map(|told| Token { about: stream.name.clone(), told, given: world.now }.write("ListStreamConsumers"));
    Ok(json!({ "Consumers": page.into_iter().map(consumer_members).collect::<Vec<_>>(), "NextToken": next }))
}

fn token(now: Timestamp, operation: &str, text: &str) -> Result<Token, Refusal> {
    let token = Token::read(operation, text).ok_or_else(|| refusal::invalid("NextToken is invalid."))?;
    if now.duration_since(token.given) > TOKEN_LIFE {
        return Err(Refusal::bad("ExpiredNextTokenException", "The pagination token has expired."));
    }
    Ok(token)
}
