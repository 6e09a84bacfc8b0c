//! Which metrics and facts a pipeline needs, how often each is due, and what the watching costs.

mod cadence;
mod cost;
mod shards;

use super::facts::StreamMode;
use super::metric::{Metric, MetricId};
use super::pipeline::Pipeline;
use super::rollout::stand;
use super::snapshot::Snapshot;

pub use cadence::{Source, cadence};
pub use cost::{polling_cost, seldom, watching_cost_usd_per_hour, watching_spent_usd};
pub use shards::{MOST_SHARDS, watched_shards};

/// Most fan-out consumers that a stream can have.
const MOST_CONSUMERS: usize = 20;

/// Every metric that the pipeline's panels and findings rest on, given what is known so far.
pub fn metrics(snapshot: &Snapshot) -> Vec<MetricId> {
    let mut ids = whole(snapshot);
    shards::metrics(snapshot, &mut ids);
    ids
}

/// How many metrics are on the list, without making the list of shards.
pub fn count(snapshot: &Snapshot) -> usize {
    whole(snapshot).len() + shards::count(snapshot)
}

/// The metric of which a fortnight of minutes is read now and then: the table's requests, where the gate of capacity rests on them.
/// It does not while nothing is promoted by a flag, an on-demand stream has no shards to fill, or all of the traffic is sent already.
pub fn fortnight(snapshot: &Snapshot) -> Option<MetricId> {
    let pipeline = &snapshot.pipeline;
    let writes = pipeline.table_writes().filter(|_| pipeline.flag.is_some())?;
    let has_shards = snapshot.stream.get().is_some_and(|stream| stream.mode == StreamMode::Provisioned);
    let goes_on = || stand(snapshot).effective.is_none_or(|share| share < 100.0);
    (has_shards && goes_on()).then_some(writes)
}

/// Everything but single shards.
fn whole(snapshot: &Snapshot) -> Vec<MetricId> {
    let pipeline = &snapshot.pipeline;
    let mut ids = stream(snapshot);
    fan_out(snapshot, &mut ids);
    table(pipeline, &mut ids);
    functions(pipeline, &mut ids);
    events(snapshot, &mut ids);
    deliveries(pipeline, &mut ids);
    ids
}

fn stream(snapshot: &Snapshot) -> Vec<MetricId> {
    use Metric::{
        GetRecordsBytes, IncomingBytes, IncomingRecords, IteratorAge, PutRecordSuccess, PutRecordsFailed, PutRecordsThrottled,
        PutRecordsTotal, ReadThrottles, WriteThrottles,
    };
    let stream = &snapshot.pipeline.stream;
    let always =
        [IncomingRecords, IncomingBytes, WriteThrottles, ReadThrottles, IteratorAge, GetRecordsBytes, PutRecordSuccess, PutRecordsTotal];
    let mut ids: Vec<_> = always.into_iter().map(|metric| MetricId::of(metric, stream)).collect();
    if writers_may_batch(snapshot) {
        ids.extend([PutRecordsThrottled, PutRecordsFailed].map(|metric| MetricId::of(metric, stream)));
    }
    ids
}

/// Whether any writer may call PutRecords: false once a window was answered in which PutRecord was seen and
/// PutRecords was not. Its total stays on the list and tells when that changes.
fn writers_may_batch(snapshot: &Snapshot) -> bool {
    let track = |metric| snapshot.metrics.track(&MetricId::of(metric, &snapshot.pipeline.stream));
    let seen = |metric| track(metric).is_some_and(|track| !track.series.is_empty());
    let answered = track(Metric::PutRecordsTotal).is_some_and(|track| track.answered_until.is_some());
    !answered || seen(Metric::PutRecordsTotal) || !seen(Metric::PutRecordSuccess)
}

fn fan_out(snapshot: &Snapshot, ids: &mut Vec<MetricId>) {
    let consumers = snapshot.fan_out.get().map(Vec::as_slice).unwrap_or_default();
    let stream = &snapshot.pipeline.stream;
    ids.extend(consumers.iter().take(MOST_CONSUMERS).map(|consumer| MetricId::part(Metric::FanOutBehind, stream, &consumer.name)));
}

fn table(pipeline: &Pipeline, ids: &mut Vec<MetricId>) {
    use Metric::{
        ConsumedWrites, TableKeyRangeThrottles, TableLatency, TableRequests, TableSystemErrors, TableThrottleEvents, TableThrottledRequests,
    };
    let Some(table) = &pipeline.table else { return };
    ids.extend([ConsumedWrites, TableThrottleEvents, TableKeyRangeThrottles].map(|metric| MetricId::of(metric, table)));
    let of_operation = [TableRequests, TableLatency, TableSystemErrors, TableThrottledRequests];
    ids.extend(of_operation.map(|metric| MetricId::part(metric, table, &pipeline.table_operation)));
}

fn functions(pipeline: &Pipeline, ids: &mut Vec<MetricId>) {
    use Metric::{FunctionConcurrency, FunctionDuration, FunctionErrors, FunctionInvocations, FunctionIteratorAge, FunctionThrottles};
    let each = [FunctionInvocations, FunctionErrors, FunctionThrottles, FunctionDuration, FunctionConcurrency];
    let mut named: Vec<&String> = Vec::new();
    for function in pipeline.writers.iter().chain(&pipeline.consumers) {
        if !named.contains(&function) {
            named.push(function);
            ids.extend(each.map(|metric| MetricId::of(metric, function)));
        }
        let age = MetricId::of(FunctionIteratorAge, function);
        if pipeline.consumers.contains(function) && !ids.contains(&age) {
            ids.push(age);
        }
    }
}

/// What the consumers' mappings read and dropped, where they count it: nothing else is published of them.
fn events(snapshot: &Snapshot, ids: &mut Vec<MetricId>) {
    let held = snapshot.pipeline.consumers.iter().filter_map(|consumer| snapshot.mappings.get(consumer)?.get());
    for mapping in held.flatten().filter(|mapping| mapping.counts_events) {
        let polled = MetricId::of(Metric::MappingPolled, &mapping.uuid);
        if !ids.contains(&polled) {
            ids.extend([polled, MetricId::of(Metric::MappingDropped, &mapping.uuid)]);
        }
    }
}

fn deliveries(pipeline: &Pipeline, ids: &mut Vec<MetricId>) {
    use Metric::{
        FirehoseBehind, FirehoseConversionFailures, FirehoseFreshness, FirehoseRead, FirehoseRecords, FirehoseSuccess, QueueAge, QueueSent,
        QueueVisible, SocketIntegrationErrors, SocketMessages,
    };
    let firehose = [FirehoseFreshness, FirehoseSuccess, FirehoseRecords, FirehoseRead, FirehoseBehind, FirehoseConversionFailures];
    let mut add = |resource: &Option<String>, metrics: &[Metric]| {
        let resource = resource.iter();
        ids.extend(resource.flat_map(|name| metrics.iter().map(|metric| MetricId::of(*metric, name))));
    };
    add(&pipeline.firehose, &firehose);
    add(&pipeline.queue, &[QueueAge, QueueVisible, QueueSent]);
    add(&pipeline.websocket_api, &[SocketMessages, SocketIntegrationErrors]);
}
