//! Automatic scaling: whether it would fight a change, and the plans of its bounds and of its suspension.

use super::draft::Draft;
use super::{Until, Verdict, preflight};
use crate::domain::action::Action;
use crate::domain::call::Call;
use crate::domain::facts::ScalingTarget;
use crate::domain::finding::words;
use crate::domain::limits::MOST_SHARDS_BY_COUNT;

/// The one dimension of custom resources. Source: Application Auto Scaling API reference, RegisterScalableTarget.
const DIMENSION: &str = "custom-resource:ResourceType:Property";

const SECONDS: (u64, u64) = (1, 5);
const BASIS: &str = "the answer is enough: the target is as it says when it comes";

/// What there is instead of a target.
const WITHOUT: &str = "Application Auto Scaling knows no Kinesis streams: it scales one only through a custom-resource target, an HTTPS API of your own \
                       in front of a function that calls UpdateShardCount. Instead: reshard by hand, an alarm with a function of your own, or on-demand mode";

/// Whether automatic scaling would undo a change to so many shards.
pub(super) fn fights(draft: &mut Draft<'_>, to: u32) {
    let held = &draft.snapshot.scaling;
    draft.note("scaling.targets", held, |scaling| scaling.targets.len());
    let Some(scaling) = held.get() else {
        let why = held.fault.as_ref().map_or_else(|| "it was not read yet".to_owned(), ToString::to_string);
        return draft.warn("scaling-fights", format!("whether something scales the stream is not known: {why}"));
    };
    if scaling.targets.is_empty() {
        return draft.pass("scaling-fights", "no scalable target names this stream; alarms with a function of your own are not seen");
    }
    for target in &scaling.targets {
        let (id, bounds) = (&target.resource_id, bounds_of(target));
        let outside = if to == 1 { "1 shard lies outside".to_owned() } else { format!("{to} shards lie outside") };
        if target.is_frozen() {
            draft.pass("scaling-fights", format!("automatic scaling ({id}) is frozen"));
        } else if !contains(target, to) {
            let evidence = format!("automatic scaling ({id}) keeps {bounds}, and {outside}: scaling freeze first, or other bounds");
            draft.block("scaling-fights", evidence);
        } else if scaling.policies.as_ref().is_ok_and(Vec::is_empty) {
            draft.pass("scaling-fights", format!("automatic scaling ({id}) allows {bounds} and has no policy; a schedule is not seen"));
        } else {
            let policies = match &scaling.policies {
                Ok(policies) => format!("its policy {}", words::list(policies)),
                Err(fault) => format!("policies that could not be read ({fault})"),
            };
            let evidence = format!("automatic scaling ({id}) may change the count again by {policies}: scaling freeze first");
            draft.warn("scaling-fights", evidence);
        }
    }
}

/// Other bounds.
pub(super) fn bounds(draft: &mut Draft<'_>, min: u32, max: u32) {
    let Some(target) = target(draft) else { return };
    let most = words::number(f64::from(MOST_SHARDS_BY_COUNT));
    if min == 0 || max < min || MOST_SHARDS_BY_COUNT < max {
        return draft.block("wish", format!("bounds are 1 ≤ min ≤ max ≤ {most} shards, and these are {min} and {max}"));
    }
    let before = bounds_of(target);
    if (i64::from(target.min), i64::from(target.max)) == (i64::from(min), i64::from(max)) {
        return draft.say(format!("The bounds are {min} to {max} shards already: there is nothing to do."));
    }
    register(draft, target, (Some(min), Some(max)), None);
    draft.say(format!("Automatic scaling keeps {min} to {max} shards instead of {before}."));
    at_once(draft, &ScalingTarget { min: narrow(min), max: narrow(max), ..target.clone() }, target.is_frozen());
    close(draft);
    let back = u32::try_from(target.min).ok().zip(u32::try_from(target.max).ok());
    let action = back.map(|(min, max)| Action::ScalingBounds { min, max });
    draft.way_back(format!("Set the bounds back to {before} at any time."), action);
    draft.loses("a change of the shard count that automatic scaling makes meanwhile stays until it scales again");
}

