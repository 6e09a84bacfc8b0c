//! What the journal says of one stream: changes left today, runs that did not settle, what worked lately.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Entry, Event, Intent};
use crate::domain::call::Call;
use crate::domain::outcome::{Answer, Outcome};
use crate::domain::series::shift;

/// Entries that are held: more than anyone looks back over.
const MOST: usize = 10_000;

/// The newest entries about one stream, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct History {
    entries: Vec<Entry>,
    #[serde(default, skip_serializing_if = "Hands::is_empty")]
    hands: Hands,
}

/// What is known of whoever executes a run just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hand {
    /// A process executes it: it holds the run's lock.
    Executing,
    /// The lock cannot be asked; the system's words.
    Untold(String),
}

/// Runs that a process executes, or of which that cannot be told, by their numbers. Of all others nobody holds the lock.
pub type Hands = BTreeMap<u64, Hand>;

/// One run as the journal tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run<'a> {
    /// Its number: the entry that approved it.
    pub number: u64,
    /// When it was approved.
    pub at: Timestamp,
    /// Who approved it.
    pub who: Option<&'a str>,
    /// What was approved.
    pub intent: &'a Intent,
    /// Steps that left, with their answer when it came, in the order of sending.
    pub sent: Vec<(usize, Option<&'a Answer>)>,
    /// How it ended; `None` while it runs, or when it was torn off.
    pub outcome: Option<&'a Outcome>,
    /// Why somebody closed it, or which run went on with it.
    pub closed: Option<String>,
    /// Who executes it just now; `None` when nobody does.
    pub hand: Option<&'a Hand>,
}

impl Run<'_> {
    /// Whether nobody knows how it ended, or it ended before it was through.
    pub fn is_open(&self) -> bool {
        self.closed.is_none() && self.outcome.is_none_or(|outcome| matches!(outcome, Outcome::Stopped { .. } | Outcome::Unknown { .. }))
    }

    /// Whether it can be gone on with or closed, and if not, why, in one clause: what a process executes belongs to that one.
    pub fn is_free(&self) -> Result<(), String> {
        match self.hand {
            Some(Hand::Executing) => Err(format!("another terminal is executing this since {}", self.at.strftime("%H:%M UTC"))),
            Some(Hand::Untold(_)) | None => Ok(()),
        }
    }

    /// Why it cannot be told whether somebody executes it, in one sentence without an end.
    pub fn untold(&self) -> Option<String> {
        match self.hand {
            Some(Hand::Untold(why)) => Some(format!("whether another terminal is executing this cannot be told: {why}")),
            Some(Hand::Executing) | None => None,
        }
    }
}

impl History {
    /// The history of a stream, from a whole journal.
    pub fn of(stream: &str, entries: &[Entry]) -> Self {
        let mut history = Self::default();
        entries.iter().filter(|entry| entry.stream == stream).for_each(|entry| history.add(entry.clone()));
        history
    }

    /// The same with who executes which run.
    #[must_use]
    pub fn in_hands(self, hands: Hands) -> Self {
        Self { hands, ..self }
    }

    /// Whether a run is known to be executed, of whatever stream.
    pub fn is_in_hand(&self) -> bool {
        self.hands.values().any(|hand| *hand == Hand::Executing)
    }

    /// Adds the newest entry.
    pub fn add(&mut self, entry: Entry) {
        if self.entries.len() == MOST {
            self.entries.remove(0);
        }
        self.entries.push(entry);
    }

    /// The entries, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every run, oldest first.
    pub fn runs(&self) -> Vec<Run<'_>> {
        let mut runs: Vec<Run<'_>> = Vec::new();
        for entry in &self.entries {
            match &entry.event {
                Event::Approved(intent) => {
                    if let Some(before) = intent.continues.and_then(|number| find(&mut runs, number)) {
                        before.closed = Some(format!("run {} went on with it", entry.seq));
                    }
                    let (number, at, who, hand) = (entry.seq, entry.at, entry.who.as_deref(), self.hands.get(&entry.seq));
                    runs.push(Run { number, at, who, intent, sent: Vec::new(), outcome: None, closed: None, hand });
                }
                Event::Sending { run, step, .. } => {
                    if let Some(run) = find(&mut runs, *run) {
                        run.sent.push((*step, None));
                    }
                }
                Event::Answered { run, step, answer } => {
                    let sent = find(&mut runs, *run).and_then(|run| run.sent.iter_mut().rev().find(|(number, _)| number == step));
                    if let Some((_, slot)) = sent {
                        *slot = Some(answer);
                    }
                }
                Event::Settled { run, outcome } => {
                    if let Some(run) = find(&mut runs, *run) {
                        run.outcome = Some(outcome);
                    }
                }
                Event::Closed { run, reason } => {
                    if let Some(run) = find(&mut runs, *run) {
                        run.closed = Some(reason.clone());
                    }
                }
                Event::Rollout { .. }
                | Event::HoleOpened { .. }
                | Event::HoleClosed { .. }
                | Event::HoleFilled { .. }
                | Event::WatchBegun { .. }
                | Event::WatchEnded { .. } => {}
            }
        }
        runs
    }

    /// Runs that did not come to an end, newest first.
    pub fn open_runs(&self) -> Vec<Run<'_>> {
        let mut open: Vec<Run<'_>> = self.runs().into_iter().filter(Run::is_open).collect();
        open.reverse();
        open
    }

    /// Calls of one operation in the 24 hours before `now` that were made, or may have been.
    pub fn made_today(&self, call: &str, now: Timestamp) -> Vec<Timestamp> {
        let since = shift(now, -24 * 3600);
        let mut made = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            let Event::Sending { run, step, call: name, .. } = &entry.event else { continue };
            if name != call || entry.at <= since || now < entry.at {
                continue;
            }
            let answer = self.entries[index..].iter().find_map(|later| match &later.event {
                Event::Answered { run: of, step: at, answer } if of == run && at == step => Some(answer),
                _ => None,
            });
            // A call whose answer is missing may have counted.
            if answer.is_none_or(|answer| answer.stands() || matches!(answer, Answer::Unknown { .. })) {
                made.push(entry.at);
            }
        }
        made
    }

    /// When a call of this operation was last taken by AWS.
    pub fn last_success(&self, call: &str) -> Option<Timestamp> {
        let taken = self.runs().into_iter().flat_map(|run| {
            let calls: &[Call] = &run.intent.calls;
            let stood = run.sent.iter().filter(|(_, answer)| answer.is_some_and(Answer::stands));
            let names = stood.filter_map(|(step, _)| calls.get(*step).map(Call::name));
            names.map(|name| (name, run.at)).collect::<Vec<_>>()
        });
        taken.filter(|(name, _)| *name == call).map(|(_, at)| at).max()
    }
}

fn find<'a, 'b>(runs: &'b mut [Run<'a>], number: u64) -> Option<&'b mut Run<'a>> {
    runs.iter_mut().find(|run| run.number == number)
}
