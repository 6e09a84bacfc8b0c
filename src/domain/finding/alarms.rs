//! CloudWatch alarms: those that ring, and those that never can.

use super::{Finding, Level, words};
use crate::domain::facts::Alarm;
use crate::domain::snapshot::Snapshot;

/// Findings of the alarms on our resources.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(alarms) = snapshot.alarms.get() else { return };
    for alarm in alarms.iter().filter(|alarm| alarm.state == "ALARM") {
        findings.push(ringing(snapshot, alarm));
    }
    let impossible: Vec<(&Alarm, &str)> = alarms.iter().filter_map(|alarm| Some((alarm, never_has_data(alarm)?))).collect();
    if impossible.is_empty() {
        return;
    }
    let names: Vec<&str> = impossible.iter().map(|(alarm, _)| alarm.name.as_str()).collect();
    let verb = if names.len() == 1 { "can never ring: it watches a metric" } else { "can never ring: they watch metrics" };
    let text = format!("{} {verb} that CloudWatch does not have.", words::list(&names));
    let lines = impossible.iter().map(|(alarm, why)| format!("{} watches {} {}: {why}", alarm.name, alarm.namespace, alarm.metric));
    let finding = Finding::new("alarm-impossible", "", Level::Warn, text).resting_on(lines);
    let advice = "Change the alarm to a metric that exists: WriteProvisionedThroughputExceeded (Sum) for refused stream writes, SystemErrors and \
                  ThrottledRequests with table and operation for DynamoDB.";
    findings.push(finding.advise(advice).reads(["stream.write_throttles_per_minute", "table.system_errors_per_minute"]));
}

fn ringing(snapshot: &Snapshot, alarm: &Alarm) -> Finding {
    let since =
        alarm.since.map_or(String::new(), |since| format!(" for {}", words::span(snapshot.now.duration_since(since).as_secs_f64())));
    let text = format!("CloudWatch alarm {} rings{since}: {} {}.", alarm.name, alarm.metric, condition(alarm));
    let mut lines = vec![format!("{} — cloudwatch:DescribeAlarms", alarm.reason)];
    if !alarm.actions_enabled {
        lines.push("its actions are switched off: nobody is told".to_owned());
    }
    Finding::new("alarm-rings", &alarm.name, Level::Warn, text)
        .resting_on(lines)
        .advise("See the finding on what it watches; the alarm's own reason is its evidence.")
}

fn condition(alarm: &Alarm) -> String {
    let words = match alarm.comparison.as_str() {
        "GreaterThanThreshold" => "above",
        "GreaterThanOrEqualToThreshold" => "at or above",
        "LessThanThreshold" => "below",
        "LessThanOrEqualToThreshold" => "at or below",
        _ => "beyond",
    };
    format!("{words} {}", super::words::number(alarm.threshold))
}

/// Why an alarm can never have data, when that is sure.
fn never_has_data(alarm: &Alarm) -> Option<&'static str> {
    let has = |dimension: &str| alarm.dimensions.iter().any(|(name, _)| name == dimension);
    match (alarm.namespace.as_str(), alarm.metric.as_str()) {
        ("AWS/Kinesis", "UserRecordsPut" | "UserRecordsDataPut" | "AllErrors" | "KinesisRecordsPut") => {
            Some("the Producer Library publishes it into a namespace of its own, and it counts successes")
        }
        ("AWS/Kinesis", "IncomingRecordsPerInstance") => Some("there is no such metric"),
        ("AWS/DynamoDB", "UserErrors") if !alarm.dimensions.is_empty() => {
            Some("it has no dimensions: it counts the whole account and Region")
        }
        ("AWS/DynamoDB", "SystemErrors" | "ThrottledRequests") if has("TableName") && !has("Operation") => {
            Some("it is published by table and operation, never by table alone")
        }
        _ => None,
    }
}
