//! What moves an action on from stage to stage: answers, time, the typed word, and what the executor tells.

use std::collections::BTreeSet;

use super::key::over;
use crate::app::arm::{self, Arm};
use crate::app::ask::{Feed, needs, witnesses};
use crate::app::effect::Effect;
use crate::app::guard::{Change, Phase, Preparing, Review, Running, Settled, Stage, may_begin, patience};
use crate::app::model::{Dialog, Model};
use crate::app::timeline::{self, Event, EventKind};
use crate::domain::action::Action;
use crate::domain::approval::{Consent, Refused, approve};
use crate::domain::call::Call;
use crate::domain::finding::words::sentence;
use crate::domain::outcome::{Outcome, Progress};
use crate::domain::plan::{Plan, plan};

/// Begins an action: arming first where that is needed, then its sources are read anew.
pub(super) fn begin(model: &mut Model, wish: Action, continues: Option<u64>) -> Vec<Effect> {
    if let Err(reason) = may_begin(&wish, model) {
        model.say(format!("`{wish}` cannot begin: {reason}."), true);
        return Vec::new();
    }
    if !wish.is_way_back() && !arm::is_armed(model) {
        let dialog = Arm::open(model, Some((wish, continues)));
        over(model, Dialog::Arm(dialog));
        return Vec::new();
    }
    let (waits_for, effects) = ask_anew(model, &wish);
    let number = model.changes.begin(wish, continues, Preparing { waits_for, since: model.now, before: None });
    over(model, Dialog::Change { number, scroll: 0 });
    plan_when_ready(model, number);
    effects
}

/// Opens the arming dialog, or says why not.
pub(super) fn arm(model: &mut Model) {
    if let Err(reason) = arm::can_arm(model) {
        model.say(format!("It cannot be armed: {reason}."), true);
    } else if arm::is_armed(model) {
        model.say("It is armed already: :disarm ends it.", false);
    } else {
        let dialog = Arm::open(model, None);
        over(model, Dialog::Arm(dialog));
    }
}

/// Read-only again. What runs goes on: it was armed when it began.
pub(super) fn disarm(model: &mut Model) {
    let was_armed = arm::is_armed(model);
    model.armed_until = None;
    let goes_on = if model.changes.running().next().is_some() { " What runs goes on." } else { "" };
    model.say(if was_armed { format!("Read-only.{goes_on}") } else { "It is read-only already.".to_owned() }, false);
}

/// Shows the newest change, or a run of the journal that did not come to an end.
pub(super) fn show(model: &mut Model) -> Vec<Effect> {
    let newest = model.changes.newest().map(|change| change.number);
    match newest {
        Some(number) => over(model, Dialog::Change { number, scroll: 0 }),
        // Who goes on with it may have changed since it was read.
        None if super::journal::open_torn(model) => return super::journal::read(model),
        None => model.say("Nothing was changed from here, and the journal has no open run.", false),
    }
    Vec::new()
}

/// Enter in a dialog of a change that asks for no word: what could not be done is planned anew, everything else closes.
pub(super) fn open(model: &mut Model, number: u64) -> Vec<Effect> {
    let again = match model.changes.get(number) {
        Some(Change { wish, stage: Stage::Settled(settled), .. }) if !settled.outcome.is_applied() => {
            Some((wish.clone(), settled.open_run()))
        }
        _ => None,
    };
    super::key::back(model);
    again.map(|(wish, continues)| begin(model, wish, continues)).unwrap_or_default()
}

/// Asks what a wish needs.
fn ask_anew(model: &mut Model, wish: &Action) -> (BTreeSet<Feed>, Vec<Effect>) {
    ask_each(model, needs(wish, &model.watch.snapshot.pipeline))
}

/// Asks sources at once. One that is being asked already is waited for; one that answered this very moment is not asked again.
fn ask_each(model: &mut Model, feeds: impl IntoIterator<Item = Feed>) -> (BTreeSet<Feed>, Vec<Effect>) {
    let (now, pipeline) = (model.now, model.current);
    let (mut waits_for, mut effects) = (BTreeSet::new(), Vec::new());
    for feed in feeds {
        let state = model.watch.feeds.state(&feed);
        if state.in_flight.is_none() && state.asked_at == Some(now) && state.failures == 0 {
            continue;
        }
        if state.in_flight.is_none() {
            effects.push(Effect::Ask(model.watch.feeds.ask(pipeline, feed.clone(), None, now)));
        }
        waits_for.insert(feed);
    }
    (waits_for, effects)
}

/// Makes the plan once nothing is awaited any more.
fn plan_when_ready(model: &mut Model, number: u64) {
    let Some(Change { stage: Stage::Preparing(preparing), .. }) = model.changes.get(number) else { return };
    let lasted = model.now.duration_since(preparing.since).as_secs();
    let Some(change) = model.changes.get(number) else { return };
    if preparing.waits_for.is_empty() || patience(&change.wish) * i64::from(model.options.speed.max(1)) <= lasted {
        let before = preparing.before.clone();
        make(model, number, before.as_deref());
    }
}

