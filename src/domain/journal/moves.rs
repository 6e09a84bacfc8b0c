//! From where to where a change moves the share of the traffic that is meant for the stream.

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde::{Deserialize, Serialize};

use crate::domain::action::Action;
use crate::domain::rollout::stand;
use crate::domain::snapshot::Snapshot;

/// From where to where, percent; 0 is off. A side is `None` when the holders do not agree, or one cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moves {
    /// Before.
    pub from: Option<Decimal>,
    /// Afterwards.
    pub to: Option<Decimal>,
}

impl Moves {
    /// What a wish makes of the flag as it stands; `None` when it does not move the flag.
    pub fn of(wish: &Action, snapshot: &Snapshot) -> Option<Self> {
        let stand = stand(snapshot);
        let stages = &snapshot.pipeline.rollout.stages;
        let to = match wish {
            Action::Percentage { to } => stand.enabled.map(|on| if on { f64::from(*to) } else { 0.0 }),
            Action::Flag { on: true } => stand.set,
            Action::Promote => stand.next_stage.map(f64::from),
            Action::Back => stand.effective.map(|share| {
                let below = stages.iter().rev().map(|stage| f64::from(*stage)).find(|stage| *stage < share);
                below.unwrap_or_default()
            }),
            Action::Flag { on: false } | Action::Rollback => Some(0.0),
            _ => return None,
        };
        Some(Self { from: stand.effective.and_then(Decimal::from_f64), to: to.and_then(Decimal::from_f64) })
    }

    /// Whether more goes to the stream afterwards; `None` when one side is not known.
    pub fn rises(&self) -> Option<bool> {
        Some(self.from? < self.to?)
    }

    /// `from 10 % to 50 %`, `from 50 % to off`; empty when neither side is known.
    pub fn words(&self) -> String {
        let word = |share: &Decimal| if share.is_zero() { "off".to_owned() } else { format!("{} %", share.normalize()) };
        let sides = [("from", &self.from), ("to", &self.to)];
        let told: Vec<String> = sides.iter().filter_map(|(side, share)| Some(format!("{side} {}", word(share.as_ref()?)))).collect();
        told.join(" ")
    }
}
