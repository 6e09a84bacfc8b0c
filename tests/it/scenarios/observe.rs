//! A snapshot of the embedded world as its own state and metric store have it: no wire, so that hundreds of worlds are quick.

use jiff::Timestamp;
use tidegate::domain::facts::{
    AccountLimits, After, Alarm, FanOutConsumer, Firehose, Function, Identity, Lifecycle, LifecycleRule, Mapping, Move, QueryRun, Queue,
    Scaling, StreamSummary, Table,
};
use tidegate::domain::fault::{Fault, FaultKind};
use tidegate::domain::metric::MetricId;
use tidegate::domain::metrics::Points;
use tidegate::domain::pipeline::Athena;
use tidegate::domain::reading::Held;
use tidegate::domain::series::{floor, shift};
use tidegate::domain::shard::ShardMap;
use tidegate::domain::snapshot::Snapshot;
use tidegate::domain::watchlist;
use tidegate::sim::Sim;
use tidegate::sim::metrics::Query;
use tidegate::sim::world::World;
use tidegate::sim::world::fault::WireFaultKind;

/// Hours of metrics that are read: as far back as any rule looks.
pub(super) const HOURS: i64 = 6;

/// What a console would know that asked everything once, just now.
pub(super) fn observe(world: &mut World) -> Snapshot {
    observe_hours(world, HOURS)
}

/// The same with so many hours of metrics.
pub(super) fn observe_hours(world: &mut World, hours: i64) -> Snapshot {
    let mut snapshot = Snapshot::blank(Sim::pipeline(), world.now);
    // Everything that can be configured is.
    snapshot.pipeline.limits.budget = Some(500.into());
    snapshot.pipeline.athena = Some(Athena { workgroup: "primary".to_owned(), query: "SELECT …".to_owned() });
    facts(world, &mut snapshot);
    metrics(world, &mut snapshot, hours);
    snapshot
}

/// The fault of a call as the SDK adapter tells it, when the world plays one.
pub(super) fn fault(world: &mut World, service: &str, operation: &str) -> Option<Fault> {
    let call = format!("{service}:{operation}");
    let kind = match world.fault_for(service, operation)? {
        WireFaultKind::Overtaken(_) => return None,
        WireFaultKind::Denied => FaultKind::Denied { permission: call.clone() },
        WireFaultKind::Throttle => FaultKind::Throttled,
        WireFaultKind::ExpiredCredentials => FaultKind::Credentials,
        WireFaultKind::Status500 => FaultKind::Service,
        WireFaultKind::HalfBody | WireFaultKind::Garbage => FaultKind::Unreadable,
        WireFaultKind::Reset | WireFaultKind::Unsent => FaultKind::Unreachable,
        WireFaultKind::Silence => FaultKind::TimedOut,
        WireFaultKind::SkewedClock(_) => FaultKind::Rejected,
    };
    Some(Fault { kind, call, code: None, message: "the world refuses".to_owned(), at: world.now })
}

/// Takes a fact, or the fault of one of the calls that it needs.
fn held<T>(world: &mut World, service: &str, operations: &[&str], read: impl FnOnce(&World) -> T) -> Held<T> {
    let mut held = Held::default();
    let faults: Vec<Fault> = operations.iter().filter_map(|operation| fault(world, service, operation)).collect();
    let answer = faults.into_iter().next().map_or_else(|| Ok(read(world)), Err);
    held.take(answer, world.now);
    held
}

