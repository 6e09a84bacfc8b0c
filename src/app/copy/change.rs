//! A change as plain text: the commands to paste before it is made, the course of it afterwards.

use std::fmt::Write as _;

use crate::app::guard::{Change, Stage, Stand};
use crate::domain::plan::Plan;

/// The text for `y` in the dialog of a change.
pub(super) fn told(change: &Change) -> String {
    match &change.stage {
        Stage::Preparing(_) => change.wish.to_string(),
        Stage::Review(review) => review.plan.commands(),
        Stage::Running(running) => course(running.plan(), &running.steps, &running.doing()),
        Stage::Settled(settled) => course(&settled.plan, &settled.steps, settled.outcome.word()),
    }
}

fn course(plan: &Plan, steps: &[Stand], state: &str) -> String {
    let mut text = format!("{} on {}: {state}\nplan {}", plan.action, plan.pipeline, plan.digest);
    for (number, (step, stand)) in (1..).zip(plan.steps.iter().zip(steps)) {
        let _ = write!(text, "\n  {number} {} {}: {}", step.call.name(), step.call.subject(), stand.word());
    }
    text
}
