//! Writing single records and reading them back: PutRecord, GetShardIterator, GetRecords.

use jiff::Timestamp;

use crate::domain::shard::HashKey;

use super::World;
use super::refusal::Refusal;

/// One record as GetRecords hands it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its sequence number.
    pub sequence: String,
    /// When the stream took it.
    pub arrived: Timestamp,
    /// Its partition key.
    pub key: String,
    /// Its payload.
    pub data: Vec<u8>,
}

/// Where an iterator begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// `TRIM_HORIZON`
    TrimHorizon,
    /// `LATEST`
    Latest,
    /// `AT_TIMESTAMP`
    At(Timestamp),
    /// `AT_SEQUENCE_NUMBER`
    AtSequence(String),
    /// `AFTER_SEQUENCE_NUMBER`
    AfterSequence(String),
}

/// What GetRecords answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The records, oldest first.
    pub records: Vec<Record>,
    /// The next iterator; `None` at the end of a closed shard.
    pub next: Option<String>,
    /// How far the batch is behind the newest record.
    pub behind_ms: i64,
    /// Shards that continue a closed one that was read to its end.
    pub children: Vec<String>,
}

/// Where a record was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Shard id.
    pub shard: String,
    /// Sequence number.
    pub sequence: String,
}

impl World {
    /// PutRecord; PutRecords is one of these for each record.
    pub fn put_record(&mut self, stream: &str, _key: &str, _explicit: Option<HashKey>, _data: &[u8]) -> Result<Placed, Refusal> {
        Err(Refusal::with_status("InternalFailure", 500, stream))
    }

    /// GetShardIterator.
    pub fn shard_iterator(&self, stream: &str, _shard: &str, _start: &Start) -> Result<String, Refusal> {
        Err(Refusal::with_status("InternalFailure", 500, stream))
    }

    /// GetRecords.
    pub fn get_records(&mut self, iterator: &str, _limit: usize) -> Result<Batch, Refusal> {
        Err(Refusal::with_status("InternalFailure", 500, iterator))
    }
}
