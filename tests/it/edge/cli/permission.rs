//! Whether a change will be allowed, told by `plan` and `doctor` before anything is sent.

use pretty_assertions::assert_eq;
use tidegate::sim::world::fault::{WireFault, WireFaultKind};

use super::*;

/// A calm world in which these calls are not allowed, and a configuration of its pipeline.
fn without(missing: &[(&str, &str)]) -> (Sim, Stage) {
    let start = "2026-11-23T03:14:20Z".parse().unwrap();
    let sim = Sim::start(&Options { scenario: "calm".to_owned(), seed: 1, speed: 0.0, start }).unwrap();
    let fault = |(service, operation): &(&str, &str)| WireFault::always(Some(service), Some(operation), WireFaultKind::Denied);
    sim.with_world(|world| world.faults.extend(missing.iter().map(fault)));
    let stage = Stage::in_world(sim.clone());
    stage.write("tidegate.toml", PRICES);
    (sim, stage)
}

fn permissions(ended: &Ended) -> Vec<String> {
    ended.out.lines().map(str::trim).filter(|line| line.contains("  permission ")).map(squeezed).collect()
}

fn squeezed(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(start_paused = true)]
async fn a_plan_tells_what_the_simulation_says_and_is_held_up_by_none_of_it() {
    let (split, merge, simulate) = (("kinesis", "SplitShard"), ("kinesis", "MergeShards"), ("iam", "SimulatePrincipalPolicy"));
    let unknown = "warn permission whether kinesis:SplitShard is allowed shows when it is called: the journal has none that was taken";
    let not_granted =
        |call: &str| format!("warn permission by IAM's simulation {call} is not granted to this caller: AWS is likely to refuse it");
    let allowed = |call: &str| format!("pass permission IAM's simulation allows {call}");
    for (missing, told) in [
        (vec![], [allowed("kinesis:SplitShard"), allowed("kinesis:MergeShards")]),
        (vec![merge], [allowed("kinesis:SplitShard"), not_granted("kinesis:MergeShards")]),
        (vec![split], [not_granted("kinesis:SplitShard"), allowed("kinesis:MergeShards")]),
        (vec![simulate], [unknown.to_owned(), "warn permission whether kinesis:MergeShards is allowed shows when it is called".to_owned()]),
    ] {
        let (_sim, stage) = without(&missing);
        let ended = stage.run(&["plan", "split", "0"]).await;
        assert_eq!(permissions(&ended), told, "{missing:?}: {ended:?}");
        assert_eq!((ended.exit, ended.err.as_str()), (10, ""), "{missing:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_way_back_is_planned_without_asking() {
    for (words, is_asked) in [(["plan", "rollback"].as_slice(), false), (&["plan", "back"], false), (&["plan", "percentage", "25"], true)] {
        let (sim, stage) = without(&[]);
        sim.with_world(|world| world.faults.push(WireFault::times(Some("iam"), None, WireFaultKind::Denied, 1)));
        let ended = stage.run(words).await;
        assert!(ended.out.contains("Way back"), "{ended:?}");
        assert_eq!(sim.with_world(|world| world.faults.is_empty()), is_asked, "{words:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_doctor_tells_whether_asking_is_allowed_and_does_not_need_it() {
    for (missing, result) in [(vec![], "pass"), (vec![("iam", "SimulatePrincipalPolicy")], "warn")] {
        let (_sim, stage) = without(&missing);
        let document = stage.run(&["doctor", "--output", "json"]).await.json();
        let items = document["items"].as_array().unwrap();
        let found = items.iter().find(|item| item["name"] == "iam:SimulatePrincipalPolicy").unwrap();
        assert_eq!(found["result"], result, "{found}");
    }
}
