//! Every call that AWS changes something by × every way in which its answer can be lost, refused or wrong.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use tidegate::domain::action::{Action, MappingChange};
use tidegate::domain::alarm::AlarmOf;
use tidegate::domain::call::Call;
use tidegate::domain::facts::StreamMode;
use tidegate::domain::journal::Event;
use tidegate::domain::outcome::{Answer, Outcome, Refusal};
use tidegate::domain::pipeline::FlagStore;
use tidegate::domain::plan::Until;
use tidegate::edge::aws::operation::Operation;
use tidegate::sim::world::fault::{WireFault, WireFaultKind};

use super::bed::{Bed, bed};

/// What the first answer is, whatever was sent.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Expected {
    Taken,
    Found,
    Refused(Refusal),
}

/// Each fault with what it makes of the answer. A world that did it, though nobody said so, is found to have done it.
const FAULTS: &[(Option<WireFaultKind>, Expected)] = &[
    (None, Expected::Taken),
    (Some(WireFaultKind::Denied), Expected::Refused(Refusal::Denied)),
    (Some(WireFaultKind::Throttle), Expected::Refused(Refusal::Limit)),
    (Some(WireFaultKind::ExpiredCredentials), Expected::Refused(Refusal::Credentials)),
    (Some(WireFaultKind::Unsent), Expected::Refused(Refusal::Other)),
    (Some(WireFaultKind::Status500), Expected::Refused(Refusal::Other)),
    (Some(WireFaultKind::Garbage), Expected::Refused(Refusal::Other)),
    (Some(WireFaultKind::Reset), Expected::Found),
    (Some(WireFaultKind::Silence), Expected::Found),
    (Some(WireFaultKind::HalfBody), Expected::Found),
];

/// A wish and the one call of it that reaches an operation. There is no arm for the rest on purpose.
pub(super) fn made(bed: &mut Bed, operation: Operation) -> (Action, Call, Until) {
    match operation {
        Operation::UpdateShardCount | Operation::SplitShard | Operation::MergeShards => of_shards(bed, operation),
        Operation::UpdateEventSourceMapping | Operation::UpdateFunctionConfiguration => of_functions(bed, operation),
        Operation::PutParameter => {
            let (enabled, percentage) = ("/prices/use-kinesis".to_owned(), "/prices/kinesis-percentage".to_owned());
            bed.pipeline.flag = Some(FlagStore::Ssm { enabled, percentage: percentage.clone() });
            (Action::Percentage { to: 50 }, Call::PutParameter { name: percentage, value: "50".to_owned() }, Until::Answered)
        }
        Operation::CreateHostedConfigurationVersion | Operation::StartDeployment => {
            bed.pipeline.flag = Some(appconfig());
            (Action::Percentage { to: 50 }, deploy(1), Until::Deployed)
        }
        Operation::StopDeployment => {
            bed.pipeline.flag = Some(appconfig());
            let (application, environment) = ("a5t4r6w".to_owned(), "e3m8v1z".to_owned());
            bed.sim.with_world(|world| {
                let started = world.start_deployment(&application, &environment, "p7x2k9q", "1", "AppConfig.AllAtOnce");
                assert_eq!(started.unwrap().number, 2);
            });
            (Action::Rollback, Call::StopDeployment { application, environment, number: 2 }, Until::Answered)
        }
        Operation::RegisterScalableTarget => {
            let resource_id = bed.sim.with_world(|world| world.scaling.targets[0].resource_id.clone());
            let dimension = "custom-resource:ResourceType:Property".to_owned();
            let call = Call::RegisterTarget { resource_id, dimension, min: Some(4), max: Some(20), suspended: Some(true) };
            (Action::ScalingBounds { min: 4, max: 20 }, call, Until::Answered)
        }
        Operation::PutMetricAlarm => {
            let (of, notify) = (AlarmOf::Lag, Some("arn:aws:sns:us-east-1:123456789012:on-call".to_owned()));
            let (name, definition) = (of.name(&bed.pipeline), of.definition(&bed.pipeline));
            (Action::Alarm { of, notify: notify.clone() }, Call::PutMetricAlarm { name, definition, notify }, Until::Answered)
        }
        other => of_settings(bed, other),
    }
}

