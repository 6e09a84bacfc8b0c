//! Other hands: a foreign change between plan and execution, in the middle of a ladder, and two writers at once.

use std::collections::BTreeMap;
use std::time::Duration;

use tidegate::domain::action::Action;
use tidegate::domain::approval::Approved;
use tidegate::domain::call::Call;
use tidegate::domain::holes::holes;
use tidegate::domain::journal::{Event, History};
use tidegate::domain::outcome::{Answer, Outcome, Progress, Refusal};
use tidegate::domain::plan::{Until, plan};
use tidegate::edge::execute::resume;
use tidegate::sim::world::fault::{WireFault, WireFaultKind};
use tidegate::sim::world::foreign::Foreign;

use super::bed::{Bed, bed, consent};
use super::kill::three;
use super::matrix::{appconfig, deploy};

#[tokio::test(start_paused = true)]
async fn a_ladder_climbs_step_by_step_and_shows_its_shards() {
    let bed = bed();
    let to = 8 * bed.open_shards();
    let approved = bed.ladder(to).await.unwrap();
    let mut maps = Vec::new();
    let outcome = bed
        .run_with(&approved, None, |progress, _| {
            if let Progress::Shards { map, status } = progress {
                maps.push((map.all().len(), status.clone()));
            }
        })
        .await;
    assert!(matches!(outcome, Some(Outcome::Done { .. })), "{outcome:?}");
    assert_eq!(bed.open_shards(), to);
    assert!(maps.is_sorted_by_key(|(shards, _)| *shards) && maps.iter().any(|(_, status)| status == "UPDATING"), "{maps:?}");
    let events: Vec<String> =
        bed.entries().await.iter().map(|entry| serde_json::to_value(&entry.event).unwrap()["event"].as_str().unwrap().to_owned()).collect();
    assert_eq!(events, ["approved", "sending", "answered", "sending", "answered", "sending", "answered", "settled"]);
}

#[tokio::test(start_paused = true)]
async fn a_foreign_change_before_the_first_call_sends_nothing() {
    let bed = bed();
    let wish = Action::Retention { hours: 48 };
    let approved = consent(plan(&wish, &bed.snapshot(&wish).await));
    let to = 2 * bed.open_shards();
    let stream = bed.pipeline.stream.clone();
    bed.sim.with_world(|world| world.somebody_will(world.now, Foreign::ShardCount { stream, to }));
    bed.clock.sleep(Duration::from_mins(10)).await;
    bed.gate.cut(None);
    let outcome = bed.run(&approved).await;
    let Outcome::Stale { changed, step: 0 } = outcome else { panic!("{outcome:?}") };
    assert_eq!(changed, [format!("stream.open_shards was {} and is {to} now", to / 2)]);
    assert_eq!(bed.gate.count("IncreaseStreamRetentionPeriod"), 0);
}

#[tokio::test(start_paused = true)]
async fn it_stops_between_two_steps() {
    let bed = bed();
    let approved = bed.ladder(8 * bed.open_shards()).await.unwrap();
    let outcome = bed
        .run_with(&approved, None, |progress, stop| {
            if matches!(progress, Progress::Answered { step: 1, .. }) {
                stop.send_replace(true);
            }
        })
        .await;
    assert_eq!(outcome, Some(Outcome::Stopped { step: 2 }));
    let history = bed.journal.history(&bed.pipeline.stream).await.unwrap();
    assert_eq!(history.open_runs().len(), 1);
}

/// A rollback that switches every writer off.
async fn switched_off(bed: &Bed) -> Approved {
    let set = BTreeMap::from([("USE_KINESIS".to_owned(), "false".to_owned())]);
    let patch = |function: &String| Call::PatchEnvironment { function: function.clone(), revision: None, set: set.clone() };
    let calls = bed.pipeline.writers.iter().map(|function| (patch(function), 0, Until::FunctionUpdated)).collect();
    bed.approved(&Action::Rollback, calls).await
}

