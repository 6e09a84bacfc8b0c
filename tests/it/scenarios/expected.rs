//! What each scenario is about, and the verdict of one of its worlds.

use tidegate::domain::finding::{Finding, Level, judge, verdict};
use tidegate::domain::series::shift;
use tidegate::sim::scenario;
use tidegate::sim::world::World;

use super::observe;

/// What must lead: scenario, one of these ids, level, and words of the sentence.
pub(crate) const EXPECTED: &[(&str, &[&str], Level, &str)] = &[
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
    ("dropped-events", &["consumer-drops"], Level::Alarm, "older than its maximum record age of 60 s"),
    ("busy-past", &[], Level::Ok, "All well"),
];

/// The world of a scenario after seven hours: no rule looks further back, and a day costs too much for so many worlds.
/// Another hour of the day for each seed, so that the daily rhythm is met in every phase.
pub(crate) fn world(scenario: &str, seed: u64) -> World {
    let start = shift("2026-11-23T03:14:30Z".parse().unwrap(), i64::try_from(seed).unwrap() * 7 * 613);
    World::genesis_after(&scenario::get(scenario).unwrap(), seed, start, (observe::HOURS + 1) * 3600)
}

/// The verdict's findings of one world, and its sentence.
pub(crate) fn judged(scenario: &str, seed: u64) -> (Vec<Finding>, Level, String) {
    let snapshot = observe::observe(&mut world(scenario, seed));
    let findings = judge(&snapshot);
    let verdict = verdict(&findings, &snapshot);
    (findings, verdict.level, verdict.text)
}

/// Whether these findings and this verdict are what the scenario is about.
pub(crate) fn fits(name: &str, findings: &[Finding], level: Level, text: &str) -> bool {
    let (_, ids, expected, words) = EXPECTED.iter().find(|(scenario, ..)| *scenario == name).unwrap();
    let leads = match findings.first() {
        Some(first) if !ids.is_empty() => ids.contains(&first.id),
        _ => ids.is_empty() && findings.iter().all(|finding| finding.level == Level::Ok),
    };
    leads && level == *expected && text.contains(words)
}
