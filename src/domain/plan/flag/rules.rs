//! What a change of the flag is held against: can it be read, is anybody at it, does it go up by more than a stage.

use super::holders::{Holder, Target};
use crate::domain::action::{Action, Tier};
use crate::domain::facts::FlagReading;
use crate::domain::finding::words;
use crate::domain::pipeline::FlagStore;
use crate::domain::plan::Verdict;
use crate::domain::plan::draft::Draft;
use crate::domain::rollout;

/// Where nothing goes to the stream any more, percentages are compared with this tolerance.
pub(super) const SAME: f64 = 1e-9;

/// Every holder was read, and what of it is left as it is can be told.
pub(super) fn readable(draft: &mut Draft<'_>, store: &FlagStore, holders: &[Holder], target: Target) {
    for holder in holders {
        match &holder.says {
            Ok(says) => draft.pass("holders-readable", format!("{} is {}", holder.name, super::holders::in_words(says))),
            Err(why) => draft.hold("holders-readable", format!("{} cannot be read: {why}", holder.name)),
        }
    }
    if let FlagStore::Command { .. } = store {
        one_for_all(draft, holders, target);
    }
}

/// A deploy sets both variables of every writer: what the wish leaves open must be the same everywhere.
fn one_for_all(draft: &mut Draft<'_>, holders: &[Holder], target: Target) {
    let says = || holders.iter().filter_map(|holder| holder.says.as_ref().ok());
    let all = "one deploy sets both values for all writers";
    if target.enabled.is_none() && rollout::agreed(says(), |says| says.enabled).is_none() {
        let escape = "switch it with flag on or flag off, or roll back";
        draft.block("holders-readable", format!("{all}, and they do not agree on whether stream writes are on: {escape}"));
    }
    if target.percentage.is_none() && rollout::agreed(says(), |says| says.percentage).is_none() {
        let escape = "set it with percentage N, or roll back";
        draft.block("percentage-known", format!("{all}, and they have no percentage in common: {escape}"));
    }
}

/// Nobody else is at it, and two that write at once would be told apart.
pub(super) fn settled(draft: &mut Draft<'_>, store: &FlagStore, holders: &[Holder]) {
    match store {
        FlagStore::LambdaEnv { .. } => holders.iter().filter(|holder| holder.says.is_ok()).for_each(|holder| function(draft, holder)),
        FlagStore::Command { argv, .. } => {
            if draft.snapshot.pipeline.command_trusted {
                draft.pass("command-trusted", format!("{} may be run", argv.join(" ")));
            } else {
                let why = "stands in a project file and was not trusted by hand: `tidegate config trust` shows it and lets it run";
                draft.block("command-trusted", format!("the deploy command {} {why}", argv.join(" ")));
            }
        }
        FlagStore::AppConfig { .. } => holders.iter().for_each(|holder| hosted(draft, holder)),
        FlagStore::Ssm { .. } => draft.warn(
            "revision-known",
            "Parameter Store has no lock: of two that write at once the later one wins; the versions are read before and after",
        ),
        FlagStore::File { .. } => {}
    }
    if matches!(store, FlagStore::LambdaEnv { .. } | FlagStore::Command { .. }) {
        aliases(draft, holders);
    }
}

fn function(draft: &mut Draft<'_>, holder: &Holder) {
    let Some(function) = draft.snapshot.functions.get(&holder.name).and_then(|held| held.get()) else { return };
    if function.last_update_status == "InProgress" {
        let then = if draft.is_way_back() { "it is waited for, and the write is tried again" } else { "wait until that is through" };
        draft.hold("holders-settled", format!("{} is being updated by somebody: {then}", holder.name));
    } else {
        draft.pass("holders-settled", format!("no update of {} is under way", holder.name));
    }
    if function.revision.is_none() {
        let evidence =
            "has no revision in its answer: it is read again just before the write and after it, and a change in between can be lost";
        draft.warn("revision-known", format!("{} {evidence}", holder.name));
    }
}

