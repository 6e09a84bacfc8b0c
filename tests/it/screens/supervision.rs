//! The screens of whoever supervises the rollout: Rollout, Checklist, Activity, and what is offered against a finding.

use tidegate::app::model::{Bar, BarKind, Dialog, Model};
use tidegate::app::msg::Msg;
use tidegate::app::timeline::EventKind;
use tidegate::app::update::update;
use tidegate::domain::action::Action;
use tidegate::domain::approval::Consent;
use tidegate::domain::facts::TrailEvent;
use tidegate::domain::journal::{Entry, Event, Hands, Intent, Word};
use tidegate::domain::outcome::{Answer, Outcome};
use tidegate::domain::plan::plan;
use tidegate::domain::series::shift;
use tidegate::view::Look;
use tidegate::view::markers::Marker;
use tidegate::view::theme::{Theme, dump};

use super::bed::{after, draw, night, watched};

const STANDARD: (u16, u16) = (80, 24);
const WIDE: (u16, u16) = (120, 40);
const FULL: (u16, u16) = (200, 60);

fn snapshot(name: &str, model: &Model, size: (u16, u16)) {
    let buffer = draw(model, &Look::new(Theme::probe(), Marker::Braille), size);
    insta::assert_snapshot!(name, dump(&buffer));
}

fn text(model: &Model, size: (u16, u16)) -> String {
    let buffer = draw(model, &Look::new(Theme::probe(), Marker::Braille), size);
    let rows = buffer.content().chunks(usize::from(size.0));
    rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>() + "\n").collect()
}

fn entry(seq: u64, minutes_ago: i64, event: Event) -> Entry {
    Entry {
        seq,
        at: shift(night(), -60 * minutes_ago),
        who: Some("arn:aws:sts::123456789012:assumed-role/OnCall/ana".to_owned()),
        pipeline: "prices".to_owned(),
        stream: "PriceTicks".to_owned(),
        event,
        prev: String::new(),
        hash: String::new(),
    }
}

/// The journal of a night in which 10 % were reached, and then somebody spoke.
fn journal(model: &Model, more: Option<Event>) -> Vec<Entry> {
    let made = plan(&Action::Percentage { to: 10 }, &model.watch.snapshot);
    let intent = Intent {
        digest: made.digest.clone(),
        action: made.action.clone(),
        wish: made.wish.clone(),
        account: made.account.clone(),
        region: made.region.clone(),
        tier: made.tier,
        consent: Consent::Typed { word: "10".to_owned() },
        overrides: Vec::new(),
        calls: made.steps.iter().map(|step| step.call.clone()).collect(),
        guards: made.guards,
        continues: None,
        moves: None,
    };
    let subject = "HeliusPriceWebhook".to_owned();
    let events = [
        (324, Event::Approved(Box::new(intent))),
        (324, Event::Sending { run: 1, step: 0, call: "lambda:UpdateFunctionConfiguration".to_owned(), subject }),
        (323, Event::Answered { run: 1, step: 0, answer: Answer::Taken { request_id: Some("7f3c".to_owned()) } }),
        (318, Event::Settled { run: 1, outcome: Outcome::Done { checks: Vec::new() } }),
    ];
    let more = more.map(|event| (12, event));
    (1..).zip(events.into_iter().chain(more)).map(|(seq, (ago, event))| entry(seq, ago, event)).collect()
}

/// A console whose journal tells how the stage was reached.
pub(crate) fn told(mut model: Model) -> Model {
    let entries = journal(&model, None);
    update(&mut model, Msg::Journal { entries, hands: Hands::new() });
    model
}

/// The same, held by somebody with a reason.
pub(crate) fn paused(mut model: Model) -> Model {
    let reason = "the table is being moved tonight".to_owned();
    let entries = journal(&model, Some(Event::Rollout { change: Word::Held, reason }));
    update(&mut model, Msg::Journal { entries, hands: Hands::new() });
    model
}

#[test]
fn the_rollout_at_each_size() {
    let calm = after(told(watched("calm")), "3");
    snapshot("rollout_standard", &calm, STANDARD);
    snapshot("rollout_wide", &calm, WIDE);
    snapshot("rollout_full", &calm, FULL);
    snapshot("rollout_compact", &calm, (60, 18));
}

