//! Which sources a pipeline has, and how often each is asked.

use crate::app::ask::Feed;
use crate::domain::checklist::QUERY_LASTS;
use crate::domain::pipeline::{FlagStore, Pipeline};
use crate::domain::snapshot::Snapshot;
use crate::domain::watchlist::{Source, cadence};

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
    if pipeline.bucket.is_some() {
        feeds.push(Feed::Lifecycle);
    }
    if pipeline.queue.is_some() {
        feeds.push(Feed::Queue);
    }
    if matches!(pipeline.flag, Some(FlagStore::Ssm { .. } | FlagStore::AppConfig { .. } | FlagStore::File { .. })) {
        feeds.push(Feed::Flag);
    }
    feeds
}

/// Seconds between two asks of a source.
pub fn period(feed: &Feed, snapshot: &Snapshot) -> i64 {
    let source = match feed {
        Feed::Identity => Source::Identity,
        Feed::Stream => Source::Stream,
        Feed::Shards => Source::Shards,
        Feed::FanOut => Source::FanOut,
        Feed::Limits | Feed::Trail | Feed::Simulation(_) => Source::Limits,
        Feed::Table => Source::Table,
        Feed::Function(_) => Source::Function,
        Feed::Mappings(_) => Source::Mappings,
        Feed::Firehose => Source::Firehose,
        Feed::Lifecycle => Source::Lifecycle,
        Feed::Queue => Source::Queue,
        Feed::Alarms => Source::Alarms,
        Feed::Scaling => Source::Scaling,
        Feed::Flag => Source::Flag,
        Feed::Fortnight => Source::Fortnight,
        // A run says something of a whole day; what it ran in is read each time.
        Feed::Query => return QUERY_LASTS,
        Feed::Metrics | Feed::History | Feed::Sample(_) | Feed::Workgroup | Feed::Errors(_) => Source::Metrics,
    };
    cadence(snapshot, source).max(1)
}
