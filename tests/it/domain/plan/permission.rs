//! The permission of a change and of its way back: what the journal knows, then what IAM's simulation says, else a warning.

use std::collections::BTreeSet;

use pretty_assertions::assert_eq;
use proptest::prelude::*;
use tidegate::domain::action::grammar;
use tidegate::domain::permission::{Decision, Simulation, actions};
use tidegate::domain::plan::{Check, Plan, Verdict, plan};
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;

use super::laws::{WISHES, WORLDS, every_plan};
use super::snapshot;
use crate::domain::build::{denied, now};
use crate::domain::plan_flag;

/// What is known, and what the simulation says of these actions.
fn simulated(script: &str, said: &[(&str, Decision)]) -> Snapshot {
    let mut snapshot = snapshot(script);
    snapshot.simulation = Held::fresh(said.iter().map(|(action, decision)| ((*action).to_owned(), *decision)).collect(), now());
    snapshot
}

fn planned(wish: &str, snapshot: &Snapshot) -> Plan {
    plan(&grammar::parse(wish).unwrap(), snapshot)
}

fn told(checks: &[Check]) -> Vec<(Verdict, &str)> {
    checks.iter().filter(|check| check.id == "permission").map(|check| (check.verdict, check.evidence.as_str())).collect()
}

#[test]
fn each_decision_is_told_of_the_change_and_of_the_way_back() {
    let back = "kinesis:MergeShards";
    for (decision, verdict, change, way_back) in [
        (Decision::Allowed, Verdict::Pass, "IAM's simulation allows kinesis:SplitShard", "IAM's simulation allows kinesis:MergeShards"),
        (
            Decision::NotGranted,
            Verdict::Warn,
            "by IAM's simulation kinesis:SplitShard is not granted to this caller: AWS is likely to refuse it",
            "by IAM's simulation kinesis:MergeShards is not granted to this caller: AWS is likely to refuse it",
        ),
        (
            Decision::Denied,
            Verdict::Warn,
            "by IAM's simulation kinesis:SplitShard is explicitly denied to this caller: AWS is likely to refuse it",
            "by IAM's simulation kinesis:MergeShards is explicitly denied to this caller: AWS is likely to refuse it",
        ),
    ] {
        let plan = planned("split 0", &simulated("calm", &[("kinesis:SplitShard", decision), (back, decision)]));
        assert_eq!(told(&plan.checks), [(verdict, change)]);
        assert_eq!(told(&plan.way_back.checks), [(verdict, way_back)]);
        assert!(!plan.blocked && plan.has_changes(), "{decision:?}");
    }
}

#[test]
fn the_flag_s_way_back_is_simulated_too() {
    let mut build = plan_flag::calm();
    build.snapshot.simulation = Held::fresh(Simulation::from([("lambda:UpdateFunctionConfiguration".to_owned(), Decision::Denied)]), now());
    let plan = planned("percentage 25", &build.snapshot);
    let denied = "by IAM's simulation lambda:UpdateFunctionConfiguration is explicitly denied to this caller: AWS is likely to refuse it";
    assert_eq!(told(&plan.way_back.checks), [(Verdict::Warn, denied)]);
}

#[test]
fn what_the_journal_saw_counts_more_than_a_simulation() {
    let known = simulated("calm; made merge/x 40", &[("kinesis:MergeShards", Decision::Denied)]);
    let plan = planned("merge 0 1", &known);
    assert_eq!(told(&plan.checks), told(&planned("merge 0 1", &snapshot("calm; made merge/x 40")).checks));
    assert_eq!(told(&plan.checks)[0].0, Verdict::Pass);
}

#[test]
fn a_simulation_that_is_old_or_was_not_allowed_the_last_time_says_nothing() {
    let allowed = [("kinesis:SplitShard", Decision::Allowed), ("kinesis:MergeShards", Decision::Allowed)];
    let unknown = planned("split 0", &snapshot("calm"));
    let mut old = simulated("calm", &allowed);
    old.simulation.at = Some(shift(now(), -900));
    assert_eq!(told(&planned("split 0", &old).checks)[0].0, Verdict::Pass);
    old.simulation.at = Some(shift(now(), -901));
    let mut refused = simulated("calm", &allowed);
    refused.simulation.fault = Some(denied("iam:SimulatePrincipalPolicy"));
    for snapshot in [old, refused] {
        let plan = planned("split 0", &snapshot);
        assert_eq!((told(&plan.checks), told(&plan.way_back.checks)), (told(&unknown.checks), told(&unknown.way_back.checks)));
        assert_eq!(told(&plan.checks)[0].0, Verdict::Warn);
    }
}

#[test]
fn every_call_of_a_plan_and_of_its_way_back_is_among_the_actions_that_are_simulated() {
    let pipeline = &snapshot("calm").pipeline;
    let mut calls = BTreeSet::new();
    for (name, plan) in every_plan() {
        let simulated = actions(&plan.wish, pipeline);
        for step in &plan.steps {
            calls.insert(step.call.name());
            assert!(simulated.contains(step.call.name()), "{name}: {}", step.call.name());
        }
        if let Some(back) = &plan.way_back.action {
            assert!(actions(back, pipeline).is_subset(&simulated), "{name}: back by {back}");
        }
    }
    assert!(8 <= calls.len(), "plans of too few kinds: {calls:?}");
}

fn decision() -> impl Strategy<Value = Decision> {
    prop_oneof![Just(Decision::Allowed), Just(Decision::NotGranted), Just(Decision::Denied)]
}

proptest! {
    /// Permission alone refuses nothing, and is no part of what is confirmed.
    #[test]
    fn no_simulation_changes_what_is_planned(
        world in prop::sample::select(WORLDS), wish in prop::sample::select(WISHES), decisions in prop::collection::vec(decision(), 2),
    ) {
        let mut known = snapshot(world);
        let without = planned(wish, &known);
        let of = actions(&without.wish, &known.pipeline).into_iter().zip(decisions);
        let simulation: Simulation = of.map(|(action, decision)| (action.to_owned(), decision)).collect();
        known.simulation = Held::fresh(simulation.clone(), now());
        let with = planned(wish, &known);
        prop_assert_eq!((&with.digest, with.blocked, &with.steps, with.tier), (&without.digest, without.blocked, &without.steps, without.tier));
        let other = |checks: &[Check]| checks.iter().filter(|check| check.id != "permission").cloned().collect::<Vec<_>>();
        prop_assert_eq!(other(&with.checks), other(&without.checks));
        prop_assert_eq!(with.checks.len(), without.checks.len());
        for check in with.checks.iter().chain(&with.way_back.checks).filter(|check| check.evidence.contains("IAM's simulation")) {
            let (_, decision) = simulation.iter().find(|(action, _)| check.evidence.contains(action.as_str())).unwrap();
            prop_assert_eq!(check.verdict == Verdict::Pass, *decision == Decision::Allowed);
            prop_assert!(check.verdict != Verdict::Block);
        }
    }
}
