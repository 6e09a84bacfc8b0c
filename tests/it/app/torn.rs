//! Runs that were torn off, and the journal that tells of them: what is read when, what is written, and what is said of both.

use tidegate::app::effect::Effect;
use tidegate::app::model::{Dialog, Model, Options};
use tidegate::app::msg::Msg;
use tidegate::app::update::{start, update};
use tidegate::domain::action::Action;
use tidegate::domain::approval::Consent;
use tidegate::domain::journal::{Entry, Event, Hand, Hands, Intent};
use tidegate::domain::series::shift;

use super::bed::{keys, noon, run, settled, with};
use super::guard::toast;
use super::guard_bed::{made, say_yes, wait};

/// A journal with one run that was torn off after its first call was sent.
fn torn(model: &Model) -> Vec<Entry> {
    let wish = Action::Retention { hours: 48 };
    let plan = made(&wish, model);
    let intent = Intent {
        digest: plan.digest.clone(),
        action: plan.action.clone(),
        wish,
        account: plan.account.clone(),
        region: plan.region.clone(),
        tier: plan.tier,
        consent: Consent::Typed { word: plan.confirm.clone() },
        overrides: Vec::new(),
        calls: plan.steps.iter().map(|step| step.call.clone()).collect(),
        guards: plan.guards,
        continues: None,
        moves: None,
    };
    let sending = Event::Sending { run: 1, step: 0, call: "ssm:PutParameter".to_owned(), subject: "one".to_owned() };
    let events = [Event::Approved(Box::new(intent)), sending];
    let entry = |(seq, event)| Entry {
        seq,
        at: shift(noon(), -600),
        who: Some("arn:aws:iam::123456789012:user/ana".to_owned()),
        pipeline: "prices".to_owned(),
        stream: "prices-stream".to_owned(),
        event,
        prev: String::new(),
        hash: String::new(),
    };
    (1..).zip(events).map(entry).collect()
}

#[test]
fn a_run_that_was_torn_off_is_put_before_the_reader_at_the_start() {
    let mut model = settled();
    let entries = torn(&model);
    update(&mut model, Msg::Journal { entries: entries.clone(), hands: Hands::new() });
    assert_eq!(model.dialog, Some(Dialog::Torn { run: 1, selected: 0 }));
    assert!(model.watch.timeline.all().iter().any(|event| {
        event.text == "`retention 48h` approved by ana" && event.evidence[0].ends_with("user/ana") && event.evidence[1].contains("tier 3")
    }));
    wait(&mut model, 60_000);
    assert!(model.watch.board.standing.iter().any(|standing| standing.finding.id == "change-open"));
    let mut goes_on = model.clone();
    goes_on.armed_until = Some(shift(goes_on.now, 900));
    keys(&mut goes_on, "enter");
    assert_eq!(goes_on.changes.newest().map(|change| change.continues), Some(Some(1)));
    keys(&mut model, "down enter");
    assert!(matches!(model.dialog, Some(Dialog::Close { run: 1, .. })));
    wait(&mut model, 300);
    let effects = say_yes(&mut model, "done by hand");
    let closed = Event::Closed { run: 1, reason: "done by hand".to_owned() };
    assert_eq!(effects, [Effect::Journal(closed.clone())]);
    assert_eq!(toast(&model), "Run 1 of the journal is being closed.");
    let mut refused = model.clone();
    let why = "another terminal is executing run 1 of the journal: until that ends, it can be neither gone on with nor closed";
    let effects = update(&mut refused, Msg::Noted { event: closed.clone(), outcome: Err(why.to_owned()) });
    assert_eq!((toast(&refused), effects), (format!("Closing run 1 of the journal failed: {why}."), vec![Effect::ReadJournal]));
    assert!(refused.toast.is_some_and(|toast| toast.bad));
    assert_eq!(update(&mut model, Msg::Noted { event: closed, outcome: Ok(()) }), [Effect::ReadJournal]);
    assert_eq!(toast(&model), "Run 1 of the journal is closed: done by hand");
    keys(&mut model, "esc");
    update(&mut model, Msg::Journal { entries, hands: Hands::new() });
    assert_eq!(model.dialog, None, "it is put before the reader once");
}

