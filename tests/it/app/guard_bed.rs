//! A small console, plans of every tier, and the things that can happen to a change; what may be executed is judged from outside.

use crossterm::event::KeyEventKind;
use jiff::Timestamp;
use tidegate::app::effect::Effect;
use tidegate::app::feed::Feeds;
use tidegate::app::guard::{Change, Review, Stage};
use tidegate::app::keys::{Place, place};
use tidegate::app::model::{Dialog, Model};
use tidegate::app::msg::Msg;
use tidegate::app::update::{start, update};
use tidegate::domain::action::{Action, Tier};
use tidegate::domain::approval::{Approved, Consent};
use tidegate::domain::call::Call;
use tidegate::domain::pipeline::Writes;
use tidegate::domain::plan::{Check, Plan, Step, Until, Verdict, plan};

use super::bed::{key, run, settled, type_text};

/// A console with an environment of its own name, and little to copy.
pub(super) fn small() -> Model {
    let mut model = settled();
    model.options.bell = false;
    model.options.title = false;
    model.options.notify = false;
    for pipeline in model.pipelines.iter_mut().chain([&mut model.watch.snapshot.pipeline]) {
        "prod".clone_into(&mut pipeline.environment);
    }
    model.watch.snapshot.metrics = tidegate::domain::metrics::Metrics::default();
    model.watch.timeline = tidegate::app::timeline::Timeline::default();
    (model.toast, model.watch.journal_read) = (None, Some(model.now));
    // Every source is being asked and none answers: time alone makes plans, and nothing is judged.
    model.watch.feeds = Feeds::default();
    start(&mut model);
    model.journal = tidegate::app::feed::JournalFeed::default();
    model
}