#[test]
fn the_rollout_in_other_situations() {
    snapshot("rollout_paused", &after(paused(watched("calm")), "3 tab tab tab"), STANDARD);
    snapshot("rollout_holding", &after(watched("poison-pill"), "3 tab"), WIDE);
    snapshot("rollout_denied", &after(watched("denied"), "3 tab"), STANDARD);
    snapshot("rollout_gate", &after(watched("poison-pill"), "3 tab enter"), STANDARD);
}

#[test]
fn where_each_writer_has_a_percentage_of_its_own_observed_is_said_to_be_of_all() {
    let mut model = watched("calm");
    let snapshot = &mut model.watch.snapshot;
    let mut second = snapshot.functions["HeliusPriceWebhook"].clone();
    if let Some(function) = second.value.as_mut() {
        "BackfillWriter".clone_into(&mut function.name);
    }
    snapshot.functions.insert("BackfillWriter".to_owned(), second);
    snapshot.pipeline.writers.push("BackfillWriter".to_owned());
    for size in [STANDARD, WIDE, FULL] {
        let words = "observed is of all writers";
        let shown = text(&after(model.clone(), "3"), size);
        assert!(shown.contains(words) && shown.contains("BackfillWriter"), "{shown}");
        assert!(!text(&after(watched("calm"), "3"), size).contains(words), "with one writer there is nothing to tell apart");
    }
}

#[test]
fn a_failing_gate_is_first_with_its_evidence_and_what_does_not_fit_is_counted() {
    let model = after(watched("poison-pill"), "3");
    snapshot("rollout_failing", &model, STANDARD);
    let shown = text(&model, STANDARD);
    let line = |words: &str| shown.lines().position(|line| line.contains(words)).unwrap_or(usize::MAX);
    assert!(line("■ readers") < line("■ consumers") && line("■ consumers") < line("● bake"), "{shown}");
    assert!(shown.contains("more: Tab, then ↓"), "{shown}");
    let ten = shown.lines().find(|line| line.contains(" 10 ┤")).unwrap_or_default();
    assert!(ten.chars().any(|sign| ('\u{2801}'..='\u{28ff}').contains(&sign)), "10 % is drawn at its height: {shown}");
    assert!(shown.contains("━━ observed  ━━ set"), "{shown}");
    let gates = model.watch.judged.gates.len();
    for reached in 0..gates {
        let keys = format!("tab {}", "down ".repeat(reached));
        let moved = after(model.clone(), &keys);
        let name = tidegate::domain::gate::name(moved.watch.judged.gates[reached].id);
        assert!(text(&moved, STANDARD).lines().any(|line| line.contains('▌') && line.contains(name)), "{name} is reached");
    }
    for name in tidegate::domain::gate::GATES.map(|(id, _)| tidegate::domain::gate::name(id)) {
        assert!(text(&model, WIDE).contains(name), "{name} is seen at once where there is room");
    }
}

#[test]
fn the_handover_over_the_rollout() {
    let mut model = after(paused(watched("calm")), "3");
    model.bar = Some(Bar::open(BarKind::Command, "handover"));
    snapshot("handover", &after(model.clone(), "enter"), STANDARD);
    snapshot("handover_compact", &after(model, "enter down"), (60, 18));
}

#[test]
fn the_checklist_in_several_situations() {
    snapshot("checklist_standard", &after(watched("calm"), "6 down down"), STANDARD);
    snapshot("checklist_full", &after(watched("calm"), "6"), FULL);
    snapshot("checklist_trouble", &after(watched("poison-pill"), "6"), WIDE);
    snapshot("checklist_denied", &after(watched("denied"), "6"), STANDARD);
    snapshot("checklist_check", &after(watched("calm"), "6 end enter"), STANDARD);
}

#[test]
fn a_check_that_an_alarm_would_make_good_offers_to_create_it() {
    let mut model = watched("percentage-ignored");
    model.armed_until = Some(shift(model.now, 600));
    let at = model.watch.judged.checklist().position(|check| check.id == "alarm-lag").unwrap();
    let open = after(model, &format!("6 {} enter", "down ".repeat(at)));
    snapshot("checklist_offer", &open, STANDARD);
    assert!(matches!(&open.dialog, Some(Dialog::Check { id, .. }) if id == "alarm-lag"), "{:?}", open.dialog);
    let begun = after(open, "enter");
    let Some(Dialog::Change { number, .. }) = begun.dialog else { panic!("{:?}", begun.dialog) };
    assert!(matches!(begun.changes.get(number).unwrap().wish, Action::Alarm { .. }));
    // A check that holds has nothing to offer: the key says so, and the dialog stays.
    let passing = after(watched("calm"), "6 enter enter");
    assert!(matches!(passing.dialog, Some(Dialog::Check { .. })) && passing.changes.all().is_empty());
}

