//! What is read on request only, because it costs money or limits, or may hold data: a query, log lines, sampled keys.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Detail;

/// The last run of the archive's query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryRun {
    /// `SUCCEEDED`, `FAILED`, `CANCELLED`, …
    pub state: String,
    /// Rows that it returned, the head not counted.
    pub rows: u64,
    /// Bytes that it scanned: what it cost.
    pub scanned_bytes: u64,
    /// When it ended.
    pub ended: Timestamp,
    /// Why it failed, in AWS's words; `None` when it did not.
    #[serde(default)]
    pub problem: Option<String>,
    /// The names of its columns.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Its first rows, each value cut to a few words.
    #[serde(default)]
    pub first: Vec<Vec<String>>,
    /// Whether there are more rows than were counted.
    #[serde(default)]
    pub has_more: bool,
}

/// The Athena workgroup that the query runs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workgroup {
    /// Its name.
    pub name: String,
    /// `ENABLED` or `DISABLED`.
    pub state: String,
    /// Bytes after which Athena cancels a query (BytesScannedCutoffPerQuery); `None` when there is no such limit.
    pub cutoff_bytes: Option<u64>,
    /// How large the archive is, asked for where no limit bounds a query: it scans no more than there is. `None` when it was
    /// not asked for or S3 has not measured it.
    pub archive: Detail<Option<ArchiveSize>>,
}

/// What S3's storage metrics say of a bucket, once a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveSize {
    /// Bytes in the Standard class.
    pub bytes: u64,
    /// The day that was measured, from its beginning.
    pub at: Timestamp,
}

/// What a function's log group says of errors in a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorLines {
    /// The function.
    pub function: String,
    /// The log group that was read.
    pub group: String,
    /// Start of the time that was looked through.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
    /// Lines that tell of an error.
    pub count: u64,
    /// The newest of them: when, and its first line, cut.
    pub newest: Option<(Timestamp, String)>,
    /// Whether the time was looked through to its end.
    pub is_complete: bool,
}

/// A sample of records of one shard, read for a few seconds: keys as counts, never payloads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySample {
    /// The shard that was read.
    pub shard: String,
    /// Records seen.
    pub records: u64,
    /// The commonest partition keys with their counts, most first.
    pub keys: Vec<(String, u64)>,
    /// GetRecords calls that it took, of the five a second that the shard's readers share.
    pub calls: u32,
}