/// The wishes of the tests, one of each ceremony: the last one breaks a rule.
pub(super) fn wishes() -> [(Action, Tier, &'static str); 4] {
    [
        (Action::Rollback, Tier::Reversible, "off"),
        (Action::Percentage { to: 50 }, Tier::Reversible, "50"),
        (Action::Reshard { to: 4 }, Tier::Slow, "prices-stream"),
        (Action::Merge { shard: "0".to_owned(), adjacent: "1".to_owned() }, Tier::Breaking, "prices-stream"),
    ]
}

/// The rule that the plan of the last wish breaks.
pub(super) const RULE: &str = "protected-hours";

/// A plan as the domain makes it, but always possible: two calls one after the other.
pub(super) fn made(wish: &Action, model: &Model) -> Plan {
    let (_, tier, word) = wishes().into_iter().find(|(other, ..)| other == wish).unwrap_or((wish.clone(), Tier::Slow, "prices-stream"));
    let mut plan = plan(wish, &model.watch.snapshot);
    let call = |name: &str| Call::PutParameter { name: name.to_owned(), value: "x".to_owned() };
    let step = |name: &str, wave| Step { cli: call(name).cli(&plan.region), call: call(name), wave, then: Until::Answered };
    plan.steps = vec![step("one", 0), step("two", 1)];
    plan.checks = vec![Check { id: "permission".to_owned(), verdict: Verdict::Pass, evidence: "it worked before".to_owned() }];
    plan.blocked = tier == Tier::Breaking;
    if plan.blocked {
        plan.checks.push(Check { id: RULE.to_owned(), verdict: Verdict::Block, evidence: "it is Friday evening".to_owned() });
    }
    plan.tier = tier;
    word.clone_into(&mut plan.confirm);
    plan.seal()
}

/// Lets milliseconds of the clock pass.
pub(super) fn wait(model: &mut Model, milliseconds: i64) -> Vec<Effect> {
    let at = Timestamp::from_millisecond(model.now.as_millisecond() + milliseconds).unwrap_or(model.now);
    update(model, Msg::Tick(at))
}

/// Puts the test's plan before the reader in place of the domain's, once preparing is over.
pub(super) fn lay_before(model: &mut Model) {
    let Some(number) = model.changes.newest().map(|change| change.number) else { return };
    let Some(Change { wish, stage: Stage::Review(review), .. }) = model.changes.get(number) else { return };
    if review.plan.steps.first().is_some_and(|step| step.call.subject() == "one") {
        return;
    }
    let (plan, changed) = (made(wish, model), review.changed.clone());
    let (writes, now) = (model.watch.snapshot.pipeline.writes, model.now);
    if let Some(change) = model.changes.get_mut(number) {
        change.stage = Stage::Review(Box::new(Review::of(plan, writes, changed, now)));
    }
}

/// Arms the console the way people do.
pub(super) fn arm(model: &mut Model) {
    run(model, "arm");
    type_text(model, "prod");
    wait(model, 300);
    update(model, Msg::Key(key("enter")));
}

/// Begins a wish and brings its plan onto the screen; the console is armed first where that is needed.
pub(super) fn review(model: &mut Model, wish: &Action) {
    if !wish.is_way_back() {
        arm(model);
    }
    run(model, &wish.to_string());
    wait(model, 16_000);
    lay_before(model);
}

/// Types the word of the plan in front, waits, and presses Enter.
pub(super) fn say_yes(model: &mut Model, word: &str) -> Vec<Effect> {
    type_text(model, word);
    wait(model, 300);
    update(model, Msg::Key(key("enter")))
}

/// What was approved among effects.
pub(super) fn executed(effects: &[Effect]) -> Option<&Approved> {
    effects.iter().find_map(|effect| if let Effect::Execute { approved, .. } = effect { Some(approved.as_ref()) } else { None })
}

/// Why a message may not have let a change begin, judged by what was on the screen; `quiet` is the time since the key before.
pub(super) fn objection(before: &Model, msg: &Msg, quiet: i64, approved: &Approved) -> Option<&'static str> {
    let Msg::Key(event) = msg else { return Some("no key was pressed") };
    let plan = approved.plan();
    let Some(Dialog::Change { number, .. }) = before.dialog else { return Some("no plan was in front") };
    let Some(Change { wish, stage: Stage::Review(review), .. }) = before.changes.get(number) else {
        return Some("nothing was under review");
    };
    let Some(question) = review.question() else { return Some("no word was asked for") };
    let armed = before.armed_until.is_some_and(|until| before.now < until);
    let blocks: Vec<&str> = review.plan.blocks().map(|check| check.id.as_str()).collect();
    let broken: Vec<&str> = approved.overrides().iter().map(|given| given.rule.as_str()).collect();
    match () {
        () if event.code != crossterm::event::KeyCode::Enter || event.kind != KeyEventKind::Press => Some("it was not a press of Enter"),
        () if before.bar.is_some() || place(before) != Place::Question => Some("the keys went elsewhere"),
        () if before.size.0 < 40 || before.size.1 < 10 => Some("the plan could not be read"),
        () if *plan != review.plan || plan.wish != *wish => Some("another plan was on the screen"),
        () if !plan.is_intact() || plan.has_expired(before.now) || plan.steps.is_empty() => Some("the plan did not hold"),
        () if question.fields.last().map(|field| field.text.as_str()) != Some(plan.confirm.as_str()) => Some("the word was not typed"),
        () if *approved.consent() != (Consent::Typed { word: plan.confirm.clone() }) => Some("the consent is another"),
        () if quiet < 250 => Some("Enter came in haste"),
        () if !armed && !plan.wish.is_way_back() => Some("it was read-only"),
        () if before.watch.snapshot.pipeline.writes != Writes::Arm => Some("changes are ruled out"),
        () if before.options.at.is_some() => Some("it was a past moment"),
        () if broken != blocks || approved.overrides().iter().any(|given| given.reason.trim().is_empty()) => {
            Some("a rule was not overridden")
        }
        () => None,
    }
}
