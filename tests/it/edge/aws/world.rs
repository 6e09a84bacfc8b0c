//! The adapter against the embedded AWS: every feed is answered, and with what the world holds.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use pretty_assertions::assert_eq;
use tidegate::app::ask::{Answer, Feed, MetricsRequest};
use tidegate::domain::facts::FlagReading;
use tidegate::domain::fault::FaultKind;
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::pipeline::{FlagStore, Pipeline};
use tidegate::domain::series::shift;
use tidegate::edge::aws::{Aws, Connection};
use tidegate::edge::clock::Clock;
use tidegate::sim::world::fault::{WireFault, WireFaultKind};
use tidegate::sim::{Options, Sim};

use super::canned::{ask_of, now};

fn calm() -> (Sim, Aws) {
    let sim = Sim::start(&Options { scenario: "calm".to_owned(), seed: 11, speed: 0.0, start: now() }).unwrap();
    let aws = Aws::new(Connection::embedded(sim.http_client()));
    (sim, aws)
}

async fn answer(aws: &Aws, pipeline: &Pipeline, feed: Feed) -> Answer {
    aws.perform(pipeline, &ask_of(feed, None), now()).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_stream_and_its_shards_agree() {
    let (_sim, aws) = calm();
    let pipeline = Sim::pipeline();
    let Answer::Stream(stream) = answer(&aws, &pipeline, Feed::Stream).await else { panic!() };
    let Answer::Shards(shards) = answer(&aws, &pipeline, Feed::Shards).await else { panic!() };
    assert_eq!(usize::try_from(stream.open_shards).unwrap(), shards.open_count());
    assert!(shards.covers_ring());
    let Answer::FanOut(consumers) = answer(&aws, &pipeline, Feed::FanOut).await else { panic!() };
    assert_eq!(usize::try_from(stream.consumers).unwrap(), consumers.len());
    let Answer::Limits(limits) = answer(&aws, &pipeline, Feed::Limits).await else { panic!() };
    assert!(limits.shard_limit >= limits.open_shards && limits.open_shards >= stream.open_shards);
    let Answer::Identity(identity) = answer(&aws, &pipeline, Feed::Identity).await else { panic!() };
    assert!(stream.arn.contains(&identity.account));
}

#[tokio::test(start_paused = true)]
async fn the_neighbours_name_each_other() {
    let (_sim, aws) = calm();
    let pipeline = Sim::pipeline();
    let Answer::Stream(stream) = answer(&aws, &pipeline, Feed::Stream).await else { panic!() };
    let Answer::Firehose(firehose) = answer(&aws, &pipeline, Feed::Firehose).await else { panic!() };
    assert_eq!(firehose.source_stream_arn.as_deref(), Some(stream.arn.as_str()));
    assert_eq!(firehose.converts_to.as_deref(), Some("parquet"));
    let Answer::Mappings(mappings) = answer(&aws, &pipeline, Feed::Mappings(pipeline.consumers[0].clone())).await else { panic!() };
    assert_eq!(mappings.len(), 1);
    let Answer::Table(table) = answer(&aws, &pipeline, Feed::Table).await else { panic!() };
    assert_eq!((table.status.as_str(), table.ttl_attribute), ("ACTIVE", Ok(Some("ttl".to_owned()))));
    let Answer::Queue(queue) = answer(&aws, &pipeline, Feed::Queue).await else { panic!() };
    assert_eq!(queue.retention_seconds, 345_600);
    let Answer::Alarms(alarms) = answer(&aws, &pipeline, Feed::Alarms).await else { panic!() };
    assert!(alarms.iter().any(|alarm| alarm.metric == "WriteProvisionedThroughputExceeded"));
    let Answer::Scaling(scaling) = answer(&aws, &pipeline, Feed::Scaling).await else { panic!() };
    assert_eq!((scaling.targets.len(), scaling.policies.unwrap().len(), scaling.activities.unwrap().len()), (1, 1, 1));
}

/// The flag as this store tells it.
async fn told(aws: &Aws, store: FlagStore) -> FlagReading {
    let pipeline = Pipeline { flag: Some(store), ..Sim::pipeline() };
    let Answer::Flag(mut readings) = answer(aws, &pipeline, Feed::Flag).await else { panic!() };
    readings.remove(0)
}

#[tokio::test(start_paused = true)]
async fn the_flag_is_read_wherever_it_lives() {
    let (sim, aws) = calm();
    let pipeline = Sim::pipeline();
    let Answer::Function(writer) = answer(&aws, &pipeline, Feed::Function(pipeline.writers[0].clone())).await else { panic!() };
    assert_eq!((writer.enabled.as_deref(), writer.percentage.as_deref()), (Some("true"), Some("10")));
    let text = str::to_owned;
    let place = ("prices", "prod", "rollout", "kinesis");
    let appconfig = FlagStore::AppConfig {
        application: text(place.0),
        environment: text(place.1),
        profile: text(place.2),
        flag: text(place.3),
        attribute: text("percentage"),
        strategy: text("AppConfig.AllAtOnce"),
    };
    let says = told(&aws, appconfig).await;
    let hosted = says.place().cloned().unwrap();
    assert!(says.effective().is_some() && says.revision == Some(hosted.latest_version.to_string()) && hosted.under_way.is_none());
    let ssm = FlagStore::Ssm { enabled: text("/prices/use-kinesis"), percentage: text("/prices/kinesis-percentage") };
    sim.with_world(|world| world.parameters.get_mut("/prices/kinesis-percentage").unwrap().value = text("25"));
    assert_eq!(told(&aws, ssm).await.percentage, Some(25.0));
}

#[tokio::test(start_paused = true)]
async fn metrics_are_those_that_the_world_holds() {
    let (_sim, aws) = calm();
    let pipeline = Sim::pipeline();
    let ids = vec![
        MetricId::of(Metric::IncomingRecords, &pipeline.stream),
        MetricId::of(Metric::ConsumedWrites, pipeline.table.as_deref().unwrap()),
        MetricId::part(Metric::TableRequests, pipeline.table.as_deref().unwrap(), "PutItem"),
        MetricId::of(Metric::FunctionDuration, &pipeline.writers[0]),
    ];
    let request = MetricsRequest { ids: ids.clone(), from: shift(now(), -3600), to: now(), period: 60 };
    let ask = ask_of(Feed::Metrics, Some(request));
    let Ok(Answer::Metrics { points, .. }) = aws.perform(&pipeline, &ask, now()).await else { panic!() };
    assert_eq!(points.iter().map(|one| one.id.clone()).collect::<Vec<_>>(), ids);
    for one in &points {
        assert_eq!(one.fault, None);
        // The newest minutes arrive late, all others are there.
        assert!(one.points.len() >= 57, "{} has {} minutes", one.id, one.points.len());
        assert!(one.points.is_sorted_by_key(|(at, _)| *at));
    }
}

#[tokio::test(start_paused = true)]
async fn keys_are_sampled_from_an_open_shard() {
    let (_sim, aws) = calm();
    let pipeline = Sim::pipeline();
    let Answer::Shards(shards) = answer(&aws, &pipeline, Feed::Shards).await else { panic!() };
    let shard = shards.open().next().unwrap().id.clone();
    let Answer::Sample(sample) = answer(&aws, &pipeline, Feed::Sample(shard)).await else { panic!() };
    assert!(sample.records > 0 && !sample.keys.is_empty() && sample.calls <= 4, "{sample:?}");
}

#[tokio::test(start_paused = true)]
async fn the_query_is_started_once_waited_for_and_its_rows_are_read() {
    let (sim, aws) = calm();
    let pipeline = Sim::pipeline();
    let Answer::Workgroup(workgroup) = answer(&aws, &pipeline, Feed::Workgroup).await else { panic!() };
    assert_eq!((workgroup.state.as_str(), workgroup.cutoff_bytes), ("ENABLED", Some(10 << 30)));
    assert!(sim.with_world(|world| world.executions.is_empty()), "nothing is run by asking what bounds it");
    let Answer::Query(run) = answer(&aws, &pipeline, Feed::Query).await else { panic!() };
    assert_eq!((run.state.as_str(), run.columns.join(" ")), ("SUCCEEDED", "token records".to_owned()));
    assert!(run.first.len() as u64 == run.rows && run.rows > 0 && run.scanned_bytes > 0, "{run:?}");
    assert_eq!(sim.with_world(|world| world.executions.len()), 1);
}

#[tokio::test(start_paused = true)]
async fn a_start_whose_answer_is_lost_is_no_second_query() {
    let (sim, aws) = calm();
    let lost = WireFault::times(Some("athena"), Some("StartQueryExecution"), WireFaultKind::Reset, 1);
    sim.with_world(|world| world.faults.push(lost));
    let Answer::Query(run) = answer(&aws, &Sim::pipeline(), Feed::Query).await else { panic!() };
    assert_eq!(run.state, "SUCCEEDED");
    assert_eq!(sim.with_world(|world| world.executions.len()), 1);
}

#[tokio::test(start_paused = true)]
async fn errors_are_counted_and_one_line_of_the_newest_is_kept() {
    let sim = Sim::start(&Options { scenario: "writer-errors".to_owned(), seed: 1, speed: 0.0, start: now() }).unwrap();
    sim.advance(1800);
    let aws = Aws::new(Connection::embedded(sim.http_client()));
    let (pipeline, at) = (Sim::pipeline(), sim.now());
    let feed = Feed::Errors(pipeline.writers[0].clone());
    let Ok(Answer::Errors(found)) = aws.perform(&pipeline, &ask_of(feed, None), at).await else { panic!() };
    assert!(found.count > 0 && found.is_complete, "{found:?}");
    let (newest, line) = found.newest.unwrap();
    assert!(found.from <= newest && newest < found.to);
    assert!(line.starts_with("[ERROR] ConnectTimeoutError") && line.chars().count() <= 200, "{line}");
    assert!(!line.contains("Bearer") && !line.contains('\n'), "{line}");
}

#[tokio::test(start_paused = true)]
async fn an_account_is_looked_through() {
    let (sim, aws) = calm();
    let found = aws.discover(&["USE_KINESIS", "OTHER"], now()).await;
    let pipeline = Sim::pipeline();
    assert_eq!(found.faults, []);
    assert_eq!(found.streams, std::slice::from_ref(&pipeline.stream));
    assert_eq!(found.tables, [pipeline.table.unwrap()]);
    assert_eq!(found.firehoses, [(pipeline.firehose.unwrap(), Some(pipeline.stream.clone()))]);
    assert_eq!(found.queues, [pipeline.queue.unwrap()]);
    let function = |name: &str| found.functions.iter().find(|found| found.name == name).unwrap();
    assert_eq!(function(&pipeline.writers[0]).variables, ["USE_KINESIS"]);
    assert_eq!(function(&pipeline.consumers[0]).reads, [pipeline.stream]);
    sim.with_world(|world| world.faults.push(WireFault::always(Some("dynamodb"), None, WireFaultKind::Denied)));
    let found = aws.discover(&[], now()).await;
    assert_eq!(found.faults.len(), 1);
    assert_eq!(found.faults[0].kind, FaultKind::Denied { permission: "dynamodb:ListTables".to_owned() });
    assert!(!found.streams.is_empty() && !found.queues.is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_worlds_clock_is_the_clock() {
    let (sim, _aws) = calm();
    let clock = Clock::World(sim.clone());
    assert_eq!(clock.now(), now());
    sim.advance(90);
    assert_eq!(clock.now(), shift(now(), 90));
}

#[tokio::test(start_paused = true)]
async fn the_trail_tells_who_resharded_some_minutes_later_and_of_this_stream_alone() {
    let (sim, aws) = calm();
    let pipeline = Sim::pipeline();
    sim.with_world(|world| {
        world.caller = "arn:aws:iam::123456789012:user/someone".to_owned();
        world.update_shard_count(&pipeline.stream, 4).unwrap();
    });
    let at = |seconds: i64| shift(now(), seconds);
    let trail = async |at| {
        let Answer::Trail(events) = aws.perform(&pipeline, &ask_of(Feed::Trail, None), at).await.unwrap() else { panic!() };
        events
    };
    assert_eq!(trail(at(0)).await, []);
    sim.advance(400);
    let events = trail(at(400)).await;
    let told: Vec<_> = events.iter().map(|event| (event.operation.as_str(), event.who.rsplit('/').next(), event.at)).collect();
    assert_eq!(told, [("UpdateShardCount", Some("someone"), now())]);
    let other = Pipeline { stream: "Other".to_owned(), ..pipeline.clone() };
    let Answer::Trail(events) = aws.perform(&other, &ask_of(Feed::Trail, None), at(400)).await.unwrap() else { panic!() };
    assert_eq!(events, []);
}
