//! The one table of ids: what each finding means, in the order in which equals are told.

use super::checklist::CHECKS;

/// What an id belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A finding of the verdict line.
    Finding,
    /// A check of the upgrade's checklist.
    Check,
}

impl Family {
    /// The word in the printed table.
    pub fn word(self) -> &'static str {
        match self {
            Family::Finding => "finding",
            Family::Check => "check",
        }
    }
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub struct Id {
    /// The id as scripts see it.
    pub id: &'static str,
    /// What it belongs to.
    pub family: Family,
    /// What it means, in one line.
    pub meaning: &'static str,
}

macro_rules! findings {
    ($($id:literal $meaning:literal,)+) => {
        /// Every finding. Among findings of one level the earlier row leads: what cannot be repaired comes before what can,
        /// and a cause before what it causes.
        pub const FINDINGS: &[Id] = &[$(Id { id: $id, family: Family::Finding, meaning: $meaning }),+];
    };
}

findings! {
    "table-silent" "writers run and nothing is written to the table",
    "table-errors" "DynamoDB fails requests by errors of its own",
    "table-throttles" "DynamoDB throttles writes: key range, table or account",
    "writer-throttles" "Lambda refuses runs of a writer",
    "writer-errors" "runs of a writer fail",
    "loss-near" "a reader is behind by more than half of the time that records are kept",
    "hot-key" "one sampled key makes most of a hot shard's records",
    "hot-shard" "one shard carries far more than the others",
    "bursting" "writes are refused although the minute's mean is low",
    "write-throttles" "Kinesis refuses writes",
    "consumer-stopped" "a reader reads nothing any more, or its mapping is disabled",
    "consumer-stalled" "a reader's lag grows as fast as the clock",
    "consumer-lag" "a reader is behind: slow, steady or recovering",
    "parity-lost" "fewer records reach the stream than the flag sets: lost dual writes",
    "percentage-ignored" "everything reaches the stream although less is set",
    "firehose-fails" "S3 refuses what Firehose delivers",
    "firehose-late" "Firehose's oldest record is older than its buffer explains",
    "credentials" "no usable AWS credentials",
    "clock-skew" "this machine's clock is wrong",
    "denied" "AWS denies a read: a permission is missing",
    "unreachable" "AWS does not answer",
    "api-throttled" "AWS throttles our reads",
    "not-found" "a configured resource does not exist there",
    "unreadable" "answers that are not AWS's",
    "aws-error" "AWS answers with errors of its own",
    "rejected" "AWS rejects our request as wrong",
    "metrics-silent" "CloudWatch answers and has no new data",
    "source-stale" "a source has not answered for long",
    "not-read" "a source was not read yet",
    "parity-surplus" "more records reach the stream than the flag sets",
    "flag-disagrees" "the flag's holders say different things",
    "flag-unreadable" "what a holder of the flag says cannot be told",
    "near-capacity" "the shards are nearly full",
    "read-throttles" "Kinesis refuses reads",
    "consumer-throttles" "Lambda refuses runs of a consumer",
    "consumer-errors" "runs of a consumer fail",
    "firehose-conversion" "Firehose cannot convert records",
    "queue-waits" "broadcasts wait in the queue",
    "alarm-rings" "a CloudWatch alarm on our resources rings",
    "alarm-impossible" "a CloudWatch alarm watches a metric that cannot exist",
    "stream-changing" "the stream is not ACTIVE",
    "scaling-failed" "the last automatic scaling did not happen",
    "over-budget" "the pipeline costs more than the budget at this load",
    "shard-limit" "the account's shard limit is near",
    "flag-alias" "an alias keeps callers on a version whose variables are not read",
    "shards-spare" "fewer shards would carry the peak",
    "firehose-rounding" "Firehose bills small records as 5 KB",
    "small-files" "short buffers make many small files",
}

/// Every id of every family, in the order in which they are printed.
pub fn all() -> impl Iterator<Item = Id> {
    let checks = CHECKS.iter().map(|(id, meaning)| Id { id, family: Family::Check, meaning });
    FINDINGS.iter().copied().chain(checks)
}

/// The row of a finding's id.
pub fn get(id: &str) -> Option<&'static Id> {
    FINDINGS.iter().find(|row| row.id == id)
}

/// The place of an id among its equals; unknown ones come last.
pub fn rank(id: &str) -> usize {
    FINDINGS.iter().position(|row| row.id == id).unwrap_or(usize::MAX)
}
