//! Which sources a pipeline has, and how often each is asked.

use crate::app::ask::Feed;
use crate::domain::pipeline::{FlagStore, Pipeline};
use crate::domain::snapshot::Snapshot;

/// Every source of facts that the configuration names. Metrics and samples have their own ways.
pub fn feeds(pipeline: &Pipeline) -> Vec<Feed> {
    let mut feeds = vec![Feed::Identity, Feed::Stream, Feed::Shards, Feed::FanOut, Feed::Limits, Feed::Alarms, Feed::Scaling];
    let mut functions: Vec<&String> = pipeline.writers.iter().chain(&pipeline.consumers).collect();
    functions.sort();
    functions.dedup();
    feeds.extend(functions.into_iter().cloned().map(Feed::Function));
    let mut readers: Vec<&String> = pipeline.consumers.iter().collect();
    readers.sort();
    readers.dedup();
    feeds.extend(readers.into_iter().cloned().map(Feed::Mappings));
    if pipeline.table.is_some() {
        feeds.push(Feed::Table);
    }
    if pipeline.firehose.is_some() {
        feeds.push(Feed::Firehose);
    }
    if pipeline.queue.is_some() {
        feeds.push(Feed::Queue);
    }
    if matches!(pipeline.flag, Some(FlagStore::Ssm { .. } | FlagStore::AppConfig { .. } | FlagStore::File { .. })) {
        feeds.push(Feed::Flag);
    }
    feeds
}

/// Seconds between two asks of a source. What an operator changes is asked for every minute,
/// what hardly ever changes every five; a stream that is changing every ten seconds.
pub fn period(feed: &Feed, snapshot: &Snapshot) -> i64 {
    match feed {
        Feed::Stream | Feed::Shards => match snapshot.stream.get() {
            Some(stream) if stream.status != "ACTIVE" => 10,
            _ => 60,
        },
        Feed::Identity | Feed::Limits | Feed::Table | Feed::Firehose => 300,
        Feed::Metrics => i64::try_from(snapshot.pipeline.refresh.as_secs()).unwrap_or(60).clamp(10, 3600),
        _ => 60,
    }
}
