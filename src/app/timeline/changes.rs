//! What two answers of one source, one after the other, say has happened between them.

use jiff::Timestamp;

use super::{Event, EventKind};
use crate::domain::facts::{Alarm, Scaling, StreamSummary};
use crate::domain::fault::Fault;
use crate::domain::finding::words;
use crate::domain::series::shift;
use crate::domain::shard::{Shard, ShardMap};

fn event(at: Timestamp, kind: EventKind, text: String, evidence: Vec<String>) -> Event {
    Event { at, kind, text, evidence }
}

/// The stream's own description: status, mode, retention, open shards.
pub fn stream(before: &StreamSummary, after: &StreamSummary, now: Timestamp) -> Vec<Event> {
    let mut events = Vec::new();
    let mut tell = |what: &str, old: String, new: String| {
        if old != new {
            let evidence = vec!["kinesis:DescribeStreamSummary".to_owned()];
            events.push(event(now, EventKind::Stream, format!("{}: {what} {old} → {new}", after.name), evidence));
        }
    };
    tell("status", before.status.clone(), after.status.clone());
    tell("mode", before.mode.word().to_owned(), after.mode.word().to_owned());
    tell("retention", format!("{} h", before.retention_hours), format!("{} h", after.retention_hours));
    tell("open shards", before.open_shards.to_string(), after.open_shards.to_string());
    tell("encryption", before.encryption.clone(), after.encryption.clone());
    let metrics = |stream: &StreamSummary| {
        if stream.shard_metrics.is_empty() { "off".to_owned() } else { stream.shard_metrics.join(" ") }
    };
    tell("shard metrics", metrics(before), metrics(after));
    events
}

/// The shard map: which shards opened and which closed.
pub fn shards(before: &ShardMap, after: &ShardMap, now: Timestamp) -> Vec<Event> {
    let opened: Vec<&str> = after.open().filter(|shard| before.get(&shard.id).is_none()).map(Shard::short).collect();
    let still_open = |id: &str| after.get(id).is_some_and(|shard| shard.open);
    let closed: Vec<&str> = before.open().filter(|shard| !still_open(&shard.id)).map(Shard::short).collect();
    if opened.is_empty() && closed.is_empty() {
        return Vec::new();
    }
    let list = |shards: &[&str]| if shards.is_empty() { "none".to_owned() } else { shards.join(" ") };
    let text = format!("shard map changed: {} → {} open", before.open_count(), after.open_count());
    let evidence = vec![format!("opened: {}", list(&opened)), format!("closed: {}", list(&closed)), "kinesis:ListShards".to_owned()];
    vec![event(now, EventKind::Stream, text, evidence)]
}

/// Seconds before the first answer in which an alarm's last change is told.
const LATELY: i64 = 86_400;

/// Alarms: each change of state, and at first those that are in alarm already or changed in the last day.
pub fn alarms(before: Option<&[Alarm]>, after: &[Alarm], now: Timestamp) -> Vec<Event> {
    let mut events = Vec::new();
    for alarm in after {
        let old = before.map(|before| before.iter().find(|old| old.name == alarm.name));
        let happened = match old {
            None => alarm.state == "ALARM" || alarm.since.is_some_and(|since| shift(now, -LATELY) <= since),
            Some(None) => true,
            Some(Some(old)) => old.state != alarm.state,
        };
        if happened {
            let evidence = vec![
                alarm.reason.clone(),
                format!("{} {} {} {} {}", alarm.namespace, alarm.metric, alarm.statistic, alarm.comparison, words::number(alarm.threshold)),
            ];
            let at = alarm.since.filter(|since| *since <= now).unwrap_or(now);
            events.push(event(at, EventKind::Alarm, format!("{} is {}", alarm.name, alarm.state), evidence));
        }
    }
    for gone in before.unwrap_or_default().iter().filter(|old| !after.iter().any(|alarm| alarm.name == old.name)) {
        events.push(event(now, EventKind::Alarm, format!("{} is gone", gone.name), Vec::new()));
    }
    events
}

/// Scaling activities, each with where it stands.
pub fn scaling(before: Option<&Scaling>, after: &Scaling) -> Vec<Event> {
    let is_known = |activity| before.is_some_and(|before| before.known_activities().contains(activity));
    let news = after.known_activities().iter().filter(|activity| !is_known(activity));
    news.map(|activity| {
        let at = activity.ended.unwrap_or(activity.started);
        event(at, EventKind::Scaling, format!("{}: {}", activity.status, activity.description), vec![activity.cause.clone()])
    })
    .collect()
}

/// A source that stopped answering, or answers again. The same failure again is no news.
pub fn source(name: &str, before: Option<&Fault>, after: Option<&Fault>, now: Timestamp) -> Option<Event> {
    match (before, after) {
        (None, Some(fault)) => {
            Some(event(now, EventKind::Source, format!("{name} does not answer: {}", fault.word()), vec![fault.to_string()]))
        }
        (Some(old), Some(fault)) if old.word() != fault.word() => {
            Some(event(now, EventKind::Source, format!("{name}: {} → {}", old.word(), fault.word()), vec![fault.to_string()]))
        }
        (Some(old), None) => Some(event(now, EventKind::Source, format!("{name} answers again"), vec![format!("it failed before: {old}")])),
        _ => None,
    }
}
