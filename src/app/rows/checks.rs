//! The rows of gates and checks, with the readings that each is about.

use super::Row;
use crate::app::model::Model;
use crate::domain::checklist::Check;
use crate::domain::gate;
use crate::domain::snapshot::Snapshot;

/// A gate or a check of the list.
pub(super) fn row(snapshot: &Snapshot, check: &Check) -> Row {
    Row { key: check.id.to_owned(), text: words(check), readings: behind(snapshot, check.id) }
}

/// What the filter is compared with.
fn words(check: &Check) -> String {
    format!("{} {} {} {}", check.id, gate::name(check.id), check.title, check.word())
}

/// Whether the filter lets a gate or check through.
pub fn is_shown(model: &Model, check: &Check) -> bool {
    model.filter.is_empty() || super::is_shown(model, &words(check))
}

/// The names of the readings that a gate or a check is about, published or not.
pub fn behind(snapshot: &Snapshot, id: &str) -> Vec<String> {
    let names: &[&str] = match id {
        "stream-receiving" => &["stream.incoming_records_per_second"],
        "archive-arriving" => &["firehose.delivered_records_per_minute", "firehose.success_percent", "firehose.freshness_seconds"],
        "firehose-freshness" => &["firehose.freshness_seconds", "firehose.success_percent"],
        "table-writes" | "table-unharmed" => &["table.writes_per_second", "table.system_errors_per_minute", "table.throttles_per_minute"],
        "broadcasts" | "queue" => &["socket.messages_per_minute", "queue.sent_per_minute", "table.writes_per_second"],
        "budget" | "cost" => &["stream.cost_usd_per_month"],
        "retention" | "record-age" => &["stream.retention_hours"],
        "shard-bounds" => &["stream.open_shards"],
        "scaling-target" => &["scaling.targets", "scaling.policies"],
        "table-ttl" => &["table.ttl_attribute"],
        "firehose-source" => &["firehose.status"],
        "firehose-buffer" => &["firehose.buffer_seconds", "firehose.buffer_bytes"],
        "firehose-format" | "firehose-compression" => &["firehose.format"],
        "bake" => &["rollout.set_percentage", "rollout.enabled"],
        "parity" => &["rollout.observed_percentage", "rollout.set_percentage", "table.writes_per_second"],
        "stream-throttles" => &["stream.write_throttles_per_minute", "stream.incoming_records_per_second"],
        "capacity" => &["stream.write_utilisation_percent", "stream.open_shards", "rollout.observed_percentage"],
        _ => &[],
    };
    names.iter().map(|name| (*name).to_owned()).chain(of_functions(snapshot, id)).collect()
}

/// What consumers drop, of those whose mappings count it.
fn counted(snapshot: &Snapshot) -> impl Iterator<Item = String> {
    let counts = |name: &&String| {
        let held = snapshot.mappings.get(*name).and_then(|held| held.get());
        held.is_some_and(|mappings| mappings.iter().any(|mapping| mapping.counts_events))
    };
    snapshot.pipeline.consumers.iter().filter(counts).map(|name| format!("consumer.{name}.dropped_per_minute"))
}

/// The readings of writers, consumers and readers, which have names of their own.
fn of_functions(snapshot: &Snapshot, id: &str) -> Vec<String> {
    let pipeline = &snapshot.pipeline;
    let writers = || pipeline.writers.iter().map(|name| format!("writer.{name}.errors_per_minute"));
    let consumers = || pipeline.consumers.iter().map(|name| format!("consumer.{name}.errors_per_minute"));
    match id {
        "function-errors" => writers().chain(consumers()).collect(),
        "writer-functions" => writers().collect(),
        "consumers" => consumers().chain(counted(snapshot)).collect(),
        "iterator-age" => super::lines::readers(snapshot).into_iter().map(|(_, name)| name).collect(),
        _ => Vec::new(),
    }
}
