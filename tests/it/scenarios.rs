//! Every scenario, fifty seeds each: the finding that it is about leads the verdict. Only these tests know which that is.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod gates;
mod matrix;
mod observe;
mod rollback;
mod validations;
mod wire;
mod wishes;

use tidegate::domain::finding::{Finding, Level, judge, verdict};
use tidegate::domain::series::shift;
use tidegate::sim::scenario;
use tidegate::sim::world::World;

const SEEDS: u64 = 50;

/// What must lead: scenario, one of these ids, level, and words of the sentence.
const EXPECTED: &[(&str, &[&str], Level, &str)] = &[
    ("calm", &[], Level::Ok, "All well"),
    ("spike", &["write-throttles"], Level::Alarm, "its shards are full"),
    ("hot-key", &["hot-shard"], Level::Alarm, "Whether it is one key cannot be told"),
    ("hot-shard", &["hot-shard"], Level::Alarm, "Whether it is one key cannot be told"),
    ("slow-consumer", &["consumer-lag"], Level::Alarm, "PriceAnalytics falls behind"),
    ("poison-pill", &["consumer-stalled"], Level::Alarm, "PriceAnalytics is stalled"),
    ("fanout-stall", &["consumer-stalled", "consumer-stopped"], Level::Alarm, "Fan-out consumer PriceBroadcastFanout"),
    ("dynamo-throttle", &["table-throttles"], Level::Alarm, "PriceTimeSeriesTable"),
    ("parity-drift", &["parity-lost"], Level::Alarm, "an hour are lost: 10 % is set"),
    ("percentage-ignored", &["percentage-ignored"], Level::Alarm, "10 % is set but 100 %"),
    ("stopped-consumer", &["consumer-stopped"], Level::Alarm, "its event-source mapping is disabled"),
    ("firehose-delay", &["firehose-fails", "firehose-late"], Level::Alarm, "Firehose PriceArchiveFirehose"),
    ("cloudwatch-outage", &["aws-error", "metrics-silent"], Level::Unknown, ""),
    ("denied", &["denied"], Level::Warn, "kinesis:ListStreamConsumers, cloudwatch:DescribeAlarms"),
    ("expired-credentials", &["credentials"], Level::Unknown, "No usable AWS credentials"),
    ("ordered-keys", &["hot-shard"], Level::Alarm, "Whether it is one key cannot be told"),
    ("checkpoint-gap", &["consumer-gives-up"], Level::Alarm, "PriceAnalytics gives up what it fails on"),
    ("slow-divergence", &["parity-lost"], Level::Alarm, "an hour are lost: 100 % is set"),
    ("deploy-reset", &["flag-fell"], Level::Warn, "The flag fell from about 50 % to 1 %"),
    ("stream-silent", &["parity-lost"], Level::Alarm, "an hour are lost: 10 % is set"),
    ("writer-errors", &["writer-errors"], Level::Alarm, "Writer HeliusPriceWebhook fails"),
    ("table-errors", &["table-errors"], Level::Alarm, "errors of its own"),
    ("broadcast-loss", &["broadcasts-changed"], Level::Alarm, "Broadcasts to BroadcastQueue are not as before"),
    ("over-budget", &["over-budget"], Level::Warn, "The pipeline costs $"),
    ("archive-empty", &["archive-empty"], Level::Warn, "The archive's query returns no data"),
    ("fails-at-half", &[], Level::Ok, "All well"),
];

/// The world of a scenario after seven hours: no rule looks further back, and a day costs too much for so many worlds.
/// Another hour of the day for each seed, so that the daily rhythm is met in every phase.
fn world(scenario: &str, seed: u64) -> World {
    let start = shift("2026-11-23T03:14:30Z".parse().unwrap(), i64::try_from(seed).unwrap() * 7 * 613);
    World::genesis_after(&scenario::get(scenario).unwrap(), seed, start, (observe::HOURS + 1) * 3600)
}

/// The verdict's findings of one world, and its sentence.
fn judged(scenario: &str, seed: u64) -> (Vec<Finding>, Level, String) {
    let snapshot = observe::observe(&mut world(scenario, seed));
    let findings = judge(&snapshot);
    let verdict = verdict(&findings, &snapshot);
    (findings, verdict.level, verdict.text)
}

/// Whether these findings and this verdict are what the scenario is about.
fn fits(name: &str, findings: &[Finding], level: Level, text: &str) -> bool {
    let (_, ids, expected, words) = EXPECTED.iter().find(|(scenario, ..)| *scenario == name).unwrap();
    let leads = match findings.first() {
        Some(first) if !ids.is_empty() => ids.contains(&first.id),
        _ => ids.is_empty() && findings.iter().all(|finding| finding.level == Level::Ok),
    };
    leads && level == *expected && text.contains(words)
}

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
}