fn of_shards(bed: &Bed, operation: Operation) -> (Action, Call, Until) {
    let stream = bed.pipeline.stream.clone();
    let mut shards = bed.sim.with_world(|world| world.streams[&stream].open().map(|one| one.shard.clone()).collect::<Vec<_>>());
    shards.sort_by_key(|shard| shard.first);
    let open = u32::try_from(shards.len()).unwrap();
    let active = |open_shards| Until::StreamActive { open_shards: Some(open_shards) };
    let shard = shards[0].id.clone();
    match operation {
        Operation::UpdateShardCount => {
            let call = Call::UpdateShardCount { stream, from: open, to: 2 * open };
            (Action::Reshard { to: u64::from(2 * open) }, call, active(2 * open))
        }
        Operation::SplitShard => {
            let middle = shards[0].first + (shards[0].last - shards[0].first) / 2;
            let call = Call::SplitShard { stream, shard: shard.clone(), new_starting_hash_key: middle };
            (Action::Split { shard, at: None }, call, active(open + 1))
        }
        _ => {
            let adjacent = shards[1].id.clone();
            let call = Call::MergeShards { stream, shard: shard.clone(), adjacent: adjacent.clone() };
            (Action::Merge { shard, adjacent }, call, active(open - 1))
        }
    }
}

fn of_functions(bed: &Bed, operation: Operation) -> (Action, Call, Until) {
    if operation == Operation::UpdateEventSourceMapping {
        let function = bed.pipeline.consumers[0].clone();
        let change = MappingChange { parallelisation: Some(7), bisect: Some(true), ..MappingChange::default() };
        let uuid = bed.sim.with_world(|world| world.mappings.iter().find(|one| one.function == function).unwrap().uuid.clone());
        let wish = Action::Consumer { function: function.clone(), change: change.clone() };
        return (wish, Call::UpdateMapping { uuid, function, change }, Until::MappingSettled);
    }
    let function = bed.pipeline.writers[0].clone();
    let revision = bed.sim.with_world(|world| world.functions[&function].revision.clone());
    let set = BTreeMap::from([("KINESIS_PERCENTAGE".to_owned(), "50".to_owned())]);
    (Action::Percentage { to: 50 }, Call::PatchEnvironment { function, revision: Some(revision), set }, Until::FunctionUpdated)
}

fn of_settings(bed: &Bed, operation: Operation) -> (Action, Call, Until) {
    let stream = bed.pipeline.stream.clone();
    let metrics = vec!["ALL".to_owned()];
    let (wish, call) = bed.sim.with_world(|world| {
        let held = world.streams.get_mut(&stream).unwrap();
        match operation {
            Operation::UpdateStreamMode => {
                let (arn, to) = (held.arn.clone(), StreamMode::OnDemand);
                (Action::Mode { to }, Call::UpdateStreamMode { arn, stream, mode: to })
            }
            Operation::IncreaseStreamRetentionPeriod => (Action::Retention { hours: 72 }, Call::IncreaseRetention { stream, hours: 72 }),
            Operation::DecreaseStreamRetentionPeriod => {
                held.retention_hours = 48;
                (Action::Retention { hours: 24 }, Call::DecreaseRetention { stream, hours: 24 })
            }
            Operation::EnableEnhancedMonitoring => {
                held.shard_metrics.clear();
                (Action::ShardMetrics { on: true }, Call::EnableShardMetrics { stream, metrics })
            }
            Operation::DisableEnhancedMonitoring => (Action::ShardMetrics { on: false }, Call::DisableShardMetrics { stream, metrics }),
            other => panic!("no call is known for {other}"),
        }
    });
    (wish, call, Until::StreamActive { open_shards: None })
}

pub(super) fn appconfig() -> FlagStore {
    let text = str::to_owned;
    FlagStore::AppConfig {
        application: text("prices"),
        environment: text("prod"),
        profile: text("rollout"),
        flag: text("kinesis"),
        attribute: text("percentage"),
        strategy: text("AppConfig.AllAtOnce"),
    }
}

pub(super) fn deploy(latest_version: u32) -> Call {
    let text = str::to_owned;
    Call::DeployFlag {
        application: text("a5t4r6w"),
        environment: text("e3m8v1z"),
        profile: text("p7x2k9q"),
        flag: text("kinesis"),
        attribute: text("percentage"),
        enabled: true,
        percentage: Some(50),
        latest_version,
        strategy: text("AppConfig.AllAtOnce"),
    }
}

/// The answer that the journal has for the one step.
async fn answer(bed: &Bed) -> Answer {
    let answers = bed.entries().await.into_iter().filter_map(|entry| match entry.event {
        Event::Answered { answer, .. } => Some(answer),
        _ => None,
    });
    let answers: Vec<Answer> = answers.collect();
    assert_eq!(answers.len(), 1);
    answers[0].clone()
}

