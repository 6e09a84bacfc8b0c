//! Changes as they look: armed, reviewed, running, over, torn off, and asked about when leaving.

use std::str::FromStr as _;

use rust_decimal::Decimal;
use tidegate::app::guard::{Preparing, Review, Running, Settled, Stage};
use tidegate::app::model::{Dialog, Model};
use tidegate::app::msg::Msg;
use tidegate::app::update::update;
use tidegate::domain::action::{Action, Tier};
use tidegate::domain::approval::{Arming, Consent, Override, approve};
use tidegate::domain::call::Call;
use tidegate::domain::journal::{Entry, Event, Hand, Hands, Intent};
use tidegate::domain::outcome::{Answer, Outcome, Progress};
use tidegate::domain::pipeline::Writes;
use tidegate::domain::plan::{Check, Cost, Expected, Plan, Step, Until, Verdict, WayBack, plan};
use tidegate::domain::series::shift;
use tidegate::domain::shard::{Shard, ShardMap};
use tidegate::view::Look;
use tidegate::view::markers::Marker;
use tidegate::view::theme::{Theme, dump};

use super::bed::{draw, night, watched};

pub(super) const STANDARD: (u16, u16) = (80, 24);
pub(super) const WIDE: (u16, u16) = (120, 40);
const FULL: (u16, u16) = (200, 60);

pub(super) fn snapshot(name: &str, model: &Model, size: (u16, u16)) {
    let buffer = draw(model, &Look::new(Theme::probe(), Marker::Braille), size);
    insta::assert_snapshot!(name, dump(&buffer));
}

/// The demo's console in an environment that is called prod.
pub(super) fn production() -> Model {
    let mut model = watched("calm");
    "prod".clone_into(&mut model.watch.snapshot.pipeline.environment);
    model.watch.journal_read = Some(model.now);
    model
}

fn check(id: &str, verdict: Verdict, evidence: &str) -> Check {
    Check { id: id.to_owned(), verdict, evidence: evidence.to_owned() }
}

/// A reshard in two calls, with everything that a plan can say.
fn reshard(model: &Model) -> Plan {
    let mut made = plan(&Action::Reshard { to: 6 }, &model.watch.snapshot);
    let call = |from, to| Call::UpdateShardCount { stream: "PriceTicks".to_owned(), from, to };
    let step = |wave, from, to| Step {
        cli: call(from, to).cli("us-east-1"),
        call: call(from, to),
        wave,
        then: Until::StreamActive { open_shards: Some(to) },
    };
    made.steps = vec![step(0, 2, 4), step(1, 4, 6)];
    made.summary = vec!["PriceTicks goes from 2 to 6 open shards in 2 calls: 2 → 4 → 6.".to_owned()];
    made.checks = vec![
        check("stream-active", Verdict::Pass, "PriceTicks is ACTIVE"),
        check("account-shards", Verdict::Pass, "498 of 500 shards are free, 12 are needed for a moment"),
        check("reshards-left", Verdict::Pass, "8 of 10 are left today, 2 are needed"),
        check("readers-keep-up", Verdict::Warn, "PriceAnalytics is 38 s behind: closed parents are read to their end first"),
    ];
    made.expected = Expected { low: 60, high: 240, basis: "30 s a shard in this Region, from experience; AWS promises nothing".to_owned() };
    made.duration_seconds = 240;
    made.cost = Cost {
        stream_after: None,
        monthly_before: Decimal::from_str("22.33").ok(),
        monthly_after: Decimal::from_str("66.13").ok(),
        one_off: Some(Decimal::ZERO),
        way_back: Some(Decimal::ZERO),
        do_nothing: "0 records lost an hour; unread data is safe for 23 h 59 m".to_owned(),
        notes: vec!["at the load of the last complete hour".to_owned()],
    };
    made.way_back = WayBack {
        text: "Reshard back to 2 in 2 calls.".to_owned(),
        action: Some(Action::Reshard { to: 2 }),
        checks: vec![check("permission", Verdict::Warn, "kinesis:UpdateShardCount was never used from here")],
        lost: vec!["4 of today's 10 reshards, there and back".to_owned()],
    };
    made.blocked = false;
    made.tier = Tier::Slow;
    "PriceTicks".clone_into(&mut made.confirm);
    made.seal()
}

/// The same on a Friday evening.
fn on_friday(model: &Model) -> Plan {
    let mut made = reshard(model);
    made.checks.push(check("protected-hours", Verdict::Block, "it is Friday 17:12 in Berlin, and Fri 16:00 - Mon 08:00 is protected"));
    (made.blocked, made.tier) = (true, Tier::Breaking);
    made.seal()
}

