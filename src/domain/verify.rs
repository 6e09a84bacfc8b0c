//! Whether a change did what it was made for, as far as the world shows it.
//!
//! A check passes when it was seen. It blocks while it could be seen and is not so yet: the change is applied and not proven.
//! It warns, "not verifiable: …", when nothing here can show it; that is never a pass.

mod consumer;
mod flag;

use jiff::Timestamp;

use super::action::Action;
use super::plan::{Check, Plan, Verdict};
use super::snapshot::Snapshot;

/// What is seen of a plan that was applied at `since`.
pub fn verify(plan: &Plan, snapshot: &Snapshot, since: Timestamp) -> Vec<Check> {
    match &plan.wish {
        Action::Percentage { .. } | Action::Flag { .. } | Action::Rollback | Action::Back => flag::checks(plan, snapshot, since),
        Action::Consumer { function, .. } | Action::Rescue { function, .. } => consumer::checks(plan, function, snapshot, since),
        _ => Vec::new(),
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