/// Makes the plan from what is known and puts it before the reader.
fn make(model: &mut Model, number: u64, before: Option<&Plan>) {
    let now = model.now;
    let writes = model.watch.snapshot.pipeline.writes;
    let Some(change) = model.changes.get_mut(number) else { return };
    let made = plan(&change.wish, &model.watch.snapshot);
    let differences = before.map(|before| before.differences(&made)).unwrap_or_default();
    let mut changed: Vec<String> = differences.iter().filter(|one| one.binds).map(ToString::to_string).collect();
    if before.is_some() && changed.is_empty() {
        changed.push("everything was read again, and what guards the plan is as it was".to_owned());
    }
    change.stage = Stage::Review(Box::new(Review::of(made, writes, changed, now)));
}

/// Time passes: sources are not waited for endlessly, and a plan does not last for ever.
pub(super) fn tick(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let numbers: Vec<u64> = model.changes.all().iter().map(|change| change.number).collect();
    let mut effects = Vec::new();
    for number in numbers {
        plan_when_ready(model, number);
        let Some(Change { stage: Stage::Review(review), .. }) = model.changes.get(number) else { continue };
        if review.question().is_some() && review.plan.has_expired(now) {
            effects.extend(renew(model, number));
        }
    }
    effects
}

/// Reads everything anew for a plan that no longer holds; what was typed is forgotten.
fn renew(model: &mut Model, number: u64) -> Vec<Effect> {
    let Some(Change { wish, stage: Stage::Review(review), .. }) = model.changes.get(number) else { return Vec::new() };
    let (wish, before) = (wish.clone(), Some(Box::new(review.plan.clone())));
    let (waits_for, effects) = ask_anew(model, &wish);
    let since = model.now;
    if let Some(change) = model.changes.get_mut(number) {
        change.stage = Stage::Preparing(Preparing { waits_for, since, before });
    }
    plan_when_ready(model, number);
    effects
}

/// A source has answered: one less to wait for; or what a plan rests on has changed.
pub(super) fn answered(model: &mut Model, feed: &Feed) -> Vec<Effect> {
    let numbers: Vec<u64> = model.changes.all().iter().map(|change| change.number).collect();
    numbers.into_iter().flat_map(|number| answered_for(model, number, feed)).collect()
}

fn answered_for(model: &mut Model, number: u64, feed: &Feed) -> Vec<Effect> {
    let snapshot = &model.watch.snapshot;
    let now = model.now;
    let Some(change) = model.changes.get_mut(number) else { return Vec::new() };
    match &mut change.stage {
        Stage::Preparing(preparing) => {
            preparing.waits_for.remove(feed);
            plan_when_ready(model, number);
        }
        Stage::Review(review) if review.question().is_some() && needs(&change.wish, &snapshot.pipeline).contains(feed) => {
            let made = plan(&change.wish, snapshot);
            let changed = review.plan.guards.changed(&made.guards);
            if changed.is_empty() {
                return Vec::new();
            }
            if !change.wish.is_way_back() {
                return renew(model, number);
            }
            // Whoever goes back is not made to type again: late answers are told, and Enter waits a moment.
            let mut anew = Review::of(made, snapshot.pipeline.writes, changed, now);
            if let (Some(typed), crate::app::guard::Wants::Words(question)) = (review.question(), &mut anew.wants)
                && typed.fields.len() == question.fields.len()
            {
                question.fields.clone_from(&typed.fields);
            }
            **review = anew;
        }
        _ => {}
    }
    Vec::new()
}

/// The word was typed and Enter pressed: consent is checked once, then the change runs.
pub(super) fn confirm(model: &mut Model, number: u64) -> Vec<Effect> {
    let (now, arming, pipeline) = (model.now, arm::arming(model), model.current);
    let Some(change) = model.changes.get(number) else { return Vec::new() };
    let Stage::Review(review) = &change.stage else { return Vec::new() };
    let consent = Consent::Typed { word: review.word() };
    match approve(review.plan.clone(), consent, review.overrides(), arming, now) {
        Ok(approved) => {
            let continues = change.continues;
            let mut effects = make_way(model, number);
            effects.push(Effect::Execute { change: number, approved: Box::new(approved.clone()), continues });
            if let Some(change) = model.changes.get_mut(number) {
                change.stage = Stage::Running(Box::new(Running::begin(approved, pipeline, now)));
            }
            effects
        }
        Err(Refused::Expired) => renew(model, number),
        Err(Refused::NotArmed) => {
            let dialog = Arm::open(model, None);
            over(model, Dialog::Arm(dialog));
            model.say("Arming has ended meanwhile.", true);
            Vec::new()
        }
        Err(refused) => {
            model.say(format!("Nothing was sent: {refused}."), true);
            Vec::new()
        }
    }
}

