//! What the describe calls of each service answered, in the field's own terms.

mod flag;
mod lifecycle;
mod requested;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fault::Fault;

pub use flag::{BEING_DEPLOYED, FlagReading, HostedFlag, UnderWay};
pub use lifecycle::{After, Lifecycle, LifecycleRule, Move};
pub use requested::{ArchiveSize, ErrorLines, KeySample, QueryRun, Workgroup};

/// A part of an answer that takes a call of its own: what it told, or why it could not be told. Not to be read as "there is none".
pub type Detail<T> = Result<T, Fault>;

/// Who we are to AWS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Twelve digits.
    pub account: String,
    /// The caller's ARN.
    pub arn: String,
    /// The Region the clients use.
    pub region: String,
}

/// Who pays for capacity: by the shard or by the byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StreamMode {
    /// Shards are ours to count.
    Provisioned,
    /// AWS counts them.
    OnDemand,
}

impl StreamMode {
    /// The word that people use.
    pub fn word(self) -> &'static str {
        match self {
            StreamMode::Provisioned => "provisioned",
            StreamMode::OnDemand => "on-demand",
        }
    }
}

/// DescribeStreamSummary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamSummary {
    /// Stream name.
    pub name: String,
    /// Stream ARN.
    pub arn: String,
    /// `CREATING`, `DELETING`, `ACTIVE` or `UPDATING`.
    pub status: String,
    /// Provisioned or on-demand.
    pub mode: StreamMode,
    /// Hours that a record is kept, 24 to 8760.
    pub retention_hours: u32,
    /// Open shards, by the stream's own count.
    pub open_shards: u32,
    /// Registered fan-out consumers.
    pub consumers: u32,
    /// Shard-level metrics that are switched on, by CloudWatch name.
    pub shard_metrics: Vec<String>,
    /// `NONE` or `KMS`.
    pub encryption: String,
    /// When the stream was made.
    pub created: Option<Timestamp>,
}

/// A stream that is not ACTIVE, as far as it was watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamChange {
    /// When it was first seen not to be ACTIVE.
    pub since: Timestamp,
    /// Whether it was seen ACTIVE before; otherwise it has been changing for longer.
    pub seen_to_begin: bool,
    /// Open shards when it began, or when it was first seen.
    pub open_then: u32,
}

impl StreamChange {
    /// What is known after another look: nothing while the stream is ACTIVE.
    pub fn after(known: Option<Self>, before: Option<&StreamSummary>, now: &StreamSummary, at: Timestamp) -> Option<Self> {
        let begins = || Self {
            since: at,
            seen_to_begin: before.is_some_and(|before| before.status == "ACTIVE"),
            open_then: before.map_or(now.open_shards, |before| before.open_shards),
        };
        (now.status != "ACTIVE").then(|| known.unwrap_or_else(begins))
    }
}

/// One registered fan-out consumer (ListStreamConsumers).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FanOutConsumer {
    /// Consumer name.
    pub name: String,
    /// Consumer ARN; event-source mappings name it.
    pub arn: String,
    /// `CREATING`, `DELETING` or `ACTIVE`.
    pub status: String,
}

/// DescribeLimits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLimits {
    /// Shards that the account may have open in this Region.
    pub shard_limit: u32,
    /// Shards that it has open now.
    pub open_shards: u32,
}

/// DescribeTable and DescribeTimeToLive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// `ACTIVE`, `UPDATING`, …
    pub status: String,
    /// `PAY_PER_REQUEST` or `PROVISIONED`.
    pub billing: String,
    /// Provisioned write units a second; 0 when on-demand.
    pub write_units: u64,
    /// Items, refreshed by AWS about every six hours.
    pub items: u64,
    /// Bytes, refreshed by AWS about every six hours.
    pub bytes: u64,
    /// The attribute that expires items, when TTL is on (DescribeTimeToLive).
    pub ttl_attribute: Detail<Option<String>>,
    /// When the table was made: nothing was written before.
    #[serde(default)]
    pub created: Option<Timestamp>,
}

/// GetFunctionConfiguration. Only the two flag variables are kept: other values may be secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Function name.
    pub name: String,
    /// `Active`, `Pending`, `Inactive`, `Failed`.
    pub state: String,
    /// `Successful`, `InProgress`, `Failed`.
    pub last_update_status: String,
    /// Unchanged since then; nothing more can be read from it.
    pub last_modified: Option<Timestamp>,
    /// The revision that a later write must name.
    pub revision: Option<String>,
    /// The raw value of the enabling variable; `None` when it is absent.
    pub enabled: Option<String>,
    /// The raw value of the percentage variable; `None` when it is absent.
    pub percentage: Option<String>,
    /// Why the environment could not be read (no `kms:Decrypt`).
    pub environment_error: Option<String>,
    /// Bytes of all names and values of the environment, counted and then forgotten; `None` when it was not told.
    #[serde(default)]
    pub environment_bytes: Option<u32>,
    /// Memory in MB.
    pub memory_mb: u32,
    /// Time limit in seconds.
    pub timeout_seconds: u32,
    /// Aliases as name and version (ListAliases): a caller of an alias does not see `$LATEST`.
    pub aliases: Detail<Vec<(String, String)>>,
}

impl Function {
    /// Aliases whose callers run a published version, whose variables are its own; none where aliases could not be read.
    pub fn pinned(&self) -> impl Iterator<Item = &(String, String)> {
        self.aliases.iter().flatten().filter(|(_, version)| version != "$LATEST")
    }
}

