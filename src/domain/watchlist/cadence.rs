//! How often each source is due. Nothing here comes near a limit of AWS's (see `limits`).

use jiff::Timestamp;

use crate::domain::metric::Metric;
use crate::domain::series::{floor, shift};
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
    Queue,
    Alarms,
    Scaling,
    Flag,
    Metrics,
}

impl Source {
    /// Every source.
    pub const ALL: [Source; 14] = [
        Source::Identity,
        Source::Stream,
        Source::Shards,
        Source::FanOut,
        Source::Limits,
        Source::Table,
        Source::Function,
        Source::Mappings,
        Source::Firehose,
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
        Source::Identity => 900,
        Source::Stream if changing => 15,
        Source::Shards if changing => 30,
        Source::Limits | Source::Table => 300,
        Source::FanOut | Source::Firehose | Source::Scaling => 120,
        Source::Stream | Source::Shards | Source::Function | Source::Mappings | Source::Queue | Source::Alarms | Source::Flag => 60,
        Source::Metrics => i64::try_from(snapshot.pipeline.refresh.as_secs()).unwrap_or(60).max(10),
    }
}

/// Seconds after a minute should be complete at which it is asked for.
const MARGIN: i64 = 2;

/// When metrics are to be asked for next: as soon as the first minute after the refresh is complete in every
/// namespace. Asking in between would cost as much and bring no new complete minute.
pub fn next_metrics_ask(snapshot: &Snapshot, asked_at: Timestamp) -> Timestamp {
    let pipeline = &snapshot.pipeline;
    let named = [
        (Metric::IncomingRecords, true),
        (Metric::TableRequests, pipeline.table.is_some()),
        (Metric::FunctionErrors, !pipeline.writers.is_empty() || !pipeline.consumers.is_empty()),
        (Metric::FirehoseRead, pipeline.firehose.is_some()),
        (Metric::QueueSent, pipeline.queue.is_some()),
    ];
    let delays = named.iter().filter(|(_, named)| *named).map(|(metric, _)| snapshot.metrics.delay(*metric));
    let phase = delays.max().unwrap_or_default() + MARGIN;
    let refresh = cadence(snapshot, Source::Metrics);
    if refresh < 60 {
        // Somebody wants to see the newest minute fill, and pays for it.
        return shift(asked_at, refresh);
    }
    let earliest = shift(asked_at, refresh - 30);
    let on_grid = shift(floor(shift(earliest, -phase), 60), phase);
    if on_grid < earliest { shift(on_grid, 60) } else { on_grid }
}
