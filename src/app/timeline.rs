//! What happened when: verdict changes, flag changes, alarms, scaling; marks on every chart.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::model::Model;

mod changes;
mod journal;

pub use changes::{alarms, flag, scaling, shards, source, stream};
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
    /// A change from here: approved, answered, settled; or a line of the deploy command.
    Change,
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

/// The events as the Activity screen lists them: newest first, after the filter.
pub fn shown(model: &Model) -> impl Iterator<Item = &Event> {
    let filter = if super::rows::can_filter(model.screen) { model.filter.to_lowercase() } else { String::new() };
    let events = model.shown().timeline.events.iter().rev();
    events.filter(move |event| filter.is_empty() || event.text.to_lowercase().contains(&filter))
}
