//! A calm pipeline as a snapshot, and one `check` that changes it in words and compares what is found.

use jiff::Timestamp;
use tidegate::domain::facts::{
    AccountLimits, Alarm, FanOutConsumer, Firehose, Function, Identity, Mapping, Queue, Scaling, StreamMode, StreamSummary, Table,
};
use tidegate::domain::fault::{Fault, FaultKind};
use tidegate::domain::finding::{Finding, judge, verdict};
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::pipeline::{FlagStore, Pipeline};
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;
use tidegate::domain::shard::{Shard, ShardMap};
use tidegate::domain::snapshot::Snapshot;

/// Minutes of history.
pub(crate) const MINUTES: i64 = 180;

/// The exclusive end of the newest complete minute.
pub(crate) fn complete() -> Timestamp {
    "2026-11-23T03:12:00Z".parse().unwrap()
}

/// Two minutes and a half later: the newest complete minute has arrived.
pub(crate) fn now() -> Timestamp {
    shift(complete(), 150)
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline {
        table: Some("PriceTimeSeriesTable".to_owned()),
        writers: vec!["HeliusPriceWebhook".to_owned()],
        consumers: vec!["PriceAnalytics".to_owned()],
        firehose: Some("PriceArchiveFirehose".to_owned()),
        queue: Some("BroadcastQueue".to_owned()),
        flag: Some(FlagStore::LambdaEnv { enabled: "USE_KINESIS".to_owned(), percentage: "KINESIS_PERCENTAGE".to_owned() }),
        ..Pipeline::of_stream("PriceTicks")
    }
}

pub(crate) fn function(name: &str, percentage: &str) -> Function {
    Function {
        name: name.to_owned(),
        state: "Active".to_owned(),
        last_update_status: "Successful".to_owned(),
        last_modified: Some(shift(complete(), -86_400)),
        revision: Some("r1".to_owned()),
        enabled: Some("true".to_owned()),
        percentage: Some(percentage.to_owned()),
        environment_error: None,
        environment_bytes: None,
        memory_mb: 256,
        timeout_seconds: 30,
        aliases: Ok(Vec::new()),
    }
}

