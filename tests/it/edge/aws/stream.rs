//! The stream, its shards and consumers, and keys sampled from a shard.

use std::time::Duration;

use jiff::Timestamp;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tidegate::app::ask::{Answer, Feed};
use tidegate::domain::facts::StreamMode;
use tidegate::domain::fault::FaultKind;
use tokio::time::Instant;

use super::canned::{Wire, ask, ask_of, now, ok, pipeline, refusal};

const ARN: &str = "arn:aws:kinesis:us-east-1:123456789012:stream/PriceTicks";

fn summary(mode: &Value) -> Value {
    json!({ "StreamDescriptionSummary": {
        "StreamName": "PriceTicks", "StreamARN": ARN, "StreamStatus": "ACTIVE", "StreamModeDetails": mode,
        "RetentionPeriodHours": 168, "StreamCreationTimestamp": 1_760_000_000.5, "OpenShardCount": 4, "ConsumerCount": 1,
        "EncryptionType": "KMS", "EnhancedMonitoring": [{ "ShardLevelMetrics": ["IncomingBytes", "IteratorAgeMilliseconds"] }] } })
}

#[tokio::test(start_paused = true)]
async fn the_summary_is_read_whole() {
    let Ok(Answer::Stream(stream)) = ask(&Wire::always(ok(summary(&json!({ "StreamMode": "ON_DEMAND" })))), Feed::Stream).await else {
        panic!("no stream")
    };
    assert_eq!((stream.mode, stream.retention_hours, stream.open_shards, stream.consumers), (StreamMode::OnDemand, 168, 4, 1));
    assert_eq!(stream.shard_metrics, ["IncomingBytes", "IteratorAgeMilliseconds"]);
    assert_eq!(stream.created.map(Timestamp::as_millisecond), Some(1_760_000_000_500));
    assert_eq!((stream.status.as_str(), stream.encryption.as_str()), ("ACTIVE", "KMS"));
}

#[tokio::test(start_paused = true)]
async fn another_streams_summary_is_not_taken() {
    let mut answer = summary(&json!({ "StreamMode": "PROVISIONED" }));
    answer["StreamDescriptionSummary"]["StreamName"] = json!("Other");
    assert_eq!(ask(&Wire::always(ok(answer)), Feed::Stream).await.map_err(|fault| fault.kind), Err(FaultKind::Unreadable));
}

fn shard(number: u32, first: &str, last: &str, end: Option<&str>) -> Value {
    let mut range = json!({ "StartingSequenceNumber": "49590338271490256608559692538361571095921575989136588898" });
    if let Some(end) = end {
        range["EndingSequenceNumber"] = json!(end);
    }
    json!({ "ShardId": format!("shardId-{number:012}"), "HashKeyRange": { "StartingHashKey": first, "EndingHashKey": last }, "SequenceNumberRange": range })
}

const LAST: &str = "340282366920938463463374607431768211455";
const HALF: &str = "170141183460469231731687303715884105728";
const BELOW: &str = "170141183460469231731687303715884105727";

#[tokio::test(start_paused = true)]
async fn shards_come_in_pages_and_reach_the_end_of_the_ring() {
    let wire = Wire::new(|seen| match seen.input["NextToken"].as_str() {
        None => ok(json!({ "NextToken": "more", "Shards": [shard(0, "0", LAST, Some("9")), shard(2, HALF, LAST, None)] })),
        Some(_) => ok(json!({ "Shards": [shard(1, "0", BELOW, None)] })),
    });
    let Ok(Answer::Shards(map)) = ask(&wire, Feed::Shards).await else { panic!("no shards") };
    assert_eq!((map.all().len(), map.open_count(), map.covers_ring()), (3, 2, true));
    let seen = wire.seen();
    assert_eq!((&seen[0].input["StreamName"], &seen[1].input["StreamName"]), (&json!("PriceTicks"), &Value::Null));
}

