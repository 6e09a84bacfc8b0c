//! Lists that the tests hold: which finding leads in which scenario, and what a promotion without a precondition comes to.

#[expect(dead_code, reason = "the tests use the rest of it")]
#[path = "../it/domain/plan_flag/bed.rs"]
mod bed;
#[expect(dead_code, reason = "the tests use the rest of it")]
#[path = "../it/scenarios/expected.rs"]
mod expected;
#[path = "../it/scenarios/matrix.rs"]
mod matrix;
#[path = "../it/scenarios/observe.rs"]
mod observe;
#[path = "../it/domain/plan_flag/removals.rs"]
mod removals;

use crate::build;

/// Prints both.
pub(crate) fn print() {
    println!("{}", matrix::told().0);
    println!("{}", removals::told());
}
