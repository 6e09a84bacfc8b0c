//! How often each source is due. Nothing here comes near a limit of AWS's (see `limits`).

use crate::domain::snapshot::Snapshot;

/// A source that is asked on its own beat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is named for what is asked")]
pub enum Source {
    Identity,
    Stream,
    Shards,
    FanOut,
    Limits,
    Table,
    Function,
    Mappings,
    Firehose,
    Lifecycle,
    Queue,
    Alarms,
    Scaling,
    Flag,
    Metrics,
}

impl Source {
    /// Every source.
    pub const ALL: [Source; 15] = [
        Source::Identity,
        Source::Stream,
        Source::Shards,
        Source::FanOut,
        Source::Limits,
        Source::Table,
        Source::Function,
        Source::Mappings,
        Source::Firehose,
        Source::Lifecycle,
        Source::Queue,
        Source::Alarms,
        Source::Scaling,
        Source::Flag,
        Source::Metrics,
    ];
}

/// Seconds between two asks of this source, given what is known: a stream that is changing is looked at more often.
pub fn cadence(snapshot: &Snapshot, source: Source) -> i64 {
    let changing = snapshot.stream.get().is_some_and(|stream| stream.status != "ACTIVE");
    match source {
        Source::Identity | Source::Lifecycle => 900,
        Source::Stream if changing => 15,
        Source::Shards if changing => 30,
        Source::Limits | Source::Table => 300,
        Source::FanOut | Source::Firehose | Source::Scaling => 120,
        Source::Stream | Source::Shards | Source::Function | Source::Mappings | Source::Queue | Source::Alarms | Source::Flag => 60,
        Source::Metrics => i64::try_from(snapshot.pipeline.refresh.as_secs()).unwrap_or(60).max(10),
    }
}
