//! Every store × every wish × every state of its holders, as texts to be read.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use tidegate::domain::facts::{FlagReading, UnderWay};
use tidegate::domain::permission::actions;
use tidegate::domain::pipeline::FlagStore;
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;

use super::{Build, calm, function, hosted, planned, reading, stores, three, told, undecryptable, writer};
use crate::domain::build::{denied, now};

const WISHES: &[&str] = &["percentage 50", "percentage 1", "flag on", "flag off", "rollback", "back"];

/// What the holders are like, by name.
fn states(store: &FlagStore, holder: &str) -> Vec<(&'static str, Build)> {
    let with = |change: &dyn Fn(&mut Build)| {
        let mut build = calm();
        build.snapshot.pipeline.flag = Some(store.clone());
        change(&mut build);
        build
    };
    if holder.is_empty() {
        return vec![
            ("one writer at 10 %", with(&|_| {})),
            ("three writers that disagree", with(&three)),
            ("a writer that cannot be read", with(&|build| writer(build, undecryptable("Second")))),
            ("a writer without percentage", with(&|build| writer(build, function("HeliusPriceWebhook", Some("true"), None)))),
            (
                "an alias",
                with(&|build| {
                    let mut pinned = function("HeliusPriceWebhook", Some("true"), Some("10"));
                    pinned.aliases = Ok(vec![("live".to_owned(), "7".to_owned())]);
                    writer(build, pinned);
                }),
            ),
        ];
    }
    let says = |build: &mut Build, says: FlagReading| {
        let hosted = matches!(store, FlagStore::AppConfig { .. }).then(hosted);
        build.snapshot.flag = Held::fresh(vec![FlagReading { hosted: Ok(hosted), ..says }], shift(now(), -10));
    };
    let mut states = vec![
        ("at 10 %", with(&|build| says(build, reading(holder, Some(true), Some(10.0))))),
        ("without percentage", with(&|build| says(build, reading(holder, Some(true), None)))),
        ("not readable", with(&|build| build.snapshot.flag = Held { fault: Some(denied("the:Read")), ..Held::default() })),
    ];
    if matches!(store, FlagStore::AppConfig { .. }) {
        for (name, on, state) in [
            ("on, and a deployment of it is under way", true, "DEPLOYING"),
            ("off, and a deployment to something else is under way", false, "DEPLOYING"),
            ("on, and its deployment bakes", true, "BAKING"),
            ("off, and its deployment bakes", false, "BAKING"),
        ] {
            let mut place = hosted();
            place.under_way = Some(UnderWay { number: 9, profile: place.profile.clone(), state: state.to_owned() });
            place.latest_version = 5;
            let percentage = if on { 10.0 } else { 0.0 };
            let says = FlagReading { hosted: Ok(Some(place)), ..reading(holder, Some(on), Some(percentage)) };
            states.push((name, with(&|build| build.snapshot.flag = Held::fresh(vec![says.clone()], shift(now(), -10)))));
        }
    }
    states
}

#[test]
fn every_plan_reads_well() {
    for (name, store, holder) in stores() {
        let mut text = String::new();
        for (state, build) in states(&store, holder) {
            let _ = writeln!(text, "=== {state}\n");
            for wish in WISHES {
                let _ = writeln!(text, "{wish}: {}", told(&planned(&build.snapshot, wish), false));
            }
        }
        insta::assert_snapshot!(format!("store_{name}"), text);
    }
}

#[test]
fn every_call_to_every_store_is_among_the_actions_that_are_simulated() {
    let mut calls = BTreeSet::new();
    for (name, store, holder) in stores() {
        for (state, build) in states(&store, holder) {
            for wish in WISHES {
                let plan = planned(&build.snapshot, wish);
                let simulated = actions(&plan.wish, &build.snapshot.pipeline);
                // Commands and files are not AWS's.
                let of_aws = plan.steps.iter().map(|step| step.call.name()).filter(|_| !matches!(name, "command" | "file"));
                for call in of_aws {
                    assert!(simulated.contains(call), "{name}, {state}, {wish}: {call}");
                    calls.insert(call);
                }
            }
        }
    }
    assert!(4 <= calls.len(), "{calls:?}");
}

#[test]
fn some_plans_in_full() {
    let build = calm();
    let mut disagreeing = calm();
    three(&mut disagreeing);
    let mut text = String::new();
    for (wish, build) in [("percentage 50", &build), ("percentage 100", &build), ("rollback", &disagreeing)] {
        let _ = writeln!(text, "{wish}: {}", told(&planned(&build.snapshot, wish), true));
    }
    insta::assert_snapshot!("in_full", text);
}
