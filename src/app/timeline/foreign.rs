//! Changes of the stream that no run of ours explains: somebody else is at work on it.

use jiff::Timestamp;

use super::{Event, EventKind};
use crate::domain::facts::TrailEvent;
use crate::domain::journal::{Event as Written, History};
use crate::domain::snapshot::Snapshot;

/// Seconds between a call of ours and its line in CloudTrail: clocks differ, and calls are sent again.
const SAME: i64 = 120;

/// Seconds after which what is seen of the stream no longer comes from a call of ours, or from automatic scaling.
const FOLLOWS: i64 = 3600;

/// What CloudTrail tells that is new and not ours.
pub fn trail(history: &History, before: Option<&Vec<TrailEvent>>, after: &[TrailEvent]) -> Vec<Event> {
    let is_new = |event: &&TrailEvent| before.is_none_or(|before| !before.contains(event));
    let is_ours = |event: &TrailEvent| sent(history, |call| call == event.operation, (event.at, SAME, SAME));
    after.iter().filter(is_new).filter(|event| !is_ours(event)).map(told).collect()
}

fn told(event: &TrailEvent) -> Event {
    let who = super::short(&event.who);
    let text = match &event.refused {
        None => format!("{} by {who}: not from this console", event.operation),
        Some(code) => format!("{} by {who}, refused with {code}: not from this console", event.operation),
    };
    let evidence = vec![
        format!("by {}", event.who),
        "no run of this journal sent it".to_owned(),
        "cloudtrail:LookupEvents tells up to a quarter of an hour late".to_owned(),
    ];
    Event { at: event.at, kind: EventKind::Foreign, text, evidence }
}

/// Tells changes of the stream apart: those that no call of ours and no automatic scaling explains are foreign. A status
/// passes by itself. While a change of ours runs, what is seen is taken for its effect.
pub fn tell_apart(events: Vec<Event>, snapshot: &Snapshot, ours_runs: bool) -> Vec<Event> {
    if ours_runs {
        return events;
    }
    events.into_iter().map(|event| if event.kind == EventKind::Stream { one(event, snapshot) } else { event }).collect()
}

fn one(mut event: Event, snapshot: &Snapshot) -> Event {
    const CALLS: [&str; 8] = [
        "UpdateShardCount",
        "SplitShard",
        "MergeShards",
        "UpdateStreamMode",
        "IncreaseStreamRetentionPeriod",
        "DecreaseStreamRetentionPeriod",
        "EnableEnhancedMonitoring",
        "DisableEnhancedMonitoring",
    ];
    if event.text.contains(": status ") {
        return event;
    }
    if sent(&snapshot.history, |call| CALLS.contains(&call), (event.at, FOLLOWS, 0)) {
        event.evidence.push("a run of this journal explains it".to_owned());
        return event;
    }
    let activities = snapshot.scaling.get().map(crate::domain::facts::Scaling::known_activities).unwrap_or_default();
    let scaled = activities.iter().find(|activity| is_within(activity.started, (event.at, FOLLOWS, 0)));
    if let Some(activity) = scaled {
        event.evidence.push(format!("automatic scaling explains it: {}", activity.description));
        return event;
    }
    event.evidence.push("no run of this journal and no automatic scaling explains it".to_owned());
    event.text.push_str(", not from this console");
    Event { kind: EventKind::Foreign, ..event }
}

/// Whether a call of ours left in the seconds before and after a moment.
fn sent(history: &History, is_it: impl Fn(&str) -> bool, window: (Timestamp, i64, i64)) -> bool {
    history.entries().iter().rev().filter(|entry| is_within(entry.at, window)).any(|entry| match &entry.event {
        Written::Sending { call, .. } => is_it(call.rsplit(':').next().unwrap_or(call)),
        _ => false,
    })
}

fn is_within(at: Timestamp, (moment, before, after): (Timestamp, i64, i64)) -> bool {
    (-before..=after).contains(&at.duration_since(moment).as_secs())
}
