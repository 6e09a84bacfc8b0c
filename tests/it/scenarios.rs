//! Every scenario, fifty seeds each: the finding that it is about leads the verdict. Only these tests know which that is.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod expected;
mod fortnight;
mod gates;
mod matrix;
mod observe;
mod prediction;
mod validations;
mod wire;
mod wishes;

use tidegate::domain::finding::{judge, verdict};
use tidegate::domain::series::shift;
use tidegate::sim::scenario;

use self::expected::{EXPECTED, fits, judged, world};

const SEEDS: u64 = 50;

fn holds(name: &str) {
    let mut failed = Vec::new();
    for seed in 0..SEEDS {
        let (findings, told, text) = judged(name, seed);
        if !fits(name, &findings, told, &text) {
            let all: Vec<String> = findings.iter().map(|found| format!("{} {}", found.id, found.text)).collect();
            failed.push(format!("seed {seed}: {} {text}\n    {}", told.word(), all.join("\n    ")));
        }
    }
    let most = failed.len().min(4);
    assert!(failed.is_empty(), "{name}: {} of {SEEDS} seeds differ\n{}", failed.len(), failed[..most].join("\n"));
}

#[test]
fn every_scenario_has_an_expectation() {
    let known: Vec<&str> = scenario::all().iter().map(|scenario| scenario.name).collect();
    let expected: Vec<&str> = EXPECTED.iter().map(|(name, ..)| *name).collect();
    assert!(known.iter().all(|name| expected.contains(name)) && known.len() == expected.len(), "{known:?}");
}

#[test]
fn the_confusion_matrix_has_nothing_beside_its_diagonal() {
    let (text, wrong) = matrix::told();
    println!("{text}");
    assert_eq!(wrong, 0, "{text}");
}

#[test]
fn verdicts_hold_while_time_goes_on() {
    // Odd steps meet every second of a minute: half-filled minutes, late minutes, minutes just complete.
    for (name, ..) in EXPECTED {
        let steps = if *name == "calm" { 90 } else { 12 };
        for seed in [101, 102] {
            let mut world = world(name, seed);
            for _ in 0..steps {
                let later = shift(world.now, 47);
                world.advance_to(later);
                let snapshot = observe::observe(&mut world);
                let findings = judge(&snapshot);
                let told = verdict(&findings, &snapshot);
                assert!(fits(name, &findings, told.level, &told.text), "{name} {seed} at {later}: {} {findings:#?}", told.text);
            }
        }
    }
}

macro_rules! scenarios {
    ($($test:ident $name:literal;)+) => { $(#[test] fn $test() { holds($name); })+ };
}

scenarios! {
    calm_is_ok "calm";
    spike_is_even_load "spike";
    a_hot_key_is_a_hot_shard_until_it_is_sampled "hot-key";
    hot_shard "hot-shard";
    slow_consumer "slow-consumer";
    poison_pill "poison-pill";
    fan_out_stall "fanout-stall";
    dynamo_throttle "dynamo-throttle";
    parity_drift "parity-drift";
    percentage_ignored "percentage-ignored";
    stopped_consumer "stopped-consumer";
    firehose_delay "firehose-delay";
    cloudwatch_outage "cloudwatch-outage";
    denied "denied";
    expired_credentials "expired-credentials";
    ordered_keys "ordered-keys";
    checkpoint_gap "checkpoint-gap";
    slow_divergence "slow-divergence";
    deploy_reset "deploy-reset";
    stream_silent "stream-silent";
    writer_errors "writer-errors";
    table_errors "table-errors";
    broadcast_loss "broadcast-loss";
    over_budget "over-budget";
    archive_empty "archive-empty";
    nothing_fails_before_half "fails-at-half";
    dropped_events "dropped-events";
    a_busy_past_is_no_finding "busy-past";
}