fn hosted(draft: &mut Draft<'_>, holder: &Holder) {
    let Some(hosted) = holder.says.as_ref().ok().and_then(FlagReading::place) else {
        if let Ok(says) = &holder.says {
            let why = says.hosted.as_ref().err().map(|fault| format!(": {fault}")).unwrap_or_default();
            draft.block(
                "holders-readable",
                format!("the versions of the configuration could not be listed, and no new one can be made{why}"),
            );
        }
        return;
    };
    let live = holder.says.as_ref().ok().and_then(|says| says.revision.as_ref()?.parse::<u32>().ok());
    if *draft.wish() != Action::Rollback {
        draft.guard("flag.latest_version", Some(hosted.latest_version));
    }
    match &hosted.under_way {
        None => draft.pass("holders-settled", "no deployment is under way in this environment"),
        Some(busy) if busy.profile == hosted.profile => {
            let then = if draft.is_way_back() { "it is stopped first where it stands in the way" } else { "wait until it has ended" };
            draft.hold("holders-settled", format!("deployment {} of this flag is {}: {then}", busy.number, busy.state));
        }
        Some(busy) => {
            let whose = "another configuration, and AppConfig takes one at a time";
            draft.hold("holders-settled", format!("deployment {} is {} with {whose}", busy.number, busy.state));
        }
    }
    // The newest version that is on its way is no stranger.
    let is_coming = hosted.under_way.as_ref().is_some_and(|busy| busy.profile == hosted.profile);
    if let Some(live) = live.filter(|live| *live < hosted.latest_version && !is_coming) {
        let evidence = format!(
            "version {} was made after version {live}, which is live: what it changes of other flags goes live with this",
            hosted.latest_version
        );
        draft.hold("undeployed-version", evidence);
    }
}

/// Callers of an alias run a published version and do not see what is changed.
fn aliases(draft: &mut Draft<'_>, holders: &[Holder]) {
    for holder in holders {
        let Some(function) = draft.snapshot.functions.get(&holder.name).and_then(|held| held.get()) else { continue };
        if let Err(fault) = &function.aliases {
            draft.warn("alias", format!("whether callers of {} use an alias could not be read: {fault}", holder.name));
        }
        let pinned: Vec<String> = function.pinned().map(|(alias, version)| format!("{alias} (version {version})")).collect();
        if !pinned.is_empty() {
            let evidence = "run a published version, which keeps its own variables: for them nothing changes until a version is published and the alias moved";
            draft.warn("alias", format!("callers of {}'s alias {} {evidence}", holder.name, words::list(&pinned)));
        }
    }
}

/// A change upwards goes to the next stage; to everything it takes more ceremony. What cannot be told is judged as nothing before.
pub(super) fn rising(draft: &mut Draft<'_>, holders: &[Holder], target: Target) {
    if draft.is_way_back() {
        return;
    }
    let says = || holders.iter().filter_map(|holder| Some((holder, holder.says.as_ref().ok()?)));
    let mut to_all = false;
    for (holder, says) in says() {
        let (before, after) = (says.effective(), target.most_after(says));
        let from = before.unwrap_or(0.0);
        let Some(to) = after.filter(|to| from + SAME < *to) else { continue };
        to_all |= 100.0 - SAME <= to;
        next_stage(draft, &holder.name, before, to);
    }
    if to_all {
        let stream = draft.snapshot.pipeline.stream.clone();
        draft.ceremony(Tier::Slow, stream);
    }
}

fn next_stage(draft: &mut Draft<'_>, name: &str, before: Option<f64>, to: f64) {
    let stages = &draft.snapshot.pipeline.rollout.stages;
    let from = before.unwrap_or(0.0);
    let next = stages.iter().map(|stage| f64::from(*stage)).find(|stage| from + SAME < *stage);
    let here = match before {
        Some(share) => format!("{name} sends {share} % now"),
        None => format!("what {name} sends now cannot be told, so that it counts as nothing"),
    };
    let (verdict, evidence) = match next {
        Some(stage) if to <= stage + SAME => (Verdict::Pass, format!("{here}, and {to} % is not beyond the next stage, {stage} %")),
        Some(stage) => jump(draft, &here, stage, to),
        None => (Verdict::Block, format!("{here}: the ladder has no stage above that, and {to} % leaves it")),
    };
    draft.check("next-stage", verdict, evidence);
}

/// Over the next stage: held, unless it goes back to where the percentage stood before somebody else set it back, and that stage was
/// proven then. It is told as a warning even so: whether it was set back on purpose cannot be seen from here.
fn jump(draft: &Draft<'_>, here: &str, stage: f64, to: f64) -> (Verdict, String) {
    let jumps = format!("{here}: the next stage is {stage} %, and {to} % jumps over it");
    let Some(fallen) = rollout::fallen(draft.snapshot).filter(|fallen| to <= f64::from(fallen.stage) + SAME) else {
        return (Verdict::Block, jumps);
    };
    let stood = format!("{} % stood until {}", fallen.stage, words::clock(fallen.at));
    match rollout::proven(draft.snapshot, &fallen) {
        Ok(evidence) => {
            let back = "this goes back to it and is no new stage; if somebody lowered it on purpose, climb by the stages instead";
            (Verdict::Warn, format!("{here}, and {stood}: {evidence}; {back}"))
        }
        Err(why) => (Verdict::Block, format!("{jumps}; {stood}, and it does not count as proven: {why}")),
    }
}
