//! Going up meets the gates: whichever wish it is, whatever is wrong, and whatever the way back is missing.

use tidegate::domain::action::Tier;
use tidegate::domain::approval::{Arming, Consent, Override, Refused, approve};
use tidegate::domain::gate::GATES;
use tidegate::domain::journal::{Entry, Event, Word};
use tidegate::domain::metric::Metric;
use tidegate::domain::pipeline::Writes;
use tidegate::domain::plan::{Plan, Verdict};
use tidegate::domain::series::shift;

use super::removals::{self, REMOVALS, Then, whole};
use super::ways::verdict;
use super::{at, planned, stores, writer};
use crate::domain::build::{now, of};

fn blocks(plan: &Plan) -> Vec<&str> {
    plan.blocks().map(|check| check.id.as_str()).collect()
}

#[test]
fn every_gate_stands_in_a_plan_that_goes_up_and_in_no_other() {
    for (enabled, percentage, wish, goes_up) in [
        ("true", "10", "percentage 50", true),
        ("true", "10", "promote", true),
        ("false", "1", "flag on", true),
        ("false", "10", "promote", true),
        ("false", "1", "percentage 100", false),
        ("true", "10", "percentage 1", false),
        ("true", "10", "flag off", false),
        ("true", "10", "rollback", false),
        ("true", "10", "back", false),
        ("true", "100", "promote", false),
    ] {
        let plan = planned(&at(Some(enabled), Some(percentage)).snapshot, wish);
        let gates = GATES.iter().filter(|(gate, _)| plan.checks.iter().any(|check| check.id == *gate)).count();
        assert_eq!(gates, if goes_up { GATES.len() } else { 0 }, "{wish} from {enabled} {percentage}");
        assert!(!plan.blocked, "{wish} from {enabled} {percentage}: {:?}", plan.blocks().collect::<Vec<_>>());
        assert_eq!(plan.way_back.checks.iter().any(|check| check.id == "holders-readable"), goes_up);
        assert_eq!(plan.summary.iter().any(|sentence| sentence.contains("loads on the stream")), goes_up, "{:?}", plan.summary);
    }
}

#[test]
fn a_promotion_is_the_next_stage_and_on() {
    for (enabled, percentage, word, says) in [
        ("true", "1", "10", (Some(true), Some(10.0))),
        ("true", "10", "50", (Some(true), Some(50.0))),
        ("true", "50", "PriceTicks", (Some(true), Some(100.0))),
        ("false", "50", "1", (Some(true), Some(1.0))),
    ] {
        let snapshot = at(Some(enabled), Some(percentage)).snapshot;
        let plan = planned(&snapshot, "promote");
        assert_eq!((plan.confirm.as_str(), plan.steps.len()), (word, 1), "from {enabled} {percentage}");
        let after = super::laws::applied(&plan, &snapshot);
        let holder = &tidegate::domain::rollout::stand(&after).holders[0];
        assert_eq!((holder.enabled, holder.percentage), says);
    }
    let end = planned(&at(Some("true"), Some("100")).snapshot, "promote");
    assert!(!end.has_changes() && end.summary.iter().any(|sentence| sentence.contains("ladder's end")), "{:?}", end.summary);
}

#[test]
fn a_promotion_of_holders_that_disagree_lowers_nobody() {
    let mut build = at(Some("true"), Some("10"));
    writer(&mut build, crate::domain::build::function("Second", Some("true"), Some("100")));
    let plan = planned(&build.snapshot, "promote");
    assert_eq!((verdict(&plan, "percentage-known"), plan.has_changes()), (Some(Verdict::Block), false));
}

