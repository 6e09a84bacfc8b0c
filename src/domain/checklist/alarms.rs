//! Alarms: those that watch metrics which cannot exist, and those that a stream should have.

use super::{Check, fresh};
use crate::domain::alarm::AlarmOf;
use crate::domain::facts::Alarm;
use crate::domain::finding::words;
use crate::domain::snapshot::Snapshot;

/// How the evidence begins where there is no alarm of a kind at all.
pub(super) const NONE: &str = "no alarm watches";

/// Why the metric of an alarm never has data, in one sentence; `None` when it may have.
pub fn impossible(alarm: &Alarm) -> Option<String> {
    let has = |dimension: &str| alarm.dimensions.iter().any(|(name, _)| name == dimension);
    let (namespace, metric) = (alarm.namespace.as_str(), alarm.metric.as_str());
    let why = match (namespace, metric) {
        ("AWS/Kinesis", "UserRecordsPut" | "UserRecordsReceived" | "UserRecordsPending") => {
            "it is a metric of the Producer Library, published under that library's own namespace, and it counts successes: \
             watch WriteProvisionedThroughputExceeded"
        }
        ("AWS/Kinesis", "IncomingRecordsPerInstance") => "Kinesis has no such metric: watch IncomingRecords",
        ("AWS/Kinesis", "IteratorAgeMilliseconds") if !has("ShardId") => {
            "under that name it exists for single shards only: for the stream it is GetRecords.IteratorAgeMilliseconds"
        }
        ("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds") if has("ShardId") => {
            "under that name it exists for whole streams only: for a shard it is IteratorAgeMilliseconds"
        }
        ("AWS/DynamoDB", "UserErrors") if !alarm.dimensions.is_empty() => {
            "it is counted for the whole account and has no dimensions: watch SystemErrors and ThrottledRequests"
        }
        ("AWS/DynamoDB", "SystemErrors" | "ThrottledRequests" | "SuccessfulRequestLatency") if has("TableName") && !has("Operation") => {
            "it is published for a table and an operation together, never for a table alone"
        }
        _ => return None,
    };
    Some(format!("the alarm {} watches {namespace} {metric}, which never has data there: {why}", alarm.name))
}

pub(super) fn checks(snapshot: &Snapshot) -> Vec<Check> {
    let ids = ["alarm-metrics", "alarm-lag", "alarm-throttles"];
    let Some(alarms) = fresh(snapshot, &snapshot.alarms) else {
        return ids.map(|id| Check::waiting(id, Vec::new(), "the alarms")).into();
    };
    let dead: Vec<String> = alarms.iter().filter_map(impossible).collect();
    let none_dead = || vec![format!("{} alarms on these resources", alarms.len())];
    vec![
        Check::judged(ids[0], dead.is_empty(), if dead.is_empty() { none_dead() } else { dead }),
        has_one(ids[1], snapshot, alarms, AlarmOf::Lag),
        has_one(ids[2], snapshot, alarms, AlarmOf::Throttles),
    ]
}

/// An alarm's comparison as people say it; one that is not known stays as AWS calls it.
fn beyond(comparison: &str) -> &str {
    match comparison {
        "GreaterThanThreshold" => "above",
        "GreaterThanOrEqualToThreshold" => "at or above",
        "LessThanThreshold" => "below",
        "LessThanOrEqualToThreshold" => "at or below",
        other => other,
    }
}

/// Whether any alarm of this kind can fire and would do something then; if none, the definition of the right one.
fn has_one(id: &'static str, snapshot: &Snapshot, alarms: &[Alarm], of: AlarmOf) -> Check {
    let watches = |alarm: &&Alarm| of.metrics().contains(&alarm.metric.as_str()) && impossible(alarm).is_none();
    let able: Vec<&Alarm> = alarms.iter().filter(watches).collect();
    let said = |alarm: &&Alarm| {
        let muted = if alarm.actions_enabled { "" } else { ", actions switched off" };
        let periods = words::count(f64::from(alarm.periods), "period");
        let threshold = words::number(alarm.threshold);
        format!("{}: {} {} {threshold} for {periods}{muted}", alarm.name, alarm.metric, beyond(&alarm.comparison))
    };
    let mut evidence: Vec<String> = able.iter().map(said).collect();
    let holds = able.iter().any(|alarm| alarm.actions_enabled);
    if evidence.is_empty() {
        let wanted = match of {
            AlarmOf::Lag => "GetRecords.IteratorAgeMilliseconds or a consumer's IteratorAge",
            AlarmOf::Throttles => "WriteProvisionedThroughputExceeded",
        };
        evidence.push(format!("no alarm watches {wanted}"));
        evidence.push(format!("the right one: {} — `alarm {}` creates it", of.definition(&snapshot.pipeline).in_words(), of.word()));
    }
    Check::judged(id, holds, evidence)
}
