//! The journal's entries: what was approved, sent, answered and settled, chained so that a changed line is found.

pub mod chain;
mod history;
mod moves;
mod words;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::action::{Action, Tier};
use super::approval::{Consent, Override};
use super::call::Call;
use super::outcome::{Answer, Outcome};
use super::plan::Guards;

pub use history::{Hand, Hands, History, Run};
pub use moves::Moves;

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Counts from 1.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who: the caller's ARN; `None` when AWS did not say.
    pub who: Option<String>,
    /// The pipeline's name.
    pub pipeline: String,
    /// The stream, since a pipeline can be renamed.
    pub stream: String,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
    /// The hash of the line before; of nothing for the first.
    pub prev: String,
    /// SHA-256 of everything above, hexadecimal.
    pub hash: String,
}

/// What an approved plan says in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The plan's digest.
    pub digest: String,
    /// The wish as it is typed.
    pub action: String,
    /// The wish.
    pub wish: Action,
    /// The account.
    pub account: Option<String>,
    /// The Region.
    pub region: String,
    /// The ceremony it took.
    pub tier: Tier,
    /// Who said yes, and how.
    pub consent: Consent,
    /// Rules that are broken on purpose, with reasons.
    pub overrides: Vec<Override>,
    /// Every call in order.
    pub calls: Vec<Call>,
    /// What guards it.
    pub guards: Guards,
    /// The run that this one goes on with, after a crash or a stop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<u64>,
    /// From where to where it moves the share of the traffic; `None` for what does not move the flag, and in entries of before
    /// this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moves: Option<Moves>,
}

/// What somebody said about the rollout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// It stays where it is until it is resumed.
    Held,
    /// It goes on.
    Resumed,
    /// It is given up at this stage; only `resume` begins it again.
    Aborted,
}

impl Word {
    /// The word in a sentence: `held`.
    pub fn text(self) -> &'static str {
        match self {
            Word::Held => "held",
            Word::Resumed => "resumed",
            Word::Aborted => "aborted",
        }
    }
}

/// What happened. A run is known by the number of its `approved` line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A plan was approved; nothing has left yet.
    Approved(Box<Intent>),
    /// A call leaves.
    Sending {
        /// The run.
        run: u64,
        /// The step, counted from 0.
        step: usize,
        /// The operation.
        call: String,
        /// Who or what it changes.
        subject: String,
    },
    /// Its answer.
    Answered {
        /// The run.
        run: u64,
        /// The step.
        step: usize,
        /// What came back.
        #[serde(flatten)]
        answer: Answer,
    },
    /// A run is over.
    Settled {
        /// The run.
        run: u64,
        /// How it ended.
        #[serde(flatten)]
        outcome: Outcome,
    },
    /// Somebody closed a run that had not settled.
    Closed {
        /// The run.
        run: u64,
        /// Why.
        reason: String,
    },
    /// Somebody spoke about the rollout: what the world cannot tell.
    Rollout {
        /// What was said.
        change: Word,
        /// Why.
        reason: String,
    },
    /// Less than everything reaches the archive from now on.
    HoleOpened {
        /// From when.
        from: Timestamp,
        /// Percent of the writes that still reach the stream.
        percentage: u32,
        /// Percent of the writes that reached it until then; `None` when that is not known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<u32>,
        /// Records an hour that are missing, about; `None` when the rate is not known.
        missing_per_hour: Option<u64>,
        /// Seconds that the table keeps these records: the time to backfill. `None` when the table keeps them for ever or nobody knows.
        table_keeps_seconds: Option<i64>,
    },
    /// The hole ends.
    HoleClosed {
        /// The line that opened it.
        opened: u64,
        /// Until when records were missing.
        until: Timestamp,
    },
    /// The hole was filled from the table, by someone's word.
    HoleFilled {
        /// The line that opened it.
        opened: u64,
        /// How.
        reason: String,
    },
    /// Somebody begins to look on unattended.
    WatchBegun {
        /// The percentage at which its work is done.
        until: u8,
        /// The verbs that it may do by standing consent; none when it only looks.
        may: Vec<String>,
        /// When the time for it is over.
        over: Timestamp,
    },
    /// A watch ends.
    WatchEnded {
        /// Why, in one sentence without an end.
        text: String,
        /// The exit code that it ended with.
        exit: u8,
    },
}
