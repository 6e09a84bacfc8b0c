//! Every scenario, fifty seeds each: the finding that it is about leads the verdict. Only these tests know which that is.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod observe;

use tidegate::domain::finding::{Finding, Level, judge, verdict};
use tidegate::sim::{Options, Sim, scenario};

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
];

fn world(scenario: &str, seed: u64) -> Sim {
    // Another hour of the day for each seed, so that the daily rhythm is met in every phase.
    let start = tidegate::domain::series::shift("2026-11-23T03:14:30Z".parse().unwrap(), i64::try_from(seed).unwrap() * 7 * 613);
    Sim::start(&Options { scenario: scenario.to_owned(), seed, speed: 0.0, start }).unwrap()
}

/// The verdict's findings of one world, and its sentence.
fn judged(scenario: &str, seed: u64) -> (Vec<Finding>, Level, String) {
    let snapshot = observe::observe(&world(scenario, seed));
    let findings = judge(&snapshot);
    let verdict = verdict(&findings, &snapshot);
    (findings, verdict.level, verdict.text)
}

fn holds(name: &str) {
    let (_, ids, level, words) = EXPECTED.iter().find(|(scenario, ..)| *scenario == name).unwrap();
    let mut failed = Vec::new();
    for seed in 0..SEEDS {
        let (findings, told, text) = judged(name, seed);
        let leads = match findings.first() {
            Some(first) if !ids.is_empty() => ids.contains(&first.id),
            _ => ids.is_empty() && findings.iter().all(|finding| finding.level == Level::Ok),
        };
        if !(leads && told == *level && text.contains(words)) {
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
}
