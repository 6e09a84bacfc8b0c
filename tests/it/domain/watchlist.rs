//! What is watched, how often, and what it costs.

use std::collections::BTreeSet;
use std::time::Duration;

use rust_decimal::dec;
use tidegate::domain::limits;
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::price::Prices;
use tidegate::domain::reading::Held;
use tidegate::domain::readings;
use tidegate::domain::snapshot::Snapshot;
use tidegate::domain::watchlist::{self, MOST_SHARDS, Source};

use super::build::{Build, even_shards, of, stream};

#[test]
fn a_bare_stream_is_watched_by_its_own_metrics_only() {
    let ids = watchlist::metrics(&Build::bare().snapshot);
    assert!(ids.iter().all(|id| id.resource == "PriceTicks" && id.part.is_none()));
    assert!(ids.contains(&of(Metric::IncomingRecords, "PriceTicks")));
    assert!(!ids.iter().any(|id| id.metric == Metric::ShardRecords));
}

#[test]
fn every_named_resource_is_watched_once() {
    let build = Build::reference().counting().fan_out("audit").shards(2);
    let ids = watchlist::metrics(&build.snapshot);
    let unique: BTreeSet<&MetricId> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "each metric is paid for once");
    let metrics: BTreeSet<Metric> = ids.iter().map(|id| id.metric).collect();
    // The archive's size is asked for when somebody wants to run a query, and never by itself.
    let all: BTreeSet<Metric> = Metric::ALL.iter().copied().filter(|metric| *metric != Metric::ArchiveBytes).collect();
    assert!(!metrics.contains(&Metric::ArchiveBytes));
    assert_eq!(all.difference(&metrics).collect::<Vec<_>>(), Vec::<&Metric>::new(), "every row of the table is used");
    assert_eq!(watchlist::count(&build.snapshot), ids.len());
}

#[test]
fn table_metrics_name_the_configured_operation() {
    let mut build = Build::reference();
    build.snapshot.pipeline.table_operation = "UpdateItem".to_owned();
    let ids = watchlist::metrics(&build.snapshot);
    assert!(ids.contains(&MetricId::part(Metric::TableRequests, "PriceTimeSeriesTable", "UpdateItem")));
    assert!(!ids.iter().any(|id| id.part.as_deref() == Some("PutItem")));
}

#[test]
fn a_function_that_writes_and_reads_is_watched_once() {
    let mut build = Build::reference();
    build.snapshot.pipeline.writers = vec!["Both".to_owned()];
    build.snapshot.pipeline.consumers = vec!["Both".to_owned()];
    let ids = watchlist::metrics(&build.snapshot);
    assert_eq!(ids.iter().filter(|id| **id == of(Metric::FunctionErrors, "Both")).count(), 1);
    assert_eq!(ids.iter().filter(|id| **id == of(Metric::FunctionIteratorAge, "Both")).count(), 1);
}

#[test]
fn only_shard_metrics_that_are_switched_on_are_asked_for() {
    let mut build = Build::reference();
    let mut summary = stream(2);
    summary.shard_metrics = vec!["IncomingBytes".to_owned()];
    build.snapshot.stream = Held::fresh(summary, build.snapshot.now);
    let ids = watchlist::metrics(&build.snapshot);
    let of_shards: Vec<Metric> =
        ids.iter().filter(|id| id.part.as_deref().is_some_and(|part| part.starts_with("shardId"))).map(|id| id.metric).collect();
    assert_eq!(of_shards, [Metric::ShardBytes, Metric::ShardBytes]);
}

#[test]
fn events_are_asked_for_where_a_configured_consumers_mapping_counts_them() {
    let of_mappings = |snapshot: &Snapshot| -> Vec<String> {
        let ids = watchlist::metrics(snapshot).into_iter();
        ids.filter(|id| matches!(id.metric, Metric::MappingPolled | Metric::MappingDropped)).map(|id| id.to_string()).collect()
    };
    assert_eq!(of_mappings(&Build::reference().snapshot), Vec::<String>::new(), "nobody counts");
    assert_eq!(of_mappings(&Build::named().snapshot), Vec::<String>::new(), "no mapping is known yet");
    let mut snapshot = Build::reference().counting().snapshot;
    let two = [
        "AWS/Lambda PolledEventCount EventSourceMappingUUID=0c5c1f0e".to_owned(),
        "AWS/Lambda DroppedEventCount EventSourceMappingUUID=0c5c1f0e".to_owned(),
    ];
    assert_eq!(of_mappings(&snapshot), two);
    let off = Build::reference().snapshot;
    assert_eq!(watchlist::count(&snapshot), watchlist::count(&off) + 2, "and each is paid for once");
    assert_eq!(watchlist::count(&snapshot), watchlist::metrics(&snapshot).len());
    // The same consumer named twice, and one that is named no more.
    snapshot.pipeline.consumers.push("PriceAnalytics".to_owned());
    assert_eq!(of_mappings(&snapshot), two);
    snapshot.pipeline.consumers.clear();
    assert_eq!(of_mappings(&snapshot), Vec::<String>::new());
}

