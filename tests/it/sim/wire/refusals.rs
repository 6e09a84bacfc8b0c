//! AWS's refusals in AWS's words, in each protocol's form.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tidegate::sim::wire;

use super::ask::{calm, cloudwatch, form, json, rest};

/// Target, members, code: all with status 400, as the JSON services answer.
fn wrong_requests() -> Vec<(&'static str, Value, &'static str)> {
    let stream = "PriceTicks";
    vec![
        ("Kinesis_20131202.DescribeStreamSummary", json!({ "StreamName": "Nowhere" }), "ResourceNotFoundException"),
        ("Kinesis_20131202.DescribeStreamSummary", json!({}), "InvalidArgumentException"),
        ("Kinesis_20131202.ListShards", json!({ "StreamName": stream, "MaxResults": 0 }), "InvalidArgumentException"),
        ("Kinesis_20131202.ListShards", json!({ "StreamName": stream, "ShardFilter": { "Type": "SOME" } }), "ValidationException"),
        ("Kinesis_20131202.ListStreamConsumers", json!({}), "ValidationException"),
        ("Kinesis_20131202.DescribeStreamConsumer", json!({ "ConsumerARN": "arn:aws:x" }), "ResourceNotFoundException"),
        (
            "Kinesis_20131202.UpdateShardCount",
            json!({ "StreamName": stream, "TargetShardCount": 2000, "ScalingType": "UNIFORM_SCALING" }),
            "LimitExceededException",
        ),
        (
            "Kinesis_20131202.UpdateShardCount",
            json!({ "StreamName": stream, "TargetShardCount": 2, "ScalingType": "ODD" }),
            "ValidationException",
        ),
        (
            "Kinesis_20131202.SplitShard",
            json!({ "StreamName": stream, "ShardToSplit": "shardId-000000000000", "NewStartingHashKey": "1e5" }),
            "ValidationException",
        ),
        ("Kinesis_20131202.PutRecords", json!({ "StreamName": stream, "Records": [] }), "ValidationException"),
        ("Kinesis_20131202.PutRecord", json!({ "StreamName": stream, "PartitionKey": "k", "Data": "%" }), "SerializationException"),
        (
            "Kinesis_20131202.GetShardIterator",
            json!({ "StreamName": stream, "ShardId": "x", "ShardIteratorType": "SOON" }),
            "ValidationException",
        ),
        ("Kinesis_20131202.DeleteEverything", json!({}), "UnknownOperationException"),
        ("AnyScaleFrontendService.DescribeScalableTargets", json!({}), "ValidationException"),
        ("AnyScaleFrontendService.DescribeScalableTargets", json!({ "ServiceNamespace": "kinesis" }), "ValidationException"),
        (
            "AnyScaleFrontendService.DescribeScalingActivities",
            json!({ "ServiceNamespace": "custom-resource", "ScalableDimension": "kinesis:stream:shard:count", "ResourceId": "x" }),
            "ValidationException",
        ),
        (
            "AnyScaleFrontendService.DescribeScalingPolicies",
            json!({ "ServiceNamespace": "custom-resource", "NextToken": "made up" }),
            "InvalidNextTokenException",
        ),
        ("DynamoDB_20120810.DescribeTable", json!({ "TableName": "Nowhere" }), "ResourceNotFoundException"),
        ("Firehose_20150804.DescribeDeliveryStream", json!({ "DeliveryStreamName": "Nowhere" }), "ResourceNotFoundException"),
        ("AmazonSSM.GetParameter", json!({ "Name": "/nowhere" }), "ParameterNotFound"),
        ("AmazonSSM.PutParameter", json!({ "Name": "/new", "Value": "1" }), "ValidationException"),
        ("AmazonSQS.GetQueueUrl", json!({ "QueueName": "Nowhere" }), "QueueDoesNotExist"),
        (
            "AmazonSQS.GetQueueAttributes",
            json!({ "QueueUrl": "http://x/1/BroadcastQueue", "AttributeNames": ["Colour"] }),
            "InvalidAttributeName",
        ),
    ]
}

#[test]
fn wrong_requests_are_refused_by_name() {
    let sim = calm();
    for (target, body, code) in wrong_requests() {
        let (status, answer) = json(&sim, target, &body);
        let kind = answer["__type"].as_str().unwrap();
        assert_eq!((status, kind.rsplit('#').next().unwrap()), (400, code), "{target} {body} {answer}");
        assert!(answer["message"].is_string());
    }
}

