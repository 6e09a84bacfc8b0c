//! The official SDK over the world in process: every operation decodes, errors are typed, silence meets the time limits.

use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricStat, StatusCode};
use aws_smithy_types::DateTime;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use pretty_assertions::assert_eq;
use tidegate::sim::Sim;
use tidegate::sim::world::fault::{WireFault, WireFaultKind};

use super::ask::{calm, start};

/// The SDK's settings, with the world in the place of the network.
async fn config(sim: &Sim) -> SdkConfig {
    let limits = TimeoutConfig::builder().read_timeout(Duration::from_secs(8)).operation_timeout(Duration::from_secs(20));
    aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(sim.http_client())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIATIDEGATE", "secret", None, None, "tests"))
        .timeout_config(limits.build())
        .load()
        .await
}

#[tokio::test(start_paused = true)]
async fn kinesis_is_read() {
    let sim = calm();
    let kinesis = aws_sdk_kinesis::Client::new(&config(&sim).await);
    let summary = kinesis.describe_stream_summary().stream_name("PriceTicks").send().await.unwrap().stream_description_summary.unwrap();
    assert_eq!((summary.stream_name(), summary.stream_status().as_str()), ("PriceTicks", "ACTIVE"));
    assert!(summary.open_shard_count() > 0);
    let shards = kinesis.list_shards().stream_name("PriceTicks").send().await.unwrap().shards.unwrap();
    let open = shards.iter().filter(|shard| shard.sequence_number_range().is_some_and(|range| range.ending_sequence_number().is_none()));
    assert_eq!(i32::try_from(open.count()).unwrap(), summary.open_shard_count());
    let stream = kinesis.describe_stream().stream_name("PriceTicks").send().await.unwrap().stream_description.unwrap();
    assert_eq!(stream.shards().len(), shards.len());
    let consumers = kinesis.list_stream_consumers().stream_arn(summary.stream_arn()).send().await.unwrap();
    for consumer in consumers.consumers() {
        let told = kinesis.describe_stream_consumer().consumer_arn(consumer.consumer_arn()).send().await.unwrap();
        assert_eq!(told.consumer_description().unwrap().stream_arn(), summary.stream_arn());
    }
    assert_eq!(kinesis.describe_limits().send().await.unwrap().open_shard_count(), summary.open_shard_count());
    assert_eq!(kinesis.list_streams().send().await.unwrap().stream_names(), ["PriceTicks"]);
}

#[tokio::test(start_paused = true)]
async fn cloudwatch_is_read() {
    let sim = calm();
    let cloudwatch = aws_sdk_cloudwatch::Client::new(&config(&sim).await);
    let dimension = Dimension::builder().name("StreamName").value("PriceTicks").build();
    let metric = Metric::builder().namespace("AWS/Kinesis").metric_name("IncomingRecords").dimensions(dimension.clone()).build();
    let stat = MetricStat::builder().metric(metric).period(60).stat("Sum").build();
    let query = MetricDataQuery::builder().id("a").metric_stat(stat).build();
    let (from, to) = (DateTime::from_secs(start().as_second() - 900), DateTime::from_secs(start().as_second() - 600));
    let data = cloudwatch.get_metric_data().metric_data_queries(query).start_time(from).end_time(to).send().await.unwrap();
    let result = &data.metric_data_results()[0];
    assert_eq!((result.id(), result.status_code()), (Some("a"), Some(&StatusCode::Complete)));
    assert_eq!((result.timestamps().len(), result.values().len()), (5, 5));
    assert_eq!(result.timestamps()[0].secs(), start().as_second() - 660);
    let statistics =
        cloudwatch.get_metric_statistics().namespace("AWS/Kinesis").metric_name("IncomingRecords").dimensions(dimension.clone());
    let statistics = statistics.start_time(from).end_time(to).period(60).statistics("Sum".into()).send().await.unwrap();
    assert_eq!(statistics.datapoints().len(), 5);
    assert!(!cloudwatch.list_metrics().namespace("AWS/Kinesis").send().await.unwrap().metrics().is_empty());
    let alarms = cloudwatch.describe_alarms().send().await.unwrap();
    assert!(!alarms.metric_alarms().is_empty());
    assert!(alarms.metric_alarms().iter().all(|alarm| alarm.state_transitioned_timestamp().is_some()));
    cloudwatch.describe_alarm_history().send().await.unwrap();
    let alarm = &alarms.metric_alarms()[0];
    let same = cloudwatch.describe_alarms_for_metric().namespace(alarm.namespace().unwrap()).metric_name(alarm.metric_name().unwrap());
    let same = same.set_dimensions(alarm.dimensions.clone()).send().await.unwrap();
    assert!(same.metric_alarms().iter().any(|other| other.alarm_name() == alarm.alarm_name()));
}