/// A console on which somebody else resharded the stream.
fn disturbed() -> Model {
    let mut model = told(watched("poison-pill"));
    let foreign = TrailEvent {
        at: shift(night(), -2400),
        operation: "UpdateShardCount".to_owned(),
        who: "arn:aws:sts::123456789012:assumed-role/Deploy/ci".to_owned(),
        refused: None,
    };
    let told = tidegate::app::timeline::trail(&model.watch.snapshot.history, None, &[foreign]);
    model.watch.timeline.add_all(told);
    model
}

#[test]
fn activity_tells_its_kinds_apart_and_each_opens() {
    let model = after(disturbed(), "7");
    snapshot("activity_standard", &model, STANDARD);
    snapshot("activity_wide", &model, WIDE);
    snapshot("activity_event", &after(model.clone(), "end enter"), STANDARD);
    let mut filtered = model;
    "foreign".clone_into(&mut filtered.filter);
    snapshot("activity_filtered", &filtered, STANDARD);
    assert!(text(&filtered, WIDE).contains("UpdateShardCount by ci: not from this console"));
    assert_eq!(tidegate::app::timeline::listed(&filtered).count(), 1);
    assert_eq!(tidegate::app::timeline::listed(&filtered).next().unwrap().kind, EventKind::Foreign);
}

#[test]
fn what_the_journal_sent_is_not_foreign() {
    let mut model = told(watched("calm"));
    let sent = entry(9, 60, Event::Sending { run: 8, step: 0, call: "kinesis:SplitShard".to_owned(), subject: "PriceTicks".to_owned() });
    model.watch.snapshot.history.add(sent);
    let seen = |operation: &str, seconds: i64| TrailEvent {
        at: shift(night(), -3600 + seconds),
        operation: operation.to_owned(),
        who: "arn:aws:iam::123456789012:user/ana".to_owned(),
        refused: None,
    };
    let foreign = |event| tidegate::app::timeline::trail(&model.watch.snapshot.history, None, &[event]).len();
    assert_eq!(foreign(seen("SplitShard", 30)), 0);
    assert_eq!(foreign(seen("SplitShard", 300)), 1, "long after the call of ours");
    assert_eq!(foreign(seen("MergeShards", 30)), 1, "another operation");
}

#[test]
fn the_action_that_helps_stands_first_and_begins_with_its_ceremony() {
    let poison = watched("poison-pill");
    snapshot("actions_advised", &after(poison.clone(), "a"), WIDE);
    let advised = text(&after(poison.clone(), "a"), WIDE);
    assert!(advised.contains("helps with what is found"), "{advised}");
    assert!(advised.contains("consumer-stalled:PriceAnalytics: rescue PriceAnalytics --retention 168h --retries 3"), "{advised}");
    // Enter on the finding asks for what any change from READ-ONLY asks for: arming, by the environment's name.
    for keys in ["! enter", "a enter"] {
        let model = after(poison.clone(), keys);
        assert!(matches!(model.dialog, Some(Dialog::Arm(_))), "{keys}: {:?}", model.dialog);
        assert!(model.changes.all().is_empty(), "{keys}: nothing has begun");
    }
    let mut armed = poison;
    armed.armed_until = Some(shift(armed.now, 600));
    let model = after(armed, "! enter");
    let Some(Dialog::Change { number, .. }) = model.dialog else { panic!("{:?}", model.dialog) };
    assert!(matches!(model.changes.get(number).unwrap().wish, Action::Rescue { .. }));
    assert!(!model.changes.get(number).unwrap().is_running());
}

#[test]
fn gates_are_worked_out_at_the_judgement_and_not_at_the_frame() {
    let mut model = watched("calm");
    let before = text(&after(model.clone(), "3"), WIDE);
    model.watch.snapshot.pipeline.rollout.bake = std::time::Duration::from_hours(900);
    let gates = |text: &str| text.lines().find(|line| line.contains("gates")).unwrap().to_owned();
    assert_eq!(gates(&before), gates(&text(&after(model.clone(), "3"), WIDE)));
    update(&mut model, Msg::Journal { entries: Vec::new(), hands: Hands::new() });
    assert_ne!(gates(&before), gates(&text(&after(model, "3"), WIDE)));
}
