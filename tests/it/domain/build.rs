//! Builds snapshots for tests: the reference pipeline with every resource named, and metrics by the minute.

use jiff::Timestamp;
use tidegate::domain::facts::{
    AccountLimits, After, Alarm, FanOutConsumer, Firehose, Function, Identity, Lifecycle, LifecycleRule, Mapping, Move, Queue, StreamMode,
    StreamSummary, Table,
};
use tidegate::domain::fault::{Fault, FaultKind};
use tidegate::domain::fortnight::{FORTNIGHT, Fortnight};
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::metrics::{Points, Track};
use tidegate::domain::pipeline::{FlagStore, Pipeline};
use tidegate::domain::reading::Held;
use tidegate::domain::series::{floor, shift};
use tidegate::domain::shard::{Shard, ShardMap};
use tidegate::domain::snapshot::Snapshot;

/// The moment that every built snapshot calls now: ten seconds into a minute.
pub(crate) const NOW: &str = "2026-11-14T03:14:10Z";

/// Minutes of history that [`Build::minutes`] fills.
pub(crate) const HISTORY: i64 = 180;

pub(crate) fn now() -> Timestamp {
    NOW.parse().unwrap_or_default()
}

/// The exclusive end of the newest minute that is complete at [`now`] (120 s of assumed delay).
pub(crate) fn complete() -> Timestamp {
    floor(shift(now(), -120), 60)
}

/// A snapshot in the making.
#[derive(Debug, Clone)]
pub(crate) struct Build {
    pub(crate) snapshot: Snapshot,
}

impl Build {
    /// A stream's name and nothing else.
    pub(crate) fn bare() -> Self {
        Self { snapshot: Snapshot::blank(Pipeline::of_stream("PriceTicks"), now()) }
    }

    /// The reference pipeline, every resource named, no call answered yet.
    pub(crate) fn named() -> Self {
        let pipeline = Pipeline {
            name: "prices".to_owned(),
            environment: "prod".to_owned(),
            region: Some("us-east-1".to_owned()),
            table: Some("PriceTimeSeriesTable".to_owned()),
            writers: vec!["HeliusPriceWebhook".to_owned()],
            consumers: vec!["PriceAnalytics".to_owned()],
            firehose: Some("PriceArchiveFirehose".to_owned()),
            bucket: Some("PriceArchiveBucket".to_owned()),
            queue: Some("BroadcastQueue".to_owned()),
            websocket_api: Some("abc123".to_owned()),
            flag: Some(FlagStore::LambdaEnv { enabled: "USE_KINESIS".to_owned(), percentage: "KINESIS_PERCENTAGE".to_owned() }),
            ..Pipeline::of_stream("PriceTicks")
        };
        Self { snapshot: Snapshot::blank(pipeline, now()) }
    }

    /// The reference pipeline with every describe call answered a moment ago, on two shards at 10 %.
    pub(crate) fn reference() -> Self {
        let mut build = Self::named();
        let at = shift(now(), -10);
        let snapshot = &mut build.snapshot;
        let (account, arn) = ("123456789012".to_owned(), "arn:aws:sts::123456789012:assumed-role/on-call/me".to_owned());
        snapshot.identity = Held::fresh(Identity { account, arn, region: "us-east-1".to_owned() }, at);
        snapshot.stream = Held::fresh(stream(2), at);
        snapshot.shards = Held::fresh(even_shards(2), at);
        snapshot.fan_out = Held::fresh(Vec::new(), at);
        snapshot.limits = Held::fresh(AccountLimits { shard_limit: 20_000, open_shards: 2 }, at);
        let table = Table {
            status: "ACTIVE".to_owned(),
            billing: "PAY_PER_REQUEST".to_owned(),
            write_units: 0,
            items: 140_000_000,
            bytes: 42_000_000_000,
            ttl_attribute: Ok(Some("expires".to_owned())),
            created: Some(shift(now(), -300 * 86_400)),
        };
        snapshot.table = Held::fresh(table, at);
        snapshot.firehose = Held::fresh(firehose(), at);
        snapshot.lifecycle = Held::fresh(lifecycle("GLACIER_IR", 90, 2_555), at);
        snapshot.queue = Held::fresh(Queue { visible: 3, in_flight: 1, retention_seconds: 345_600 }, at);
        snapshot.alarms = Held::fresh(
            vec![alarm("lag", "GetRecords.IteratorAgeMilliseconds"), alarm("throttles", "WriteProvisionedThroughputExceeded")],
            at,
        );
        snapshot.scaling = Held::fresh(tidegate::domain::facts::Scaling::default(), at);
        snapshot.mappings.insert("PriceAnalytics".to_owned(), Held::fresh(vec![mapping()], at));
        build.function("HeliusPriceWebhook", Some("true"), Some("10")).function("PriceAnalytics", None, None)
    }

