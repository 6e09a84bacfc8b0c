//! Amazon Kinesis Data Streams, JSON 1.1.

mod change;
mod describe;
mod list;
mod records;

use super::refusal::{self, Refusal};
use super::service::{Operation, operation};
use super::value::Input;
use crate::sim::world::World;
use crate::sim::world::stream::Stream;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] = &[
    operation("ListStreams", list::streams),
    operation("DescribeStream", describe::stream_and_shards),
    operation("DescribeStreamSummary", describe::summary),
    operation("ListShards", list::shards),
    operation("ListStreamConsumers", list::consumers),
    operation("DescribeStreamConsumer", describe::consumer),
    operation("DescribeLimits", describe::limits),
    operation("UpdateShardCount", change::shard_count),
    operation("SplitShard", change::split),
    operation("MergeShards", change::merge),
    operation("UpdateStreamMode", change::mode),
    operation("IncreaseStreamRetentionPeriod", change::raise_retention),
    operation("DecreaseStreamRetentionPeriod", change::lower_retention),
    operation("EnableEnhancedMonitoring", change::enable_monitoring),
    operation("DisableEnhancedMonitoring", change::disable_monitoring),
    operation("PutRecord", records::put),
    operation("PutRecords", records::put_many),
    operation("GetShardIterator", records::iterator),
    operation("GetRecords", records::get),
];

/// The stream that a request is about: by name or by ARN.
fn stream<'a>(world: &'a World, input: Input<'_>) -> Result<&'a Stream, Refusal> {
    let (name, arn) = (input.text("StreamName"), input.text("StreamARN"));
    let given = name.or(arn).ok_or_else(|| refusal::invalid("Either StreamName or StreamARN must be provided."))?;
    let stream = world.stream(given)?;
    match arn {
        Some(arn) if arn != stream.arn && name.is_some() => {
            Err(refusal::invalid("StreamName and StreamARN in the request must be of the same stream."))
        }
        Some(arn) if arn != stream.arn => Err(refusal::not_found(format!("Stream {arn} under account {} not found.", world.account))),
        _ => Ok(stream),
    }
}

/// Its name.
fn stream_name(world: &World, input: Input<'_>) -> Result<String, Refusal> {
    stream(world, input).map(|stream| stream.name.clone())
}

/// A limit that must lie between 1 and `most`; `usual` when none is given.
fn limit(input: Input<'_>, name: &str, usual: usize, most: i64) -> Result<usize, Refusal> {
    match input.whole(name) {
        None => Ok(usual),
        Some(limit) if (1..=most).contains(&limit) => Ok(usize::try_from(limit).unwrap_or(usual)),
        Some(limit) => Err(refusal::invalid(format!("{name} must be between 1 and {most}; it is {limit}."))),
    }
}