#[tokio::test(start_paused = true)]
async fn a_writer_that_is_refused_is_named_and_the_others_are_changed() {
    let bed = three();
    let approved = switched_off(&bed).await;
    let denied = WireFault::times(Some("lambda"), Some("UpdateFunctionConfiguration"), WireFaultKind::Denied, 1);
    bed.sim.with_world(|world| world.faults.push(denied));
    let outcome = bed.run(&approved).await;
    let Outcome::Partial { failed } = outcome else { panic!("{outcome:?}") };
    assert_eq!(failed.len(), 1);
    assert!(failed[0].1.contains("lambda:UpdateFunctionConfiguration"), "{failed:?}");
    let on = bed.sim.with_world(|world| {
        let on = |name: &&String| world.functions[*name].environment["USE_KINESIS"] == "true";
        bed.pipeline.writers.iter().filter(on).cloned().collect::<Vec<_>>()
    });
    assert_eq!(on, [failed[0].0.clone()]);
}

#[tokio::test(start_paused = true)]
async fn the_way_back_works_while_kinesis_and_the_identity_are_down() {
    let bed = three();
    let approved = switched_off(&bed).await;
    bed.sim.with_world(|world| {
        for service in ["kinesis", "cloudwatch", "sts", "dynamodb"] {
            world.faults.push(WireFault::always(Some(service), None, WireFaultKind::Silence));
        }
    });
    let start = bed.now();
    let mut left_at = None;
    let outcome = bed
        .run_with(&approved, None, |progress, _| {
            if matches!(progress, Progress::Sending { .. }) {
                left_at = left_at.or(Some(bed.now()));
            }
        })
        .await;
    assert!(outcome.as_ref().is_some_and(Outcome::is_applied), "{outcome:?}");
    assert!(left_at.unwrap().duration_since(start).as_secs() <= 7);
}

#[tokio::test(start_paused = true)]
async fn somebody_elses_version_of_the_flag_refuses_ours() {
    let mut bed = bed();
    bed.pipeline.flag = Some(appconfig());
    let approved = bed.approved(&Action::Percentage { to: 50 }, vec![(deploy(1), 0, Until::Deployed)]).await;
    let foreign = Foreign::Version { application: "a5t4r6w".to_owned(), profile: "p7x2k9q".to_owned() };
    let overtaken = WireFault::times(Some("appconfig"), Some("CreateHostedConfigurationVersion"), WireFaultKind::Overtaken(foreign), 1);
    bed.sim.with_world(|world| world.faults.push(overtaken));
    let outcome = bed.run(&approved).await;
    assert!(matches!(outcome, Outcome::Failed { kind: Refusal::Conflict, .. }), "{outcome:?}");
    let deployments = bed.sim.with_world(|world| world.applications[0].environments[0].deployments.len());
    assert_eq!(deployments, 1);
}

#[tokio::test(start_paused = true)]
async fn a_flag_is_deployed_and_every_other_member_of_the_document_stays() {
    let mut bed = bed();
    bed.pipeline.flag = Some(appconfig());
    let before = bed.sim.with_world(|world| world.applications[0].profiles[0].versions[0].content.clone());
    let approved = bed.approved(&Action::Percentage { to: 50 }, vec![(deploy(1), 0, Until::Deployed)]).await;
    let outcome = bed.run(&approved).await;
    assert!(outcome.is_applied(), "{outcome:?}");
    let (after, state) = bed.sim.with_world(|world| {
        let application = &world.applications[0];
        (application.profiles[0].versions[1].content.clone(), application.environments[0].deployments[0].state.clone())
    });
    assert_eq!(after, before.replace("\"percentage\":10", "\"percentage\":50"));
    assert_ne!(after, before);
    assert_eq!(state, "BAKING");
    // One deployment at a time, baking included.
    let again = bed.approved(&Action::Percentage { to: 50 }, vec![(later(), 0, Until::Deployed)]).await;
    let outcome = bed.run(&again).await;
    assert!(matches!(&outcome, Outcome::Failed { kind: Refusal::Conflict, why, .. } if why.contains("already in progress")), "{outcome:?}");
}