/// A console with a plan before the reader.
pub(super) fn reviewing(mut model: Model, plan: Plan) -> Model {
    model.armed_until = Some(shift(model.now, 872));
    let preparing = Preparing { waits_for: std::collections::BTreeSet::new(), since: model.now, before: None };
    let number = model.changes.begin(plan.wish.clone(), None, preparing);
    let review = Review::of(plan, model.watch.snapshot.pipeline.writes, Vec::new(), model.now);
    if let Some(change) = model.changes.get_mut(number) {
        change.stage = Stage::Review(Box::new(review));
    }
    model.dialog = Some(Dialog::Change { number, scroll: 0 });
    model
}

#[test]
fn a_promotion_shows_its_gates_before_its_calls() {
    let wish = Action::Percentage { to: 50 };
    let model = production();
    let made = plan(&wish, &model.watch.snapshot);
    snapshot("promotion_standard", &reviewing(model.clone(), made.clone()), STANDARD);
    snapshot("promotion_wide", &reviewing(model, made), WIDE);
    let model = watched("poison-pill");
    let made = plan(&wish, &model.watch.snapshot);
    snapshot("promotion_held", &reviewing(model.clone(), made.clone()), STANDARD);
    snapshot("promotion_full", &reviewing(model, made), FULL);
}

fn typed(mut model: Model, text: &str) -> Model {
    for sign in text.chars() {
        update(&mut model, Msg::Key(crossterm::event::KeyCode::Char(sign).into()));
    }
    model
}

fn press(mut model: Model, keys: &str) -> Model {
    super::bed::press(&mut model, keys);
    model
}

/// A console on which the reshard runs, some steps along.
fn running(model: Model, told: Vec<Progress>) -> Model {
    let plan = reshard(&model);
    let mut model = reviewing(model, plan.clone());
    let arming = Arming { writes: Writes::Arm, until: Some(shift(model.now, 60)) };
    let consent = Consent::Typed { word: plan.confirm.clone() };
    let Ok(approved) = approve(plan, consent, Vec::new(), arming, model.now) else { panic!("the plan can be approved") };
    let change = model.changes.newest().map(|change| change.number).unwrap_or_default();
    if let Some(change) = model.changes.get_mut(change) {
        change.stage = Stage::Running(Box::new(Running::begin(approved, 0, model.now)));
    }
    model.now = shift(model.now, 92);
    for progress in told {
        let at = model.now;
        update(&mut model, Msg::Progress { change, at, progress });
    }
    model
}

fn half_way() -> Vec<Progress> {
    let shard = |number: u32, part: u128, of: u128, parent: Option<u32>| Shard {
        id: format!("shardId-{number:012}"),
        first: u128::MAX / of * part,
        last: if part + 1 == of { u128::MAX } else { u128::MAX / of * (part + 1) - 1 },
        parent: parent.map(|number| format!("shardId-{number:012}")),
        adjacent_parent: None,
        open: true,
    };
    let before = vec![shard(0, 0, 2, None), shard(1, 1, 2, None)];
    let mut now: Vec<Shard> = before.iter().cloned().map(|shard| Shard { open: false, ..shard }).collect();
    now.extend([shard(2, 0, 4, Some(0)), shard(3, 1, 4, Some(0)), shard(4, 2, 4, Some(1)), shard(5, 3, 4, Some(1))]);
    vec![
        Progress::Began { run: 12 },
        Progress::Shards { map: ShardMap::of(before), status: "ACTIVE".to_owned() },
        Progress::Sending { step: 0 },
        Progress::Answered { step: 0, answer: Answer::Taken { request_id: Some("7f3c".to_owned()) } },
        Progress::Waiting { step: 0, what: "PriceTicks is UPDATING with 4 of 4 shards open".to_owned() },
        Progress::Shards { map: ShardMap::of(now), status: "UPDATING".to_owned() },
    ]
}

#[test]
fn a_plan_under_review() {
    let model = production();
    let plan = reshard(&model);
    let review = reviewing(model, plan);
    snapshot("review_standard", &review, STANDARD);
    snapshot("review_wide", &typed(review.clone(), "PriceT"), WIDE);
    snapshot("review_full", &typed(review.clone(), "PriceTicks"), FULL);
    snapshot("review_compact", &typed(review.clone(), "Prize"), (60, 16));
    snapshot("review_further_down", &press(review, "pagedown pagedown"), STANDARD);
}

#[test]
fn a_plan_that_breaks_a_rule() {
    let model = production();
    let plan = on_friday(&model);
    let review = typed(reviewing(model, plan), "protected-hours");
    snapshot("review_breaking", &typed(press(review, "tab"), "the table is on fire"), WIDE);
}

#[test]
fn plans_that_ask_for_no_word() {
    let mut never = production();
    never.watch.snapshot.pipeline.writes = Writes::Never;
    let plan = reshard(&never);
    snapshot("review_to_paste", &reviewing(never, plan), STANDARD);
    let model = production();
    let blocked = plan_of(&Action::Retention { hours: 9 }, &model);
    snapshot("review_blocked", &reviewing(model, blocked), STANDARD);
}

pub(super) fn plan_of(wish: &Action, model: &Model) -> Plan {
    plan(wish, &model.watch.snapshot)
}

