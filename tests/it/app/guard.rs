//! One change after the other: how it is begun, kept waiting, refused, confirmed, watched and ended.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use crossterm::event::KeyEventKind;
use tidegate::app::arm;
use tidegate::app::ask::{Feed, needs};
use tidegate::app::command::{Line, offers, parse, usage};
use tidegate::app::effect::Effect;
use tidegate::app::guard::{Change, Phase, Stage, Wants, may_begin};
use tidegate::app::keys::{Place, place};
use tidegate::app::model::{Dialog, Model, Options};
use tidegate::app::msg::Msg;
use tidegate::app::timeline::EventKind;
use tidegate::app::update::update;
use tidegate::domain::action::grammar::VERBS;
use tidegate::domain::action::{Action, Tier};
use tidegate::domain::approval::Consent;
use tidegate::domain::journal::Hands;
use tidegate::domain::outcome::{Answer, Outcome, Progress};
use tidegate::domain::pipeline::Writes;
use tidegate::domain::plan::{Check, Verdict};
use tidegate::domain::series::shift;
use tidegate::domain::shard::ShardMap;

use super::bed::{asks, good, key, keys, noon, press, run, settle, settled, shard, type_text, with};
use super::guard_bed::{RULE, arm, executed, lay_before, review, say_yes, small, wait, wishes};

fn stage(model: &Model) -> Option<&Stage> {
    model.changes.newest().map(|change| &change.stage)
}

pub(super) fn toast(model: &Model) -> String {
    model.toast.as_ref().map(|toast| toast.text.clone()).unwrap_or_default()
}

fn tell(model: &mut Model, progress: Progress) -> Vec<Effect> {
    let change = model.changes.running().last().map(|(change, _)| change.number).unwrap();
    update(model, Msg::Progress { change, at: model.now, progress })
}

/// A console on which a reshard runs.
fn running() -> Model {
    let mut model = small();
    review(&mut model, &Action::Reshard { to: 4 });
    let effects = say_yes(&mut model, "prices-stream");
    assert!(executed(&effects).is_some());
    model
}

#[test]
fn arming_takes_the_environments_name_and_ends_by_itself() {
    let mut model = small();
    run(&mut model, "arm");
    say_yes(&mut model, "pro");
    assert!(!arm::is_armed(&model) && model.dialog.is_none(), "Enter cancels until the name is there");
    arm(&mut model);
    assert!(arm::is_armed(&model));
    assert_eq!(arm::arming(&model).left(model.now).as_secs(), 900);
    wait(&mut model, 899_000);
    assert!(arm::is_armed(&model));
    wait(&mut model, 1_000);
    assert!(!arm::is_armed(&model));
    arm(&mut model);
    run(&mut model, "disarm");
    assert!(!arm::is_armed(&model));
}

#[test]
fn what_is_armed_from_the_start_and_what_never_is() {
    let armed = with(Options { write: true, ..Options::default() });
    assert!(arm::is_armed(&armed));
    let mut past = with(Options { write: true, at: Some(noon()), ..Options::default() });
    assert!(!arm::is_armed(&past));
    past.armed_until = Some(shift(noon(), 600));
    assert!(!arm::is_armed(&past), "a past moment is not changed whatever else is so");
    run(&mut past, "arm");
    assert_eq!((past.dialog.is_none(), toast(&past).as_str()), (true, "It cannot be armed: a past moment cannot be changed."));
    let mut never = small();
    never.watch.snapshot.pipeline.writes = Writes::Never;
    run(&mut never, "reshard --to 4");
    assert!(never.dialog.is_none() && toast(&never).contains("writes = \"never\""), "{}", toast(&never));
    let mut other = small();
    arm(&mut other);
    run(&mut other, "pipeline orders");
    assert!(!arm::is_armed(&other), "armed was the other environment");
}

#[test]
fn a_change_from_read_only_leads_through_arming_to_its_plan() {
    let mut model = small();
    run(&mut model, "reshard --to 4");
    assert!(matches!(model.dialog, Some(Dialog::Arm(_))));
    say_yes(&mut model, "prod");
    assert!(matches!(stage(&model), Some(Stage::Preparing(_))));
    wait(&mut model, 16_000);
    lay_before(&mut model);
    let effects = say_yes(&mut model, "prices-stream");
    let approved = executed(&effects).unwrap();
    assert_eq!(approved.consent(), &Consent::Typed { word: "prices-stream".to_owned() });
}

