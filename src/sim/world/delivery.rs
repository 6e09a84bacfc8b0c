//! Firehose delivery streams and SQS queues.

use jiff::Timestamp;

/// One delivery stream.
#[derive(Debug, Clone)]
pub struct Firehose {
    /// Delivery stream name.
    pub name: String,
    /// Delivery stream ARN.
    pub arn: String,
    /// `ACTIVE`, `CREATING`, …
    pub status: String,
    /// The stream it reads.
    pub source_stream_arn: Option<String>,
    /// The bucket it writes.
    pub bucket_arn: String,
    /// Seconds that it gathers records before it writes an object.
    pub buffer_seconds: u32,
    /// Megabytes that it gathers before it writes an object.
    pub buffer_mb: u32,
    /// Whether records are converted to Parquet.
    pub parquet: bool,
    /// When it was made.
    pub created: Timestamp,
    /// The version that a later write must name.
    pub version: u32,
}

/// One queue.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Queue name.
    pub name: String,
    /// Queue URL.
    pub url: String,
    /// Queue ARN.
    pub arn: String,
    /// Messages waiting.
    pub visible: u64,
    /// Messages being worked on.
    pub in_flight: u64,
    /// Messages not yet due.
    pub delayed: u64,
    /// Seconds that a taken message stays hidden.
    pub visibility_timeout: u32,
    /// Seconds that a message is kept.
    pub retention_seconds: u32,
    /// When it was made.
    pub created: Timestamp,
}