fn facts(world: &mut World, snapshot: &mut Snapshot) {
    let names = snapshot.pipeline.clone();
    let stream = names.stream.as_str();
    snapshot.identity = held(world, "sts", &["GetCallerIdentity"], |world| Identity {
        account: world.account.clone(),
        arn: world.caller.clone(),
        region: world.region.clone(),
    });
    snapshot.stream = held(world, "kinesis", &["DescribeStreamSummary"], |world| summary(world, stream));
    snapshot.shards = held(world, "kinesis", &["ListShards"], |world| {
        ShardMap::of(world.streams[stream].shards.iter().map(|shard| shard.shard.clone()).collect())
    });
    snapshot.fan_out = held(world, "kinesis", &["ListStreamConsumers"], |world| {
        let told =
            |name: &String, arn: &String, status: &String| FanOutConsumer { name: name.clone(), arn: arn.clone(), status: status.clone() };
        world.streams[stream].consumers.iter().map(|consumer| told(&consumer.name, &consumer.arn, &consumer.status)).collect()
    });
    snapshot.limits = held(world, "kinesis", &["DescribeLimits"], |world| {
        let (shard_limit, open_shards) = world.account_limits();
        AccountLimits { shard_limit, open_shards }
    });
    snapshot.alarms = held(world, "cloudwatch", &["DescribeAlarms"], |world| world.alarms.values().map(alarm).collect());
    let scaling = ["DescribeScalableTargets", "DescribeScalingPolicies", "DescribeScalingActivities"];
    snapshot.scaling = held(world, "application-autoscaling", &scaling, |_| Scaling::default());
    let table = names.table.unwrap();
    snapshot.table = held(world, "dynamodb", &["DescribeTable"], |world| {
        let table = &world.tables[&table];
        Table {
            status: table.status.clone(),
            billing: table.billing.clone(),
            write_units: table.write_units,
            items: table.items,
            bytes: table.bytes,
            ttl_attribute: Ok(table.ttl_attribute.clone()),
            created: Some(table.created),
        }
    });
    let firehose = names.firehose.unwrap();
    snapshot.firehose = held(world, "firehose", &["DescribeDeliveryStream"], |world| delivery(world, &firehose));
    let bucket = names.bucket.unwrap();
    snapshot.lifecycle = held(world, "s3", &["GetBucketLifecycleConfiguration"], |world| Lifecycle {
        rules: world.buckets[&bucket].iter().map(rule).collect(),
    });
    let queue = names.queue.unwrap();
    snapshot.queue = held(world, "sqs", &["GetQueueUrl", "GetQueueAttributes"], |world| {
        let queue = &world.queues[&queue];
        Queue { visible: queue.visible, in_flight: queue.in_flight, retention_seconds: u64::from(queue.retention_seconds) }
    });
    snapshot.query = held(world, "athena", &["GetQueryExecution"], |world| {
        let run = &world.query;
        QueryRun {
            state: run.state.clone(),
            rows: run.rows,
            scanned_bytes: run.scanned_bytes,
            ended: run.ended,
            problem: None,
            columns: Vec::new(),
            first: Vec::new(),
            has_more: false,
        }
    });
    for name in names.writers.iter().chain(&names.consumers) {
        let held = held(world, "lambda", &["GetFunctionConfiguration"], |world| function(world, name));
        snapshot.functions.insert(name.clone(), held);
    }
    for name in &names.consumers {
        let held = held(world, "lambda", &["ListEventSourceMappings"], |world| mappings(world, name));
        snapshot.mappings.insert(name.clone(), held);
    }
}

fn summary(world: &World, name: &str) -> StreamSummary {
    let stream = &world.streams[name];
    StreamSummary {
        name: stream.name.clone(),
        arn: stream.arn.clone(),
        status: stream.status().to_owned(),
        mode: stream.mode,
        retention_hours: stream.retention_hours,
        open_shards: stream.open_count(),
        consumers: u32::try_from(stream.consumers.len()).unwrap(),
        shard_metrics: stream.shard_metrics.clone(),
        encryption: stream.encryption.clone(),
        created: Some(stream.created),
    }
}

fn rule(rule: &tidegate::sim::world::bucket::Rule) -> LifecycleRule {
    LifecycleRule {
        id: rule.id.clone(),
        is_enabled: rule.is_enabled,
        prefix: rule.prefix.clone(),
        is_tagged: false,
        moves: rule.moves.iter().map(|(class, days)| Move { class: class.clone(), after: After::Days(*days) }).collect(),
        expires: rule.expires_days.map(After::Days),
    }
}

