//! A Kinesis stream: shards, mode, retention, fan-out consumers and the change that is under way.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use crate::domain::facts::StreamMode;
use crate::domain::shard::{HashKey, Shard};

/// One stream with all that the Kinesis API tells of it.
#[derive(Debug, Clone)]
pub struct Stream {
    /// Stream name.
    pub name: String,
    /// Stream ARN.
    pub arn: String,
    /// Provisioned or on-demand.
    pub mode: StreamMode,
    /// Hours that a record is kept.
    pub retention_hours: u32,
    /// Every shard that may still hold records, in order of id.
    pub shards: Vec<StreamShard>,
    /// Shard-level metrics that are switched on, by CloudWatch name.
    pub shard_metrics: Vec<String>,
    /// Registered fan-out consumers.
    pub consumers: Vec<Consumer>,
    /// `NONE` or `KMS`.
    pub encryption: String,
    /// When the stream was made.
    pub created: Timestamp,
    /// When it becomes ACTIVE again; `None` while it is.
    pub updating_until: Option<Timestamp>,
    /// Changes that are still to come while it is UPDATING, soonest first.
    pub steps: VecDeque<Step>,
    /// Accepted UpdateShardCount calls: ten count for a rolling 24 hours.
    pub reshard_calls: Vec<Timestamp>,
    /// Accepted UpdateStreamMode calls: two count for a rolling 24 hours.
    pub mode_calls: Vec<Timestamp>,
    /// The number of the next shard.
    pub next_shard: u64,
    /// Largest record, in KiB.
    pub max_record_kib: u32,
}

/// A change that comes into force at a moment of the future.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// What.
    pub change: Change,
}

/// What a step does to the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Each of these open shards splits at the hash key, which becomes the first of its upper child.
    Split(Vec<(String, HashKey)>),
    /// Each of these neighbouring pairs becomes one shard.
    Merge(Vec<(String, String)>),
    /// The mode becomes this.
    Mode(StreamMode),
    /// The retention becomes this.
    Retention(u32),
    /// Exactly these shard-level metrics are on.
    ShardMetrics(Vec<String>),
}

/// One shard, open or closed.
#[derive(Debug, Clone)]
pub struct StreamShard {
    /// Id, range, parents, open or closed.
    pub shard: Shard,
    /// When it was opened.
    pub opened: Timestamp,
    /// When it was closed by a split or merge.
    pub closed: Option<Timestamp>,
}

impl StreamShard {
    /// The first sequence number, as Kinesis writes it.
    pub fn starting_sequence(&self) -> String {
        sequence_number(self.opened, 0)
    }

    /// The last sequence number; absent while the shard is open.
    pub fn ending_sequence(&self) -> Option<String> {
        self.closed.map(|at| sequence_number(at, 999_999))
    }
}

/// A sequence number of 56 digits that rises with time and then with `nth`.
pub fn sequence_number(at: Timestamp, nth: u32) -> String {
    format!("496{:020}{:06}{:027}", at.as_millisecond().max(0), nth % 1_000_000, 2)
}

/// One registered fan-out consumer.
#[derive(Debug, Clone)]
pub struct Consumer {
    /// Consumer name.
    pub name: String,
    /// Consumer ARN.
    pub arn: String,
    /// `CREATING`, `DELETING` or `ACTIVE`.
    pub status: String,
    /// When it was registered.
    pub created: Timestamp,
}

impl Stream {
    /// `ACTIVE` or `UPDATING`.
    pub fn status(&self) -> &'static str {
        if self.updating_until.is_some() { "UPDATING" } else { "ACTIVE" }
    }

    /// The open shards, in order of id.
    pub fn open(&self) -> impl Iterator<Item = &StreamShard> {
        self.shards.iter().filter(|shard| shard.shard.open)
    }

    /// How many shards are open.
    pub fn open_count(&self) -> u32 {
        u32::try_from(self.open().count()).unwrap_or(u32::MAX)
    }

    /// The shard with this id.
    pub fn shard(&self, id: &str) -> Option<&StreamShard> {
        self.shards.iter().find(|shard| shard.shard.id == id)
    }

    /// UpdateShardCount calls that still count at `now`.
    pub fn reshards_used(&self, now: Timestamp) -> usize {
        self.reshard_calls.iter().filter(|at| within_a_day(**at, now)).count()
    }

    /// UpdateStreamMode calls that still count at `now`.
    pub fn mode_changes_used(&self, now: Timestamp) -> usize {
        self.mode_calls.iter().filter(|at| within_a_day(**at, now)).count()
    }
}

fn within_a_day(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) < SignedDuration::from_hours(24)
}