#[tokio::test(start_paused = true)]
async fn a_range_that_is_no_range_is_unreadable() {
    for (first, last) in [("x", LAST), (HALF, "0"), ("-1", "0"), ("0", "340282366920938463463374607431768211456")] {
        let outcome = ask(&Wire::always(ok(json!({ "Shards": [shard(0, first, last, None)] }))), Feed::Shards).await;
        assert_eq!(outcome.map_err(|fault| fault.kind), Err(FaultKind::Unreadable), "{first}..{last}");
    }
}

#[tokio::test(start_paused = true)]
async fn consumers_are_asked_for_by_an_arn_that_is_looked_up_once() {
    let wire = Wire::new(|seen| match seen.operation.as_str() {
        "DescribeStreamSummary" => ok(summary(&json!({ "StreamMode": "PROVISIONED" }))),
        _ => ok(
            json!({ "Consumers": [{ "ConsumerName": "fan", "ConsumerARN": format!("{ARN}/consumer/fan:1"), "ConsumerStatus": "ACTIVE", "ConsumerCreationTimestamp": 1 }] }),
        ),
    });
    let aws = wire.aws();
    for _ in 0..2 {
        let Ok(Answer::FanOut(consumers)) = aws.perform(&pipeline(), &ask_of(Feed::FanOut, None), now()).await else {
            panic!("no consumers")
        };
        assert_eq!(consumers[0].name, "fan");
    }
    let operations: Vec<String> = wire.seen().into_iter().map(|seen| seen.operation).collect();
    assert_eq!(operations, ["DescribeStreamSummary", "ListStreamConsumers", "ListStreamConsumers"]);
}

#[tokio::test(start_paused = true)]
async fn the_account_limit_is_asked_for_once_a_second_at_most() {
    let aws = Wire::always(ok(json!({ "ShardLimit": 500, "OpenShardCount": 2 }))).aws();
    let began = Instant::now();
    for _ in 0..3 {
        let outcome = aws.perform(&pipeline(), &ask_of(Feed::Limits, None), now()).await;
        assert!(matches!(outcome, Ok(Answer::Limits(limits)) if limits.shard_limit == 500));
    }
    assert!(began.elapsed() >= Duration::from_secs(2), "three calls took {:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn sampling_counts_keys_and_leaves_the_readers_their_calls() {
    let record = |key: &str| json!({ "SequenceNumber": "1", "Data": "c2VjcmV0", "PartitionKey": key });
    let wire = Wire::new(move |seen| match seen.operation.as_str() {
        "GetShardIterator" => ok(json!({ "ShardIterator": "here" })),
        _ => ok(json!({ "Records": [record("SOL"), record("SOL"), record("BTC")], "NextShardIterator": "there", "MillisBehindLatest": 0 })),
    });
    let began = Instant::now();
    let Ok(Answer::Sample(sample)) = ask(&wire, Feed::Sample("shardId-000000000000".to_owned())).await else { panic!("no sample") };
    assert!(began.elapsed() <= Duration::from_secs(2));
    assert_eq!((sample.calls, sample.records), (4, 12));
    assert_eq!(sample.keys, [("SOL".to_owned(), 8), ("BTC".to_owned(), 4)]);
    assert!(!format!("{sample:?}").contains("secret"));
    let place = wire.seen().into_iter().find(|seen| seen.operation == "GetShardIterator").unwrap();
    assert_eq!(place.input["ShardIteratorType"], "AT_TIMESTAMP");
}

#[tokio::test(start_paused = true)]
async fn sampling_stops_when_the_readers_need_the_calls() {
    let wire = Wire::new(|seen| match (seen.operation.as_str(), seen.input["ShardIterator"].as_str()) {
        ("GetShardIterator", _) => ok(json!({ "ShardIterator": "here" })),
        (_, Some("here")) => {
            ok(json!({ "Records": [{ "SequenceNumber": "1", "Data": "", "PartitionKey": "SOL" }], "NextShardIterator": "there" }))
        }
        _ => refusal(400, "ProvisionedThroughputExceededException", "Rate exceeded"),
    });
    let Ok(Answer::Sample(sample)) = ask(&wire, Feed::Sample("shardId-000000000000".to_owned())).await else { panic!("no sample") };
    assert_eq!((sample.calls, sample.records), (1, 1));
}
