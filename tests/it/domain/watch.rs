//! Watching unattended: what sequences of readings decide, and what they never decide.

use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;
use tidegate::domain::checklist::Mark;
use tidegate::domain::journal::Word;
use tidegate::domain::rollout::machine::{Phase, Said};
use tidegate::domain::rollout::watch::{Decision, FRESH, Failing, Reading, Terms, decide};
use tidegate::domain::series::shift;

use super::build::now;

fn terms() -> Terms {
    Terms { promote: true, roll_back: true, until: 100, patience: Duration::from_mins(45) }
}

/// A good look so many minutes on.
fn good(minute: i64) -> Reading {
    let at = shift(now(), minute * 60);
    Reading {
        at,
        evidence: Some(shift(at, -130)),
        effective: Some(10.0),
        verdict: Mark::Pass,
        failing: Vec::new(),
        silent: Vec::new(),
        phase: Phase::Ready { to: 50 },
    }
}

fn bad(minute: i64, gate: &'static str) -> Reading {
    let failing = Failing { gate, until: good(minute).evidence, is_helped: gate != "iterator-age" };
    Reading { verdict: Mark::Fail, failing: vec![failing], phase: Phase::Holding { gates: vec![gate] }, ..good(minute) }
}

/// The same with another word about what fails.
fn with(reading: Reading, change: impl Fn(&mut Failing)) -> Reading {
    let mut reading = reading;
    reading.failing.iter_mut().for_each(change);
    reading
}

fn blind(minute: i64) -> Reading {
    Reading {
        verdict: Mark::NotEnoughData,
        evidence: None,
        phase: Phase::Gathering { gates: vec!["parity"], seconds: None },
        ..good(minute)
    }
}

#[test]
fn one_good_look_promotes_when_that_is_wanted() {
    assert_eq!(decide(&[good(0)], &terms()), Decision::Promote { to: 50 });
    assert_eq!(decide(&[good(0)], &Terms { promote: false, ..terms() }), Decision::Wait);
    assert_eq!(decide(&[good(0)], &Terms { until: 10, ..terms() }), Decision::Reached);
}

#[test]
fn two_bad_looks_in_a_row_roll_back_and_one_does_not() {
    let throttled = "stream-throttles";
    assert_eq!(decide(&[bad(0, throttled)], &terms()), Decision::Wait);
    assert_eq!(decide(&[bad(0, throttled), bad(1, throttled)], &terms()), Decision::RollBack { gates: vec![throttled] });
    assert_eq!(decide(&[bad(0, throttled), good(1), bad(2, throttled)], &terms()), Decision::Wait);
    assert_eq!(decide(&[bad(0, throttled), blind(1), bad(2, throttled)], &terms()), Decision::Wait);
    assert_eq!(decide(&[bad(0, throttled), bad(1, "queue")], &terms()), Decision::Wait);
    assert_eq!(decide(&[bad(0, throttled), bad(1, throttled)], &Terms { roll_back: false, ..terms() }), Decision::Wait);
    // The same minute read twice is one reading.
    let again = Reading { evidence: bad(0, throttled).evidence, ..bad(1, throttled) };
    assert_eq!(decide(&[bad(0, throttled), again], &terms()), Decision::Wait);
    // So is a failure whose own evidence does not advance, or is silent, while the stream's does.
    let throttled_at = |minute| bad(minute, throttled);
    let stopped = with(throttled_at(1), |failing| failing.until = throttled_at(0).evidence);
    assert_eq!(decide(&[throttled_at(0), stopped], &terms()), Decision::Wait);
    for silent in [[0, 1], [1, 0]] {
        let [first, second] =
            silent.map(|minute| if minute == 0 { with(throttled_at(0), |failing| failing.until = None) } else { throttled_at(1) });
        let second = Reading { at: throttled_at(1).at, evidence: throttled_at(1).evidence, ..second };
        assert_eq!(decide(&[first, second], &terms()), Decision::Wait);
    }
    // While a change is verified nothing is known of the stage.
    let verifying = |minute| Reading { phase: Phase::Verifying { seconds: 60 }, ..throttled_at(minute) };
    assert_eq!(decide(&[throttled_at(0), verifying(1)], &terms()), Decision::Wait);
    assert_eq!(decide(&[verifying(0), throttled_at(1)], &terms()), Decision::Wait);
    // A rollback does not help readers.
    assert_eq!(decide(&[bad(0, "iterator-age"), bad(1, "iterator-age")], &terms()), Decision::Wait);
}

#[test]
fn a_metric_that_does_not_answer_holds_a_promotion() {
    let silent = Reading { silent: vec!["queue"], ..good(0) };
    assert_eq!(decide(std::slice::from_ref(&silent), &terms()), Decision::Wait);
    assert_eq!(decide(&[silent], &Terms { until: 10, ..terms() }), Decision::Wait);
}

