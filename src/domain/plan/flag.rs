//! Plans of the rollout flag: the percentage, on and off, and both ways back, wherever the flag lives.

mod holders;
mod places;
mod promotion;
mod rules;
mod traffic;
mod words;

use self::holders::{Holder, Target};
use super::draft::Draft;
use crate::domain::action::Tier;
use crate::domain::pipeline::FlagStore;

/// Another stored percentage. Whether writes are on is left as it is.
pub(super) fn percentage(draft: &mut Draft<'_>, to: u32) {
    draft.ceremony(Tier::Reversible, to.to_string());
    if 100 < to {
        draft.block("wish", format!("a percentage goes from 0 to 100, and {to} is outside"));
        return;
    }
    let Some((store, holders)) = holders::of(draft) else { return };
    change(draft, store, &holders, Target { enabled: None, percentage: Some(to), only_lowers: false });
}

/// Up to the stage above the one that the least of the traffic is at, and on where it is off. Nobody is lowered by it.
pub(super) fn promote(draft: &mut Draft<'_>) {
    draft.ceremony(Tier::Reversible, "on");
    let Some((store, holders)) = holders::of(draft) else { return };
    if holders.iter().any(|holder| holder.effective().is_none()) {
        draft.block("holders-readable", "what every holder sends now cannot be told, and so there is no next stage: choose a percentage");
    }
    let known = || holders.iter().filter_map(Holder::effective);
    let least = known().reduce(f64::min).unwrap_or_default();
    let Some(stage) = draft.snapshot.pipeline.rollout.stages.iter().copied().find(|stage| least < f64::from(*stage)) else {
        draft.say(format!("The ladder's end is reached: {least} % goes to the stream, and there is no next stage."));
        return;
    };
    if known().any(|share| f64::from(stage) < share) {
        let evidence = format!("the holders do not agree, and one sends more than the next stage, {stage} %: choose a percentage for all");
        draft.block("percentage-known", evidence);
    }
    draft.ceremony(Tier::Reversible, stage.to_string());
    change(draft, store, &holders, Target { enabled: Some(true), percentage: Some(u32::from(stage)), only_lowers: false });
}

/// Stream writes on or off. The stored percentage is left as it is.
pub(super) fn switch(draft: &mut Draft<'_>, on: bool) {
    draft.ceremony(Tier::Reversible, if on { "on" } else { "off" });
    let Some((store, holders)) = holders::of(draft) else { return };
    if on {
        for holder in &holders {
            let Ok(says) = &holder.says else { continue };
            match says.percentage {
                Some(share) => draft.pass("percentage-known", format!("{} stores {share} %", holder.name)),
                None => draft.block(
                    "percentage-known",
                    format!(
                        "{} stores no percentage that can be read, and its own default would decide: set it with percentage N first",
                        holder.name
                    ),
                ),
            }
        }
    }
    change(draft, store, &holders, Target { enabled: Some(on), percentage: None, only_lowers: false });
}

/// Percentage 0 and flag off at every holder that is not there yet.
pub(super) fn rollback(draft: &mut Draft<'_>) {
    draft.ceremony(Tier::Reversible, "off");
    let Some((store, holders)) = holders::of(draft) else { return };
    change(draft, store, &holders, Target::OFF);
}

/// The stage before the one that most of the traffic is at; off below the first. No holder is raised by it.
pub(super) fn back(draft: &mut Draft<'_>) {
    draft.ceremony(Tier::Reversible, "off");
    let Some((store, holders)) = holders::of(draft) else { return };
    let known: Vec<f64> = holders.iter().filter_map(Holder::effective).collect();
    let Some(most) = known.iter().copied().reduce(f64::max) else {
        draft
            .block("holders-readable", "what goes to the stream now cannot be told, and so there is no stage before it: roll back instead");
        return;
    };
    let before = draft.snapshot.pipeline.rollout.stages.iter().rev().copied().find(|stage| f64::from(*stage) < most);
    let Some(stage) = before.map(u32::from).filter(|_| 0.0 < most) else {
        // Below the first stage there is only off, and that is the rollback's.
        change(draft, store, &holders, Target::OFF);
        return;
    };
    draft.ceremony(Tier::Reversible, stage.to_string());
    let lower = |holder: &&Holder| holder.effective().is_some_and(|share| share <= f64::from(stage));
    let is_deploy = matches!(store, FlagStore::Command { .. });
    if is_deploy && holders.iter().any(|holder| lower(&holder) || holder.says.is_err()) {
        let evidence = "one deploy sets every writer, and would raise those that send less: roll back, or choose a percentage for all";
        draft.block("percentage-known", format!("the writers do not say the same, and {evidence}"));
    }
    for holder in holders.iter().filter(lower) {
        draft.say(format!("{} sends no more than {stage} % and is left as it is.", holder.name));
    }
    change(draft, store, &holders, Target { enabled: None, percentage: Some(stage), only_lowers: true });
}

/// Rules, calls and words of one change.
fn change(draft: &mut Draft<'_>, store: &FlagStore, holders: &[Holder], target: Target) {
    rules::readable(draft, store, holders, target);
    rules::settled(draft, store, holders);
    rules::rising(draft, holders, target);
    promotion::gates(draft, holders, target);
    if draft.is_impossible() {
        // What is not done is not told as if it were; only a command that nobody trusts can be run by hand.
        places::by_hand(draft, store, holders, target);
        return;
    }
    places::calls(draft, store, holders, target);
    words::tell(draft, store, holders, target);
}
