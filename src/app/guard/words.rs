//! How a change ended, in plain words.

use crate::domain::outcome::Outcome;
use crate::domain::plan::{Check, Verdict};

/// What happened, and what it means; one sentence each.
pub fn outcome(outcome: &Outcome) -> Vec<String> {
    match outcome {
        Outcome::Done { checks } => vec![format!("Done. Everything was applied; {}.", verified(checks))],
        Outcome::Applied { checks, waits_for } => vec![
            format!("Applied, not proven. Everything was taken; {}.", verified(checks)),
            format!("Not seen yet: {}.", waits_for.trim_end_matches('.')),
        ],
        Outcome::Partial { failed } => {
            let mut sentences = vec!["Partly applied. These were not changed:".to_owned()];
            sentences.extend(failed.iter().map(|(name, why)| format!("{name}: {why}")));
            sentences
        }
        Outcome::Failed { step, why, .. } => {
            vec![format!("Step {} was refused: {}.", step + 1, why.trim_end_matches('.')), before(*step)]
        }
        Outcome::Stale { changed, step } => {
            let mut sentences = vec![format!("Step {} was not sent: the world is not what the plan was made for.", step + 1)];
            sentences.extend(changed.iter().cloned());
            sentences.push(before(*step));
            sentences
        }
        Outcome::Stopped { step } => vec![format!("Stopped before step {}.", step + 1), before(*step)],
        Outcome::Unknown { step, why } => vec![
            format!("It cannot be told whether step {} was applied: {}.", step + 1, why.trim_end_matches('.')),
            "Look at the world before it is tried again.".to_owned(),
        ],
    }
}

fn before(step: usize) -> String {
    match step {
        0 => "Nothing was changed.".to_owned(),
        1 => "Step 1 stands.".to_owned(),
        _ => format!("Steps 1 to {step} stand."),
    }
}

/// `2 of 3 checks could be verified`.
fn verified(checks: &[Check]) -> String {
    let passed = checks.iter().filter(|check| check.verdict == Verdict::Pass).count();
    match checks.len() {
        0 => "nothing about it can be verified from here".to_owned(),
        count => format!("{passed} of {count} checks verified"),
    }
}