/// Another percentage on the version after.
fn later() -> Call {
    match deploy(2) {
        Call::DeployFlag { application, environment, profile, flag, attribute, enabled, latest_version, strategy, .. } => {
            Call::DeployFlag { application, environment, profile, flag, attribute, enabled, percentage: Some(20), latest_version, strategy }
        }
        other => other,
    }
}

#[tokio::test(start_paused = true)]
async fn what_stands_already_is_not_sent() {
    let bed = bed();
    let stream = bed.pipeline.stream.clone();
    let steps = vec![
        (Call::IncreaseRetention { stream: stream.clone(), hours: 48 }, 0, Until::StreamActive { open_shards: None }),
        (Call::IncreaseRetention { stream, hours: 48 }, 1, Until::StreamActive { open_shards: None }),
    ];
    let approved = bed.approved(&Action::Retention { hours: 48 }, steps).await;
    assert!(bed.run(&approved).await.is_applied());
    assert_eq!(bed.gate.count("IncreaseStreamRetentionPeriod"), 1);
    let stood =
        bed.entries().await.iter().any(|entry| matches!(&entry.event, Event::Answered { step: 1, answer: Answer::Stood { .. }, .. }));
    assert!(stood);
}

#[tokio::test(start_paused = true)]
async fn a_rollback_opens_a_hole_and_going_up_again_closes_it() {
    let bed = bed();
    let function = bed.pipeline.writers[0].clone();
    let set = |on: bool, share: u32| {
        let set = BTreeMap::from([("USE_KINESIS".to_owned(), on.to_string()), ("KINESIS_PERCENTAGE".to_owned(), share.to_string())]);
        vec![(Call::PatchEnvironment { function: function.clone(), revision: None, set }, 0, Until::FunctionUpdated)]
    };
    assert!(bed.run(&bed.approved(&Action::Rollback, set(false, 0)).await).await.is_applied());
    let held = |history: &History| holes(history, bed.now()).iter().map(|hole| (hole.percentage, hole.until.is_some())).collect::<Vec<_>>();
    assert_eq!(held(&bed.journal.history(&bed.pipeline.stream).await.unwrap()), [(0, false)]);
    assert!(bed.run(&bed.approved(&Action::Percentage { to: 100 }, set(true, 100)).await).await.is_applied());
    assert_eq!(held(&bed.journal.history(&bed.pipeline.stream).await.unwrap()), [(0, true)]);
}

#[tokio::test(start_paused = true)]
async fn a_torn_run_is_shown_against_the_world_and_can_be_closed() {
    let bed = bed();
    let approved = bed.ladder(4 * bed.open_shards()).await.unwrap();
    let ended = bed
        .run_with(&approved, None, |progress, _| {
            if matches!(progress, Progress::Sending { step: 1 }) {
                bed.gate.fallen.notify_one();
            }
        })
        .await;
    assert_eq!(ended, None);
    bed.clock.sleep(Duration::from_mins(5)).await;
    let ground = bed.ground();
    let left = resume::left(&ground).await;
    assert_eq!(left.len(), 1);
    let told: Vec<(bool, bool)> = left[0].calls.iter().map(|(_, _, had_left, standing)| (*had_left, standing.stands())).collect();
    // The second call had left: whether it arrived is told by the world alone.
    assert_eq!((told[0].0, told[1].0), (true, true));
    assert!(told[0].1 != told[1].1, "{told:?}");
    resume::close(&ground, None, &left[0], "done by hand".to_owned()).await.unwrap();
    assert!(resume::left(&ground).await.is_empty());
}
