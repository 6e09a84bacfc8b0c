//! The phases of a rollout: from the world, the gates and the journal's words.

use tidegate::domain::action::{Action, Tier};
use tidegate::domain::approval::Consent;
use tidegate::domain::call::Call;
use tidegate::domain::checklist::{Check, Mark};
use tidegate::domain::gate;
use tidegate::domain::journal::{Entry, Event, Intent, Word};
use tidegate::domain::outcome::{Answer, Outcome};
use tidegate::domain::plan::Guards;
use tidegate::domain::rollout::machine::{Phase, VERIFYING, phase};
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;

use super::build::{Build, now};

/// The reference at 10 %, as if every gate had come out like this.
fn at(mark: Mark) -> (Snapshot, Vec<Check>) {
    let snapshot = Build::reference().calm().snapshot;
    let gates = gate::judge(&snapshot, &[]).into_iter().map(|gate| Check { mark, ..gate }).collect();
    (snapshot, gates)
}

fn add(snapshot: &mut Snapshot, seq: u64, ago: i64, event: Event) {
    let (pipeline, stream) = (snapshot.pipeline.name.clone(), snapshot.pipeline.stream.clone());
    let who = Some("arn:aws:iam::123456789012:user/me".to_owned());
    let at = shift(now(), -ago);
    snapshot.history.add(Entry { seq, at, who, pipeline, stream, event, prev: String::new(), hash: String::new() });
}

fn approved(wish: Action) -> Event {
    Event::Approved(Box::new(Intent {
        digest: "d".to_owned(),
        action: wish.to_string(),
        wish,
        account: None,
        region: "us-east-1".to_owned(),
        tier: Tier::Reversible,
        consent: Consent::Typed { word: "50".to_owned() },
        overrides: Vec::new(),
        calls: Vec::new(),
        guards: Guards::default(),
        continues: None,
        moves: None,
    }))
}

fn said(change: Word, reason: &str) -> Event {
    Event::Rollout { change, reason: reason.to_owned() }
}

#[test]
fn the_gates_say_whether_it_holds_gathers_or_is_ready() {
    let (snapshot, gates) = at(Mark::Pass);
    assert_eq!(phase(&snapshot, &gates), Phase::Ready { to: 50 });
    let (snapshot, gates) = at(Mark::Fail);
    assert!(matches!(phase(&snapshot, &gates), Phase::Holding { gates } if gates.len() == 14));
    let (snapshot, gates) = at(Mark::NotEnoughData);
    assert!(matches!(phase(&snapshot, &gates), Phase::Gathering { .. }));
    let (_, gates) = at(Mark::Pass);
    let top = Build::reference().calm().function("HeliusPriceWebhook", Some("true"), Some("100"));
    assert_eq!(phase(&top.snapshot, &gates), Phase::Complete);
}

#[test]
fn a_flag_that_cannot_be_told_is_unknown_and_a_fresh_change_is_verified() {
    let (mut snapshot, gates) = at(Mark::Pass);
    let writer = snapshot.functions.get_mut("HeliusPriceWebhook").unwrap().value.as_mut().unwrap();
    writer.last_modified = Some(shift(now(), -100));
    assert_eq!(phase(&snapshot, &gates), Phase::Verifying { seconds: VERIFYING - 100 });
    let writer = snapshot.functions.get_mut("HeliusPriceWebhook").unwrap().value.as_mut().unwrap();
    writer.percentage = None;
    assert!(matches!(phase(&snapshot, &gates), Phase::Unknown { .. }));
    let (mut stale, gates) = at(Mark::Pass);
    stale.now = shift(now(), 3600);
    assert!(matches!(phase(&stale, &gates), Phase::Unknown { .. }));
}

