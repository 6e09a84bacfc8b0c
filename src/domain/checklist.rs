//! The upgrade's validations and what is known of its infrastructure, judged from a snapshot.

mod alarms;
pub(in crate::domain) mod compare;
mod footing;
mod infrastructure;
pub(in crate::domain) mod validation;

use serde::Serialize;

use super::metric::MetricId;
use super::reading::Held;
use super::snapshot::Snapshot;

pub use alarms::impossible;
pub use footing::{Footing, Harm};
pub use infrastructure::infrastructure;
pub use validation::{QUERY_LASTS, validations};

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// It cannot be told yet.
    NotEnoughData,
    /// What it is about is not configured or switched off: listed, never holding.
    NotApplicable,
}

impl Mark {
    /// The words on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Mark::Pass => "pass",
            Mark::Fail => "fail",
            Mark::NotEnoughData => "not enough data",
            Mark::NotApplicable => "not applicable",
        }
    }

    /// The word for scripts that a gate answers: what cannot be told holds.
    pub fn verdict(self) -> &'static str {
        match self {
            Mark::NotEnoughData => "inconclusive",
            _ => self.word(),
        }
    }

    /// Both together: a failure is a failure, and what cannot be told spoils a pass.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Mark::Fail, _) | (_, Mark::Fail) => Mark::Fail,
            (Mark::NotEnoughData, _) | (_, Mark::NotEnoughData) => Mark::NotEnoughData,
            (Mark::NotApplicable, other) => other,
            (Mark::Pass, _) => Mark::Pass,
        }
    }
}

/// One check with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// From the one table of ids.
    pub id: &'static str,
    /// What must hold.
    pub title: &'static str,
    /// How it came out.
    pub mark: Mark,
    /// The figures that it rests on, one a line.
    pub evidence: Vec<String>,
    /// What it still needs, when it cannot be told.
    pub waits_for: Option<String>,
    /// Seconds that this takes at least, when that can be told.
    pub waits_seconds: Option<i64>,
    /// How new its evidence is.
    pub footing: Footing,
    /// What its failure has to do with the flag.
    pub harm: Harm,
}

/// Every check's id and title, in the order of the screen: the seven validations first.
pub const CHECKS: [(&str, &str); 16] = [
    ("stream-receiving", "the stream receives records"),
    ("archive-arriving", "objects arrive in S3 on the buffer's beat"),
    ("function-errors", "functions do not fail more often than before"),
    ("table-writes", "table writes still work"),
    ("broadcasts", "broadcasts are unchanged"),
    ("budget", "the cost is within the budget"),
    ("athena", "Athena returns data"),
    ("retention", "records are kept longer than any reader is behind"),
    ("record-age", "no consumer discards records before the stream does"),
    ("shard-bounds", "the shard count is within the scaling bounds"),
    ("firehose-source", "Firehose reads this stream"),
    ("firehose-buffer", "Firehose's buffer suits its format"),
    ("firehose-compression", "Firehose's compression suits its format"),
    ("alarm-metrics", "every alarm watches a metric that exists"),
    ("alarm-lag", "an alarm watches the lag"),
    ("alarm-throttles", "an alarm watches refused writes"),
];

/// How many of them are validations.
const VALIDATIONS: usize = 7;

/// What a describe call answered, while it is new enough to judge by.
pub(in crate::domain) fn fresh<'a, T>(snapshot: &Snapshot, held: &'a Held<T>) -> Option<&'a T> {
    held.get().filter(|_| held.state(snapshot.now).is_evidence())
}

impl Check {
    /// The word of a comparison of what exists with what is needed: pass, differs, missing, unknown, not applicable.
    pub fn compared(&self) -> &'static str {
        let is_missing = self.evidence.first().is_some_and(|evidence| evidence.starts_with(alarms::NONE));
        match self.mark {
            Mark::Fail if is_missing => "missing",
            Mark::Fail => "differs",
            Mark::NotEnoughData => "unknown",
            mark => mark.word(),
        }
    }

    /// Whether it compares infrastructure; what is validated by measuring does not.
    pub fn is_comparison(&self) -> bool {
        CHECKS[VALIDATIONS..].iter().any(|(id, _)| *id == self.id)
    }

    pub(in crate::domain) fn of(id: &'static str, mark: Mark, evidence: Vec<String>) -> Self {
        let title = CHECKS.iter().chain(&super::gate::GATES).find(|(other, _)| *other == id).map_or(id, |(_, title)| title);
        Self { id, title, mark, evidence, waits_for: None, waits_seconds: None, footing: Footing::Facts, harm: Harm::Past }
    }

    pub(in crate::domain) fn judged(id: &'static str, holds: bool, evidence: Vec<String>) -> Self {
        Self::of(id, if holds { Mark::Pass } else { Mark::Fail }, evidence)
    }

    pub(in crate::domain) fn not_applicable(id: &'static str, why: &str) -> Self {
        Self::of(id, Mark::NotApplicable, vec![why.to_owned()])
    }

    pub(in crate::domain) fn waiting(id: &'static str, evidence: Vec<String>, waits_for: &str) -> Self {
        Self { waits_for: Some(waits_for.to_owned()), ..Self::of(id, Mark::NotEnoughData, evidence) }
    }

    /// With the metrics that it rests on.
    pub(in crate::domain) fn resting_on(self, snapshot: &Snapshot, ids: &[&MetricId]) -> Self {
        Self { footing: Footing::of(snapshot, ids), ..self }
    }

    /// With the seconds that the waiting takes at least.
    pub(in crate::domain) fn for_seconds(self, seconds: i64) -> Self {
        Self { waits_seconds: Some(seconds), ..self }
    }
}