fn delivery(world: &World, name: &str) -> Firehose {
    let firehose = &world.firehoses[name];
    Firehose {
        status: firehose.status.clone(),
        source_stream_arn: firehose.source_stream_arn.clone(),
        bucket_arn: Some(firehose.bucket_arn.clone()),
        buffer_seconds: firehose.buffer_seconds,
        buffer_mb: firehose.buffer_mb,
        compression: "UNCOMPRESSED".to_owned(),
        converts_to: firehose.parquet.then(|| "parquet".to_owned()),
        prefix: Some("prices/".to_owned()),
    }
}

fn function(world: &World, name: &str) -> Function {
    let function = &world.functions[name];
    let variable = |name: &str| function.environment.get(name).cloned();
    Function {
        name: function.name.clone(),
        state: function.state.clone(),
        last_update_status: function.last_update_status.clone(),
        last_modified: Some(function.last_modified),
        revision: Some(function.revision.clone()),
        enabled: variable("USE_KINESIS"),
        percentage: variable("KINESIS_PERCENTAGE"),
        environment_error: function.environment_error.as_ref().map(|(_, message)| message.clone()),
        environment_bytes: None,
        memory_mb: function.memory_mb,
        timeout_seconds: function.timeout_seconds,
        aliases: Ok(function.aliases.iter().map(|alias| (alias.name.clone(), alias.version.clone())).collect()),
    }
}

fn mappings(world: &World, name: &str) -> Vec<Mapping> {
    let ours = world.mappings.iter().filter(|mapping| mapping.function == name);
    let told = |mapping: &tidegate::sim::world::function::EventSourceMapping| Mapping {
        uuid: mapping.uuid.clone(),
        function: mapping.function.clone(),
        source_arn: mapping.source_arn.clone(),
        state: mapping.state.clone(),
        last_result: mapping.last_result.clone(),
        batch_size: mapping.batch_size,
        batch_window: mapping.batch_window,
        parallelisation: mapping.parallelisation,
        maximum_retries: mapping.maximum_retries,
        maximum_record_age: mapping.maximum_record_age,
        bisect: mapping.bisect,
        failure_destination: mapping.failure_destination.clone(),
        counts_events: mapping.counts_events(),
    };
    ours.map(told).collect()
}

fn alarm(alarm: &tidegate::sim::world::alarm::Alarm) -> Alarm {
    let definition = &alarm.definition;
    Alarm {
        name: alarm.name.clone(),
        state: alarm.state.clone(),
        since: Some(alarm.since),
        reason: alarm.reason.clone(),
        namespace: definition.namespace.clone(),
        metric: definition.metric.clone(),
        dimensions: definition.dimensions.clone(),
        statistic: definition.statistic.clone(),
        threshold: definition.threshold,
        comparison: definition.comparison.clone(),
        period_seconds: definition.period_seconds,
        periods: definition.periods,
        datapoints: definition.datapoints,
        actions_enabled: definition.actions_enabled,
        actions: definition.actions.clone(),
        is_formula: false,
    }
}

/// Every watched metric of the last hours, or the fault of the one call that brings them all.
fn metrics(world: &mut World, snapshot: &mut Snapshot, hours: i64) {
    let ids = watchlist::metrics(snapshot);
    let now = world.now;
    if let Some(fault) = fault(world, "cloudwatch", "GetMetricData") {
        snapshot.metrics.fail(&ids, &fault);
        return;
    }
    let until = shift(floor(now, 60), 60);
    let from = shift(until, -hours * 3600);
    for id in ids {
        let points = data(world, &id, from, until);
        snapshot.metrics.take_window(&Points { id, points, fault: None }, from, until, now);
    }
}

/// What the store of the world answers of one metric by the minute.
pub(super) fn data(world: &World, id: &MetricId, from: Timestamp, until: Timestamp) -> Vec<(Timestamp, f64)> {
    let row = id.metric.definition();
    let dimensions = id.dimensions();
    let query = Query { namespace: row.namespace, name: row.name, dimensions: &dimensions, statistic: row.statistic.name(), period: 60 };
    world.data(&query, from, until)
}