#[tokio::test(start_paused = true)]
async fn scaling_and_identity_are_read() {
    let sim = calm();
    let config = config(&sim).await;
    let scaling = aws_sdk_applicationautoscaling::Client::new(&config);
    let targets = scaling.describe_scalable_targets().service_namespace("custom-resource".into()).send().await.unwrap();
    assert!(targets.scalable_targets().iter().all(|target| target.resource_id().starts_with("https://")));
    scaling.describe_scaling_policies().service_namespace("custom-resource".into()).send().await.unwrap();
    scaling.describe_scaling_activities().service_namespace("custom-resource".into()).send().await.unwrap();

    let sts = aws_sdk_sts::Client::new(&config);
    assert_eq!(sts.get_caller_identity().send().await.unwrap().account(), Some("123456789012"));
}

#[tokio::test(start_paused = true)]
async fn records_are_written_and_read_back() {
    let sim = calm();
    let kinesis = aws_sdk_kinesis::Client::new(&config(&sim).await);
    let data = aws_sdk_kinesis::primitives::Blob::new("tick");
    let placed = kinesis.put_record().stream_name("PriceTicks").partition_key("k").data(data).send().await.unwrap();
    let iterator = kinesis.get_shard_iterator().stream_name("PriceTicks").shard_id(placed.shard_id());
    let iterator = iterator.shard_iterator_type("AT_SEQUENCE_NUMBER".into()).starting_sequence_number(placed.sequence_number());
    let iterator = iterator.send().await.unwrap().shard_iterator.unwrap();
    let batch = kinesis.get_records().shard_iterator(iterator).limit(1).send().await.unwrap();
    assert_eq!((batch.records()[0].partition_key(), batch.records()[0].data().as_ref()), (Some("k"), &b"tick"[..]));
}

#[tokio::test(start_paused = true)]
async fn errors_are_typed() {
    let sim = calm();
    let config = config(&sim).await;
    let kinesis = aws_sdk_kinesis::Client::new(&config);
    let missing = kinesis.describe_stream_summary().stream_name("Nowhere").send().await.unwrap_err();
    assert!(missing.into_service_error().is_resource_not_found_exception());
    sim.with_world(|world| world.faults.push(WireFault::always(None, None, WireFaultKind::ExpiredCredentials)));
    assert_eq!(kinesis.describe_limits().send().await.unwrap_err().code(), Some("ExpiredTokenException"));
    // CloudWatch keeps the names of the query protocol, told in a header of their own.
    let cloudwatch = aws_sdk_cloudwatch::Client::new(&config);
    assert_eq!(cloudwatch.describe_alarms().send().await.unwrap_err().code(), Some("ExpiredToken"));
    let sts = aws_sdk_sts::Client::new(&config);
    assert_eq!(sts.get_caller_identity().send().await.unwrap_err().code(), Some("ExpiredToken"));
}

#[tokio::test(start_paused = true)]
async fn silence_meets_the_time_limit_without_waiting() {
    let sim = calm();
    let kinesis = aws_sdk_kinesis::Client::new(&config(&sim).await);
    sim.with_world(|world| world.faults.push(WireFault::always(None, None, WireFaultKind::Silence)));
    let begun = tokio::time::Instant::now();
    let error = kinesis.describe_limits().send().await.unwrap_err();
    assert!(matches!(error, aws_sdk_kinesis::error::SdkError::TimeoutError(_)) || format!("{error:?}").contains("timeout"), "{error:?}");
    assert!(begun.elapsed() >= Duration::from_secs(8));
    sim.with_world(|world| world.faults.clear());
    kinesis.describe_limits().send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_reset_is_tried_again() {
    let sim = calm();
    let kinesis = aws_sdk_kinesis::Client::new(&config(&sim).await);
    sim.with_world(|world| world.faults.push(WireFault::times(None, None, WireFaultKind::Reset, 1)));
    kinesis.describe_limits().send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_skew_is_corrected_by_the_sdk() {
    let sim = calm();
    let kinesis = aws_sdk_kinesis::Client::new(&config(&sim).await);
    sim.with_world(|world| world.faults.push(WireFault::always(None, None, WireFaultKind::SkewedClock(3600))));
    kinesis.describe_limits().send().await.unwrap();
}
