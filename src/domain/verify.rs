//! After a change: whether the world is as the plan said. What cannot be seen is "not verifiable", never a pass.

mod alarm;
mod consumer;
mod flag;
mod ring;
mod stream;

use std::time::Duration;

use jiff::Timestamp;

use super::action::Action;
use super::plan::{Check, Plan, Verdict};
use super::reading::Held;
use super::snapshot::Snapshot;

/// What is verified, and what came out so far.
struct Proof<'a> {
    plan: &'a Plan,
    snapshot: &'a Snapshot,
    /// When the last call's change had come about.
    since: Timestamp,
    checks: Vec<Check>,
}

/// Compares the world with what was planned. `since` is the moment at which the change had come about.
///
/// `Pass` was seen, `Block` was seen to be otherwise (it may still come: readers take their time), and `Warn` cannot
/// be seen: "not verifiable: …". The same plan and the same snapshot give the same checks.
pub fn verify(plan: &Plan, snapshot: &Snapshot, since: Timestamp) -> Vec<Check> {
    let mut proof = Proof { plan, snapshot, since, checks: Vec::new() };
    match &plan.wish {
        Action::Reshard { .. } | Action::Split { .. } | Action::Merge { .. } => {
            ring::verify(&mut proof);
            stream::load(&mut proof);
        }
        Action::Mode { .. } | Action::Retention { .. } | Action::ShardMetrics { .. } => stream::setting(&mut proof),
        Action::ScalingBounds { .. } | Action::ScalingFreeze { .. } => stream::scaling(&mut proof),
        Action::Alarm { .. } => alarm::created(&mut proof),
        Action::Percentage { .. } | Action::Flag { .. } | Action::Promote | Action::Rollback | Action::Back => {
            proof.checks = flag::checks(plan, snapshot, since);
        }
        Action::Consumer { function, .. } | Action::Rescue { function, .. } => {
            proof.checks = consumer::checks(plan, function, snapshot, since);
        }
    }
    proof.checks
}

/// How long a change is looked at once it is applied, when nobody says otherwise.
///
/// Metrics take three to six minutes to arrive. The percentage that is observed needs many minutes of them until its band is
/// narrow enough to say anything, and records that have stopped are seen in three complete minutes with points of the table.
pub fn look_for(wish: &Action) -> Duration {
    Duration::from_mins(match wish {
        Action::Percentage { .. } | Action::Promote | Action::Flag { on: true } => 20,
        Action::Rollback | Action::Back | Action::Flag { on: false } => 8,
        _ => 6,
    })
}

impl<'a> Proof<'a> {
    /// Adds what was seen: so or otherwise.
    fn seen(&mut self, id: &'static str, so: bool, evidence: impl Into<String>) {
        self.checks.push(if so { seen(id, evidence) } else { not_yet(id, evidence) });
    }

    /// Adds what cannot be seen, and why.
    fn unseen(&mut self, id: &'static str, why: impl std::fmt::Display) {
        self.checks.push(not_verifiable(id, &why.to_string()));
    }

    /// A value that was read since the change; a check says when there is none.
    fn read<T>(&mut self, id: &'static str, what: &str, held: &'a Held<T>) -> Option<&'a T> {
        match (held.get(), held.at) {
            (Some(value), Some(at)) if self.since <= at => return Some(value),
            _ => {}
        }
        let why = held.fault.as_ref().map(|fault| format!(": {fault}")).unwrap_or_default();
        self.unseen(id, format!("{what} was not read since the change{why}"));
        None
    }
}

/// What begins the evidence of what nothing here can show.
const NOT_VERIFIABLE: &str = "not verifiable";

/// A check of the proof in words: how it stands, and its evidence. What is not yet so may still come.
pub fn words(check: &Check) -> (&'static str, &str) {
    let word = match check.verdict {
        Verdict::Pass => "seen",
        Verdict::Warn => NOT_VERIFIABLE,
        Verdict::Block => "not yet",
    };
    let evidence = check.evidence.strip_prefix(NOT_VERIFIABLE).and_then(|rest| rest.strip_prefix(": "));
    (word, evidence.unwrap_or(&check.evidence))
}

/// It was seen.
fn seen(id: &'static str, evidence: impl Into<String>) -> Check {
    Check { id: id.to_owned(), verdict: Verdict::Pass, evidence: evidence.into() }
}

/// It could be seen and is not so yet.
fn not_yet(id: &'static str, evidence: impl Into<String>) -> Check {
    Check { id: id.to_owned(), verdict: Verdict::Block, evidence: evidence.into() }
}

/// Nothing here can show it.
fn not_verifiable(id: &'static str, why: &str) -> Check {
    Check { id: id.to_owned(), verdict: Verdict::Warn, evidence: format!("{NOT_VERIFIABLE}: {why}") }
}
