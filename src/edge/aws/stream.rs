//! The stream: summary, shards, fan-out consumers, the account's shard limit.

use aws_sdk_kinesis::types::{EnhancedMetrics, Shard as AwsShard};

use super::door::{Door, count, timestamp};
use super::operation::Operation;
use crate::domain::facts::{AccountLimits, FanOutConsumer, StreamMode, StreamSummary};
use crate::domain::fault::Fault;
use crate::domain::shard::{Shard, ShardMap};

/// Most pages of shards: 64,000 open and closed shards, three times AWS's largest quota.
const SHARD_PAGES: u32 = 64;

/// DescribeStreamSummary.
pub(super) async fn summary(door: &Door, stream: &str) -> Result<StreamSummary, Fault> {
    let operation = Operation::DescribeStreamSummary;
    let request = door.session.kinesis.describe_stream_summary().stream_name(stream);
    let answer = door.send(operation, request.send()).await?;
    let found = answer.stream_description_summary().filter(|found| found.stream_name() == stream && !found.stream_arn().is_empty());
    let Some(found) = found else {
        return Err(door.unreadable(operation, "the answer does not describe this stream"));
    };
    let mode = match found.stream_mode_details().map(|details| details.stream_mode().as_str()) {
        // Streams from before there were modes have none in the answer.
        None | Some("PROVISIONED") => StreamMode::Provisioned,
        Some("ON_DEMAND") => StreamMode::OnDemand,
        Some(other) => return Err(door.unreadable(operation, &format!("the stream's mode is {other}, which is not known here"))),
    };
    door.session.keep_stream_arn(stream, found.stream_arn());
    let levels = found.enhanced_monitoring().iter().flat_map(EnhancedMetrics::shard_level_metrics);
    Ok(StreamSummary {
        name: found.stream_name().to_owned(),
        arn: found.stream_arn().to_owned(),
        status: found.stream_status().as_str().to_owned(),
        mode,
        retention_hours: count(found.retention_period_hours()),
        open_shards: count(found.open_shard_count()),
        consumers: count(found.consumer_count().unwrap_or_default()),
        shard_metrics: levels.map(|name| name.as_str().to_owned()).collect(),
        encryption: found.encryption_type().map_or_else(|| "NONE".to_owned(), |kind| kind.as_str().to_owned()),
        created: timestamp(found.stream_creation_timestamp()).filter(|at| at.as_second() > 0),
    })
}

/// ListShards, open and closed, every page.
pub(super) async fn shards(door: &Door, stream: &str) -> Result<ShardMap, Fault> {
    let operation = Operation::ListShards;
    let mut pages = door.pages(operation, SHARD_PAGES);
    let mut shards = Vec::new();
    loop {
        // With a token AWS refuses the name: the token already says which stream.
        let request = match pages.token() {
            Some(token) => door.session.kinesis.list_shards().next_token(token),
            None => door.session.kinesis.list_shards().stream_name(stream).max_results(1000),
        };
        let answer = door.send(operation, request.send()).await?;
        for found in answer.shards() {
            shards.push(shard(found).ok_or_else(|| door.unreadable(operation, "a shard has no readable hash-key range"))?);
        }
        if !pages.more(answer.next_token())? {
            break;
        }
    }
    if shards.is_empty() {
        return Err(door.unreadable(operation, "the answer holds no shard, and a stream always has one"));
    }
    Ok(ShardMap::of(shards))
}

fn shard(found: &AwsShard) -> Option<Shard> {
    let range = found.hash_key_range()?;
    let (first, last) = (range.starting_hash_key().parse().ok()?, range.ending_hash_key().parse().ok()?);
    let id = found.shard_id();
    (first <= last && !id.is_empty()).then(|| Shard {
        id: id.to_owned(),
        first,
        last,
        parent: found.parent_shard_id().map(str::to_owned),
        adjacent_parent: found.adjacent_parent_shard_id().map(str::to_owned),
        open: found.sequence_number_range().is_none_or(|range| range.ending_sequence_number().is_none()),
    })
}

/// ListStreamConsumers. It takes the ARN, which the summary tells.
pub(super) async fn fan_out(door: &Door, stream: &str) -> Result<Vec<FanOutConsumer>, Fault> {
    let arn = match door.session.stream_arn(stream) {
        Some(arn) => arn,
        None => summary(door, stream).await?.arn,
    };
    let operation = Operation::ListStreamConsumers;
    let mut pages = door.pages(operation, 8);
    let mut consumers = Vec::new();
    loop {
        let request = door.session.kinesis.list_stream_consumers().stream_arn(&arn).set_next_token(pages.token());
        let answer = door.send(operation, request.send()).await?;
        for consumer in answer.consumers() {
            if consumer.consumer_name().is_empty() {
                return Err(door.unreadable(operation, "a consumer has no name"));
            }
            consumers.push(FanOutConsumer {
                name: consumer.consumer_name().to_owned(),
                arn: consumer.consumer_arn().to_owned(),
                status: consumer.consumer_status().as_str().to_owned(),
            });
        }
        if !pages.more(answer.next_token())? {
            return Ok(consumers);
        }
    }
}

/// DescribeLimits.
pub(super) async fn limits(door: &Door) -> Result<AccountLimits, Fault> {
    let operation = Operation::DescribeLimits;
    let answer = door.send(operation, door.session.kinesis.describe_limits().send()).await?;
    if answer.shard_limit() <= 0 {
        return Err(door.unreadable(operation, "the answer names no shard limit"));
    }
    Ok(AccountLimits { shard_limit: count(answer.shard_limit()), open_shards: count(answer.open_shard_count()) })
}
