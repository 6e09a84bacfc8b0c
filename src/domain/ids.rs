//! The one table of ids: what each finding means, in the order in which equals are told.

use super::checklist::CHECKS;
use super::gate::GATES;

/// What an id belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A finding of the verdict line.
    Finding,
    /// A check of the upgrade's checklist.
    Check,
    /// A rule that a plan is held against.
    Rule,
    /// A gate before the rollout's next stage.
    Gate,
}

impl Family {
    /// The word in the printed table.
    pub fn word(self) -> &'static str {
        match self {
            Family::Finding => "finding",
            Family::Check => "check",
            Family::Rule => "rule",
            Family::Gate => "gate",
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
    "consumer-drops" "Lambda counts events that a consumer's mapping gave up: too old, or out of retries",
    "loss-near" "a reader is behind by more than half of the time that records are kept",
    "hot-key" "one sampled key makes most of a hot shard's records",
    "hot-shard" "one shard carries far more than the others",
    "bursting" "writes are refused although the minute's mean is low",
    "write-throttles" "Kinesis refuses writes",
    "consumer-stopped" "a reader reads nothing any more, or its mapping is disabled",
    "consumer-gives-up" "a consumer function gives batches up after they failed, uncounted, and nobody is told which",
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
    "coarse-past" "of the moment looked at CloudWatch keeps no minutes any more: values are shown, and not judged",
    "source-stale" "a source has not answered for long",
    "not-read" "a source was not read yet",
    "parity-surplus" "more records reach the stream than the flag sets",
    "flag-fell" "the percentage was set back, and no plan of ours did it",
    "flag-disagrees" "the flag's holders say different things",
    "flag-unreadable" "what a holder of the flag says cannot be told",
    "near-capacity" "the shards are nearly full",
    "read-throttles" "Kinesis refuses reads",
    "consumer-throttles" "Lambda refuses runs of a consumer",
    "consumer-errors" "runs of a consumer fail",
    "firehose-conversion" "Firehose cannot convert records",
    "broadcasts-changed" "fewer or more broadcasts for each table write than before",
    "archive-empty" "the last run of the archive's query failed or returned no rows",
    "queue-waits" "broadcasts wait in the queue",
    "alarm-rings" "a CloudWatch alarm on our resources rings",
    "alarm-impossible" "a CloudWatch alarm watches a metric that cannot exist",
    "change-open" "a change from here did not come to an end",
    "stream-changing" "the stream is not ACTIVE",
    "scaling-failed" "the last automatic scaling did not happen",
    "over-budget" "the pipeline costs more than the budget at this load",
    "changed-live" "the flag was changed from here, and a deploy may set it back",
    "shard-limit" "the account's shard limit is near",
    "flag-alias" "an alias keeps callers on a version whose variables are not read",
    "shards-spare" "fewer shards would carry the peak",
    "firehose-rounding" "Firehose bills small records as 5 KB",
    "small-files" "short buffers make many small files",
}

macro_rules! rules {
    ($($id:literal $firm:ident $meaning:literal,)+) => {
        /// Every rule that a plan is held against.
        pub const RULES: &[Id] = &[$(Id { id: $id, family: Family::Rule, meaning: $meaning }),+];

        /// Rules that can be broken on purpose, with a reason.
        const SOFT: &[&str] = &[$(rules!(@ $firm $id)),+];
    };
    (@ hard $id:literal) => { "" };
    (@ soft $id:literal) => { $id };
}

rules! {
    "wish" hard "what is wished for is possible at all",
    "stream-active" hard "the stream is ACTIVE",
    "stream-provisioned" hard "the stream is provisioned: on-demand streams have no shard count to set",
    "shards-known" hard "the shard list was read and covers the ring once",
    "shard-open" hard "the shard exists and is open",
    "shards-adjacent" hard "the two shards are neighbours on the ring",
    "key-in-range" hard "the hash key lies inside the shard's range",
    "account-shards" hard "the account's shard limit leaves room, in-between shards included",
    "reshards-left" hard "UpdateShardCount may be called 10 times in any 24 hours",
    "mode-changes-left" hard "UpdateStreamMode may be called twice in any 24 hours",
    "scaling-fights" soft "automatic scaling would not undo the change at once",
    "other-hands" soft "nobody else changed the stream lately",
    "parents-drained" soft "parents of the last reshard are drained",
    "readers-keep-up" soft "no reader is behind",
    "facts-fresh" soft "what the plan rests on was read just now",
    "discards-backlog" soft "no reader is made to discard records that it has not read",
    "retention-loss" soft "no record that a reader still needs is dropped",
    "mapping-known" hard "the consumer has one event-source mapping on this stream",
    "setting-possible" hard "AWS takes such a setting",
    "destination-set" soft "batches that are given up are told to somebody",
    "flag-configured" hard "the configuration says where the flag lives",
    "holders-readable" hard "every holder of the flag was read",
    "holders-settled" hard "no holder is being updated",
    "revision-known" soft "the server gives revisions, so that two writers do not overwrite each other",
    "percentage-known" hard "every holder has a percentage",
    "next-stage" soft "going up goes to the next stage of the ladder, or back to a proven one from which somebody else took it",
    "rollout-held" soft "the rollout is neither held nor given up",
    "undeployed-version" soft "no version of the flag waits that nobody deployed",
    "alias" soft "callers see the version that is changed",
    "environment-room" hard "the environment stays within Lambda's 4 KB",
    "command-trusted" hard "the deploy command was trusted by hand",
    "scaling-target" hard "Application Auto Scaling has a target for this stream",
    "alarm-name" hard "the alarm's name is free: AWS would overwrite the alarm that has it",
    "alarm-told" soft "somebody is told when the alarm rings",
    "protected-hours" soft "it is not one of the protected hours",
    "permission" soft "AWS allowed such a call before",
    "will-help" soft "the change helps against what is wrong",
    "budget" soft "the stream stays within the budget",
    "way-back" soft "there is a way back",
    "ring-covered" hard "afterwards: the open shards cover the ring once",
    "count-reached" hard "afterwards: as many shards are open as were planned",
    "ranges-even" hard "afterwards: the ranges are equal",
    "ranges-cut" hard "afterwards: the new shards take the ranges that were planned",
    "children-read" hard "afterwards: every reader reads the new shards",
    "parents-read" hard "afterwards: every reader has read what the closed shards held",
    "throttles-gone" hard "afterwards: Kinesis refuses no writes",
    "cost-predicted" hard "afterwards: the stream costs what was predicted",
    "setting-stands" hard "afterwards: the setting reads back as planned",
    "read-back" hard "afterwards: what was set is read back at every holder",
    "observed-follows" hard "afterwards: the observed percentage follows the set one",
    "writes-stopped" hard "afterwards: the stream takes nothing in minutes in which the table is written",
    "lag-falls" hard "afterwards: the reader's lag falls, or is small",
}

/// Whether a rule, or a gate that stands in the way, can be broken on purpose, with a reason.
pub fn can_be_overridden(rule: &str) -> bool {
    !rule.is_empty() && (SOFT.contains(&rule) || GATES.iter().any(|(gate, _)| *gate == rule))
}

/// Every id of every family, in the order in which they are printed.
pub fn all() -> impl Iterator<Item = Id> {
    let checks = CHECKS.iter().map(|(id, meaning)| Id { id, family: Family::Check, meaning });
    let gates = GATES.iter().map(|(id, meaning)| Id { id, family: Family::Gate, meaning });
    FINDINGS.iter().copied().chain(checks).chain(RULES.iter().copied()).chain(gates)
}

/// The row of a finding's id.
pub fn get(id: &str) -> Option<&'static Id> {
    FINDINGS.iter().find(|row| row.id == id)
}

/// The place of an id among its equals; unknown ones come last.
pub fn rank(id: &str) -> usize {
    FINDINGS.iter().position(|row| row.id == id).unwrap_or(usize::MAX)
}
