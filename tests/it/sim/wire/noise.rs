//! Whatever is asked, an answer comes: never a panic, never an error of the server's own.

use std::sync::LazyLock;

use bytes::Bytes;
use http::Request;
use proptest::prelude::*;
use serde_json::{Map, Value};
use tidegate::sim::Sim;
use tidegate::sim::wire::{self, Reply};

use super::ask::{calm, json_request};

/// Names of members that operations read.
const NAMES: &[&str] = &[
    "StreamName",
    "StreamARN",
    "Limit",
    "NextToken",
    "MaxResults",
    "ShardFilter",
    "Type",
    "Timestamp",
    "TargetShardCount",
    "ScalingType",
    "ShardToSplit",
    "NewStartingHashKey",
    "ShardToMerge",
    "AdjacentShardToMerge",
    "StreamModeDetails",
    "StreamMode",
    "RetentionPeriodHours",
    "ShardLevelMetrics",
    "PartitionKey",
    "Data",
    "Records",
    "ExplicitHashKey",
    "ShardId",
    "ShardIteratorType",
    "ShardIterator",
    "StartingSequenceNumber",
    "MetricDataQueries",
    "MetricStat",
    "Metric",
    "Id",
    "Period",
    "Stat",
    "StartTime",
    "EndTime",
    "Namespace",
    "MetricName",
    "Dimensions",
    "Name",
    "Value",
    "Statistics",
    "MaxDatapoints",
    "AlarmNames",
    "MaxRecords",
    "StartDate",
    "ServiceNamespace",
    "ResourceId",
    "ScalableDimension",
    "MinCapacity",
    "MaxCapacity",
    "TableName",
    "DeliveryStreamName",
    "QueueName",
    "QueueUrl",
    "AttributeNames",
    "Names",
    "Overwrite",
];

/// Values that mean something somewhere, among others that mean nothing.
fn leaves() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "PriceTicks",
        "PriceTimeSeriesTable",
        "BroadcastQueue",
        "PriceArchiveFirehose",
        "custom-resource",
        "AWS/Kinesis",
        "IncomingRecords",
        "Sum",
        "p95",
        "UNIFORM_SCALING",
        "ON_DEMAND",
        "TRIM_HORIZON",
        "AT_TIMESTAMP",
        "ALL",
        "shardId-000000000000",
        "a",
        "",
        "é|b|",
        "2026-11-23T03:02:00Z",
        "340282366920938463463374607431768211455",
        "arn:aws:kinesis:us-east-1:123456789012:stream/PriceTicks",
    ]);
    prop_oneof![
        4 => words.prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => (0_i64..200).prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ]
}

fn members() -> impl Strategy<Value = Value> {
    let inner = leaves().prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(prop::sample::select(NAMES), inner, 0..5).prop_map(object),
        ]
    });
    prop::collection::btree_map(prop::sample::select(NAMES), inner, 0..12).prop_map(object)
}

fn object(members: std::collections::BTreeMap<&'static str, Value>) -> Value {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into()
}

/// One world for all cases: what earlier requests changed stays.
static WORLD: LazyLock<Sim> = LazyLock::new(calm);

fn target(service: &str) -> Option<&'static str> {
    Some(match service {
        "kinesis" => "Kinesis_20131202",
        "cloudwatch" => "GraniteServiceVersion20100801",
        "application-autoscaling" => "AnyScaleFrontendService",
        "dynamodb" => "DynamoDB_20120810",
        "firehose" => "Firehose_20150804",
        "sqs" => "AmazonSQS",
        "ssm" => "AmazonSSM",
        _ => return None,
    })
}

proptest! {
    #[test]
    fn any_members_are_served_or_refused(members in members(), (service, operation) in prop::sample::select(wire::operations())) {
        if let Some(target) = target(service) {
            let Reply::Response(response) = WORLD.reply(&json_request(&format!("{target}.{operation}"), &members)) else {
                panic!("no answer");
            };
            prop_assert!(response.status().as_u16() < 500, "{}:{} {} {:?}", service, operation, members, response);
            prop_assert!(serde_json::from_slice::<Value>(response.body()).is_ok());
        }
    }

    #[test]
    fn any_bytes_are_served_or_refused(
        path in "/[a-zA-Z0-9/{}%:.-]{0,60}",
        kind in prop::sample::select(vec!["application/x-www-form-urlencoded", "application/cbor", "application/x-amz-json-1.1", "x"]),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let request = Request::post(format!("http://localhost{path}")).header("content-type", kind).body(Bytes::from(body));
        if let Ok(request) = request {
            prop_assert!(matches!(WORLD.reply(&request), Reply::Response(response) if response.status().is_client_error()));
        }
    }
}