#[test]
fn silence_ends_as_inconclusive() {
    let readings: Vec<Reading> = std::iter::once(good(0)).chain((1..=46).map(blind)).collect();
    assert_eq!(decide(&readings[..46], &terms()), Decision::Wait);
    assert_eq!(decide(&readings, &terms()), Decision::Inconclusive { seconds: 46 * 60 });
}

#[test]
fn a_word_stops_the_watch() {
    let said = Said { at: now(), who: None, reason: "lunch".to_owned() };
    for phase in [Phase::Paused(said.clone()), Phase::Aborted(said), Phase::RolledBack { at: now() }] {
        assert_eq!(decide(&[Reading { phase, ..good(0) }], &terms()), Decision::Stopped);
    }
    assert_eq!(serde_json::to_string(&Word::Held).unwrap(), "\"held\"");
}

fn phases() -> impl Strategy<Value = Phase> {
    prop_oneof![
        (1u8..=100).prop_map(|to| Phase::Ready { to }),
        Just(Phase::Complete),
        Just(Phase::Holding { gates: vec!["queue"] }),
        Just(Phase::Gathering { gates: vec!["parity"], seconds: None }),
        Just(Phase::Unknown { why: vec!["denied".to_owned()] }),
        Just(Phase::Verifying { seconds: 60 }),
        Just(Phase::Promoting { action: "percentage 50".to_owned() }),
    ]
}

fn readings() -> impl Strategy<Value = Vec<Reading>> {
    let marks = prop_oneof![Just(Mark::Pass), Just(Mark::Fail), Just(Mark::NotEnoughData), Just(Mark::NotApplicable)];
    let gates = prop::collection::vec(prop_oneof![Just("queue"), Just("stream-throttles"), Just("parity"), Just("iterator-age")], 0..3);
    let failing = (gates, prop::option::of(-100i64..2000), any::<bool>());
    let one = (prop::option::of(-100i64..2000), prop::option::of(0u8..=100), marks, failing, phases(), 0i64..2000);
    prop::collection::vec(one, 0..12).prop_map(|all| {
        let mut at: Timestamp = now();
        let made = all.into_iter().map(|(age, share, verdict, (gates, old, is_helped), phase, later)| {
            at = shift(at, later);
            let failing = gates.into_iter().map(|gate| Failing { gate, until: old.map(|old| shift(at, -old)), is_helped }).collect();
            let silent = if is_helped { Vec::new() } else { vec!["queue"] };
            Reading { at, evidence: age.map(|age| shift(at, -age)), effective: share.map(f64::from), verdict, failing, silent, phase }
        });
        made.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn a_promotion_rests_on_a_pass_and_a_rollback_on_two_failures_of_fresh_data(readings in readings()) {
        let fresh = |reading: &Reading| {
            reading.effective.is_some() && reading.evidence.is_some_and(|at| at <= reading.at && reading.at.duration_since(at).as_secs() <= FRESH)
        };
        match decide(&readings, &terms()) {
            Decision::Promote { .. } | Decision::Reached => {
                let last = readings.last().unwrap();
                prop_assert!(fresh(last) && last.verdict == Mark::Pass && last.failing.is_empty() && last.silent.is_empty());
            }
            Decision::RollBack { gates } => {
                let [.., before, last] = readings.as_slice() else { panic!("two readings") };
                prop_assert!(fresh(before) && fresh(last) && before.evidence < last.evidence);
                prop_assert!(before.verdict == Mark::Fail && last.verdict == Mark::Fail);
                prop_assert!(!gates.is_empty());
                for gate in gates {
                    let of = |reading: &Reading| reading.failing.iter().find(|failing| failing.gate == gate).copied().unwrap();
                    let (earlier, later) = (of(before), of(last));
                    prop_assert!(earlier.is_helped && later.is_helped && earlier.until.is_some() && earlier.until < later.until);
                    let age = last.at.duration_since(later.until.unwrap()).as_secs();
                    prop_assert!((0..=FRESH).contains(&age), "{age}");
                }
                let settled = |reading: &Reading| !matches!(reading.phase, Phase::Verifying { .. } | Phase::Promoting { .. });
                prop_assert!(settled(before) && settled(last));
            }
            _ => {}
        }
    }

    #[test]
    fn nobody_moves_without_consent(readings in readings()) {
        let decision = decide(&readings, &Terms { promote: false, roll_back: false, ..terms() });
        let moves = matches!(decision, Decision::Promote { .. } | Decision::RollBack { .. });
        prop_assert!(!moves);
    }
}
