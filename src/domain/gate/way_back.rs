//! The gate of the way back: what the plan that goes back checks, read as one verdict.

use crate::domain::checklist::{Check, Mark};
use crate::domain::plan;

/// A precondition that is missing refuses; what is merely worth knowing, such as a permission that nobody used yet, does not.
pub(super) fn gate(checks: &[plan::Check]) -> Check {
    let id = "way-back";
    if checks.is_empty() {
        return Check::waiting(id, Vec::new(), "the plan of the way back");
    }
    let of = |verdict: plan::Verdict| checks.iter().filter(move |check| check.verdict == verdict);
    let told = |check: &plan::Check| format!("{}: {}", check.id, check.evidence);
    let blocked: Vec<String> = of(plan::Verdict::Block).map(told).collect();
    if !blocked.is_empty() {
        return Check::of(id, Mark::Fail, blocked);
    }
    let mut evidence = vec![format!("{} of {} preconditions hold", of(plan::Verdict::Pass).count(), checks.len())];
    evidence.extend(of(plan::Verdict::Warn).map(told));
    Check::of(id, Mark::Pass, evidence)
}
