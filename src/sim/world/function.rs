//! Lambda functions and the mappings that feed them.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// One function.
#[derive(Debug, Clone)]
pub struct Function {
    /// Function name.
    pub name: String,
    /// Function ARN.
    pub arn: String,
    /// The whole environment of `$LATEST`.
    pub environment: BTreeMap<String, String>,
    /// Set when the environment cannot be decrypted: error code and message.
    pub environment_error: Option<(String, String)>,
    /// The revision that a later write must name.
    pub revision: String,
    /// `Active`, `Pending`, `Inactive`, `Failed`.
    pub state: String,
    /// `Successful`, `InProgress` or `Failed`.
    pub last_update_status: String,
    /// When a running update ends.
    pub updating_until: Option<Timestamp>,
    /// When it was last changed.
    pub last_modified: Timestamp,
    /// Memory in MB.
    pub memory_mb: u32,
    /// Time limit in seconds.
    pub timeout_seconds: u32,
    /// `nodejs22.x`, …
    pub runtime: String,
    /// `index.handler`, …
    pub handler: String,
    /// Aliases.
    pub aliases: Vec<Alias>,
}

/// A name for a published version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Alias name.
    pub name: String,
    /// The version it points to.
    pub version: String,
}

/// The group of metrics that tells how many events a mapping read, ran and gave up.
pub const EVENT_COUNT: &str = "EventCount";

/// One event-source mapping.
#[derive(Debug, Clone)]
pub struct EventSourceMapping {
    /// Mapping id.
    pub uuid: String,
    /// The function it feeds, by name.
    pub function: String,
    /// The function's ARN.
    pub function_arn: String,
    /// The stream's or the fan-out consumer's ARN.
    pub source_arn: String,
    /// `Enabled`, `Disabled`, `Enabling`, `Disabling`, `Updating`.
    pub state: String,
    /// The state that follows and when, while one of the passing states holds.
    pub settles: Option<(Timestamp, &'static str)>,
    /// `OK`, `PROBLEM: Function call failed`, `No records processed`.
    pub last_result: String,
    /// Records a batch.
    pub batch_size: u32,
    /// Seconds that a batch is gathered.
    pub batch_window: u32,
    /// Batches of one shard at a time, 1 to 10.
    pub parallelisation: u32,
    /// −1 retries until the record expires.
    pub maximum_retries: i32,
    /// Seconds; −1 keeps every record until the stream drops it.
    pub maximum_record_age: i32,
    /// Whether a failing batch is halved.
    pub bisect: bool,
    /// Where discarded batches are told of.
    pub failure_destination: Option<String>,
    /// The groups of metrics that it publishes: `EventCount`, …
    pub metrics: Vec<String>,
    /// `TRIM_HORIZON` or `LATEST`.
    pub starting_position: String,
    /// When it was last changed.
    pub last_modified: Timestamp,
}

impl EventSourceMapping {
    /// Whether it hands records to the function.
    pub fn is_running(&self) -> bool {
        matches!(self.state.as_str(), "Enabled" | "Updating")
    }

    /// Whether it publishes how many events it read and gave up.
    pub fn counts_events(&self) -> bool {
        self.metrics.iter().any(|group| group == EVENT_COUNT)
    }
}