#[test]
fn the_last_word_of_the_journal_counts_with_its_reason() {
    let (mut snapshot, gates) = at(Mark::Pass);
    add(&mut snapshot, 1, 900, said(Word::Held, "a release elsewhere"));
    let Phase::Paused(word) = phase(&snapshot, &gates) else { panic!("paused") };
    assert_eq!((word.at, word.reason.as_str()), (shift(now(), -900), "a release elsewhere"));
    assert!(word.who.is_some());
    add(&mut snapshot, 2, 600, said(Word::Resumed, "over"));
    assert_eq!(phase(&snapshot, &gates), Phase::Ready { to: 50 });
    add(&mut snapshot, 3, 300, said(Word::Aborted, "too dear"));
    assert!(matches!(phase(&snapshot, &gates), Phase::Aborted(word) if word.reason == "too dear"));
}

#[test]
fn a_run_of_the_flag_is_a_promotion_until_it_settles() {
    let (mut snapshot, gates) = at(Mark::Pass);
    add(&mut snapshot, 1, 60, approved(Action::Percentage { to: 50 }));
    assert_eq!(phase(&snapshot, &gates), Phase::Promoting { action: "percentage 50".to_owned() });
    add(&mut snapshot, 2, 30, Event::Settled { run: 1, outcome: Outcome::Stopped { step: 0 } });
    assert_eq!(phase(&snapshot, &gates), Phase::Ready { to: 50 });
    // A reshard is no promotion, and a run that was torn off hours ago does not go on.
    add(&mut snapshot, 3, 20, approved(Action::Reshard { to: 4 }));
    assert_eq!(phase(&snapshot, &gates), Phase::Ready { to: 50 });
}

#[test]
fn the_step_of_a_run_tells_going_there_from_verifying() {
    let call = Call::PatchEnvironment {
        function: "HeliusPriceWebhook".to_owned(),
        set: [("KINESIS_PERCENTAGE".to_owned(), "1".to_owned())].into(),
        revision: None,
    };
    let with_call = |wish: Action| match approved(wish) {
        Event::Approved(intent) => Event::Approved(Box::new(Intent { calls: vec![call.clone()], ..*intent })),
        other => other,
    };
    let taken = || Event::Answered { run: 1, step: 0, answer: Answer::Taken { request_id: None } };
    let sending = || Event::Sending { run: 1, step: 0, call: call.name().to_owned(), subject: "HeliusPriceWebhook".to_owned() };
    for (wish, word) in [
        (Action::Rollback, "going back"),
        (Action::Back, "going back"),
        (Action::Flag { on: false }, "going back"),
        (Action::Percentage { to: 1 }, "going back"),
        (Action::Percentage { to: 50 }, "promoting"),
        (Action::Promote, "promoting"),
    ] {
        let (mut snapshot, gates) = at(Mark::Pass);
        add(&mut snapshot, 1, 60, with_call(wish.clone()));
        assert_eq!(phase(&snapshot, &gates).word(), word, "{wish}");
        add(&mut snapshot, 2, 50, sending());
        assert_eq!(phase(&snapshot, &gates).word(), word, "{wish} is sent");
        add(&mut snapshot, 3, 40, taken());
        assert_eq!(phase(&snapshot, &gates), Phase::Verifying { seconds: 0 }, "{wish} was taken");
        add(&mut snapshot, 4, 30, Event::Settled { run: 1, outcome: Outcome::Done { checks: Vec::new() } });
        assert!(!matches!(phase(&snapshot, &gates), Phase::Verifying { .. } | Phase::GoingBack { .. }), "{wish} is over");
    }
}

#[test]
fn rolled_back_stays_until_somebody_goes_forward() {
    let (_, gates) = at(Mark::Pass);
    let mut snapshot = Build::reference().calm().function("HeliusPriceWebhook", Some("false"), Some("0")).snapshot;
    assert_eq!(phase(&snapshot, &gates), Phase::Ready { to: 1 });
    add(&mut snapshot, 1, 7000, approved(Action::Rollback));
    assert_eq!(phase(&snapshot, &gates), Phase::RolledBack { at: shift(now(), -7000) });
    add(&mut snapshot, 2, 6000, approved(Action::Percentage { to: 1 }));
    assert_eq!(phase(&snapshot, &gates), Phase::Ready { to: 1 });
}
