//! The gates of a promotion as its plan keeps them: a check each, whose evidence begins with what its verdict cannot say.

use super::{Check, Plan, Verdict};
use crate::domain::checklist::{self, Mark};
use crate::domain::gate::GATES;

/// What begins the evidence of a gate that does not apply.
const NOT_APPLICABLE: &str = "not applicable: ";

/// What begins the evidence of a gate that cannot be told yet.
const NOT_YET: &str = "cannot be told yet: ";

/// A gate that a plan was held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate<'a> {
    /// From the one table of ids.
    pub id: &'a str,
    /// How it came out.
    pub mark: Mark,
    /// What that rests on, or what it waits for.
    pub evidence: &'a str,
}

/// A gate as a check of a plan: what does not hold or cannot be told stands in the way.
pub(super) fn kept(gate: &checklist::Check) -> (Verdict, String) {
    let rests_on = gate.evidence.join("; ");
    match (gate.mark, &gate.waits_for) {
        (Mark::Pass, _) => (Verdict::Pass, rests_on),
        (Mark::NotApplicable, _) => (Verdict::Warn, format!("{NOT_APPLICABLE}{rests_on}")),
        (_, Some(waits)) if rests_on.is_empty() => (Verdict::Block, format!("{NOT_YET}{waits}")),
        (_, Some(waits)) => (Verdict::Block, format!("{NOT_YET}{waits} ({rests_on})")),
        (_, None) => (Verdict::Block, rests_on),
    }
}

impl Plan {
    /// The gates that it was held against: what stands in the way first, what does not apply last. A plan that does not go up has
    /// none, though a rule of it may have a gate's name.
    pub fn gates(&self) -> Vec<Gate<'_>> {
        let mut gates: Vec<Gate<'_>> = self.checks.iter().filter(|check| self.is_gate(check)).map(told).collect();
        gates.sort_by_key(|gate| gate.mark.urgency());
        gates
    }

    /// Whether one of its checks is a gate and not a rule.
    pub fn is_gate(&self, check: &Check) -> bool {
        let goes_up = self.checks.iter().any(|check| check.id == GATES[0].0);
        goes_up && GATES.iter().any(|(id, _)| *id == check.id)
    }
}

fn told(check: &Check) -> Gate<'_> {
    let of = |mark, evidence| Gate { id: &check.id, mark, evidence };
    match check.verdict {
        Verdict::Pass => of(Mark::Pass, &check.evidence),
        Verdict::Warn => of(Mark::NotApplicable, check.evidence.strip_prefix(NOT_APPLICABLE).unwrap_or(&check.evidence)),
        Verdict::Block => match check.evidence.strip_prefix(NOT_YET) {
            Some(waits) => of(Mark::NotEnoughData, waits),
            None => of(Mark::Fail, &check.evidence),
        },
    }
}
