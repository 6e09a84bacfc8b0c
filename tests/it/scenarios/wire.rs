//! The same verdicts through the wire: the SDK asks, the served protocols answer, the one look of the headless commands judges.

use jiff::Timestamp;
use tidegate::domain::finding::Level;
use tidegate::edge::aws::operation::{Operation, Purpose};
use tidegate::edge::aws::{Aws, Connection};
use tidegate::edge::once::{self, Look};
use tidegate::sim::world::fault::{WireFault, WireFaultKind};
use tidegate::sim::{Options, Sim};

use super::{EXPECTED, fits};

/// One world a scenario: the fifty seeds are met without the wire.
const SEED: u64 = 3;

fn sim(scenario: &str, seed: u64) -> Sim {
    let start: Timestamp = "2026-11-23T03:14:30Z".parse().unwrap();
    Sim::start(&Options { scenario: scenario.to_owned(), seed, speed: 0.0, start }).unwrap()
}

/// One look by the SDK, as `status` and `check` take it.
async fn look(sim: &Sim) -> Look {
    let aws = Aws::new(Connection::embedded(sim.http_client()));
    // As the store's own observer has it: without a budget nothing is over it.
    let mut pipeline = Sim::pipeline();
    pipeline.limits.budget = Some(500.into());
    once::look(&aws, &pipeline, sim.now(), None).await
}

#[tokio::test(start_paused = true)]
async fn every_scenario_is_judged_through_the_wire_as_by_its_own_store() {
    // The archive's query is run on request alone: one look does not know what it returned.
    let on_request = |ids: &[&str]| ids.contains(&"archive-empty");
    for (name, ..) in EXPECTED.iter().filter(|(_, ids, ..)| !on_request(ids)) {
        let Look { findings, verdict, .. } = look(&sim(name, SEED)).await;
        assert!(fits(name, &findings, verdict.level, &verdict.text), "{name}: {verdict:?}\n{findings:#?}");
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_is_denied_is_named_and_never_called_well() {
    let sim = sim("calm", 1);
    for operation in Operation::ALL.iter().filter(|operation| operation.purpose() == Purpose::Watch) {
        let denied = WireFault::always(Some(operation.service()), Some(operation.name()), WireFaultKind::Denied);
        sim.with_world(|world| world.faults = vec![denied]);
        let Look { findings, verdict, .. } = look(&sim).await;
        let finding = findings.iter().find(|finding| finding.text.contains(operation.permission()));
        let finding = finding.unwrap_or_else(|| panic!("{operation} is not named: {verdict:?}"));
        if operation.is_optional() {
            assert!(verdict.level == Level::Ok && verdict.text.contains("Not read: "), "{operation}: {verdict:?}");
        } else {
            assert!(Level::Ok < verdict.level && Level::Ok < finding.level, "{operation}: {verdict:?}");
        }
    }
}
