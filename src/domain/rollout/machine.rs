//! Where the rollout is: derived from the world and the gates; only pauses, aborts and reasons come from the journal.
//!
//! holding → gathering → ready → promoting or going back → verifying → holding …, and paused, aborted, rolled back, complete beside them.
//! Nothing is stored but words, behind [`store::read`]: another terminal, or the next morning, derives the same.

use jiff::Timestamp;
use serde::Serialize;

use super::stand::{Stand, stand};
use super::store;
use crate::domain::action::Action;
use crate::domain::checklist::{Check, Mark};
use crate::domain::gate;
use crate::domain::journal::Word;
use crate::domain::series::seconds_between;
use crate::domain::snapshot::Snapshot;

pub use super::store::Said;

/// Seconds after a change of the flag in which it is being verified: minutes arrive late, and old instances drain.
/// That is the rest of the minute, five whole ones, and the two by which they are late.
pub const VERIFYING: i64 = 480;

/// The phases of a rollout.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "phase", rename_all = "kebab-case")]
pub enum Phase {
    /// What the flag says cannot be told, and why.
    Unknown {
        /// One sentence each.
        why: Vec<String>,
    },
    /// A plan that sends more to the stream is being executed.
    Promoting {
        /// The wish as it is typed.
        action: String,
    },
    /// A plan that sends less to the stream, or nothing any more, is being executed.
    GoingBack {
        /// The wish as it is typed.
        action: String,
    },
    /// The flag was changed a moment ago, or the calls that change it were taken: nothing is known of this stage yet.
    Verifying {
        /// Seconds until the first minutes can be judged; 0 when what proves the change is all that is awaited.
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
            Phase::GoingBack { .. } => "going back",
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
    let kept = store::read(&snapshot.history, snapshot.now);
    let since = stand.unchanged_since.map(|since| seconds_between(since, snapshot.now) as i64);
    let settling = since.filter(|since| (0..VERIFYING).contains(since)).map(|since| VERIFYING - since);
    if let Some(running) = kept.running {
        return match () {
            () if running.is_applied => Phase::Verifying { seconds: settling.unwrap_or(0) },
            () if goes_back(&running.wish, &stand) => Phase::GoingBack { action: running.action },
            () => Phase::Promoting { action: running.action },
        };
    }
    let Some(effective) = stand.effective.filter(|_| stand.state.is_evidence()) else { return unknown(&stand) };
    if let Some(at) = kept.rolled_back.filter(|_| effective == 0.0) {
        return Phase::RolledBack { at };
    }
    match kept.word {
        Some((Word::Held, said)) => return Phase::Paused(said),
        Some((Word::Aborted, said)) => return Phase::Aborted(said),
        Some((Word::Resumed, _)) | None => {}
    }
    if let Some(seconds) = settling {
        return Phase::Verifying { seconds };
    }
    by_gates(&stand, gates)
}

/// Whether a wish sends less to the stream than goes there now.
fn goes_back(wish: &Action, stand: &Stand) -> bool {
    match wish {
        Action::Flag { on } => !on,
        Action::Percentage { to } => stand.effective.is_some_and(|share| f64::from(*to) < share),
        wish => wish.is_way_back(),
    }
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