#[test]
fn going_back_from_read_only_is_one_dialog_and_one_word() {
    let mut model = small();
    let asked = run(&mut model, "rollback");
    assert!(executed(&asked).is_none());
    assert!(matches!(model.dialog, Some(Dialog::Change { .. })), "no arming lies between");
    wait(&mut model, 3_000);
    lay_before(&mut model);
    let effects = say_yes(&mut model, "off");
    assert!(executed(&effects).is_some());
    assert!(!arm::is_armed(&model), "it armed itself for this one change");
}

#[test]
fn where_nothing_may_be_written_the_way_back_is_shown_to_paste() {
    let mut model = small();
    model.watch.snapshot.pipeline.writes = Writes::Never;
    review(&mut model, &Action::Rollback);
    assert!(matches!(stage(&model), Some(Stage::Review(review)) if review.wants == Wants::Pasting));
    let effects = keys(&mut model, "y");
    assert!(matches!(effects.as_slice(), [Effect::Copy(text)] if text.contains("aws") && text.lines().count() == 2), "{effects:?}");
    let effects = say_yes(&mut model, "off");
    assert!(executed(&effects).is_none());
}

#[test]
fn a_source_that_hangs_holds_the_way_back_up_for_three_seconds_and_others_for_fifteen() {
    for (line, patience) in [("rollback", 3), ("reshard --to 4", 15)] {
        let mut model = small();
        arm(&mut model);
        run(&mut model, line);
        wait(&mut model, patience * 1000 - 1);
        assert!(matches!(stage(&model), Some(Stage::Preparing(_))), "{line}");
        wait(&mut model, 1);
        assert!(matches!(stage(&model), Some(Stage::Review(_))), "{line}");
    }
}

#[test]
fn the_plan_is_made_as_soon_as_its_sources_were_read_anew() {
    let mut model = settled();
    wait(&mut model, 20_000);
    let effects = run(&mut model, "rollback");
    let asked: Vec<Feed> = asks(&effects).into_iter().map(|ask| ask.feed).collect();
    assert_eq!(asked, needs(&Action::Rollback, &model.watch.snapshot.pipeline));
    assert!(matches!(stage(&model), Some(Stage::Preparing(_))));
    settle(&mut model, effects);
    let Some(Stage::Review(review)) = stage(&model) else { panic!("{:?}", stage(&model)) };
    assert_eq!(review.plan.made, model.now);
}

#[test]
fn pasted_text_held_keys_and_haste_confirm_nothing() {
    let mut model = small();
    review(&mut model, &Action::Rollback);
    update(&mut model, Msg::Paste("off".to_owned()));
    assert!(toast(&model).contains("Pasted text confirms nothing"));
    type_text(&mut model, "of");
    let mut held = key("f");
    held.kind = KeyEventKind::Repeat;
    update(&mut model, Msg::Key(held));
    wait(&mut model, 300);
    let mut effects = Vec::new();
    type_text(&mut model, "f");
    wait(&mut model, 249);
    effects.extend(keys(&mut model, "enter"));
    wait(&mut model, 249);
    effects.extend(keys(&mut model, "enter"));
    assert!(executed(&effects).is_none(), "an Enter that is held down puts itself off");
    wait(&mut model, 250);
    let effects = keys(&mut model, "enter");
    assert!(executed(&effects).is_some());
}

#[test]
fn what_cannot_be_read_is_not_confirmed() {
    let mut model = small();
    review(&mut model, &Action::Rollback);
    type_text(&mut model, "off");
    update(&mut model, Msg::Resize(39, 24));
    wait(&mut model, 300);
    assert!(executed(&keys(&mut model, "enter")).is_none());
    update(&mut model, Msg::Resize(40, 10));
    wait(&mut model, 300);
    assert!(executed(&keys(&mut model, "enter")).is_some());
}

