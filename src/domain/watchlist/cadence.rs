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
    Fortnight,
}

impl Source {
    /// Every source.
    pub const ALL: [Source; 16] = [
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
        Source::Fortnight,
    ];
}

/// Seconds between two readings of the table's fortnight. The newest day is held by the minute, so that four in a day leave no hole.
const FORTNIGHTLY: i64 = 6 * 3600;

/// Seconds between two asks of this source, given what is known: a stream that is changing is looked at more often.
pub fn cadence(snapshot: &Snapshot, source: Source) -> i64 {
    let changing = snapshot.stream.get().is_some_and(|stream| stream.status != "ACTIVE");
    match source {
        Source::Identity | Source::Lifecycle => 900,
        Source::Stream if changing => 15,
        Source::Shards if changing => 30,
        // What was read of the past does not change; what was not read is tried again as often as other slow sources.
        Source::Fortnight if snapshot.fortnight.fault.is_none() => FORTNIGHTLY,
        Source::Limits | Source::Table | Source::Fortnight => 300,
        Source::FanOut | Source::Firehose | Source::Scaling => 120,
        Source::Stream | Source::Shards | Source::Function | Source::Mappings | Source::Queue | Source::Alarms | Source::Flag => 60,
        Source::Metrics => i64::try_from(snapshot.pipeline.refresh.as_secs()).unwrap_or(60).max(10),
    }
}
