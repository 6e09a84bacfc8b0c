//! Where the rollout is: derived from the world and the gates; only pauses, aborts and reasons come from the journal.
//!
//! holding → gathering → ready → promoting → verifying → holding …, and paused, aborted, rolled back, complete beside them.
//! Nothing is stored but words: another terminal, or the next morning, derives the same.

use jiff::Timestamp;
use serde::Serialize;

use super::stand::{Stand, stand};
use crate::domain::action::Action;
use crate::domain::checklist::{Check, Mark};
use crate::domain::gate;
use crate::domain::journal::{Event, History, Run, Word};
use crate::domain::series::seconds_between;
use crate::domain::snapshot::Snapshot;

/// Seconds after a change of the flag in which it is being verified: minutes arrive late, and old instances drain.
pub const VERIFYING: i64 = 360;

/// Seconds after which a run that never settled does not count as going on.
const RUN_LASTS: i64 = 3600;

/// What somebody said, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// When.
    pub at: Timestamp,
    /// Who; `None` when AWS did not say.
    pub who: Option<String>,
    /// Why.
    pub reason: String,
}

/// The phases of a rollout.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "phase", rename_all = "kebab-case")]
pub enum Phase {
    /// What the flag says cannot be told, and why.
    Unknown {
        /// One sentence each.
        why: Vec<String>,
    },
    /// A plan of ours is being executed.
    Promoting {
        /// The wish as it is typed.
        action: String,
    },
    /// The flag was changed a moment ago: nothing is known of this stage yet.
    Verifying {
        /// Seconds until the first minutes can be judged.
        seconds: i64,
    },
    /// No gate fails, and some cannot be told yet.
    Gathering {
        /// Those gates.
        gates: Vec<&'static str>,
        /// Seconds that this takes at least, when that can be told.
        seconds: Option<i64>,
    },
    /// A gate fails.
    Holding {
        /// Those gates.
        gates: Vec<&'static str>,
    },
    /// Every gate passes.
    Ready {
        /// The percentage of the next stage.
        to: u8,
    },
    /// Somebody holds it.
    Paused(Said),
    /// Somebody gave it up.
    Aborted(Said),
    /// It was rolled back, and nobody went forward since.
    RolledBack {
        /// When the way back was approved.
        at: Timestamp,
    },
    /// The ladder's end is reached and nothing fails.
    Complete,
}

impl Phase {
    /// The word on the screen.
    pub fn word(&self) -> &'static str {
        match self {
            Phase::Unknown { .. } => "unknown",
            Phase::Promoting { .. } => "promoting",
            Phase::Verifying { .. } => "verifying",
            Phase::Gathering { .. } => "gathering evidence",
            Phase::Holding { .. } => "holding",
            Phase::Ready { .. } => "ready",
            Phase::Paused(_) => "paused",
            Phase::Aborted(_) => "aborted",
            Phase::RolledBack { .. } => "rolled back",
            Phase::Complete => "complete",
        }
    }
}

/// The phase of a snapshot whose gates were judged.
pub fn phase(snapshot: &Snapshot, gates: &[Check]) -> Phase {
    let stand = stand(snapshot);
    let history = &snapshot.history;
    if let Some(run) = running(history, snapshot.now) {
        return Phase::Promoting { action: run.intent.action.clone() };
    }
    let Some(effective) = stand.effective.filter(|_| stand.state.is_evidence()) else { return unknown(&stand) };
    if let Some(at) = rolled_back(history).filter(|_| effective == 0.0) {
        return Phase::RolledBack { at };
    }
    match word(history) {
        Some((Word::Held, said)) => return Phase::Paused(said),
        Some((Word::Aborted, said)) => return Phase::Aborted(said),
        Some((Word::Resumed, _)) | None => {}
    }
    let since = stand.unchanged_since.map(|since| seconds_between(since, snapshot.now) as i64);
    if let Some(since) = since.filter(|since| (0..VERIFYING).contains(since)) {
        return Phase::Verifying { seconds: VERIFYING - since };
    }
    by_gates(&stand, gates)
}

fn unknown(stand: &Stand) -> Phase {
    let mut why: Vec<String> = stand.problems.iter().chain(&stand.disagreement).cloned().collect();
    if why.is_empty() {
        why.push(format!("the flag's reading is {}", stand.state.word()));
    }
    Phase::Unknown { why }
}

fn by_gates(stand: &Stand, gates: &[Check]) -> Phase {
    let of = |mark: Mark| gates.iter().filter(|gate| gate.mark == mark).map(|gate| gate.id).collect();
    match (gate::verdict(gates), stand.next_stage) {
        (Mark::Fail, _) => Phase::Holding { gates: of(Mark::Fail) },
        (Mark::Pass, Some(to)) => Phase::Ready { to },
        (Mark::Pass, None) => Phase::Complete,
        _ => Phase::Gathering { gates: of(Mark::NotEnoughData), seconds: gate::waits_seconds(gates) },
    }
}

/// A run of the flag that neither settled nor was closed, while it may still be going on.
fn running(history: &History, now: Timestamp) -> Option<Run<'_>> {
    let going_on = |run: &Run<'_>| run.outcome.is_none() && run.closed.is_none() && now.duration_since(run.at).as_secs() <= RUN_LASTS;
    history.runs().into_iter().rev().find(|run| run.intent.wish.moves_flag() && going_on(run))
}

/// When the last run of the flag was approved, if that was a rollback.
fn rolled_back(history: &History) -> Option<Timestamp> {
    let runs = history.runs();
    let last = runs.iter().rev().find(|run| run.intent.wish.moves_flag())?;
    matches!(last.intent.wish, Action::Rollback).then_some(last.at)
}

/// The last word about the rollout.
fn word(history: &History) -> Option<(Word, Said)> {
    history.entries().iter().rev().find_map(|entry| match &entry.event {
        Event::Rollout { change, reason } => Some((*change, Said { at: entry.at, who: entry.who.clone(), reason: reason.clone() })),
        _ => None,
    })
}
