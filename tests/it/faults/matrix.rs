//! Each operation × each fault: the right kind, in time, and good again as soon as the fault is gone.

use std::time::Duration;

use tidegate::domain::fault::FaultKind;
use tidegate::edge::aws::operation::Operation;
use tidegate::edge::aws::{Aws, Connection};
use tidegate::sim::Sim;
use tidegate::sim::world::fault::{WireFault, WireFaultKind};
use tokio::time::Instant;

use super::questions::{ask, question, world};

/// Every kind of wire fault.
const KINDS: &[WireFaultKind] = &[
    WireFaultKind::Status500,
    WireFaultKind::Throttle,
    WireFaultKind::HalfBody,
    WireFaultKind::Garbage,
    WireFaultKind::Reset,
    WireFaultKind::Silence,
    WireFaultKind::SkewedClock(3600),
    WireFaultKind::ExpiredCredentials,
    WireFaultKind::Denied,
];

/// What the operator is told. There is no arm for the rest on purpose.
fn expected(operation: Operation, kind: &WireFaultKind) -> Result<(), FaultKind> {
    Err(match kind {
        WireFaultKind::Status500 => FaultKind::Service,
        WireFaultKind::Throttle => FaultKind::Throttled,
        WireFaultKind::HalfBody | WireFaultKind::Garbage => FaultKind::Unreadable,
        WireFaultKind::Reset => FaultKind::Unreachable,
        WireFaultKind::Silence => FaultKind::TimedOut,
        // The SDK takes the server's time from the refusal and signs again with it.
        WireFaultKind::SkewedClock(_) => return Ok(()),
        WireFaultKind::ExpiredCredentials => FaultKind::Credentials,
        WireFaultKind::Denied => FaultKind::Denied { permission: operation.permission().to_owned() },
    })
}

/// How many more calls a fault of the test would hit.
const MANY: u32 = 1_000_000;

async fn cell(sim: &Sim, aws: &Aws, operation: Operation, kind: &WireFaultKind) {
    let name = format!("{operation} × {kind:?}");
    let question = question(operation);
    let fault = WireFault::times(Some(operation.service()), Some(operation.name()), kind.clone(), MANY);
    sim.with_world(|world| world.faults = vec![fault]);
    let began = Instant::now();
    let outcome = ask(sim, aws, &question).await;
    let waited = began.elapsed();
    let hits = sim.with_world(|world| MANY - world.faults[0].remaining.unwrap_or(MANY));
    assert!(hits > 0, "{name}: the question does not reach the operation");
    assert_eq!(outcome.clone().map_err(|fault| fault.kind), expected(operation, kind), "{name}: {outcome:?}");
    assert!(waited <= Duration::from_secs(21), "{name}: took {waited:?}");
    if let Err(fault) = outcome {
        assert_eq!(fault.call, operation.permission(), "{name}");
        assert!(!fault.message.is_empty() && fault.message.chars().count() <= 240, "{name}: {}", fault.message);
    }
    sim.with_world(|world| world.faults.clear());
    assert_eq!(ask(sim, aws, &question).await, Ok(()), "{name}: did not recover");
}

#[tokio::test(start_paused = true)]
async fn every_operation_meets_every_fault() {
    let sim = world();
    let mut cells = 0;
    for operation in Operation::ALL {
        let aws = Aws::new(Connection::embedded(sim.http_client()));
        for kind in KINDS {
            cell(&sim, &aws, *operation, kind).await;
            cells += 1;
        }
    }
    println!("{cells} cells: {} operations × {} faults", Operation::ALL.len(), KINDS.len());
    assert_eq!(cells, Operation::ALL.len() * KINDS.len());
}

#[test]
fn the_faults_are_all_different() {
    for (nth, kind) in KINDS.iter().enumerate() {
        assert!(!KINDS[..nth].contains(kind), "{kind:?} is there twice");
    }
}

#[tokio::test(start_paused = true)]
async fn a_fault_that_passes_at_the_second_attempt_is_not_seen() {
    let sim = world();
    for operation in Operation::ALL {
        for kind in [WireFaultKind::Status500, WireFaultKind::Throttle, WireFaultKind::Reset] {
            let aws = Aws::new(Connection::embedded(sim.http_client()));
            let fault = WireFault::times(Some(operation.service()), Some(operation.name()), kind.clone(), 1);
            sim.with_world(|world| world.faults = vec![fault]);
            assert_eq!(ask(&sim, &aws, &question(*operation)).await, Ok(()), "{operation} × one {kind:?}");
        }
    }
}