#[test]
fn breaking_a_rule_takes_its_id_and_a_reason() {
    let (wish, tier, word) = wishes()[3].clone();
    assert_eq!(tier, Tier::Breaking);
    let mut model = small();
    review(&mut model, &wish);
    assert!(executed(&say_yes(&mut model, RULE)).is_none());
    assert!(executed(&say_yes(&mut model, "the table is on fire")).is_none());
    let effects = say_yes(&mut model, word);
    let overrides = executed(&effects).unwrap().overrides();
    assert_eq!(overrides.len(), 1);
    assert_eq!((overrides[0].rule.as_str(), overrides[0].reason.as_str()), (RULE, "the table is on fire"));
}

#[test]
fn an_old_plan_is_made_anew_and_what_was_typed_is_forgotten() {
    let mut model = small();
    review(&mut model, &Action::Reshard { to: 4 });
    type_text(&mut model, "prices-stream");
    wait(&mut model, 901_000);
    assert!(matches!(stage(&model), Some(Stage::Preparing(preparing)) if preparing.before.is_some()));
    wait(&mut model, 16_000);
    lay_before(&mut model);
    let Some(Stage::Review(review)) = stage(&model) else { panic!("{:?}", stage(&model)) };
    assert!(!review.changed.is_empty() && review.word().is_empty());
    let effects = say_yes(&mut model, "prices-stream");
    assert!(executed(&effects).is_none(), "arming ended meanwhile");
    assert!(matches!(model.dialog, Some(Dialog::Arm(_))));
    say_yes(&mut model, "prod");
    wait(&mut model, 300);
    assert!(executed(&keys(&mut model, "enter")).is_some(), "the word still stands after arming");
}

#[test]
fn a_changed_world_makes_the_plan_anew_and_says_what_differs() {
    let mut model = settled();
    model.armed_until = Some(shift(model.now, 900));
    let effects = run(&mut model, "retention 48h");
    settle(&mut model, effects);
    assert!(matches!(stage(&model), Some(Stage::Review(review)) if review.question().is_some()), "{:?}", stage(&model));
    type_text(&mut model, "prices");
    wait(&mut model, 1_000);
    let ask = model.watch.feeds.ask(0, Feed::Stream, None, model.now);
    let other = tidegate::domain::facts::StreamSummary { retention_hours: 36, ..super::bed::stream() };
    let changed = Ok(tidegate::app::ask::Answer::Stream(other.clone()));
    let now = model.now;
    let effects = update(&mut model, Msg::Answered { ask, at: now, outcome: changed });
    let mut open = asks(&effects);
    while let Some(ask) = open.pop() {
        let outcome = if ask.feed == Feed::Stream { Ok(tidegate::app::ask::Answer::Stream(other.clone())) } else { good(&ask, now) };
        open.extend(asks(&update(&mut model, Msg::Answered { ask, at: now, outcome })));
    }
    let Some(Stage::Review(review)) = stage(&model) else { panic!("{:?}", stage(&model)) };
    assert_eq!(review.changed, ["stream.retention_hours was 24 and is 36 now"]);
    assert!(review.word().is_empty());
}

#[test]
fn a_change_that_is_closed_before_it_is_confirmed_is_forgotten() {
    for way in ["esc", "enter"] {
        let mut model = small();
        review(&mut model, &Action::Reshard { to: 4 });
        wait(&mut model, 300);
        assert!(keys(&mut model, way).is_empty());
        assert!(model.dialog.is_none() && model.changes.all().is_empty(), "{way}");
    }
}

