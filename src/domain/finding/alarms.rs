//! CloudWatch alarms: those that ring, and those that never can.

use super::{Finding, Level, words};
use crate::domain::action::Action;
use crate::domain::alarm::AlarmOf;
use crate::domain::checklist::impossible;
use crate::domain::facts::Alarm;
use crate::domain::snapshot::Snapshot;

/// Findings of the alarms on our resources.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(alarms) = snapshot.alarms.get() else { return };
    for alarm in alarms.iter().filter(|alarm| alarm.state == "ALARM") {
        findings.push(ringing(snapshot, alarm));
    }
    let dead: Vec<(&Alarm, String)> = alarms.iter().filter_map(|alarm| Some((alarm, impossible(alarm)?))).collect();
    if dead.is_empty() {
        return;
    }
    let names: Vec<&str> = dead.iter().map(|(alarm, _)| alarm.name.as_str()).collect();
    let verb = if names.len() == 1 { "can never ring: it watches a metric" } else { "can never ring: they watch metrics" };
    let text = format!("{} {verb} that CloudWatch does not have.", words::list(&names));
    let lines = dead.into_iter().map(|(_, why)| why);
    let finding = Finding::new("alarm-impossible", "", Level::Warn, text).resting_on(lines);
    let advice = "Change the alarm to a metric that exists: WriteProvisionedThroughputExceeded (Sum) for refused stream writes, SystemErrors and \
                  ThrottledRequests with table and operation for DynamoDB.";
    let works = |of: &AlarmOf| alarms.iter().any(|alarm| of.is_served_by(alarm, &snapshot.pipeline));
    let missing = AlarmOf::ALL.into_iter().rev().find(|of| !works(of)).map(|of| Action::Alarm { of, notify: None });
    findings.push(finding.advise(advice).wish(missing).reads(["stream.write_throttles_per_minute", "table.system_errors_per_minute"]));
}

fn ringing(snapshot: &Snapshot, alarm: &Alarm) -> Finding {
    let since =
        alarm.since.map_or(String::new(), |since| format!(" for {}", words::span(snapshot.now.duration_since(since).as_secs_f64())));
    let condition = format!("{} {}", alarm.beyond(), words::number(alarm.threshold));
    let text = format!("CloudWatch alarm {} rings{since}: {} {condition}.", alarm.name, alarm.metric);
    let mut lines = vec![format!("{} — cloudwatch:DescribeAlarms", alarm.reason)];
    if !alarm.actions_enabled {
        lines.push("its actions are switched off: nobody is told".to_owned());
    }
    Finding::new("alarm-rings", &alarm.name, Level::Warn, text)
        .resting_on(lines)
        .advise("See the finding on what it watches; the alarm's own reason is its evidence.")
}
