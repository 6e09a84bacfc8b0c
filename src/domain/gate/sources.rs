//! What each gate asks, so that one which waits says whose answer is missing, and does not count minutes that will not help.

use crate::domain::checklist::{Check, Mark};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::metric::Metric;
use crate::domain::rollout::flags;
use crate::domain::snapshot::Snapshot;

/// A gate that cannot be told because a source of it does not answer waits for that answer, however long it takes.
pub(super) fn named(snapshot: &Snapshot, gate: Check) -> Check {
    if gate.mark != Mark::NotEnoughData {
        return gate;
    }
    let Some(fault) = fault(snapshot, gate.id) else { return gate };
    Check { waits_for: Some(missing(&fault)), waits_seconds: None, ..gate }
}

/// What is missing, to follow "waits for".
fn missing(fault: &Fault) -> String {
    let message = if fault.message.is_empty() { String::new() } else { format!(": {}", fault.message.trim_end_matches('.')) };
    match &fault.kind {
        FaultKind::Denied { permission } => format!("{permission}, which is denied"),
        FaultKind::Credentials => format!("credentials{message}"),
        _ => format!("an answer of {}, which is {}{message}", fault.call, state(fault)),
    }
}

/// How the call stands, to follow "which is".
fn state(fault: &Fault) -> &'static str {
    match fault.kind {
        FaultKind::Unreadable => "unreadable",
        FaultKind::Service => "an error of AWS's own",
        FaultKind::TimedOut => "late beyond its time",
        _ => fault.word(),
    }
}

/// Why the first source of this gate that does not answer does not.
fn fault(snapshot: &Snapshot, gate: &str) -> Option<Fault> {
    let flag = || flags(snapshot).fault;
    let stream = || snapshot.stream.fault.clone();
    let held = match gate {
        "bake" | "way-back" | "parity" => flag(),
        "iterator-age" => snapshot.fan_out.fault.clone(),
        "consumers" => snapshot.mappings.values().find_map(|mappings| mappings.fault.clone()).or_else(stream),
        "firehose-freshness" => snapshot.firehose.fault.clone(),
        "alarms" => snapshot.alarms.fault.clone(),
        "cost" | "capacity" => flag().or_else(stream),
        _ => None,
    };
    held.or_else(|| metrics(gate).iter().find_map(|metric| of_metric(snapshot, *metric)))
}

fn of_metric(snapshot: &Snapshot, metric: Metric) -> Option<Fault> {
    let mut ids = snapshot.metrics.ids().filter(|id| id.metric == metric);
    ids.find_map(|id| snapshot.metrics.track(&id)?.fault.clone())
}

/// The metrics that a gate rests on.
fn metrics(gate: &str) -> &'static [Metric] {
    match gate {
        "parity" => &[Metric::IncomingRecords, Metric::TableRequests],
        "stream-throttles" => &[Metric::WriteThrottles, Metric::IncomingRecords],
        "iterator-age" => &[Metric::FunctionIteratorAge, Metric::FirehoseBehind, Metric::FanOutBehind, Metric::IteratorAge],
        "table-unharmed" => &[
            Metric::TableRequests,
            Metric::TableLatency,
            Metric::TableSystemErrors,
            Metric::TableThrottledRequests,
            Metric::ConsumedWrites,
            Metric::FunctionInvocations,
        ],
        "writer-functions" => &[Metric::FunctionErrors, Metric::FunctionThrottles, Metric::FunctionInvocations, Metric::FunctionDuration],
        "consumers" => {
            &[Metric::FunctionErrors, Metric::FunctionThrottles, Metric::FunctionInvocations, Metric::ShardAge, Metric::ShardRecords]
        }
        "firehose-freshness" => &[Metric::FirehoseFreshness],
        "queue" => &[Metric::QueueAge, Metric::QueueSent, Metric::TableRequests],
        "cost" => &[Metric::IncomingRecords, Metric::IncomingBytes, Metric::TableRequests],
        "capacity" => &[Metric::TableRequests, Metric::IncomingBytes, Metric::IncomingRecords],
        _ => &[],
    }
}