    /// Sets what a function's environment says.
    pub(crate) fn function(mut self, name: &str, enabled: Option<&str>, percentage: Option<&str>) -> Self {
        let function = function(name, enabled, percentage);
        self.snapshot.functions.insert(name.to_owned(), Held::fresh(function, shift(now(), -10)));
        self
    }

    /// Adds a registered fan-out consumer.
    pub(crate) fn fan_out(mut self, name: &str) -> Self {
        let mut consumers = self.snapshot.fan_out.get().cloned().unwrap_or_default();
        let arn = format!("arn:aws:kinesis:us-east-1:123456789012:stream/PriceTicks/consumer/{name}:1");
        consumers.push(FanOutConsumer { name: name.to_owned(), arn, status: "ACTIVE".to_owned() });
        self.snapshot.fan_out = Held::fresh(consumers, shift(now(), -10));
        self
    }

    /// Switches shard-level metrics on, on that many even shards.
    pub(crate) fn shards(mut self, count: u32) -> Self {
        let mut summary = stream(count);
        summary.shard_metrics = ["IncomingBytes", "IncomingRecords", "WriteProvisionedThroughputExceeded", "IteratorAgeMilliseconds"]
            .map(str::to_owned)
            .to_vec();
        self.snapshot.stream = Held::fresh(summary, shift(now(), -10));
        self.snapshot.shards = Held::fresh(even_shards(count), shift(now(), -10));
        self
    }

    /// Switches event counts of the consumer's mapping on.
    pub(crate) fn counting(mut self) -> Self {
        let counts = Mapping { counts_events: true, ..mapping() };
        self.snapshot.mappings.insert("PriceAnalytics".to_owned(), Held::fresh(vec![counts], shift(now(), -10)));
        self
    }

    /// An answer for the last [`HISTORY`] minutes up to now. `value` is asked with minutes before the newest
    /// complete one (0 is the newest complete minute, negative ones are still filling); `None` is a gap.
    pub(crate) fn minutes(mut self, id: &MetricId, value: impl Fn(i64) -> Option<f64>) -> Self {
        let newest = shift(complete(), -60);
        let point = |ago: i64| Some((shift(newest, -ago * 60), value(ago)?));
        let points = Points { id: id.clone(), points: (-2..HISTORY).filter_map(point).collect(), fault: None };
        // What was built before for this metric is forgotten.
        *self.snapshot.metrics.track_mut(id) = Track::default();
        self.snapshot.metrics.take_window(&points, shift(newest, -HISTORY * 60), floor(shift(now(), 60), 60), now());
        self
    }

    /// The same value every minute.
    pub(crate) fn steady(self, id: &MetricId, value: f64) -> Self {
        self.minutes(id, |_| Some(value))
    }

    /// An answer without any value.
    pub(crate) fn silent(self, id: &MetricId) -> Self {
        self.minutes(id, |_| None)
    }

    /// A fortnight of the table's writes, the same every minute, read when everything else was.
    pub(crate) fn fortnight(mut self, count: f64) -> Self {
        let mut fortnight = Fortnight::over(shift(complete(), -FORTNIGHT), complete());
        fortnight.extend((1..=FORTNIGHT / 60).map(|minute| (shift(complete(), -60 * minute), count)));
        self.snapshot.fortnight = Held::fresh(fortnight, now());
        self
    }

    /// Everything well at 10 %: 1,158 writes a second of 300 B, every metric of the watch list answered.
    pub(crate) fn calm(self) -> Self {
        let ids = tidegate::domain::watchlist::metrics(&self.snapshot);
        ids.iter().fold(self, |build, id| match calm_value(id) {
            Some(value) => build.steady(id, value),
            None => build.silent(id),
        })
    }
}

/// The minute value of each metric while all is well; `None` for those that are absent then.
fn calm_value(id: &MetricId) -> Option<f64> {
    Some(match id.metric {
        Metric::IncomingRecords | Metric::FirehoseRead | Metric::FirehoseRecords | Metric::MappingPolled => 6_944.0,
        Metric::IncomingBytes | Metric::GetRecordsBytes => 6_944.0 * 300.0,
        Metric::ShardRecords => 3_472.0,
        Metric::ShardBytes => 3_472.0 * 300.0,
        Metric::PutRecordSuccess | Metric::FirehoseSuccess | Metric::QueueAge => 1.0,
        Metric::IteratorAge | Metric::FunctionIteratorAge | Metric::ShardAge | Metric::FanOutBehind | Metric::FirehoseBehind => 800.0,
        Metric::ConsumedWrites | Metric::TableRequests | Metric::FunctionInvocations | Metric::QueueSent => 69_440.0,
        Metric::TableLatency => 4.2,
        Metric::FunctionDuration => 35.0,
        Metric::FunctionConcurrency => 12.0,
        Metric::FirehoseFreshness => 240.0,
        Metric::QueueVisible => 3.0,
        Metric::SocketMessages => 500.0,
        _ => return None,
    })
}