pub(crate) fn mapping() -> Mapping {
    Mapping {
        uuid: "m-1".to_owned(),
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

pub(crate) fn alarm(name: &str, state: &str, metric: (&str, &str), dimensions: &[(&str, &str)]) -> Alarm {
    Alarm {
        name: name.to_owned(),
        state: state.to_owned(),
        since: Some(shift(complete(), -600)),
        reason: "Threshold Crossed".to_owned(),
        namespace: metric.0.to_owned(),
        metric: metric.1.to_owned(),
        dimensions: dimensions.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        statistic: "Sum".to_owned(),
        threshold: 10.0,
        comparison: "GreaterThanThreshold".to_owned(),
        period_seconds: 60,
        periods: 1,
        datapoints: 0,
        actions_enabled: true,
        actions: vec!["arn:aws:sns:us-east-1:123456789012:on-call".to_owned()],
        is_formula: false,
    }
}

fn shards(count: u32) -> ShardMap {
    let width = u128::MAX / u128::from(count);
    let shard = |nth: u32| Shard {
        id: format!("shardId-{nth:012}"),
        first: if nth == 0 { 0 } else { width * u128::from(nth) + 1 },
        last: if nth + 1 == count { u128::MAX } else { width * u128::from(nth + 1) },
        parent: None,
        adjacent_parent: None,
        open: true,
    };
    ShardMap::of((0..count).map(shard).collect())
}

/// Puts the newest complete minutes of a metric, the last one newest; older minutes are forgotten.
pub(crate) fn put(snapshot: &mut Snapshot, id: &MetricId, values: &[Option<f64>]) {
    let track = snapshot.metrics.track_mut(id);
    track.series = tidegate::domain::series::Series::every(60);
    for (back, value) in (1..).zip(values.iter().rev()) {
        if let Some(value) = value {
            track.series.put(shift(complete(), -60 * back), *value);
        }
    }
    track.answered_from = Some(shift(complete(), -60 * MINUTES));
    track.answered_until = Some(shift(complete(), 120));
    track.answered_at = Some(now());
}

/// The metric of a short name, as the tests write it.
pub(crate) fn id(name: &str) -> MetricId {
    let (stream, table, writer, consumer) = ("PriceTicks", "PriceTimeSeriesTable", "HeliusPriceWebhook", "PriceAnalytics");
    let (firehose, queue) = ("PriceArchiveFirehose", "BroadcastQueue");
    if let Some((metric, shard)) = name.split_once(" of shard ") {
        let metric = match metric {
            "records" => Metric::ShardRecords,
            "bytes" => Metric::ShardBytes,
            "refused" => Metric::ShardThrottles,
            _ => Metric::ShardAge,
        };
        return MetricId::part(metric, stream, &format!("shardId-{:012}", shard.parse::<u32>().unwrap()));
    }
    match name {
        "records" => MetricId::of(Metric::IncomingRecords, stream),
        "bytes" => MetricId::of(Metric::IncomingBytes, stream),
        "refused writes" => MetricId::of(Metric::WriteThrottles, stream),
        "refused reads" => MetricId::of(Metric::ReadThrottles, stream),
        "stream age" => MetricId::of(Metric::IteratorAge, stream),
        "fan-out age" => MetricId::part(Metric::FanOutBehind, stream, "Broadcaster"),
        "consumed" => MetricId::of(Metric::ConsumedWrites, table),
        "writes" => MetricId::part(Metric::TableRequests, table, "PutItem"),
        "table errors" => MetricId::part(Metric::TableSystemErrors, table, "PutItem"),
        "table throttles" => MetricId::part(Metric::TableThrottledRequests, table, "PutItem"),
        "table events" => MetricId::of(Metric::TableThrottleEvents, table),
        "key-range events" => MetricId::of(Metric::TableKeyRangeThrottles, table),
        "writer runs" => MetricId::of(Metric::FunctionInvocations, writer),
        "writer errors" => MetricId::of(Metric::FunctionErrors, writer),
        "writer throttles" => MetricId::of(Metric::FunctionThrottles, writer),
        "consumer runs" => MetricId::of(Metric::FunctionInvocations, consumer),
        "consumer errors" => MetricId::of(Metric::FunctionErrors, consumer),
        "consumer throttles" => MetricId::of(Metric::FunctionThrottles, consumer),
        "consumer age" => MetricId::of(Metric::FunctionIteratorAge, consumer),
        "polled" => MetricId::of(Metric::MappingPolled, "m-1"),
        "dropped" => MetricId::of(Metric::MappingDropped, "m-1"),
        "freshness" => MetricId::of(Metric::FirehoseFreshness, firehose),
        "delivered" => MetricId::of(Metric::FirehoseSuccess, firehose),
        "firehose records" => MetricId::of(Metric::FirehoseRead, firehose),
        "firehose age" => MetricId::of(Metric::FirehoseBehind, firehose),
        "conversions failed" => MetricId::of(Metric::FirehoseConversionFailures, firehose),
        "queue age" => MetricId::of(Metric::QueueAge, queue),
        other => panic!("no metric is called {other}"),
    }
}

/// What every series holds while all is well; ages are in milliseconds, sums are of a minute.
const CALM: &[(&str, &str)] = &[
    ("records", "700*180"),
    ("bytes", "210000*180"),
    ("refused writes", ""),
    ("refused reads", ""),
    ("stream age", "300*180"),
    ("fan-out age", "200*180"),
    ("consumed", "7000*180"),
    ("writes", "7000*180"),
    ("table errors", ""),
    ("table throttles", ""),
    ("table events", ""),
    ("key-range events", ""),
    ("writer runs", "7000*180"),
    ("writer errors", ""),
    ("writer throttles", ""),
    ("consumer runs", "60*180"),
    ("consumer errors", ""),
    ("consumer throttles", ""),
    ("consumer age", "900*180"),
    ("freshness", "310*180"),
    ("delivered", "1*180"),
    ("firehose records", "700*180"),
    ("firehose age", "400*180"),
    ("conversions failed", ""),
    ("queue age", "1*180"),
];

/// Reads `0*5 60000 . 7`: values, repeated with `*`, a dot for a minute that is absent, `a..b*n` for a straight line.
pub(crate) fn values(text: &str) -> Vec<Option<f64>> {
    let mut out = Vec::new();
    for word in text.split_whitespace() {
        let (what, times) = word.split_once('*').map_or((word, 1), |(what, times)| (what, times.parse::<usize>().unwrap()));
        match what.split_once("..") {
            Some((from, to)) => {
                let (from, to): (f64, f64) = (from.parse().unwrap(), to.parse().unwrap());
                let step = |nth: usize| from + (to - from) * nth as f64 / (times.max(2) - 1) as f64;
                out.extend((0..times).map(|nth| Some(step(nth))));
            }
            None if what == "." => out.extend(std::iter::repeat_n(None, times)),
            None => out.extend(std::iter::repeat_n(Some(what.parse().unwrap()), times)),
        }
    }
    out
}

/// A pipeline of which everything is known and well: 10 % set and observed, two shards, 24 hours of retention.
pub(crate) fn calm() -> Snapshot {
    let mut snapshot = Snapshot::blank(pipeline(), now());
    let at = now();
    snapshot.identity =
        Held::fresh(Identity { account: "123456789012".to_owned(), arn: "arn:x".to_owned(), region: "us-east-1".to_owned() }, at);
    snapshot.stream = Held::fresh(
        StreamSummary {
            name: "PriceTicks".to_owned(),
            arn: mapping().source_arn,
            status: "ACTIVE".to_owned(),
            mode: StreamMode::Provisioned,
            retention_hours: 24,
            open_shards: 2,
            consumers: 1,
            shard_metrics: Vec::new(),
            encryption: "NONE".to_owned(),
            created: None,
        },
        at,
    );
    snapshot.shards = Held::fresh(shards(2), at);
    let broadcaster = FanOutConsumer { name: "Broadcaster".to_owned(), arn: "arn:y".to_owned(), status: "ACTIVE".to_owned() };
    snapshot.fan_out = Held::fresh(vec![broadcaster], at);
    snapshot.limits = Held::fresh(AccountLimits { shard_limit: 20_000, open_shards: 2 }, at);
    let billing = "PAY_PER_REQUEST".to_owned();
    let table = Table { status: "ACTIVE".to_owned(), billing, write_units: 0, items: 1, bytes: 1, ttl_attribute: Ok(None), created: None };
    snapshot.table = Held::fresh(table, at);
    for name in ["HeliusPriceWebhook", "PriceAnalytics"] {
        snapshot.functions.insert(name.to_owned(), Held::fresh(function(name, "10"), at));
    }
    snapshot.mappings.insert("PriceAnalytics".to_owned(), Held::fresh(vec![mapping()], at));
    snapshot.firehose = Held::fresh(
        Firehose {
            status: "ACTIVE".to_owned(),
            source_stream_arn: None,
            bucket_arn: None,
            buffer_seconds: 300,
            buffer_mb: 128,
            compression: "UNCOMPRESSED".to_owned(),
            converts_to: Some("parquet".to_owned()),
            prefix: None,
        },
        at,
    );
    snapshot.queue = Held::fresh(Queue { visible: 0, in_flight: 0, retention_seconds: 345_600 }, at);
    snapshot.alarms = Held::fresh(Vec::new(), at);
    snapshot.scaling = Held::fresh(Scaling::default(), at);
    for (name, series) in CALM {
        put(&mut snapshot, &id(name), &values(series));
    }
    snapshot
}

/// Replaces the newest minutes of the named series (`name: values`, one a line) of a snapshot; earlier minutes stay.
pub(crate) fn given(snapshot: &mut Snapshot, series: &str) {
    for line in series.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, text) = line.split_once(':').unwrap();
        let id = id(name.trim());
        let newest = values(text);
        let from = shift(complete(), -60 * MINUTES);
        let mut whole: Vec<Option<f64>> = match snapshot.metrics.track(&id) {
            Some(track) => track.series.range(from, complete()).map(|(_, value)| value).collect(),
            None => vec![None; MINUTES as usize],
        };
        let keep = whole.len() - newest.len();
        whole.truncate(keep);
        whole.extend(newest);
        put(snapshot, &id, &whole);
    }
}

