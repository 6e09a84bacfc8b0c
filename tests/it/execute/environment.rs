//! A function's environment under other hands: nothing of theirs is lost, and nothing of it is ever written down.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use tidegate::domain::action::Action;
use tidegate::domain::approval::Approved;
use tidegate::domain::call::Call;
use tidegate::domain::outcome::{Outcome, Refusal};
use tidegate::domain::plan::Until;
use tidegate::sim::world::fault::{WireFault, WireFaultKind};
use tidegate::sim::world::foreign::Foreign;

use super::bed::{Bed, bed};

const WRITES: &str = "PUT https://lambda.us-east-1.amazonaws.com/2015-03-31/functions";
const READS: &str = "GET https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/HeliusPriceWebhook/configuration";

async fn approved(bed: &Bed, wish: Action) -> Approved {
    let function = bed.pipeline.writers[0].clone();
    let revision = bed.sim.with_world(|world| {
        let found = world.functions.get_mut(&function).unwrap();
        found.environment.insert("SECRET".to_owned(), "hunter2 ä\"\\ \u{7f}".to_owned());
        found.revision.clone()
    });
    let set = BTreeMap::from([("USE_KINESIS".to_owned(), "false".to_owned()), ("KINESIS_PERCENTAGE".to_owned(), "0".to_owned())]);
    let call = Call::PatchEnvironment { function, revision: Some(revision), set };
    bed.approved(&wish, vec![(call, 0, Until::FunctionUpdated)]).await
}

fn environment(bed: &Bed) -> BTreeMap<String, String> {
    bed.sim.with_world(|world| world.functions[&bed.pipeline.writers[0]].environment.clone())
}

/// Somebody else sets a variable just before this many of our writes.
fn overtaken(bed: &Bed, name: &str, times: u32) {
    let foreign = Foreign::Variable { function: bed.pipeline.writers[0].clone(), name: name.to_owned(), value: "theirs".to_owned() };
    let fault = WireFault::times(Some("lambda"), Some("UpdateFunctionConfiguration"), WireFaultKind::Overtaken(foreign), times);
    bed.sim.with_world(|world| world.faults.push(fault));
}

#[tokio::test(start_paused = true)]
async fn one_read_and_one_write_change_two_variables_and_no_other() {
    let bed = bed();
    let approved = approved(&bed, Action::Rollback).await;
    let before = environment(&bed);
    bed.gate.cut(None);
    assert!(bed.run(&approved).await.is_applied());
    let mut wanted = before;
    wanted.extend([("USE_KINESIS".to_owned(), "false".to_owned()), ("KINESIS_PERCENTAGE".to_owned(), "0".to_owned())]);
    assert_eq!(environment(&bed), wanted);
    assert_eq!(bed.gate.count(WRITES), 1);
}

#[tokio::test(start_paused = true)]
async fn two_writers_racing_lose_nothing() {
    for times in 1..=2 {
        let bed = bed();
        let approved = approved(&bed, Action::Rollback).await;
        overtaken(&bed, "OTHERS", times);
        bed.gate.cut(None);
        let outcome = bed.run(&approved).await;
        let held = environment(&bed);
        assert!(outcome.is_applied(), "{outcome:?}");
        assert_eq!((held["OTHERS"].as_str(), held["USE_KINESIS"].as_str(), held["KINESIS_PERCENTAGE"].as_str()), ("theirs", "false", "0"));
        assert!(held["SECRET"].starts_with("hunter2"));
        assert!(bed.gate.count(WRITES) <= 4 && 2 <= bed.gate.count(WRITES), "{} writes", bed.gate.count(WRITES));
    }
}

#[tokio::test(start_paused = true)]
async fn a_race_that_does_not_end_is_given_up_after_three_more_writes() {
    let bed = bed();
    let approved = approved(&bed, Action::Rollback).await;
    overtaken(&bed, "OTHERS", 99);
    bed.gate.cut(None);
    let outcome = bed.run(&approved).await;
    assert!(matches!(outcome, Outcome::Failed { kind: Refusal::Conflict, .. }), "{outcome:?}");
    assert_eq!(bed.gate.count(WRITES), 4);
    assert_eq!(environment(&bed)["USE_KINESIS"], "true");
}

#[tokio::test(start_paused = true)]
async fn an_environment_that_cannot_be_read_is_not_written() {
    let bed = bed();
    let approved = approved(&bed, Action::Rollback).await;
    bed.sim.with_world(|world| {
        let function = world.functions.get_mut(&bed.pipeline.writers[0]).unwrap();
        function.environment_error = Some(("AccessDeniedException".to_owned(), "Lambda was unable to decrypt".to_owned()));
    });
    bed.gate.cut(None);
    let outcome = bed.run(&approved).await;
    assert!(matches!(outcome, Outcome::Failed { kind: Refusal::Denied, .. }), "{outcome:?}");
    assert_eq!(bed.gate.count(WRITES), 0);
    assert!(0 < bed.gate.count(READS));
}

#[tokio::test(start_paused = true)]
async fn no_value_but_the_flags_own_is_ever_on_disk() {
    let bed = bed();
    let approved = approved(&bed, Action::Rollback).await;
    overtaken(&bed, "OTHERS", 1);
    bed.run(&approved).await;
    for entry in std::fs::read_dir(bed.home.path().join("state")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(!text.contains("hunter2") && !text.contains("theirs"), "{text}");
    }
}