async fn cell(operation: Operation, fault: Option<&WireFaultKind>, expected: Expected) {
    let mut bed = bed();
    let (wish, call, until) = made(&mut bed, operation);
    let approved = bed.approved(&wish, vec![(call, 0, until)]).await;
    bed.gate.cut(None);
    let faults = fault.map(|kind| WireFault::always(Some(operation.service()), Some(operation.name()), kind.clone()));
    bed.sim.with_world(|world| world.faults = faults.into_iter().collect());
    let outcome = bed.run(&approved).await;
    let name = format!("{operation} × {fault:?}: {outcome:?}");
    let came = match answer(&bed).await {
        Answer::Taken { request_id } => {
            assert!(request_id.is_some(), "{name}: no request id");
            Expected::Taken
        }
        Answer::Found { .. } => Expected::Found,
        Answer::Refused { kind, why, .. } => {
            assert!(!why.is_empty() && !why.contains('\n'), "{name}: {why}");
            Expected::Refused(kind)
        }
        other => panic!("{name}: {other:?}"),
    };
    let sent = bed.gate.count(operation.name()) + bed.gate.count(rest_path(operation));
    assert_eq!(sent, 1, "{name}: sent {sent} times");
    // A version without a deployment is no change: its answer may be lost, and nothing was changed all the same.
    let expected = match (operation, expected) {
        (Operation::CreateHostedConfigurationVersion, Expected::Found) => Expected::Refused(Refusal::Other),
        // The body of a version is our own document, so that half of it or another one is read as an answer.
        (_, expected) => expected,
    };
    let is_version = operation == Operation::CreateHostedConfigurationVersion;
    let half_is_whole = matches!(fault, Some(WireFaultKind::HalfBody | WireFaultKind::Garbage)) && (came == Expected::Taken || is_version);
    assert!(came == expected || half_is_whole, "{name}: {came:?} instead of {expected:?}");
    match came {
        Expected::Taken | Expected::Found => assert!(outcome.is_applied(), "{name}"),
        Expected::Refused(kind) => assert!(matches!(outcome, Outcome::Failed { step: 0, kind: of, .. } if of == kind), "{name}"),
    }
}

/// What the path of a REST call has that no reading has.
pub(super) fn rest_path(operation: Operation) -> &'static str {
    match operation {
        Operation::UpdateFunctionConfiguration => "PUT https://lambda.us-east-1.amazonaws.com/2015-03-31/functions",
        Operation::UpdateEventSourceMapping => "PUT https://lambda.us-east-1.amazonaws.com/2015-03-31/event-source-mappings",
        Operation::CreateHostedConfigurationVersion => "POST https://appconfig.us-east-1.amazonaws.com/applications/a5t4r6w/conf",
        Operation::StartDeployment => "POST https://appconfig.us-east-1.amazonaws.com/applications/a5t4r6w/env",
        Operation::StopDeployment => "DELETE https://appconfig.us-east-1.amazonaws.com/applications/a5t4r6w/env",
        _ => "no path",
    }
}

#[tokio::test(start_paused = true)]
async fn every_change_meets_every_fault() {
    for operation in Operation::CHANGES {
        for (fault, expected) in FAULTS {
            cell(*operation, fault.as_ref(), *expected).await;
        }
    }
    println!("{} cells: {} operations × {} faults", Operation::CHANGES.len() * FAULTS.len(), Operation::CHANGES.len(), FAULTS.len());
}

#[tokio::test(start_paused = true)]
async fn what_nobody_can_read_is_unknown() {
    let mut bed = bed();
    let (wish, call, until) = made(&mut bed, Operation::UpdateShardCount);
    let approved = bed.approved(&wish, vec![(call, 0, until)]).await;
    let open = bed.open_shards();
    // The answer is lost, and from then on nobody answers any more.
    let all_lost = [
        WireFault::times(Some("kinesis"), Some("UpdateShardCount"), WireFaultKind::Reset, 1),
        WireFault::always(Some("kinesis"), Some("DescribeStreamSummary"), WireFaultKind::Reset),
    ];
    let outcome = bed
        .run_with(&approved, None, |progress, _| {
            if matches!(progress, tidegate::domain::outcome::Progress::Began { .. }) {
                bed.sim.with_world(|world| world.faults = all_lost.to_vec());
            }
        })
        .await;
    assert!(matches!(outcome, Some(Outcome::Unknown { step: 0, .. })), "{outcome:?}");
    assert_eq!(bed.gate.count("UpdateShardCount"), 1);
    bed.sim.with_world(|world| world.faults.clear());
    bed.clock.sleep(std::time::Duration::from_mins(10)).await;
    assert_eq!(bed.open_shards(), 2 * open);
    assert!(matches!(answer(&bed).await, Answer::Unknown { .. }));
    // It stays open, so that the next start finds it.
    let history = bed.journal.history(&bed.pipeline.stream).await.unwrap();
    assert_eq!(history.open_runs().len(), 1);
}
