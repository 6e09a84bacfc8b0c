//! AWS's limits, each with its source: what a shard carries, and how often each call may be made.

/// Records a second that one shard takes. Source: Kinesis Data Streams developer guide, "Quotas and limits".
pub const SHARD_WRITE_RECORDS: f64 = 1_000.0;

/// Bytes a second that one shard takes: 1 MiB. Source: as above.
pub const SHARD_WRITE_BYTES: f64 = 1_048_576.0;

/// Bytes a second that one shard gives to all its polling readers together: 2 MB. Source: as above.
pub const SHARD_READ_BYTES: f64 = 2_000_000.0;

/// GetRecords calls a second that one shard answers, for all its polling readers together. Source: as above.
pub const SHARD_READ_CALLS: u32 = 5;

/// Hours that records are kept at least and at most. Source: API reference, IncreaseStreamRetentionPeriod.
pub const RETENTION_HOURS: (u32, u32) = (24, 8760);

/// Changes of the shard count in any 24 hours, by stream. Source: API reference, UpdateShardCount.
pub const RESHARDS_A_DAY: u32 = 10;

/// Seconds after which a change that touches that many shards takes longer than such changes do.
/// AWS names no duration and no progress: this is an assumption, a minute a shard and ten minutes at least.
pub fn long_change(shards: u32) -> i64 {
    (i64::from(shards) * 60).max(600)
}

/// Changes of the mode in any 24 hours, by stream. Source: API reference, UpdateStreamMode.
pub const MODE_CHANGES_A_DAY: u32 = 2;

/// Most shards that UpdateShardCount takes as a target. Source: API reference, UpdateShardCount.
pub const MOST_SHARDS_BY_COUNT: u32 = 10_000;

/// Registered fan-out consumers of one stream. Source: Kinesis Data Streams developer guide, "Quotas and limits".
pub const FAN_OUT_CONSUMERS: u32 = 20;

/// Queries in one GetMetricData call. Source: CloudWatch API reference, GetMetricData.
pub const QUERIES_A_CALL: usize = 500;

/// Points in the answer of one GetMetricData call. Source: as above.
pub const POINTS_A_CALL: usize = 100_800;

/// Who shares the rate of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everything in the account and Region.
    Account,
    /// Every caller of one stream.
    Stream,
    /// Every caller of one resource of another kind.
    Resource,
}

/// How often a call may be made before AWS refuses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The call as IAM names it.
    pub call: &'static str,
    /// Calls a second.
    pub per_second: f64,
    /// Who shares them.
    pub scope: Scope,
    /// Where the figure comes from.
    pub source: &'static str,
}

const KINESIS: &str = "Kinesis Data Streams developer guide, quotas of the control plane";
const CLOUDWATCH: &str = "CloudWatch user guide, service quotas";

/// The rates of the calls that this console makes on a beat.
pub const RATES: &[Rate] = &[
    Rate { call: "kinesis:DescribeStreamSummary", per_second: 20.0, scope: Scope::Account, source: KINESIS },
    Rate { call: "kinesis:ListShards", per_second: 1000.0, scope: Scope::Stream, source: KINESIS },
    Rate { call: "kinesis:ListStreamConsumers", per_second: 5.0, scope: Scope::Stream, source: KINESIS },
    Rate { call: "kinesis:ListStreams", per_second: 5.0, scope: Scope::Account, source: KINESIS },
    Rate { call: "kinesis:DescribeLimits", per_second: 1.0, scope: Scope::Account, source: KINESIS },
    Rate { call: "cloudwatch:GetMetricData", per_second: 50.0, scope: Scope::Account, source: CLOUDWATCH },
    Rate { call: "cloudwatch:DescribeAlarms", per_second: 9.0, scope: Scope::Account, source: CLOUDWATCH },
    Rate {
        call: "firehose:DescribeDeliveryStream",
        per_second: 5.0,
        scope: Scope::Account,
        source: "Amazon Data Firehose developer guide, quotas",
    },
];

/// The rate of a call, when AWS publishes one that matters here.
pub fn rate(call: &str) -> Option<&'static Rate> {
    RATES.iter().find(|rate| rate.call == call)
}