#[test]
fn what_does_not_exist_in_a_rest_service_is_404() {
    let sim = calm();
    let app = "/applications/nowhere";
    for path in [
        "/2015-03-31/functions/Nowhere/configuration",
        "/2015-03-31/functions/HeliusPriceWebhook/configuration?Qualifier=nowhere",
        "/2015-03-31/event-source-mappings/nowhere",
        &format!("{app}/environments"),
    ] {
        let answer = rest(&sim, "GET", path, "");
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(answer.headers()["x-amzn-errortype"], "ResourceNotFoundException", "{path}");
    }
    let answer = rest(&sim, "DELETE", "/2015-03-31/functions/HeliusPriceWebhook", "");
    assert_eq!((answer.status().as_u16(), &answer.headers()["x-amzn-errortype"]), (404, &"UnknownOperationException".parse().unwrap()));
}

#[test]
fn a_function_is_changed_only_by_its_newest_revision() {
    let sim = calm();
    let path = "/2015-03-31/functions/HeliusPriceWebhook/configuration";
    let read = |answer: http::Response<bytes::Bytes>| serde_json::from_slice::<Value>(answer.body()).unwrap();
    let before = read(rest(&sim, "GET", path, ""));
    let stale = json!({ "RevisionId": "00000000-0000-4000-a000-000000000000", "Environment": { "Variables": {} } });
    let answer = rest(&sim, "PUT", path, &stale.to_string());
    assert_eq!((answer.status().as_u16(), &answer.headers()["x-amzn-errortype"]), (412, &"PreconditionFailedException".parse().unwrap()));

    let good = json!({ "RevisionId": before["RevisionId"], "Environment": { "Variables": { "USE_KINESIS": "false" } } });
    let after = read(rest(&sim, "PUT", path, &good.to_string()));
    assert_eq!(after["Environment"]["Variables"], json!({ "USE_KINESIS": "false" }), "the whole map is replaced");
    assert_ne!(after["RevisionId"], before["RevisionId"]);
    assert_eq!(after["LastUpdateStatus"], "InProgress");
    let answer = rest(&sim, "PUT", path, "{}");
    assert_eq!((answer.status().as_u16(), &answer.headers()["x-amzn-errortype"]), (409, &"ResourceConflictException".parse().unwrap()));
}

#[test]
fn a_stream_in_change_refuses_another_change() {
    let sim = calm();
    let open = json(&sim, "Kinesis_20131202.DescribeStreamSummary", &json!({ "StreamName": "PriceTicks" })).1;
    let open = open["StreamDescriptionSummary"]["OpenShardCount"].as_u64().unwrap();
    let body = json!({ "StreamName": "PriceTicks", "TargetShardCount": open * 2, "ScalingType": "UNIFORM_SCALING" });
    let (status, answer) = json(&sim, "Kinesis_20131202.UpdateShardCount", &body);
    assert_eq!((status, answer["CurrentShardCount"].as_u64(), answer["TargetShardCount"].as_u64()), (200, Some(open), Some(open * 2)));
    let (status, answer) = json(&sim, "Kinesis_20131202.UpdateShardCount", &body);
    assert_eq!((status, &answer["__type"]), (400, &json!("ResourceInUseException")));
}

#[test]
fn each_protocol_has_its_own_form_of_an_error() {
    let sim = calm();
    let (status, answer) = cloudwatch(&sim, "GetMetricStatistics", &json!({ "MetricName": "IncomingRecords" }));
    assert_eq!((status, &answer["__type"]), (400, &json!("com.amazonaws.cloudwatch#MissingRequiredParameterException")));
    let (status, xml) = form(&sim, "2010-08-01", "GetMetricStatistics", &[("MetricName", "IncomingRecords")]);
    assert_eq!(status, 400);
    assert!(xml.contains("<Type>Sender</Type><Code>MissingParameter</Code>"), "{xml}");
    let (status, xml) = form(&sim, "2012-11-05", "GetQueueUrl", &[("QueueName", "Nowhere")]);
    assert_eq!(status, 400);
    assert!(xml.contains("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>"), "{xml}");
    let (status, xml) = form(&sim, "2011-06-15", "AssumeRole", &[]);
    assert_eq!(status, 400);
    assert!(xml.contains("<Code>InvalidAction</Code>"), "{xml}");
}

#[test]
fn an_unreadable_body_is_a_serialization_error() {
    let sim = calm();
    let mut request = super::ask::json_request("Kinesis_20131202.ListStreams", &json!({}));
    *request.body_mut() = "{\"Limit\":".into();
    let response = super::ask::send(&sim, &request);
    assert_eq!(response.status(), 400);
    assert!(String::from_utf8_lossy(response.body()).contains("SerializationException"));
}

#[test]
fn the_table_of_operations_names_each_once() {
    let all = wire::operations();
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len());
    assert_eq!(all.len(), 69);
}
