//! The clock of the world, and what a world is asked for by name.

use std::time::Duration;

use pretty_assertions::assert_eq;
use tidegate::sim::world::fault::{WireFault, WireFaultKind};
use tidegate::sim::{Options, Sim, scenario};

use super::{start, world};

fn options(speed: f64) -> Options {
    Options { scenario: "calm".to_owned(), seed: 1, speed, start: start() }
}

#[tokio::test(start_paused = true)]
async fn virtual_time_follows_real_time_by_its_speed() {
    let sim = Sim::start(&options(60.0)).unwrap();
    assert_eq!(sim.now(), start());
    tokio::time::advance(Duration::from_secs(2)).await;
    assert_eq!(sim.now().duration_since(start()).as_secs(), 120);
    assert_eq!(sim.with_world(|world| world.now), sim.now());
}

#[tokio::test(start_paused = true)]
async fn a_standing_clock_moves_only_by_hand() {
    let sim = Sim::start(&options(0.0)).unwrap();
    tokio::time::advance(Duration::from_hours(1)).await;
    assert_eq!(sim.now(), start());
    let other = sim.clone();
    other.advance(90);
    assert_eq!(sim.now().duration_since(start()).as_secs(), 90, "clones share the world");
    sim.advance(-50);
    assert_eq!(sim.now().duration_since(start()).as_secs(), 90, "time never goes back");
}

#[test]
fn an_unknown_scenario_names_the_nearest() {
    let unknown = Sim::start(&Options { scenario: "slow-consumr".to_owned(), ..options(0.0) }).unwrap_err();
    assert_eq!(unknown.nearest, "slow-consumer");
    assert!(unknown.to_string().contains("slow-consumer"));
}

#[test]
fn every_law_can_be_read_and_says_what_it_is() {
    assert_eq!(scenario::all().len(), scenario::names().count());
    assert_eq!(scenario::names().count(), 28);
    assert_eq!(scenario::names().next(), Some("calm"));
    assert!(scenario::all().iter().all(|scenario| scenario.law.summary.len() > 20));
}

#[test]
fn the_pipeline_names_things_that_exist() {
    let (pipeline, world) = (Sim::pipeline(), world("calm", 1));
    assert!(world.stream(&pipeline.stream).is_ok());
    assert!(world.tables.contains_key(&pipeline.table.unwrap()));
    assert!(pipeline.writers.iter().chain(&pipeline.consumers).all(|name| world.function(name).is_ok()));
    assert!(world.firehoses.contains_key(&pipeline.firehose.unwrap()));
    assert!(world.queues.contains_key(&pipeline.queue.unwrap()));
}

#[test]
fn faults_hit_the_calls_they_name_as_often_as_they_say() {
    let mut world = world("calm", 1);
    world.faults.push(WireFault::times(Some("kinesis"), Some("ListShards"), WireFaultKind::Status500, 2));
    world.faults.push(WireFault::always(Some("lambda"), None, WireFaultKind::Denied));
    assert_eq!(world.fault_for("kinesis", "DescribeStreamSummary"), None);
    let three: Vec<_> = (0..3).map(|_| world.fault_for("kinesis", "ListShards")).collect();
    assert_eq!(three, [Some(WireFaultKind::Status500), Some(WireFaultKind::Status500), None]);
    assert_eq!(world.fault_for("lambda", "GetFunctionConfiguration"), Some(WireFaultKind::Denied));
    assert_eq!(world.faults.len(), 1);
}