/// One event-source mapping of a consumer function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Mapping id.
    pub uuid: String,
    /// The function it feeds.
    pub function: String,
    /// The stream's or the fan-out consumer's ARN.
    pub source_arn: String,
    /// `Enabled`, `Disabled`, `Creating`, …
    pub state: String,
    /// `OK`, `PROBLEM: Function call failed`, `No records processed`, …
    pub last_result: String,
    /// Records a batch.
    pub batch_size: u32,
    /// Seconds that a batch is gathered at most; 0 hands over what a poll finds.
    #[serde(default)]
    pub batch_window: u32,
    /// Batches of one shard at a time, 1 to 10.
    pub parallelisation: u32,
    /// −1 retries until the record expires.
    pub maximum_retries: i32,
    /// Seconds; −1 keeps every record until the stream drops it. Records older than this are discarded.
    pub maximum_record_age: i32,
    /// Whether a failing batch is halved.
    pub bisect: bool,
    /// Where discarded batches are told of.
    pub failure_destination: Option<String>,
    /// Whether Lambda publishes how many events it read, ran and dropped: `EventCount` of MetricsConfig. It is off unless asked for.
    #[serde(default)]
    pub counts_events: bool,
}

/// DescribeDeliveryStream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firehose {
    /// `ACTIVE`, `CREATING`, …
    pub status: String,
    /// The stream it reads, when it reads one.
    pub source_stream_arn: Option<String>,
    /// The bucket it writes.
    pub bucket_arn: Option<String>,
    /// Seconds that it gathers records before it writes an object.
    pub buffer_seconds: u32,
    /// MB that it gathers before it writes an object.
    pub buffer_mb: u32,
    /// Top-level compression: must be `UNCOMPRESSED` with conversion.
    pub compression: String,
    /// `parquet`, `orc`, or `None` when records are not converted.
    pub converts_to: Option<String>,
    /// What the keys of its objects begin with, as it is configured; `None` begins them with the year.
    #[serde(default)]
    pub prefix: Option<String>,
}

/// GetQueueAttributes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Messages waiting, about.
    pub visible: u64,
    /// Messages taken and not deleted yet, about.
    pub in_flight: u64,
    /// Seconds that a message is kept.
    pub retention_seconds: u64,
}

/// One metric alarm that watches one of our resources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alarm {
    /// Alarm name.
    pub name: String,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub state: String,
    /// When the state really changed.
    pub since: Option<Timestamp>,
    /// CloudWatch's own reason.
    pub reason: String,
    /// Namespace of the metric it watches.
    pub namespace: String,
    /// Name of the metric it watches.
    pub metric: String,
    /// Dimensions, name and value.
    pub dimensions: Vec<(String, String)>,
    /// The statistic it compares.
    pub statistic: String,
    /// The threshold it compares with.
    pub threshold: f64,
    /// `GreaterThanThreshold`, …
    pub comparison: String,
    /// Seconds of one period.
    pub period_seconds: u32,
    /// Periods it looks at.
    pub periods: u32,
    /// How many of them must breach; 0 is all of them.
    #[serde(default)]
    pub datapoints: u32,
    /// Whether its actions run.
    pub actions_enabled: bool,
    /// What it does when it rings: ARNs.
    #[serde(default)]
    pub actions: Vec<String>,
    /// Whether it compares a formula of metrics, or a band instead of a threshold; the metric is then one of several.
    #[serde(default)]
    pub is_formula: bool,
}

/// One scalable target under `custom-resource` that names our stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScalingTarget {
    /// Its id, an HTTPS URL.
    pub resource_id: String,
    /// Fewest shards.
    pub min: i32,
    /// Most shards.
    pub max: i32,
    /// Whether scaling in, out, or by schedule is suspended, in words; empty when none is.
    pub suspended: Vec<String>,
}

impl ScalingTarget {
    /// Whether nothing of it scales: in, out and by schedule are suspended.
    pub fn is_frozen(&self) -> bool {
        3 <= self.suspended.len()
    }
}

/// One scaling activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScalingActivity {
    /// What it did.
    pub description: String,
    /// Why.
    pub cause: String,
    /// `Pending`, `InProgress`, `Successful`, `Overridden`, `Unfulfilled`, `Failed`.
    pub status: String,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

/// A scaling policy of a target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScalingPolicy {
    /// Its name.
    pub name: String,
    /// What it keeps at a value; `None` for one that scales by steps, or by a formula.
    pub tracks: Option<Tracking>,
}

/// What a target-tracking policy keeps at a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tracking {
    /// Name of the metric.
    pub metric: String,
    /// `Sum`, `Average`, …
    pub statistic: String,
    /// The value, of one minute.
    pub target: f64,
}

impl AsRef<str> for ScalingPolicy {
    fn as_ref(&self) -> &str {
        &self.name
    }
}

/// What Application Auto Scaling knows of our stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scaling {
    /// Targets found by the stream's name; more than one is possible.
    pub targets: Vec<ScalingTarget>,
    /// Its policies (DescribeScalingPolicies).
    pub policies: Detail<Vec<ScalingPolicy>>,
    /// Newest first (DescribeScalingActivities).
    pub activities: Detail<Vec<ScalingActivity>>,
}

impl Default for Scaling {
    fn default() -> Self {
        Self { targets: Vec::new(), policies: Ok(Vec::new()), activities: Ok(Vec::new()) }
    }
}

impl Scaling {
    /// The activities that are known, newest first; none when they could not be read.
    pub fn known_activities(&self) -> &[ScalingActivity] {
        self.activities.as_deref().unwrap_or_default()
    }
}

/// One change of the stream by anybody, as CloudTrail tells it: up to a quarter of an hour late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailEvent {
    /// When it was asked for.
    pub at: Timestamp,
    /// The operation: `UpdateShardCount`.
    pub operation: String,
    /// The caller's ARN, or what CloudTrail says in its place.
    pub who: String,
    /// AWS's code when it refused; `None` when it did as it was asked.
    pub refused: Option<String>,
}