#[test]
fn a_gate_is_overridden_by_its_own_id_and_a_reason_alone() {
    let build = at(Some("true"), Some("10")).steady(&of(Metric::WriteThrottles, "PriceTicks"), 400.0);
    for wish in ["percentage 50", "promote"] {
        let plan = planned(&build.snapshot, wish);
        assert_eq!((blocks(&plan), plan.tier, plan.confirm.as_str()), (vec!["stream-throttles"], Tier::Breaking, "PriceTicks"));
        let yes = |overrides: Vec<Override>| {
            let consent = Consent::Confirmed { word: "PriceTicks".to_owned() };
            approve(plan.clone(), consent, overrides, Arming { writes: Writes::Arm, until: None }, now())
        };
        assert!(matches!(yes(Vec::new()), Err(Refused::Blocked(_))));
        let given = |rule: &str, reason: &str| vec![Override { rule: rule.to_owned(), reason: reason.to_owned() }];
        assert!(matches!(yes(given("stream-throttles", " ")), Err(Refused::Override(_))));
        assert!(matches!(yes(given("parity", "it is known")), Err(Refused::Override(_))));
        assert!(yes(given("stream-throttles", "they were a test")).is_ok());
        let actions = vec!["promote".to_owned(), "percentage".to_owned()];
        let standing = Consent::Standing { pipeline: "prices".to_owned(), actions, until: shift(now(), 3600), grounds: None };
        let unattended = approve(plan.clone(), standing, given("stream-throttles", "they were a test"), Arming::READ_ONLY, now());
        assert!(matches!(unattended, Err(Refused::Standing(_))), "{unattended:?}");
    }
}

#[test]
fn missing_evidence_and_protected_hours_hold() {
    let mut build = at(Some("true"), Some("10"));
    build.snapshot.pipeline.protected_hours = Some("Fri 16:00 - Mon 08:00 UTC".to_owned());
    build.snapshot.metrics = tidegate::domain::metrics::Metrics::default();
    let plan = planned(&build.snapshot, "promote");
    for gate in ["parity", "stream-throttles", "iterator-age", "table-unharmed", "writer-functions", "capacity", "protected-hours"] {
        assert!(blocks(&plan).contains(&gate), "{gate}: {:?}", plan.checks);
    }
}

#[test]
fn nobody_goes_up_while_the_rollout_is_held() {
    let mut build = at(Some("true"), Some("10"));
    let mut say = |seq: u64, change: Word| {
        let entry = Entry {
            seq,
            at: now(),
            who: None,
            pipeline: "prices".to_owned(),
            stream: "PriceTicks".to_owned(),
            event: Event::Rollout { change, reason: "a sale is on".to_owned() },
            prev: String::new(),
            hash: String::new(),
        };
        build.snapshot.history.add(entry);
        let plan = planned(&build.snapshot, "promote");
        assert!(!planned(&build.snapshot, "back").blocked);
        blocks(&plan).iter().map(|id| (*id).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(say(1, Word::Held), ["rollout-held"]);
    assert_eq!(say(2, Word::Aborted), ["rollout-held"]);
    assert_eq!(say(3, Word::Resumed), Vec::<String>::new());
}

#[test]
fn with_everything_in_place_nothing_refuses_and_nothing_warns() {
    for (store, ..) in stores() {
        let plan = planned(&whole(store), "promote");
        assert!(!plan.blocked && plan.has_changes(), "{store}: {:?}", plan.blocks().collect::<Vec<_>>());
        let warned: Vec<&str> =
            plan.way_back.checks.iter().filter(|check| check.verdict != Verdict::Pass).map(|check| check.id.as_str()).collect();
        // What a store cannot do can be put in place by nobody.
        assert_eq!(warned.as_slice(), if store == "ssm" { &["revision-known"][..] } else { &[] }, "{store}");
    }
}

#[test]
fn a_precondition_of_the_way_back_that_is_missing_refuses_the_promotion_or_warns_and_is_named() {
    println!("{}", removals::told());
    for removal in REMOVALS {
        let (plan, why) = removal.looked_at();
        let what = format!("{}: {}", removal.store, removal.what);
        assert!(!why.is_empty(), "{what}: {:?} {:?}", plan.checks, plan.way_back.checks);
        assert_eq!(plan.blocked, matches!(removal.then, Then::Refuses(_)), "{what}: {:?}", plan.blocks().collect::<Vec<_>>());
        assert!(plan.blocked || plan.has_changes(), "{what}");
    }
    for (store, ..) in stores() {
        assert!(REMOVALS.iter().any(|removal| removal.store == store && matches!(removal.then, Then::Refuses(_))), "{store}");
    }
}
