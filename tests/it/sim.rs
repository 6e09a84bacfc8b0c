//! The embedded world: its laws, its refusals, its late metrics, its scenarios.

#[path = "sim/arrival.rs"]
mod arrival;
#[path = "sim/clock.rs"]
mod clock;
#[path = "sim/conservation.rs"]
mod conservation;
#[path = "sim/determinism.rs"]
mod determinism;
#[path = "sim/functions.rs"]
mod functions;
#[path = "sim/ladder.rs"]
mod ladder;
#[path = "sim/past.rs"]
mod past;
#[path = "sim/records.rs"]
mod records;
#[path = "sim/refusals.rs"]
mod refusals;
#[path = "sim/scenarios.rs"]
mod scenarios;
mod wire;

use jiff::Timestamp;
use tidegate::sim::metrics::Query;
use tidegate::sim::scenario;
use tidegate::sim::world::World;

/// A Wednesday noon, half a minute in.
fn start() -> Timestamp {
    Timestamp::from_second(1_795_003_230).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn world(scenario: &str, seed: u64) -> World {
    match scenario::get(scenario) {
        Ok(scenario) => World::genesis(&scenario, seed, start()),
        Err(unknown) => panic!("{unknown}"),
    }
}

/// One hour back from now to now, as GetMetricData would answer it, with minutes before now at the front.
fn last_hour(world: &World, metric: (&str, &str, &str), dimensions: &[(&str, &str)]) -> Vec<(i64, f64)> {
    let (namespace, name, statistic) = metric;
    let query = Query { namespace, name, dimensions, statistic, period: 60 };
    let from = Timestamp::from_second(world.now.as_second() - 3600).unwrap_or(world.now);
    let age = |at: Timestamp| (world.now.as_second() - at.as_second()) / 60;
    world.data(&query, from, world.now).into_iter().map(|(at, value)| (age(at), value)).collect()
}

/// The values of complete minutes in these minutes before now.
fn between(points: &[(i64, f64)], older: i64, newer: i64) -> Vec<f64> {
    points.iter().filter(|(age, _)| (newer..=older).contains(age)).map(|(_, value)| *value).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

const STREAM: [(&str, &str); 1] = [("StreamName", "PriceTicks")];
const TABLE: [(&str, &str); 1] = [("TableName", "PriceTimeSeriesTable")];
const TABLE_PUT: [(&str, &str); 2] = [("TableName", "PriceTimeSeriesTable"), ("Operation", "PutItem")];
const CONSUMER: [(&str, &str); 1] = [("FunctionName", "PriceAnalytics")];
const FIREHOSE: [(&str, &str); 1] = [("DeliveryStreamName", "PriceArchiveFirehose")];
const FAN_OUT: [(&str, &str); 2] = [("StreamName", "PriceTicks"), ("ConsumerName", "PriceBroadcastFanout")];
