//! The panels that are lists of single values: each line's label and reading, in the order of the screen.

use crate::app::model::Panel;
use crate::domain::readings;
use crate::domain::snapshot::Snapshot;

/// A line: what it is called on the screen, and which reading it shows.
pub type Labelled = (String, String);

const ROLLOUT: &[(&str, &str)] = &[("set", "rollout.set_percentage"), ("observed", "rollout.observed_percentage")];
const RECORDS: &[(&str, &str)] = &[("records", "stream.incoming_records_per_second"), ("bytes", "stream.incoming_bytes_per_second")];
const SHARDS: &[(&str, &str)] = &[
    ("write load", "stream.write_utilisation_percent"),
    ("status", "stream.status"),
    ("retention", "stream.retention_hours"),
    ("cost", "stream.cost_usd_per_month"),
    ("limit", "limits.shard_limit"),
];
const THROTTLES: &[(&str, &str)] = &[("writes", "stream.write_throttles_per_minute"), ("reads", "stream.read_throttles_per_minute")];
const TABLE: &[(&str, &str)] = &[("errors", "table.system_errors_per_minute"), ("throttled", "table.throttles_per_minute")];
const WATCHING: &[(&str, &str)] = &[
    ("metrics a look", "watching.metrics"),
    ("asked so far", "watching.metrics_requested"),
    ("spent so far", "watching.spent_usd"),
    ("an hour", "watching.cost_usd_per_hour"),
    ("a month", "watching.cost_usd_per_month"),
];

/// The figures of one shard: label and the last part of the reading's name.
pub const SHARD: [(&str, &str); 5] = [
    ("load", "utilisation_percent"),
    ("records", "records_per_second"),
    ("bytes", "bytes_per_second"),
    ("refused", "throttles_per_minute"),
    ("read age", "age_seconds"),
];

/// The lines of a panel that lists single values; none for any other.
pub fn of(panel: Panel, snapshot: &Snapshot) -> Vec<Labelled> {
    let fixed = match panel {
        Panel::Rollout | Panel::Ladder => ROLLOUT,
        Panel::Records => RECORDS,
        Panel::Lag => return worst_first(snapshot),
        Panel::Shards => SHARDS,
        Panel::Throttles => THROTTLES,
        Panel::TableErrors => TABLE,
        Panel::Watching => WATCHING,
        _ => &[],
    };
    fixed.iter().map(|(label, name)| ((*label).to_owned(), (*name).to_owned())).collect()
}

/// Every reader that has an age of its own, in the order of the configuration.
pub fn readers(snapshot: &Snapshot) -> Vec<Labelled> {
    let pipeline = &snapshot.pipeline;
    let fan_out = snapshot.fan_out.get().into_iter().flatten().map(|consumer| &consumer.name);
    let of_consumer = |name: &String| (name.clone(), format!("consumer.{name}.lag_seconds"));
    let mut all: Vec<Labelled> = pipeline.consumers.iter().chain(fan_out).map(of_consumer).collect();
    all.extend(pipeline.firehose.iter().map(|name| (name.clone(), "firehose.lag_seconds".to_owned())));
    if all.is_empty() {
        all.push(("polling readers".to_owned(), "stream.iterator_age_seconds".to_owned()));
    }
    all
}

/// The readers with the one that is furthest behind in front.
fn worst_first(snapshot: &Snapshot) -> Vec<Labelled> {
    let mut all = readers(snapshot);
    let age = |(_, name): &Labelled| readings::number(snapshot, name).unwrap_or(f64::NEG_INFINITY);
    let worst = (0..all.len()).rev().max_by(|one, other| age(&all[*one]).total_cmp(&age(&all[*other]))).unwrap_or(0);
    all[..=worst].rotate_right(1);
    all
}
