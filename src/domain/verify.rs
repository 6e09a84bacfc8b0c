//! What is looked at once everything is applied: whether the change does what it was made for.

use jiff::Timestamp;

use super::plan::{Check, Plan};
use super::snapshot::Snapshot;

/// Every check of a plan that was applied at `since`, as far as the snapshot knows. What is not seen yet blocks; what cannot
/// be seen is a warning that says why, never a pass.
pub fn verify(_plan: &Plan, _snapshot: &Snapshot, _since: Timestamp) -> Vec<Check> {
    Vec::new()
}