pub(crate) fn stream(shards: u32) -> StreamSummary {
    StreamSummary {
        name: "PriceTicks".to_owned(),
        arn: "arn:aws:kinesis:us-east-1:123456789012:stream/PriceTicks".to_owned(),
        status: "ACTIVE".to_owned(),
        mode: StreamMode::Provisioned,
        retention_hours: 24,
        open_shards: shards,
        consumers: 0,
        shard_metrics: Vec::new(),
        encryption: "NONE".to_owned(),
        created: None,
    }
}

/// That many shards of one size, all open.
pub(crate) fn even_shards(count: u32) -> ShardMap {
    let width = u128::MAX / u128::from(count.max(1));
    let shard = |index: u32| Shard {
        id: format!("shardId-{index:012}"),
        first: width * u128::from(index),
        last: if index + 1 == count { u128::MAX } else { width * u128::from(index + 1) - 1 },
        parent: None,
        adjacent_parent: None,
        open: true,
    };
    ShardMap::of((0..count).map(shard).collect())
}

pub(crate) fn firehose() -> Firehose {
    Firehose {
        status: "ACTIVE".to_owned(),
        source_stream_arn: Some("arn:aws:kinesis:us-east-1:123456789012:stream/PriceTicks".to_owned()),
        bucket_arn: Some("arn:aws:s3:::price-archive".to_owned()),
        buffer_seconds: 300,
        buffer_mb: 128,
        compression: "UNCOMPRESSED".to_owned(),
        converts_to: Some("parquet".to_owned()),
        prefix: Some("prices/".to_owned()),
    }
}

/// One rule: objects move to a class after some days, and are deleted after more.
pub(crate) fn lifecycle(class: &str, moves: u32, expires: u32) -> Lifecycle {
    let rule = LifecycleRule {
        id: "archive".to_owned(),
        is_enabled: true,
        prefix: "prices/".to_owned(),
        is_tagged: false,
        moves: vec![Move { class: class.to_owned(), after: After::Days(moves) }],
        expires: Some(After::Days(expires)),
    };
    Lifecycle { rules: vec![rule] }
}

pub(crate) fn mapping() -> Mapping {
    Mapping {
        uuid: "0c5c1f0e".to_owned(),
        function: "PriceAnalytics".to_owned(),
        source_arn: "arn:aws:kinesis:us-east-1:123456789012:stream/PriceTicks".to_owned(),
        state: "Enabled".to_owned(),
        last_result: "OK".to_owned(),
        batch_size: 100,
        batch_window: 0,
        parallelisation: 1,
        maximum_retries: -1,
        maximum_record_age: -1,
        bisect: false,
        failure_destination: None,
        counts_events: false,
    }
}

pub(crate) fn function(name: &str, enabled: Option<&str>, percentage: Option<&str>) -> Function {
    Function {
        name: name.to_owned(),
        state: "Active".to_owned(),
        last_update_status: "Successful".to_owned(),
        last_modified: Some(shift(now(), -2 * 3600)),
        revision: Some("r1".to_owned()),
        enabled: enabled.map(str::to_owned),
        percentage: percentage.map(str::to_owned),
        environment_error: None,
        environment_bytes: None,
        memory_mb: 256,
        timeout_seconds: 10,
        aliases: Ok(Vec::new()),
    }
}

/// An alarm on the stream as it should be: an age beyond a minute for two periods, or refused records beyond ten in one.
pub(crate) fn alarm(name: &str, metric: &str) -> Alarm {
    let (statistic, threshold, periods) = if metric.contains("Age") { ("Maximum", 60_000.0, 2) } else { ("Sum", 10.0, 1) };
    Alarm {
        name: name.to_owned(),
        state: "OK".to_owned(),
        since: None,
        reason: String::new(),
        namespace: "AWS/Kinesis".to_owned(),
        metric: metric.to_owned(),
        dimensions: vec![("StreamName".to_owned(), "PriceTicks".to_owned())],
        statistic: statistic.to_owned(),
        threshold,
        comparison: "GreaterThanThreshold".to_owned(),
        period_seconds: 60,
        periods,
        datapoints: periods,
        actions_enabled: true,
        actions: vec!["arn:aws:sns:us-east-1:123456789012:on-call".to_owned()],
        is_formula: false,
    }
}

pub(crate) fn denied(permission: &str) -> Fault {
    Fault {
        kind: FaultKind::Denied { permission: permission.to_owned() },
        call: permission.to_owned(),
        code: Some("AccessDeniedException".to_owned()),
        message: "not authorised".to_owned(),
        at: now(),
    }
}

pub(crate) fn of(metric: Metric, resource: &str) -> MetricId {
    MetricId::of(metric, resource)
}

pub(crate) fn table_part(metric: Metric) -> MetricId {
    MetricId::part(metric, "PriceTimeSeriesTable", "PutItem")
}