/// What moves the flag the other way stops before its next step when the way back begins.
fn make_way(model: &mut Model, number: u64) -> Vec<Effect> {
    if !model.changes.get(number).is_some_and(|change| change.wish.is_way_back()) {
        return Vec::new();
    }
    let moves_flag = |wish: &Action| wish.moves_flag() && *wish != Action::Rollback;
    let others: Vec<u64> =
        model.changes.running().filter(|(change, _)| moves_flag(&change.wish)).map(|(change, _)| change.number).collect();
    others.into_iter().flat_map(|other| stop(model, other)).collect()
}

/// Sends no further call of a change that runs.
pub(super) fn stop(model: &mut Model, number: u64) -> Vec<Effect> {
    let Some(Change { stage: Stage::Running(running), .. }) = model.changes.get_mut(number) else { return Vec::new() };
    if running.phase != Phase::Applying {
        return Vec::new();
    }
    running.phase = Phase::Stopping;
    vec![Effect::Stop(number)]
}

/// What the executor tells. A message about a change that is over changes nothing.
pub(super) fn progress(model: &mut Model, number: u64, progress: Progress) -> Vec<Effect> {
    let (now, current) = (model.now, model.current);
    let Some(Change { wish, stage: Stage::Running(running), .. }) = model.changes.get_mut(number) else { return Vec::new() };
    let wish = wish.clone();
    let seen_before = running.seen();
    running.take(&progress);
    let is_here = running.pipeline == current;
    let seen_now = running.seen();
    let calls: Vec<Call> = running.plan().steps.iter().map(|step| step.call.clone()).collect();
    match progress {
        Progress::Shards { map, .. } if is_here => {
            let held = &mut model.watch.snapshot.shards;
            let events = held.get().map(|old| timeline::shards(old, &map, now)).unwrap_or_default();
            held.take(Ok(map), now);
            model.watch.timeline.add_all(events);
        }
        Progress::Output { line } if is_here => {
            let evidence = vec![format!("written by the deploy command of `{wish}`")];
            model.watch.timeline.add(Event { at: now, kind: EventKind::Change, text: line, evidence });
        }
        Progress::Unheld { why } => model.say(sentence(&why), true),
        // The findings are judged by the journal: a change of ours is known as ours from its first line on.
        Progress::Began { .. } => return super::journal::read(model),
        Progress::Settled { outcome } => return settle(model, number, &wish, outcome, is_here),
        // What was changed is looked at by the screens as soon as it can be seen, and the journal says that it was taken.
        Progress::Verifying { .. } if is_here && seen_before < seen_now => {
            let pipeline = &model.watch.snapshot.pipeline;
            let feeds: BTreeSet<Feed> = calls.iter().flat_map(|call| witnesses(call, pipeline)).collect();
            let mut effects = super::journal::read(model);
            effects.extend(ask_each(model, feeds).1);
            return effects;
        }
        _ => {}
    }
    Vec::new()
}

/// The end of a change: told everywhere, and what it changed is read anew.
fn settle(model: &mut Model, number: u64, wish: &Action, outcome: Outcome, is_here: bool) -> Vec<Effect> {
    let now = model.now;
    let Some(change) = model.changes.get_mut(number) else { return Vec::new() };
    let Stage::Running(running) = &change.stage else { return Vec::new() };
    let text = format!("`{wish}`: {}", outcome.word());
    let is_bad = !outcome.is_applied();
    change.stage = Stage::Settled(Box::new(Settled::of(running.as_ref().clone(), outcome, now)));
    model.say(format!("{text}. :change shows it."), is_bad);
    let mut effects = super::journal::read(model);
    if model.options.bell {
        effects.push(Effect::Bell);
    }
    if model.options.notify {
        effects.push(Effect::Notify(text));
    }
    if is_here {
        effects.extend(ask_anew(model, wish).1);
    }
    if model.dialog == Some(Dialog::Leave) && model.changes.running().next().is_none() {
        model.dialog = model.beneath.pop();
    }
    effects
}

/// Forgets what is neither running nor over and lies under no dialog: a plan that nobody sees cannot be confirmed.
pub(super) fn forget_unseen(model: &mut Model) {
    let is_shown = |number: u64| {
        let dialogs = model.dialog.iter().chain(&model.beneath);
        dialogs.into_iter().any(|dialog| matches!(dialog, Dialog::Change { number: other, .. } if *other == number))
    };
    let before = model.changes.all().len();
    model.changes.forget_unseen(is_shown);
    if model.changes.all().len() < before && model.toast.is_none() {
        model.say("Nothing was changed.", false);
    }
}
