//! More of the traffic to the stream is a promotion, however it is wished for: every gate stands before it.

use super::holders::{Holder, Target};
use super::rules::SAME;
use crate::domain::action::Action;
use crate::domain::checklist::Mark;
use crate::domain::finding::words;
use crate::domain::gate;
use crate::domain::journal::Word;
use crate::domain::plan::draft::Draft;
use crate::domain::plan::{gates, plan};
use crate::domain::rollout::store;

/// Holds a change that raises a holder against every gate; one that fails or cannot be told stands in the way by its own id.
/// The way back is planned on the same facts, and each of its preconditions is told.
pub(super) fn gates(draft: &mut Draft<'_>, holders: &[Holder], target: Target) {
    let Some(to) = raised_to(holders, target).filter(|_| !draft.is_way_back()) else { return };
    held(draft);
    let back = plan(&Action::Rollback, draft.snapshot);
    let judged = gate::judge_for(draft.snapshot, &back.checks, Some(to));
    for gate in &judged {
        let (verdict, evidence) = gates::kept(gate);
        draft.check(gate.id, verdict, evidence);
    }
    if let Some(capacity) = judged.iter().find(|gate| gate.id == "capacity" && gate.mark != Mark::NotApplicable) {
        draft.say(format!("What {to} % loads on the stream: {}.", capacity.evidence.join("; ")));
    }
    draft.back_checks(back.checks);
}

/// Somebody holds it or gave it up, and nobody resumed it.
fn held(draft: &mut Draft<'_>) {
    let Some((word, said)) = store::read(&draft.snapshot.history, draft.snapshot.now).word else { return };
    if word != Word::Resumed {
        let at = words::clock(said.at);
        draft.block("rollout-held", format!("the rollout was {} at {at}: {}; it goes on after `resume`", word.text(), said.reason));
    }
}

/// The most that a holder which sends less now may send afterwards; `None` when the change raises nobody.
fn raised_to(holders: &[Holder], target: Target) -> Option<f64> {
    let says = holders.iter().filter_map(|holder| holder.says.as_ref().ok());
    // What cannot be told counts as nothing before.
    let rises = says.filter_map(|says| target.most_after(says).filter(|to| says.effective().unwrap_or(0.0) + SAME < *to));
    rises.reduce(f64::max)
}