#[test]
fn a_run_that_another_terminal_executes_is_shown_and_left_alone_until_that_ends() {
    let mut model = settled();
    let entries = torn(&model);
    model.armed_until = Some(shift(model.now, 900));
    update(&mut model, Msg::Journal { entries: entries.clone(), hands: Hands::from([(1, Hand::Executing)]) });
    assert_eq!(model.dialog, Some(Dialog::Torn { run: 1, selected: 0 }));
    for pressed in ["enter", "down enter"] {
        let mut tried = model.clone();
        keys(&mut tried, pressed);
        assert!(matches!(tried.dialog, Some(Dialog::Torn { run: 1, .. })), "{pressed}: {:?}", tried.dialog);
        assert!(tried.changes.all().is_empty());
        assert!(toast(&tried).contains("another terminal is executing this since 11:50 UTC"), "{}", toast(&tried));
    }
    // Nobody tells when it ends: it is read again, and not at every tick.
    let reads = |model: &mut Model| {
        let after = |second: i64| shift(model.now, second);
        let moments: Vec<_> = (1..=25).map(after).collect();
        let effects = moments.into_iter().flat_map(|at| {
            let effects = update(model, Msg::Tick(at));
            if effects.contains(&Effect::ReadJournal) {
                let hands =
                    model.watch.snapshot.history.open_runs().iter().filter_map(|run| Some((run.number, run.hand?.clone()))).collect();
                update(model, Msg::Journal { entries: torn(model), hands });
            }
            effects
        });
        effects.filter(|effect| *effect == Effect::ReadJournal).count()
    };
    assert_eq!(reads(&mut model), 2);
    wait(&mut model, 60_000);
    assert!(!model.watch.board.standing.iter().any(|standing| standing.finding.id == "change-open"), "it goes its way");
    update(&mut model, Msg::Journal { entries, hands: Hands::new() });
    assert_eq!(reads(&mut model), 0);
    keys(&mut model, "enter");
    assert_eq!(model.changes.newest().map(|change| change.continues), Some(Some(1)), "it died: it may be gone on with");
}

#[test]
fn the_journal_is_read_at_the_start_and_for_another_pipeline() {
    let mut model = with(Options::default());
    assert!(start(&mut model).contains(&Effect::ReadJournal));
    update(&mut model, Msg::Journal { entries: Vec::new(), hands: Hands::new() });
    assert!(run(&mut model, "pipeline orders").contains(&Effect::ReadJournal));
}

/// How often the journal is asked for while so many seconds pass, and nobody answers.
fn asked(model: &mut Model, seconds: i64) -> usize {
    let moments: Vec<_> = (1..=seconds).map(|second| shift(model.now, second)).collect();
    let effects = moments.into_iter().flat_map(|at| update(model, Msg::Tick(at)));
    effects.filter(|effect| *effect == Effect::ReadJournal).count()
}

#[test]
fn one_reading_of_the_journal_is_out_at_a_time() {
    let mut model = settled();
    let entries = torn(&model);
    let read = || Msg::Journal { entries: entries.clone(), hands: Hands::from([(1, Hand::Executing)]) };
    update(&mut model, read());
    assert_eq!(asked(&mut model, 100), 1, "nobody answered");
    keys(&mut model, "esc");
    assert!(!run(&mut model, "change").contains(&Effect::ReadJournal));
    assert!(matches!(model.dialog, Some(Dialog::Torn { run: 1, .. })));
    assert!(update(&mut model, read()).contains(&Effect::ReadJournal), "what was asked for meanwhile follows");
    assert!(!update(&mut model, read()).contains(&Effect::ReadJournal));
    keys(&mut model, "esc");
    assert!(run(&mut model, "change").contains(&Effect::ReadJournal), "it is read anew when the dialog opens");
}

#[test]
fn a_journal_that_cannot_be_read_is_told_once_and_tried_ever_less() {
    let mut model = settled();
    let why = "the journal /state/journal.jsonl cannot be used: permission denied";
    let unread = || Msg::Unread { why: why.to_owned() };
    assert_eq!(asked(&mut model, 100), 0, "nobody executes anything");
    update(&mut model, unread());
    assert_eq!(toast(&model), "The journal /state/journal.jsonl cannot be used: permission denied.");
    model.toast = None;
    for pause in [20, 40, 80, 160, 320, 640, 640] {
        assert_eq!((asked(&mut model, pause - 1), asked(&mut model, 1)), (0, 1), "{pause} s");
        update(&mut model, unread());
        assert_eq!(model.toast, None);
    }
    update(&mut model, Msg::Journal { entries: Vec::new(), hands: Hands::new() });
    assert_eq!(asked(&mut model, 1000), 0);
    update(&mut model, unread());
    assert!(model.toast.is_some());
}

#[test]
fn a_word_about_the_rollout_that_could_not_be_written_is_told() {
    let mut model = settled();
    update(&mut model, Msg::Journal { entries: Vec::new(), hands: Hands::new() });
    for line in ["hold odd lag", "abort odd lag"] {
        let effects = run(&mut model, line);
        let Some(Effect::Journal(event)) = effects.first() else { panic!("{line}: {effects:?}") };
        update(&mut model, Msg::Noted { event: event.clone(), outcome: Err("the disk is full".to_owned()) });
        assert_eq!(toast(&model), "Nothing was said of the rollout, and it goes on as before: the disk is full.");
        assert!(model.toast.as_ref().is_some_and(|toast| toast.bad));
    }
}
