//! A flag that was changed live stays a finding until a writer says otherwise or somebody closes it.

use tidegate::domain::action::Tier;
use tidegate::domain::approval::Consent;
use tidegate::domain::finding::{Level, judge};
use tidegate::domain::journal::{Entry, Event, History, Intent};
use tidegate::domain::outcome::{Answer, Outcome};
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;

use super::{calm, function, planned, writer};
use crate::domain::build::now;

/// A journal in which a wish was planned on this snapshot, sent and answered.
fn history(snapshot: &Snapshot, wish: &str, answer: &Answer) -> History {
    let plan = planned(snapshot, wish);
    let intent = Intent {
        digest: plan.digest.clone(),
        action: plan.action.clone(),
        wish: plan.wish.clone(),
        account: None,
        region: plan.region.clone(),
        tier: Tier::Reversible,
        consent: Consent::Typed { word: plan.confirm.clone() },
        overrides: Vec::new(),
        calls: plan.steps.iter().map(|step| step.call.clone()).collect(),
        guards: plan.guards.clone(),
        continues: None,
        moves: None,
    };
    let mut events = vec![Event::Approved(Box::new(intent))];
    for (step, of) in plan.steps.iter().enumerate() {
        events.push(Event::Sending { run: 1, step, call: of.call.name().to_owned(), subject: of.call.subject().to_owned() });
        events.push(Event::Answered { run: 1, step, answer: answer.clone() });
    }
    events.push(Event::Settled { run: 1, outcome: Outcome::Done { checks: Vec::new() } });
    let mut history = History::default();
    for (seq, event) in (1..).zip(events) {
        let (who, pipeline, stream, text) = (Some("me".to_owned()), "prices".to_owned(), "PriceTicks".to_owned(), String::new());
        history.add(Entry { seq, at: shift(now(), -7200), who, pipeline, stream, event, prev: text.clone(), hash: text });
    }
    history
}

fn finding(snapshot: &Snapshot) -> Option<(Level, String)> {
    judge(snapshot).into_iter().find(|finding| finding.id == "changed-live").map(|finding| (finding.level, finding.text))
}

#[test]
fn a_live_change_is_told_until_a_writer_says_otherwise() {
    let mut build = calm();
    assert_eq!(finding(&build.snapshot), None);
    build.snapshot.history = history(&build.snapshot, "percentage 50", &Answer::Taken { request_id: None });
    // The writer still says 10: it was reset, or the change did not stand.
    assert_eq!(finding(&build.snapshot), None);
    writer(&mut build, function("HeliusPriceWebhook", Some("true"), Some("50")));
    let text = "The flag was changed from here on 2026-11-14 at 01:14 UTC (percentage 50): the next deploy may reset it.";
    assert_eq!(finding(&build.snapshot), Some((Level::Warn, text.to_owned())));
}

#[test]
fn somebody_can_close_it_and_a_refused_change_is_none() {
    let mut build = calm();
    let refused = Answer::Unknown { why: "the answer was lost".to_owned() };
    let before = build.snapshot.clone();
    writer(&mut build, function("HeliusPriceWebhook", Some("true"), Some("50")));
    build.snapshot.history = history(&before, "percentage 50", &refused);
    assert_eq!(finding(&build.snapshot), None);
    build.snapshot.history = history(&before, "percentage 50", &Answer::Taken { request_id: None });
    assert!(finding(&build.snapshot).is_some());
    let (pipeline, stream, text) = ("prices".to_owned(), "PriceTicks".to_owned(), String::new());
    let event = Event::Closed { run: 1, reason: "the source says 50 too".to_owned() };
    build.snapshot.history.add(Entry { seq: 9, at: now(), who: None, pipeline, stream, event, prev: text.clone(), hash: text });
    assert_eq!(finding(&build.snapshot), None);
}
