//! What happened when: verdict changes, flag changes, alarms, scaling; marks on every chart.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::model::{Model, Screen};

mod changes;
mod flag;
mod foreign;
mod journal;

pub use changes::{alarms, scaling, shards, source, stream};
pub use flag::flag;
pub use foreign::{tell_apart, trail};
pub use journal::journal;

/// What kind of thing happened; it decides the mark on a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// The verdict changed.
    Verdict,
    /// A finding came, went, or was acknowledged.
    Finding,
    /// The flag or the percentage changed.
    Flag,
    /// The shard map, mode or retention changed.
    Stream,
    /// An alarm changed state.
    Alarm,
    /// A scaling activity.
    Scaling,
    /// A source stopped answering, or answers again.
    Source,
    /// A change of the stream that nobody here made.
    Foreign,
    /// The rollout in the journal: a change of the flag from here, somebody's word, a hole of the archive.
    Rollout,
    /// Any other change from here: approved, answered, settled; or a line of the deploy command.
    Change,
}

impl EventKind {
    /// The word on the screen, which the filter finds as well.
    pub fn word(self) -> &'static str {
        match self {
            EventKind::Verdict => "verdict",
            EventKind::Finding => "finding",
            EventKind::Flag => "flag",
            EventKind::Stream => "stream",
            EventKind::Alarm => "alarm",
            EventKind::Scaling => "scaling",
            EventKind::Source => "source",
            EventKind::Foreign => "foreign",
            EventKind::Rollout => "rollout",
            EventKind::Change => "change",
        }
    }
}

/// One line of the Activity screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When it happened (not when it was seen).
    pub at: Timestamp,
    /// What kind.
    pub kind: EventKind,
    /// One sentence.
    pub text: String,
    /// What it rests on, one a line.
    pub evidence: Vec<String>,
}

/// The newest events, oldest first, at most [`Timeline::KEPT`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Timeline {
    events: Vec<Event>,
}

impl Timeline {
    /// How many events are kept.
    pub const KEPT: usize = 1000;

    /// Adds one in the order of time; the same event told twice stays one.
    pub fn add(&mut self, event: Event) {
        if self.events.contains(&event) {
            return;
        }
        let place = self.events.partition_point(|other| other.at <= event.at);
        self.events.insert(place, event);
        if self.events.len() > Self::KEPT {
            self.events.remove(0);
        }
    }

    /// Adds each of them.
    pub fn add_all(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            self.add(event);
        }
    }

    /// Oldest first.
    pub fn all(&self) -> &[Event] {
        &self.events
    }
}

/// The events as the screen in front lists them: newest first, after the filter.
pub fn listed(model: &Model) -> impl Iterator<Item = &Event> {
    let is_rollout = model.screen == Screen::Rollout;
    let events = model.shown().timeline.events.iter().rev().filter(move |event| !is_rollout || is_of_rollout(event));
    events.filter(|event| super::rows::is_event_shown(model, event))
}

/// What belongs to the rollout's history, newest first: the flag as it was seen to change, the journal's words about it, and
/// what somebody else did to the stream.
pub fn of_rollout(timeline: &Timeline) -> impl Iterator<Item = &Event> {
    timeline.events.iter().rev().filter(|event| is_of_rollout(event))
}

fn is_of_rollout(event: &Event) -> bool {
    matches!(event.kind, EventKind::Flag | EventKind::Rollout | EventKind::Foreign)
}

/// Who, in as few words as tell people apart: the end of an ARN.
pub fn short(who: &str) -> &str {
    who.rsplit(['/', ':']).next().filter(|end| !end.is_empty()).unwrap_or(who)
}
