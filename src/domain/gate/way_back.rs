//! The gate of the way back: what the plan that goes back checks, read as one verdict.

use crate::domain::checklist::{Check, Mark};
use crate::domain::plan;

/// The rule that a holder which was not read is told by: nobody knows then whether the way back is ready.
const UNREAD: &str = "holders-readable";

/// A precondition that is missing refuses; one that cannot be read is not told; what is merely worth knowing, such as a permission that nobody used yet, does not.
pub(super) fn gate(checks: &[plan::Check]) -> Check {
    let id = "way-back";
    if checks.is_empty() {
        return Check::waiting(id, Vec::new(), "the plan of the way back");
    }
    let of = |verdict: plan::Verdict| checks.iter().filter(move |check| check.verdict == verdict);
    let told = |check: &plan::Check| format!("{}: {}", check.id, check.evidence);
    let (unread, missing): (Vec<_>, Vec<_>) = of(plan::Verdict::Block).partition(|check| check.id == UNREAD);
    if !missing.is_empty() {
        return Check::of(id, Mark::Fail, missing.into_iter().chain(unread).map(told).collect());
    }
    if !unread.is_empty() {
        return Check::waiting(id, unread.into_iter().map(told).collect(), "what every holder of the flag says");
    }
    let mut evidence = vec![format!("{} of {} preconditions hold", of(plan::Verdict::Pass).count(), checks.len())];
    evidence.extend(of(plan::Verdict::Warn).map(told));
    Check::of(id, Mark::Pass, evidence)
}