#[test]
fn what_runs_outlives_arming_and_its_dialog() {
    let mut model = running();
    wait(&mut model, 901_000);
    assert!(!arm::is_armed(&model));
    keys(&mut model, "esc 2");
    assert!(model.dialog.is_none());
    tell(&mut model, Progress::Began { run: 4 });
    tell(&mut model, Progress::Sending { step: 0 });
    tell(&mut model, Progress::Answered { step: 0, answer: Answer::Taken { request_id: None } });
    tell(&mut model, Progress::Waiting { step: 0, what: "UPDATING".to_owned() });
    let (_, going) = model.changes.running().next().unwrap();
    assert_eq!((going.run, going.step(), going.doing().as_str()), (Some(4), 1, "UPDATING"));
    tell(&mut model, Progress::Sending { step: 1 });
    assert_eq!(model.changes.running().next().unwrap().1.step(), 2);
    let map = ShardMap::of(vec![shard(2, 0, 9), shard(3, 10, u128::MAX)]);
    tell(&mut model, Progress::Shards { map: map.clone(), status: "UPDATING".to_owned() });
    assert_eq!(model.watch.snapshot.shards.get(), Some(&map));
    tell(&mut model, Progress::Output { line: "deploying".to_owned() });
    assert!(model.watch.timeline.all().iter().any(|event| event.kind == EventKind::Change && event.text == "deploying"));
    run(&mut model, "change");
    assert!(matches!(model.dialog, Some(Dialog::Change { .. })));
    assert_eq!(place(&model), Place::Dialog);
}

#[test]
fn the_end_is_told_and_the_journal_read_again() {
    let mut model = running();
    let seen = tell(&mut model, Progress::Verifying { checks: Vec::new() });
    assert!(seen.contains(&Effect::ReadJournal), "the phase is taken from the journal");
    update(&mut model, Msg::Journal { entries: Vec::new(), hands: Hands::new() });
    let number = model.changes.newest().unwrap().number;
    let effects =
        tell(&mut model, Progress::Settled { outcome: Outcome::Applied { checks: Vec::new(), waits_for: "throttles".to_owned() } });
    assert!(effects.contains(&Effect::ReadJournal));
    assert!(toast(&model).contains("applied, not proven"), "{}", toast(&model));
    let before = model.clone();
    update(&mut model, Msg::Progress { change: number, at: before.now, progress: Progress::Sending { step: 0 } });
    assert_eq!(model, before, "what comes after the end changes nothing");
}

#[test]
fn what_was_changed_is_asked_again_as_soon_as_it_can_be_seen() {
    let mut model = running();
    let asked = |effects: &[Effect]| asks(effects).into_iter().map(|ask| ask.feed).collect::<Vec<_>>();
    let check = |verdict| Check { id: "read-back".to_owned(), verdict, evidence: "the stream says so".to_owned() };
    let first = tell(&mut model, Progress::Verifying { checks: vec![check(Verdict::Block)] });
    assert_eq!(asked(&first), [Feed::Flag], "whoever can see the call's change: {first:?}");
    for ask in asks(&first) {
        let at = model.now;
        update(&mut model, Msg::Answered { outcome: good(&ask, at), ask, at });
    }
    wait(&mut model, 2_000);
    assert!(asked(&tell(&mut model, Progress::Verifying { checks: vec![check(Verdict::Block)] })).is_empty(), "nothing new is seen");
    let again = tell(&mut model, Progress::Verifying { checks: vec![check(Verdict::Pass)] });
    assert_eq!(asked(&again), [Feed::Flag], "{again:?}");
}

#[test]
fn leaving_while_a_change_runs_is_asked_for_and_control_c_again_leaves() {
    for way in ["ctrl-c", "esc q", "esc : q u i t enter"] {
        let mut model = running();
        assert!(!keys(&mut model, way).contains(&Effect::Quit), "{way}");
        assert_eq!(model.dialog, Some(Dialog::Leave), "{way}");
        assert!(keys(&mut model, "enter esc").is_empty(), "{way}");
        assert!(keys(&mut model, "ctrl-c").is_empty(), "it asks again");
        assert_eq!(keys(&mut model, "ctrl-c"), [Effect::Quit], "{way}");
    }
    let mut model = running();
    assert!(keys(&mut model, "ctrl-z").is_empty() && toast(&model).contains("would stand still"), "{}", toast(&model));
    assert_eq!(update(&mut model, Msg::Terminate), [Effect::Quit]);
}

#[test]
fn a_fast_demo_does_not_end_arming_sooner() {
    let mut model = with(Options { write: true, demo: true, speed: 60, ..Options::default() });
    wait(&mut model, 60 * 60_000);
    assert!(arm::is_armed(&model));
    assert_eq!(arm::left(&model), 840);
}