/// Judges a snapshot and compares the findings above OK with the expected ones, one a line: `id LEVEL subject: words`.
/// The words must be in the sentence; findings and lines must be as many.
pub(crate) fn expect(snapshot: &Snapshot, expected: &str) {
    let findings: Vec<Finding> =
        judge(snapshot).into_iter().filter(|finding| finding.level > tidegate::domain::finding::Level::Ok).collect();
    let lines: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let shown: Vec<String> =
        findings.iter().map(|found| format!("{} {} {}: {}", found.id, found.level.word(), found.subject, found.text)).collect();
    assert_eq!(findings.len(), lines.len(), "found:\n{}\nexpected:\n{}", shown.join("\n"), lines.join("\n"));
    for (shown, line) in shown.iter().zip(&lines) {
        let (head, words) = line.split_once(": ").unwrap_or((line, ""));
        assert!(shown.starts_with(head), "expected {head}, found:\n{shown}");
        assert!(shown.contains(words), "expected words: {words}\nfound: {shown}");
    }
    if let Some(first) = findings.first() {
        assert_eq!(verdict(&findings, snapshot).text, first.text);
    }
}

/// Calm, changed by series, expected findings.
pub(crate) fn check(series: &str, expected: &str) {
    let mut snapshot = calm();
    given(&mut snapshot, series);
    expect(&snapshot, expected);
}

/// The first finding with this id.
pub(crate) fn find(snapshot: &Snapshot, id: &str) -> Finding {
    let all = judge(snapshot);
    all.iter().find(|finding| finding.id == id).cloned().unwrap_or_else(|| panic!("no finding {id} in {all:#?}"))
}

pub(crate) fn fault(kind: FaultKind, call: &str) -> Fault {
    Fault { kind, call: call.to_owned(), code: None, message: "refused".to_owned(), at: now() }
}