#[test]
fn arming_and_preparing() {
    let preparing = press(typed(press(production(), ":"), "rollback"), "enter");
    snapshot("preparing", &preparing, STANDARD);
    let mut model = production();
    for sign in ":reshard --to 6".chars() {
        update(&mut model, Msg::Key(crossterm::event::KeyCode::Char(sign).into()));
    }
    snapshot("usage_while_typing", &model, STANDARD);
    snapshot("arm", &typed(press(model, "enter"), "pro"), STANDARD);
}

#[test]
fn a_change_that_runs() {
    let model = running(production(), half_way());
    snapshot("running_standard", &model, STANDARD);
    snapshot("running_wide", &model, WIDE);
    snapshot("running_beside", &press(model.clone(), "esc"), WIDE);
    snapshot("leaving", &press(model, "ctrl-c"), STANDARD);
}

#[test]
fn how_it_ends() {
    let mut told = half_way();
    told.push(Progress::Sending { step: 1 });
    let refused = Answer::Refused {
        code: Some("LimitExceededException".to_owned()),
        why: "AWS: the account's shard limit of 500 is reached".to_owned(),
        kind: tidegate::domain::outcome::Refusal::Limit,
    };
    let mut failed = told.clone();
    failed.push(Progress::Answered { step: 1, answer: refused });
    let why = "AWS: the account's shard limit of 500 is reached".to_owned();
    failed.push(Progress::Settled { outcome: Outcome::Failed { step: 1, why, kind: tidegate::domain::outcome::Refusal::Limit } });
    snapshot("settled_failed", &running(production(), failed), STANDARD);
    told.push(Progress::Answered { step: 1, answer: Answer::Found { evidence: "6 shards are open".to_owned() } });
    let checks = vec![
        check("stream-active", Verdict::Pass, "the ring is covered once by 6 shards"),
        check("readers-keep-up", Verdict::Warn, "not verifiable: shard metrics are off"),
    ];
    let waits_for = "both parents are drained".to_owned();
    told.push(Progress::Settled { outcome: Outcome::Applied { checks, waits_for } });
    snapshot("settled_not_proven", &running(production(), told), STANDARD);
}

#[test]
fn a_change_that_was_torn_off() {
    let mut model = production();
    let made = reshard(&model);
    let intent = Intent {
        digest: made.digest.clone(),
        action: made.action.clone(),
        wish: made.wish.clone(),
        account: made.account.clone(),
        region: made.region.clone(),
        tier: made.tier,
        consent: Consent::Typed { word: made.confirm.clone() },
        overrides: vec![Override { rule: "protected-hours".to_owned(), reason: "the table is on fire".to_owned() }],
        calls: made.steps.iter().map(|step| step.call.clone()).collect(),
        guards: made.guards,
        continues: None,
        moves: None,
    };
    let sent = |step| Event::Sending { run: 1, step, call: "kinesis:UpdateShardCount".to_owned(), subject: "PriceTicks".to_owned() };
    let answer = Answer::Taken { request_id: Some("7f3c".to_owned()) };
    let events = [Event::Approved(Box::new(intent)), sent(0), Event::Answered { run: 1, step: 0, answer }, sent(1)];
    let entry = |(seq, event)| Entry {
        seq,
        at: shift(night(), -1200),
        who: Some("arn:aws:sts::123456789012:assumed-role/OnCall/ana".to_owned()),
        pipeline: "prices".to_owned(),
        stream: "PriceTicks".to_owned(),
        event,
        prev: String::new(),
        hash: String::new(),
    };
    model.watch.journal_read = None;
    let entries: Vec<Entry> = (1..).zip(events).map(entry).collect();
    let mut in_hand = model.clone();
    update(&mut in_hand, Msg::Journal { entries: entries.clone(), hands: Hands::from([(1, Hand::Executing)]) });
    snapshot("torn_in_other_hands", &in_hand, STANDARD);
    update(&mut model, Msg::Journal { entries, hands: Hands::new() });
    snapshot("torn", &model, STANDARD);
    snapshot("torn_closing", &typed(press(model.clone(), "down enter"), "done by hand"), STANDARD);
    snapshot("activity_of_a_change", &press(model, "esc 7"), WIDE);
}

/// Every dialog of a change, for the laws of drawing.
pub(crate) fn dialogs_of_a_change() -> Vec<Model> {
    let model = production();
    let (plain, friday) = (reshard(&model), on_friday(&model));
    let going = running(production(), half_way());
    let mut over = going.clone();
    if let Some(change) = over.changes.get_mut(1)
        && let Stage::Running(running) = &change.stage
    {
        let settled = Settled::of(running.as_ref().clone(), Outcome::Stopped { step: 1 }, model.now);
        change.stage = Stage::Settled(Box::new(settled));
    }
    vec![reviewing(model.clone(), plain), typed(reviewing(model, friday), "protected"), press(going.clone(), "ctrl-c"), going, over]
}
