//! Findings: what is wrong, worded once, with the evidence and the action that helps.

use serde::{Deserialize, Serialize};

use super::snapshot::Snapshot;

/// How bad it is. The order is the order of the verdict line: the last is the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing to do.
    Ok,
    /// Worth knowing while there is time.
    Warn,
    /// It cannot be told whether things are well.
    Unknown,
    /// Data, money or users are at stake now.
    Alarm,
}

impl Level {
    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Level::Ok => "OK",
            Level::Warn => "WARN",
            Level::Unknown => "UNKNOWN",
            Level::Alarm => "ALARM",
        }
    }
}

/// One finding. Two findings are the same over time when id and subject are the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// From the one table of ids: `consumer-lag`, `write-throttles`, …
    pub id: &'static str,
    /// What it is about: a consumer, a shard, a function; empty for the pipeline.
    pub subject: String,
    /// How bad.
    pub level: Level,
    /// One sentence with the figures that matter.
    pub text: String,
    /// What it rests on: one figure a line, each with its source and age.
    pub evidence: Vec<String>,
    /// What helps, and what does not although it looks as if it would.
    pub advice: String,
    /// The reading names it rests on, for `w`.
    pub readings: Vec<String>,
}

/// The worst thing in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Verdict {
    /// The level of the worst finding.
    pub level: Level,
    /// Its sentence, or what it means that there is none.
    pub text: String,
}

/// Everything that is worth saying of a snapshot, worst first.
pub fn judge(_snapshot: &Snapshot) -> Vec<Finding> {
    Vec::new()
}

/// The verdict line: the worst finding's sentence, or what it means that there is none.
pub fn verdict(findings: &[Finding], _snapshot: &Snapshot) -> Verdict {
    match findings.first() {
        Some(worst) => Verdict { level: worst.level, text: worst.text.clone() },
        None => Verdict { level: Level::Ok, text: String::new() },
    }
}
