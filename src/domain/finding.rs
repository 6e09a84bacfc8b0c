//! Findings: what is wrong, worded once, with the evidence and the action that helps.

mod alarms;
mod calm;
mod changed;
mod cost;
mod delivery;
mod drops;
mod flag;
mod functions;
mod look;
mod parity;
mod reader_words;
mod readers;
mod runs;
mod shape;
mod sources;
mod stream;
mod table;
mod trust;
mod unhelpful;
mod wish;
pub mod words;
mod writes;

use serde::{Deserialize, Serialize};

use super::action::Action;
use super::ids;
use super::snapshot::Snapshot;

pub use changed::changed_live;
pub use drops::gives_up;
pub use unhelpful::{GoingBack, going_back, unhelpful};

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
    /// The action that helps, ready to be planned; `None` when no action of this console does, and the advice says why.
    pub wish: Option<Action>,
}

/// The worst thing in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Verdict {
    /// The level of the worst finding.
    pub level: Level,
    /// Its sentence, or what it means that there is none.
    pub text: String,
}

/// Everything that is worth saying of a snapshot, worst first; among equals in the order of the table of ids.
pub fn judge(snapshot: &Snapshot) -> Vec<Finding> {
    let parity = super::parity::of(snapshot);
    let mut findings = Vec::new();
    sources::judge(snapshot, &mut findings);
    trust::judge(snapshot, &mut findings);
    table::judge(snapshot, &mut findings);
    functions::judge(snapshot, &mut findings);
    writes::judge(snapshot, &parity, &mut findings);
    readers::judge(snapshot, &mut findings);
    drops::judge(snapshot, &mut findings);
    parity::judge(snapshot, &parity, &mut findings);
    flag::judge(snapshot, &parity, &mut findings);
    changed::judge(snapshot, &mut findings);
    delivery::judge(snapshot, &mut findings);
    stream::judge(snapshot, &mut findings);
    alarms::judge(snapshot, &mut findings);
    cost::judge(snapshot, &mut findings);
    runs::judge(snapshot, &mut findings);
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.level), ids::rank(finding.id)));
    findings
}

/// The verdict line: the worst finding's sentence, or what it means that there is none.
/// Nothing is called OK that does not rest on fresh figures of the stream.
pub fn verdict(findings: &[Finding], snapshot: &Snapshot) -> Verdict {
    let worst = findings.iter().filter(|finding| finding.level > Level::Ok).max_by_key(|finding| finding.level);
    let Some(worst) = worst else { return calm::verdict(snapshot) };
    // `max_by_key` takes the last of equals; the line belongs to the first.
    let first = findings.iter().find(|finding| finding.level == worst.level).unwrap_or(worst);
    Verdict { level: first.level, text: first.text.clone() }
}
