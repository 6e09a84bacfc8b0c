//! After a change: whether the world is as the plan said. What cannot be seen is "not verifiable", never a pass.

mod alarm;
mod consumer;
mod flag;
mod ring;
mod stream;

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
        Action::Percentage { .. } | Action::Flag { .. } | Action::Rollback | Action::Back => {
            proof.checks = flag::checks(plan, snapshot, since);
        }
        Action::Consumer { function, .. } | Action::Rescue { function, .. } => {
            proof.checks = consumer::checks(plan, function, snapshot, since);
        }
    }
    proof.checks
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
    Check { id: id.to_owned(), verdict: Verdict::Warn, evidence: format!("not verifiable: {why}") }
}