#[test]
fn the_busiest_shards_are_watched_when_there_are_many() {
    let hot = MetricId::part(Metric::ShardRecords, "PriceTicks", "shardId-000000000150");
    let cold = MetricId::part(Metric::ShardRecords, "PriceTicks", "shardId-000000000003");
    let build = Build::reference()
        .shards(200)
        .steady(&of(Metric::IncomingRecords, "PriceTicks"), 20_000.0)
        .steady(&hot, 5_000.0)
        .steady(&cold, 1.0);
    let watched = watchlist::watched_shards(&build.snapshot);
    assert_eq!(watched.len(), MOST_SHARDS);
    let ids: Vec<&str> = watched.iter().map(|shard| shard.id.as_str()).collect();
    assert!(ids.contains(&"shardId-000000000150"));
    assert!(!ids.contains(&"shardId-000000000003"));
    assert!(watched.windows(2).all(|pair| pair[0].first < pair[1].first), "in hash-key order");
}

#[test]
fn writers_that_never_batch_are_not_asked_about_batches() {
    let stream = "PriceTicks";
    let (put_record, put_records) = (of(Metric::PutRecordSuccess, stream), of(Metric::PutRecordsTotal, stream));
    let asks = |build: &Build| watchlist::metrics(&build.snapshot).contains(&of(Metric::PutRecordsFailed, stream));
    assert!(asks(&Build::reference()), "nothing is known yet");
    assert!(!asks(&Build::reference().steady(&put_record, 1.0).silent(&put_records)));
    assert!(asks(&Build::reference().steady(&put_record, 1.0).steady(&put_records, 5.0)));
    assert!(asks(&Build::reference().silent(&put_record).silent(&put_records)), "no writer was seen at all");
}

#[test]
fn a_changing_stream_is_looked_at_more_often() {
    let mut build = Build::reference();
    assert_eq!(watchlist::cadence(&build.snapshot, Source::Stream), 60);
    let mut summary = stream(2);
    summary.status = "UPDATING".to_owned();
    build.snapshot.stream = Held::fresh(summary, build.snapshot.now);
    assert!((10..=15).contains(&watchlist::cadence(&build.snapshot, Source::Stream)));
}

#[test]
fn no_cadence_comes_near_a_rate_of_awss() {
    let calls = |source| match source {
        Source::Stream => Some("kinesis:DescribeStreamSummary"),
        Source::Shards => Some("kinesis:ListShards"),
        Source::FanOut => Some("kinesis:ListStreamConsumers"),
        Source::Limits => Some("kinesis:DescribeLimits"),
        Source::Firehose => Some("firehose:DescribeDeliveryStream"),
        Source::Alarms => Some("cloudwatch:DescribeAlarms"),
        Source::Metrics => Some("cloudwatch:GetMetricData"),
        _ => None,
    };
    let mut build = Build::reference();
    build.snapshot.pipeline.refresh = Duration::from_secs(1);
    for source in Source::ALL {
        let seconds = watchlist::cadence(&build.snapshot, source);
        assert!(10 <= seconds, "{source:?} every {seconds} s");
        if let Some(rate) = calls(source).and_then(limits::rate) {
            assert!(1.0 / seconds as f64 <= rate.per_second / 10.0, "{source:?} leaves nine tenths to others");
        }
    }
}

#[test]
fn sixty_metrics_a_minute_cost_what_the_price_list_says() {
    // 60 metrics × 60 asks × 730 hours × $0.01 / 1000 = $26.28.
    let an_hour = watchlist::polling_cost(60 * 60, "us-east-1", &Prices::default()).unwrap();
    assert_eq!(an_hour * dec!(730), dec!(26.28));
}

#[test]
fn watching_costs_follow_the_list_and_the_refresh() {
    let mut build = Build::reference();
    let metrics = watchlist::metrics(&build.snapshot).len();
    // A fortnight of the table's minutes is one metric more, four times a day.
    let seldom = dec!(1) / dec!(6) / dec!(100_000);
    let an_hour = |build: &Build| watchlist::watching_cost_usd_per_hour(&build.snapshot).unwrap().round_dp(12);
    let list = rust_decimal::Decimal::from(metrics * 60) / dec!(100_000);
    assert_eq!(an_hour(&build), (list + seldom).round_dp(12));
    build.snapshot.pipeline.refresh = Duration::from_mins(5);
    assert_eq!(an_hour(&build), (list / dec!(5) + seldom).round_dp(12));
    let formula = |build: &Build| readings::get(&build.snapshot, "watching.cost_usd_per_hour").unwrap().source.formula.unwrap();
    let told = formula(&build);
    assert!(told.contains(&format!("({metrics} metrics × 3600 s ÷ 300 s + 1 metric × 3600 s ÷ 21600 s)")), "{told}");
    build.snapshot.pipeline.flag = None;
    assert_eq!(an_hour(&build), (list / dec!(5)).round_dp(12), "without a flag nothing is promoted");
    assert!(!formula(&build).contains('+'));
    build.snapshot.metrics_requested = 12_000;
    assert_eq!(watchlist::watching_spent_usd(&build.snapshot).unwrap(), dec!(0.12));
}

#[test]
fn the_builder_knows_two_hundred_shards() {
    assert_eq!(even_shards(200).open_count(), 200);
}
