//! The rollout's one small store: what the world itself cannot tell, read through one function.
//!
//! It is the journal of this user now. A store that several people share has to give the same [`Kept`], and nothing else changes.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::action::Action;
use crate::domain::journal::{Event, History, Run, Word};
use crate::domain::outcome::Answer;

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

/// A change of the flag that is being executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderWay {
    /// The wish as it is typed.
    pub action: String,
    /// The wish.
    pub wish: Action,
    /// Whether every call was taken, so that what was set is only verified.
    pub is_applied: bool,
}

/// What is kept of a rollout.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    /// The change of the flag that is being executed.
    pub running: Option<UnderWay>,
    /// When the last change of the flag was approved, if that was a rollback.
    pub rolled_back: Option<Timestamp>,
    /// The last word about the rollout.
    pub word: Option<(Word, Said)>,
}

/// The entry for a word about the rollout: the one rule of the command line and the console. `Err` is one clause.
pub fn say(word: Word, reason: &str, kept: &Kept) -> Result<Event, &'static str> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err("it takes a reason, which the journal keeps");
    }
    if word == Word::Resumed && kept.word.as_ref().is_none_or(|(last, _)| *last == Word::Resumed) {
        return Err("the rollout is neither held nor given up: there is nothing to resume");
    }
    Ok(Event::Rollout { change: word, reason: reason.to_owned() })
}

fn under_way(run: &Run<'_>) -> UnderWay {
    let stands = |step: usize| run.sent.iter().any(|(sent, answer)| *sent == step && answer.is_some_and(Answer::stands));
    let calls = run.intent.calls.len();
    UnderWay { action: run.intent.action.clone(), wish: run.intent.wish.clone(), is_applied: 0 < calls && (0..calls).all(stands) }
}

/// Reads the store.
pub fn read(history: &History, now: Timestamp) -> Kept {
    let runs = history.runs();
    let of_flag = || runs.iter().rev().filter(|run| run.intent.wish.moves_flag());
    let going_on = |run: &&Run<'_>| run.outcome.is_none() && run.closed.is_none() && now.duration_since(run.at).as_secs() <= RUN_LASTS;
    let said = |entry: &crate::domain::journal::Entry| match &entry.event {
        Event::Rollout { change, reason } => Some((*change, Said { at: entry.at, who: entry.who.clone(), reason: reason.clone() })),
        _ => None,
    };
    Kept {
        running: of_flag().find(going_on).map(under_way),
        rolled_back: of_flag().next().filter(|run| matches!(run.intent.wish, Action::Rollback)).map(|run| run.at),
        word: history.entries().iter().rev().find_map(said),
    }
}
