//! How a change goes on and how it ends: what the executor tells, what the journal keeps, what the screen shows.

mod words;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::plan::Check;
use super::shard::ShardMap;

pub use words::{Heard, Told};

/// What came back for one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// AWS took it.
    Taken {
        /// AWS's id of the request, for a support case.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// The answer was lost, and reading the world showed that the change was made.
    Found {
        /// What was read.
        evidence: String,
    },
    /// Nothing was sent: the world was as wanted already.
    Stood {
        /// What was read.
        evidence: String,
    },
    /// AWS, or this machine, refused: nothing was changed.
    Refused {
        /// AWS's own code when it gave one.
        code: Option<String>,
        /// One sentence.
        why: String,
        /// The exit code's family.
        kind: Refusal,
    },
    /// The answer was lost, and reading the world did not tell either.
    Unknown {
        /// One sentence.
        why: String,
    },
}

impl Answer {
    /// Whether the call's change stands in the world.
    pub fn stands(&self) -> bool {
        matches!(self, Answer::Taken { .. } | Answer::Found { .. } | Answer::Stood { .. })
    }
}

/// Why a call was refused, as far as it changes what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// A limit or a throttle of AWS's.
    Limit,
    /// Somebody else was faster: a revision, a version or a state is not what it was.
    Conflict,
    /// A permission is missing.
    Denied,
    /// No usable credentials.
    Credentials,
    /// Anything else.
    Other,
}

/// How a change ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// Everything was applied, and what can be verified was.
    Done {
        /// What was verified, and what could not be.
        checks: Vec<Check>,
    },
    /// Everything was applied; something that could be verified was not seen in the time that was given.
    Applied {
        /// What was looked at.
        checks: Vec<Check>,
        /// What is missing, in one sentence.
        waits_for: String,
    },
    /// Some of several calls of one wave were applied.
    Partial {
        /// Who was not changed, and why.
        failed: Vec<(String, String)>,
    },
    /// A call was refused; what stands is what the steps before it did.
    Failed {
        /// The step, counted from 0.
        step: usize,
        /// One sentence.
        why: String,
        /// Which kind of refusal.
        kind: Refusal,
    },
    /// The world was not what the plan was made for: nothing more was sent.
    Stale {
        /// What differs, one sentence each.
        changed: Vec<String>,
        /// The step that was not sent any more, counted from 0.
        step: usize,
    },
    /// It did not begin, because another process executes a run of the same number, or the one that it was to go on with.
    InOtherHands {
        /// The run's number in the journal.
        run: u64,
        /// When that one began, where the journal tells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Timestamp>,
    },
    /// Somebody stopped it between two steps.
    Stopped {
        /// The first step that was not sent, counted from 0.
        step: usize,
    },
    /// It cannot be told whether a call was applied.
    Unknown {
        /// The step, counted from 0.
        step: usize,
        /// One sentence.
        why: String,
    },
}

impl Outcome {
    /// Whether everything that was planned stands in the world.
    pub fn is_applied(&self) -> bool {
        matches!(self, Outcome::Done { .. } | Outcome::Applied { .. })
    }
}

/// What the executor tells while it works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "progress", rename_all = "kebab-case")]
pub enum Progress {
    /// The intent is on disk.
    Began {
        /// The run's number in the journal.
        run: u64,
    },
    /// Others cannot see that it is executed.
    Unheld {
        /// One sentence without an end.
        why: String,
    },
    /// A call leaves.
    Sending {
        /// The step, counted from 0.
        step: usize,
    },
    /// Its answer.
    Answered {
        /// The step.
        step: usize,
        /// What came back.
        answer: Answer,
    },
    /// The world is awaited after a step.
    Waiting {
        /// The step.
        step: usize,
        /// What is awaited and what was seen, in a few words.
        what: String,
    },
    /// The shards as they were just read: lineage grows while a reshard runs.
    Shards {
        /// All of them.
        map: ShardMap,
        /// The stream's status.
        status: String,
    },
    /// A line that the deploy command wrote.
    Output {
        /// One line, bounded.
        line: String,
    },
    /// Everything is applied; this was verified so far.
    Verifying {
        /// What was looked at.
        checks: Vec<Check>,
    },
    /// It is over.
    Settled {
        /// How it ended.
        outcome: Outcome,
    },
}
