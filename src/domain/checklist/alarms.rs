//! Alarms: those that watch metrics which cannot exist, and those that a stream should have.

use super::{Check, Mark, told, unread};
use crate::domain::action::Action;
use crate::domain::alarm::AlarmOf;
use crate::domain::facts::Alarm;
use crate::domain::finding::words;
use crate::domain::snapshot::Snapshot;

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
    let alarms = match told(snapshot, &snapshot.alarms) {
        Ok(alarms) => alarms,
        Err(fault) => return ids.map(|id| unread(id, fault, "the alarms")).into(),
    };
    let dead: Vec<String> = alarms.iter().filter_map(impossible).collect();
    let none_dead = || vec![format!("{} alarms on these resources", alarms.len())];
    vec![
        Check::judged(ids[0], dead.is_empty(), if dead.is_empty() { none_dead() } else { dead }),
        has_one(ids[1], snapshot, alarms, AlarmOf::Lag),
        has_one(ids[2], snapshot, alarms, AlarmOf::Throttles),
    ]
}

/// Whether any alarm of this kind rings within the owner's limit and tells somebody; if none, what differs, and the definition
/// of the right one.
fn has_one(id: &'static str, snapshot: &Snapshot, alarms: &[Alarm], of: AlarmOf) -> Check {
    let pipeline = &snapshot.pipeline;
    let meant: Vec<&Alarm> = alarms.iter().filter(|alarm| of.is_meant_by(alarm)).collect();
    let (formulas, plain): (Vec<&Alarm>, Vec<&Alarm>) = meant.into_iter().partition(|alarm| alarm.is_formula);
    let (fit, others): (Vec<&Alarm>, Vec<&Alarm>) = plain.into_iter().partition(|alarm| of.shortcomings(alarm, pipeline).is_empty());
    let differs = |alarm: &&Alarm| format!("{}: {}", alarm.name, of.shortcomings(alarm, pipeline).join("; "));
    let mut evidence: Vec<String> = fit.iter().map(|alarm| said(alarm)).collect();
    evidence.extend(others.iter().map(differs));
    evidence.extend(formulas.iter().map(|alarm| format!("{} rings by a formula, which is not compared here", alarm.name)));
    if !fit.is_empty() {
        return Check::of(id, Mark::Pass, evidence);
    }
    let definition = of.definition(pipeline);
    if let Some(ours) = others.iter().find(|alarm| definition.is(alarm)) {
        evidence.push(format!("{} is the right one but for that: mend it in CloudWatch", ours.name));
        return Check::of(id, Mark::Fail, evidence);
    }
    let right = format!("the right one: {} — `alarm {}` creates it", definition.in_words(), of.word());
    let wish = Action::Alarm { of, notify: None };
    if !formulas.is_empty() {
        evidence.push(right);
        return Check::waiting(id, evidence, "an alarm on the metric itself").wishing(wish);
    }
    if others.is_empty() {
        let wanted = match of {
            AlarmOf::Lag => "GetRecords.IteratorAgeMilliseconds or a consumer's IteratorAge",
            AlarmOf::Throttles => "WriteProvisionedThroughputExceeded",
        };
        return Check::missing(id, vec![format!("no alarm watches {wanted}"), right]).wishing(wish);
    }
    evidence.push(right);
    Check::of(id, Mark::Fail, evidence).wishing(wish)
}

/// An alarm in one clause, its name first.
fn said(alarm: &Alarm) -> String {
    let periods = words::count(f64::from(alarm.breaching_periods()), "period");
    format!("{}: {} {} {} for {periods}", alarm.name, alarm.metric, alarm.beyond(), words::number(alarm.threshold))
}