/// Suspended, or let go on.
pub(super) fn freeze(draft: &mut Draft<'_>, frozen: bool) {
    let Some(target) = target(draft) else { return };
    let id = &target.resource_id;
    match (frozen, target.is_frozen(), target.suspended.is_empty()) {
        (true, true, _) => return draft.say(format!("Automatic scaling ({id}) is frozen already: there is nothing to do.")),
        (false, _, true) => return draft.say(format!("Automatic scaling ({id}) is not frozen: there is nothing to do.")),
        _ => {}
    }
    register(draft, target, (None, None), Some(frozen));
    if frozen {
        draft.say(format!("Automatic scaling ({id}) is suspended: in, out and by schedule. Its bounds of {} stay.", bounds_of(target)));
        draft.say("Nobody adds shards while it is frozen: thaw it when the change is over. What it has begun goes on.");
        if !target.suspended.is_empty() {
            draft.loses(format!("that only {} was suspended before: thawing lets everything go on", words::list(&target.suspended)));
        }
    } else {
        draft.say(format!("Automatic scaling ({id}) goes on within {}.", bounds_of(target)));
        at_once(draft, target, false);
    }
    close(draft);
    let back = if frozen { "Thaw it at any time." } else { "Freeze it again at any time; what it has done meanwhile stays." };
    draft.way_back(back, Some(Action::ScalingFreeze { frozen: !frozen }));
}

/// Duration, other hands, permission.
fn close(draft: &mut Draft<'_>) {
    draft.takes(SECONDS.0, SECONDS.1, BASIS);
    preflight::permission(draft);
    preflight::same_permission_back(draft);
    draft.back_check("scaling-target", Verdict::Pass, "the target stays registered");
}

/// The one target, guarded as it is; a check says what there is when there is none.
fn target<'a>(draft: &mut Draft<'a>) -> Option<&'a ScalingTarget> {
    let held = &draft.snapshot.scaling;
    draft.rest_on("scaling.target", held, |scaling| scaling.targets.iter().map(in_words).collect::<Vec<_>>().join("; "));
    draft.note("stream.open_shards", &draft.snapshot.stream, |stream| stream.open_shards);
    let Some(scaling) = held.get() else {
        let why = held.fault.as_ref().map_or_else(|| "it was not read yet".to_owned(), ToString::to_string);
        draft.block("scaling-target", format!("automatic scaling is not known: {why}"));
        return None;
    };
    match scaling.targets.as_slice() {
        [] => {
            draft.block("scaling-target", format!("no scalable target names {}. {WITHOUT}", draft.snapshot.pipeline.stream));
            None
        }
        [target] => {
            draft.pass("scaling-target", in_words(target));
            Some(target)
        }
        many => {
            let ids: Vec<&str> = many.iter().map(|target| target.resource_id.as_str()).collect();
            let evidence = format!("{} targets name this stream: set scaling.resource_id to one of {}", many.len(), words::list(&ids));
            draft.block("scaling-target", evidence);
            None
        }
    }
}

fn in_words(target: &ScalingTarget) -> String {
    let suspended = if target.suspended.is_empty() { "nothing".to_owned() } else { words::list(&target.suspended) };
    format!("{} keeps {}, suspended: {suspended}", target.resource_id, bounds_of(target))
}

fn bounds_of(target: &ScalingTarget) -> String {
    format!("{} to {} shards", target.min, target.max)
}

fn contains(target: &ScalingTarget, shards: u32) -> bool {
    (i64::from(target.min)..=i64::from(target.max)).contains(&i64::from(shards))
}

fn narrow(shards: u32) -> i32 {
    i32::try_from(shards).unwrap_or(i32::MAX)
}

fn register(draft: &mut Draft<'_>, target: &ScalingTarget, bounds: (Option<u32>, Option<u32>), suspended: Option<bool>) {
    let (resource_id, dimension) = (target.resource_id.clone(), DIMENSION.to_owned());
    draft.call(Call::RegisterTarget { resource_id, dimension, min: bounds.0, max: bounds.1, suspended }, Until::Answered);
}

/// A count outside the bounds is changed at once. Source: API reference, RegisterScalableTarget.
fn at_once(draft: &mut Draft<'_>, target: &ScalingTarget, frozen: bool) {
    let Some(stream) = draft.snapshot.stream.get() else {
        return draft.warn("scaling-fights", "the shard count is not known: if it lies outside the bounds, it is changed at once");
    };
    let open = stream.open_shards;
    if contains(target, open) {
        return draft.pass("scaling-fights", format!("{open} shards lie within {}", bounds_of(target)));
    }
    let end = i64::from(open).clamp(i64::from(target.min), i64::from(target.max));
    let when = if frozen { "at the latest when it is thawed" } else { "at once" };
    let evidence = format!(
        "{open} shards lie outside {}: automatic scaling changes them to {end} {when}, as far as its function can",
        bounds_of(target)
    );
    draft.say(format!("There are {open} shards now: automatic scaling changes them to {end} {when}."));
    draft.warn("scaling-fights", evidence);
}
