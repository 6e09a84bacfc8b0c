//! Why standing consent was used just then: what the journal keeps of a step that nobody confirmed by hand.

use serde::{Deserialize, Serialize};

use crate::domain::checklist::Check;

/// The reason, and the gates that it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// In one clause: `writer-functions failed twice in a row`.
    pub reason: String,
    /// What each of these gates said then.
    pub gates: Vec<Seen>,
}

/// One gate as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Its id.
    pub gate: String,
    /// Its evidence, one figure a line.
    pub evidence: Vec<String>,
}

impl Grounds {
    /// The reason with these gates.
    pub fn of<'a>(reason: impl Into<String>, gates: impl IntoIterator<Item = &'a Check>) -> Self {
        let seen = |gate: &Check| Seen { gate: gate.id.to_owned(), evidence: gate.evidence.clone() };
        Self { reason: reason.into(), gates: gates.into_iter().map(seen).collect() }
    }

    /// The reason, and the evidence where it rests on few gates: what failed is worth its figures, a list of all that passed is not.
    pub fn sentence(&self) -> String {
        const FEW: usize = 3;
        if self.gates.is_empty() || FEW < self.gates.len() {
            return self.reason.clone();
        }
        let figures: Vec<String> = self.gates.iter().map(|gate| gate.evidence.join("; ")).collect();
        format!("{} ({})", self.reason, figures.join("; "))
    }
}