#[test]
fn one_change_at_a_time_and_going_back_beside_it() {
    let mut model = running();
    assert!(may_begin(&Action::Retention { hours: 48 }, &model).unwrap_err().contains("`reshard --to 4` is running"));
    run(&mut model, "rollback");
    wait(&mut model, 3_000);
    lay_before(&mut model);
    let effects = say_yes(&mut model, "off");
    assert!(executed(&effects).is_some());
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Stop(_))), "a reshard goes on beside it");
    assert_eq!(model.changes.running().count(), 2);
    assert!(may_begin(&Action::Rollback, &model).is_err());
    let mut model = small();
    review(&mut model, &Action::Percentage { to: 50 });
    say_yes(&mut model, "50");
    review(&mut model, &Action::Rollback);
    let effects = say_yes(&mut model, "off");
    assert!(
        matches!(effects.as_slice(), [Effect::Stop(1), Effect::Execute { .. }]),
        "what moves the flag the other way stops: {effects:?}"
    );
}

#[test]
fn stopping_is_asked_of_the_executor_once() {
    let mut model = running();
    assert_eq!(run(&mut model, "stop"), [Effect::Stop(1)]);
    assert!(run(&mut model, "stop").is_empty());
    assert!(matches!(model.changes.running().next().unwrap().1.phase, Phase::Stopping));
}

#[test]
fn every_verb_is_a_command_with_completion_and_usage() {
    let model = settled();
    for verb in VERBS {
        let typed = &verb.name[..verb.name.len() - 1];
        assert!(offers(typed, &model).contains(&verb.name.to_owned()), "{}", verb.name);
        assert!(usage(verb.name).unwrap().contains(verb.help));
    }
    assert_eq!(parse("percentage 50", &model), Ok(Line::Wish(Action::Percentage { to: 50 })));
    let problem = parse("percentage", &model).unwrap_err();
    assert!(problem.starts_with("The percentage is missing") && problem.ends_with('.'), "{problem}");
    assert_eq!(offers("flag ", &model), ["flag on", "flag off"]);
    assert_eq!(offers("consumer R", &model), ["consumer Reader"]);
    assert!(offers("consumer Reader --bisect ", &model).contains(&"consumer Reader --bisect on".to_owned()));
    assert_eq!(offers("merge 0 ", &model), ["merge 0 1"]);
    for line in offers("reshard ", &model).iter().chain(&offers("scaling ", &model)[..2]) {
        assert!(matches!(parse(line, &model), Ok(Line::Wish(_))), "{line}");
    }
}

#[test]
fn the_menu_lists_every_action_and_choosing_one_changes_nothing() {
    let model = small();
    let entries = tidegate::app::actions::entries(&model);
    for verb in VERBS {
        assert!(entries.iter().any(|entry| entry.label.starts_with(&format!(":{}", verb.name))), "{}", verb.name);
    }
    for (index, entry) in entries.iter().enumerate() {
        let mut chosen = model.clone();
        chosen.dialog = Some(Dialog::Actions { selected: index });
        let effects = update(&mut chosen, press("enter"));
        assert!(executed(&effects).is_none());
        if let Err(why) = &entry.enabled {
            assert!(toast(&chosen).contains(why), "{why}: {}", toast(&chosen));
        }
    }
    let past = with(Options { at: Some(noon()), ..Options::default() });
    let entries = tidegate::app::actions::entries(&past);
    let changes = entries.iter().filter(|entry| entry.action.leads_to_change());
    assert!(changes.into_iter().all(|entry| entry.enabled.as_ref().is_err_and(|why| why.contains("past moment"))));
}

#[test]
fn only_the_stages_that_take_typing_keep_keys_from_meaning_more() {
    let mut model = small();
    run(&mut model, "rollback");
    keys(&mut model, "q f ?");
    assert!(matches!(model.changes.newest(), Some(Change { stage: Stage::Preparing(_), .. })), "typing ahead does nothing");
    wait(&mut model, 3_000);
    lay_before(&mut model);
    keys(&mut model, "q ?");
    assert!(matches!(stage(&model), Some(Stage::Review(review)) if review.word() == "q?"));
}
