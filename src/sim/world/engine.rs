//! What drives the world from minute to minute and no API ever tells: chance, trouble, arrivals, positions.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use super::dice::Dice;
use super::log::ArrivalLog;
use super::reader::Reader;
use super::records::Kept;
use super::tokens::Crowd;

/// Totals since the history began. What was offered was either accepted or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ledger {
    /// Price updates that reached the writer.
    pub updates: u64,
    /// Updates that the table took.
    pub table_writes: u64,
    /// Updates that the table throttled.
    pub table_throttled: u64,
    /// Records that were put to the stream.
    pub offered: u64,
    /// Records that the stream took.
    pub accepted: u64,
    /// Records that the stream refused: the guide's writer logs them and goes on, so they are lost to it.
    pub refused: u64,
}

/// The sizes that this seed drew for the trouble of its scenario.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "a list of independent troubles")]
pub struct Onset {
    /// When it begins.
    pub at: Timestamp,
    /// The percentage from which on it stands, when it is that and not the time: then `at` is when that was last reached.
    pub percentage: Option<u8>,
    /// Price updates a second from then on.
    pub updates: Option<f64>,
    /// Updates a second of the hot tokens.
    pub hot: f64,
    /// Seconds of lag that the consumer gains a second.
    pub lag_slope: Option<f64>,
    /// The shard on which a record fails for ever.
    pub poisoned: Option<String>,
    /// The fan-out consumer stands still.
    pub fan_out_stalled: bool,
    /// Share of table writes that are throttled.
    pub table_throttled: f64,
    /// Whether they are throttled for a hot key range, not for the whole table.
    pub key_range: bool,
    /// Share of the records due that are really sent.
    pub sent_share: f64,
    /// The consumer's mapping is disabled.
    pub consumer_stopped: bool,
    /// Share of Firehose's deliveries that fail.
    pub delivery_failing: f64,
    /// By how much the share that is really sent falls in an hour.
    pub falling_an_hour: f64,
    /// What a deploy sets the percentage to.
    pub reset_to: Option<u8>,
    /// Share of the traffic that falls on the last shard, whatever the shards are.
    pub ordered_share: f64,
    /// Share of the consumer's batches that fail and are never read again.
    pub given_up: f64,
    /// Share of the writer's runs that fail.
    pub writer_failing: f64,
    /// Share of table writes that meet an error of DynamoDB's own.
    pub table_errors: f64,
    /// Share of the broadcasts that are really sent.
    pub broadcast_share: f64,
    /// The archive has no rows.
    pub archive_empty: bool,
}

/// Something that happens by itself at its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Somebody sets the flag.
    Flag {
        /// Whether stream writes are on.
        on: bool,
        /// The percentage.
        percentage: u8,
    },
    /// The trouble begins.
    Onset,
}

/// One shard's traffic.
#[derive(Debug, Clone)]
pub struct ShardTraffic {
    /// When its records arrived.
    pub log: ArrivalLog,
    /// Its part of the ordinary traffic; 0 once it is closed.
    pub share: f64,
    /// Its part of the hot traffic; 0 once it is closed.
    pub hot_share: f64,
    /// What happened in the minute that is filling.
    pub minute: ShardMinute,
    /// Records a second in the last full minute.
    pub rate: f64,
}

/// One shard's minute.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShardMinute {
    /// Records that it took.
    pub records: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Records that it refused.
    pub refused: u64,
    /// Records that polling readers took.
    pub outgoing: f64,
    /// GetRecords calls that it refused.
    pub reads_refused: u64,
}

/// The pipeline's minute that is filling.
#[derive(Debug, Clone, Copy, Default)]
pub struct Minute {
    /// Price updates.
    pub updates: u64,
    /// Updates that the table took.
    pub table_writes: u64,
    /// Updates that the table throttled.
    pub table_throttled: u64,
}

/// What Firehose holds and has not delivered.
#[derive(Debug, Clone, Copy, Default)]
pub struct Buffer {
    /// Records that wait for the next object.
    pub records: f64,
    /// When the oldest of them arrived.
    pub oldest: Option<Timestamp>,
}

/// Everything behind the scenes.
#[derive(Debug, Clone)]
pub struct Engine {
    /// The world's seed.
    pub seed: u64,
    /// Mean price updates a second.
    pub updates_per_second: f64,
    /// Whether the writer never reads the percentage.
    pub ignores_percentage: bool,
    /// The trouble and its sizes.
    pub onset: Onset,
    /// What is still to happen by itself, soonest first.
    pub events: VecDeque<(Timestamp, Event)>,
    /// The tokens.
    pub crowd: Crowd,
    /// Chance of the traffic.
    pub traffic: Dice,
    /// Chance inside seconds, where a shard is near its limit.
    pub bursts: Dice,
    /// Chance of the traffic's swell.
    pub swells: Dice,
    /// Chance of latencies and ages.
    pub jitter: Dice,
    /// Chance of durations of changes, and ids.
    pub works: Dice,
    /// A slow swell of the traffic beside its daily rhythm: logarithm of a factor.
    pub swell: f64,
    /// Until when the traffic was played.
    pub settled: Timestamp,
    /// Traffic by shard.
    pub shards: BTreeMap<String, ShardTraffic>,
    /// Who reads the stream.
    pub readers: Vec<Reader>,
    /// The minute that is filling.
    pub minute: Minute,
    /// What Firehose holds.
    pub buffer: Buffer,
    /// Records that clients put, kept for a while.
    pub kept: VecDeque<Kept>,
    /// GetRecords calls and puts of clients in the running second, by shard.
    pub quotas: BTreeMap<String, super::records::Quota>,
    /// Totals.
    pub ledger: Ledger,
}

impl Engine {
    /// Whether the trouble has begun at this moment.
    pub fn troubled(&self, at: Timestamp) -> bool {
        at >= self.onset.at
    }
}
