//! What-if on the Cost screen: the knobs, turned by keys or set by the command bar. Figures change, nothing else does.

use super::model::{Model, Panel};
use crate::domain::cost::{self, Estimate, Knob};

/// What is known of the shown pipeline's cost, or why nothing is, in one clause.
pub fn estimate(model: &Model) -> Result<&Estimate, String> {
    model.shown().judged.costs.as_ref().map(|costs| &costs.now).map_err(Clone::clone)
}

/// Turns the selected knob one step.
pub(super) fn turn(model: &mut Model, up: bool) {
    let Ok((load, shape)) = estimate(model).map(|now| (now.load.clone(), now.shape.clone())) else { return };
    if let Some(knob) = Knob::ALL.get(model.selection(Panel::WhatIf)) {
        model.what_if.turn(*knob, up, &load, &shape);
    }
}

/// What can follow `what-if`.
pub(super) fn words() -> Vec<String> {
    Knob::ALL.iter().map(|knob| knob.key().to_owned()).chain(["none".to_owned()]).collect()
}

/// Reads `shards 4`, `rate 100000`, `size 25KiB`, `retention 7days`, `mode on-demand` or `none`.
pub(super) fn read(text: &str, model: &Model) -> Result<cost::WhatIf, String> {
    let mut change = model.what_if.clone();
    let (word, value) = text.split_once(char::is_whitespace).map_or((text, ""), |(word, value)| (word, value.trim()));
    if word == "none" && value.is_empty() {
        return Ok(cost::WhatIf::default());
    }
    let Some(knob) = Knob::ALL.iter().find(|knob| knob.key() == word) else {
        return Err(format!("What can be changed in thought is {}; what-if none forgets it.", words().join(", ")));
    };
    change.set(*knob, value)?;
    Ok(change)
}
