//! The upgrade's validations and what is known of its infrastructure, judged from a snapshot.

mod alarms;
mod archive;
pub(in crate::domain) mod compare;
mod delivery;
mod footing;
mod infrastructure;
mod scaling;
pub(in crate::domain) mod validation;

use serde::Serialize;

use super::action::Action;
use super::fault::{Fault, FaultKind};
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

    /// The place in a list: what fails comes first, what does not apply last.
    pub fn urgency(self) -> u8 {
        match self {
            Mark::Fail => 0,
            Mark::NotEnoughData => 1,
            Mark::Pass => 2,
            Mark::NotApplicable => 3,
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
    /// For what does not hold: whether it is otherwise, or not there at all.
    pub shortfall: Shortfall,
    /// The action that makes good what is missing or differs, when this console has one.
    pub wish: Option<Action>,
    /// How new its evidence is.
    pub footing: Footing,
    /// What its failure has to do with the flag.
    pub harm: Harm,
}

/// How something falls short of what is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shortfall {
    /// It is there, and is otherwise.
    #[default]
    Differs,
    /// It is not there.
    Missing,
}

/// Every check's id and title, in the order of the screen: the seven validations first.
pub const CHECKS: [(&str, &str); 20] = [
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
    ("scaling-target", "automatic scaling aims at the configured utilisation"),
    ("firehose-source", "Firehose reads this stream"),
    ("firehose-format", "Firehose converts records for Athena"),
    ("firehose-buffer", "Firehose's buffer suits format and archive"),
    ("firehose-compression", "Firehose's compression suits its format"),
    ("archive-lifecycle", "the archive stays queryable for as long as it is kept"),
    ("table-ttl", "the table's items expire"),
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

/// The same, or why it is not known: the source's own fault, when there is one.
fn told<'a, T>(snapshot: &Snapshot, held: &'a Held<T>) -> Result<&'a T, Option<&'a Fault>> {
    fresh(snapshot, held).ok_or(held.fault.as_ref())
}

/// A comparison with what could not be read. What AWS does not find is missing.
fn unread(id: &'static str, fault: Option<&Fault>, what: &str) -> Check {
    let evidence: Vec<String> = fault.map(ToString::to_string).into_iter().collect();
    match fault.map(|fault| &fault.kind) {
        Some(FaultKind::NotFound) => Check::missing(id, evidence),
        _ => Check::waiting(id, evidence, what),
    }
}

impl Check {
    /// The word of a comparison of what exists with what is needed: pass, differs, missing, unknown, not applicable.
    pub fn compared(&self) -> &'static str {
        match self.mark {
            Mark::Fail if self.shortfall == Shortfall::Missing => "missing",
            Mark::Fail => "differs",
            Mark::NotEnoughData => "unknown",
            mark => mark.word(),
        }
    }

    /// The word on the screen: a comparison's own, or the mark's.
    pub fn word(&self) -> &'static str {
        if self.is_comparison() { self.compared() } else { self.mark.word() }
    }

    /// Whether it compares infrastructure; what is validated by measuring does not.
    pub fn is_comparison(&self) -> bool {
        CHECKS[VALIDATIONS..].iter().any(|(id, _)| *id == self.id)
    }

    pub(in crate::domain) fn of(id: &'static str, mark: Mark, evidence: Vec<String>) -> Self {
        let title = CHECKS.iter().chain(&super::gate::GATES).find(|(other, _)| *other == id).map_or(id, |(_, title)| title);
        Self {
            id,
            title,
            mark,
            evidence,
            waits_for: None,
            waits_seconds: None,
            shortfall: Shortfall::default(),
            wish: None,
            footing: Footing::Facts,
            harm: Harm::Past,
        }
    }

    /// What is needed is not there.
    pub(in crate::domain) fn missing(id: &'static str, evidence: Vec<String>) -> Self {
        Self { shortfall: Shortfall::Missing, ..Self::of(id, Mark::Fail, evidence) }
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

    /// With the action that makes it good.
    pub(in crate::domain) fn wishing(self, wish: Action) -> Self {
        Self { wish: Some(wish), ..self }
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
