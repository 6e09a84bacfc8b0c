//! Table, functions, mappings, delivery stream, queue, alarms, scaling and identity.

use jiff::Timestamp;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tidegate::app::ask::{Answer, Feed};
use tidegate::domain::fault::{Fault, FaultKind};

use super::canned::{Canned, Wire, ask, ask_of, now, ok, pipeline, refusal, time};

fn denied() -> Canned {
    refusal(403, "AccessDeniedException", "no")
}

#[tokio::test(start_paused = true)]
async fn the_caller_is_named_with_its_region() {
    let xml = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
        <Arn>arn:aws:iam::123456789012:user/me</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
    let outcome = ask(&Wire::always(Canned::Raw(200, "text/xml", xml.to_owned())), Feed::Identity).await;
    let Ok(Answer::Identity(identity)) = outcome else { panic!("no identity") };
    assert_eq!((identity.account.as_str(), identity.region.as_str()), ("123456789012", "us-east-1"));
}

#[tokio::test(start_paused = true)]
async fn a_table_is_told_without_its_expiry_when_that_may_not_be_read() {
    for (expiry, attribute) in [
        (ok(json!({ "TimeToLiveDescription": { "TimeToLiveStatus": "ENABLED", "AttributeName": "expires" } })), Ok(Some("expires"))),
        (ok(json!({ "TimeToLiveDescription": { "TimeToLiveStatus": "DISABLED" } })), Ok(None)),
        (denied(), Err("denied")),
        (refusal(500, "InternalServerError", "oh"), Err("AWS error")),
        (ok(json!({})), Err("unreadable answer")),
    ] {
        let wire = Wire::new(move |seen| match seen.operation.as_str() {
            "DescribeTable" => ok(json!({ "Table": { "TableName": "PriceTimeSeriesTable", "TableStatus": "ACTIVE", "ItemCount": 12,
                "TableSizeBytes": 3400, "BillingModeSummary": { "BillingMode": "PAY_PER_REQUEST" } } })),
            _ => expiry.clone(),
        });
        let Ok(Answer::Table(table)) = ask(&wire, Feed::Table).await else { panic!("no table") };
        let told = table.ttl_attribute.as_ref().map(Option::as_deref).map_err(Fault::word);
        assert_eq!((told, table.items, table.billing.as_str()), (attribute, 12, "PAY_PER_REQUEST"));
    }
}

fn function(environment: &Value) -> Value {
    json!({ "FunctionName": "HeliusPriceWebhook", "LastModified": "2026-11-20T08:01:02.000+0000", "RevisionId": "r1", "State": "Active",
        "LastUpdateStatus": "Successful", "MemorySize": 256, "Timeout": 10, "Environment": environment })
}

async fn writer(configuration: Value, aliases: Canned) -> Result<Answer, FaultKind> {
    let wire = Wire::new(move |seen| if seen.operation.ends_with("/aliases") { aliases.clone() } else { ok(configuration.clone()) });
    ask(&wire, Feed::Function("HeliusPriceWebhook".to_owned())).await.map_err(|fault| fault.kind)
}

#[tokio::test(start_paused = true)]
async fn of_an_environment_only_the_flag_is_kept() {
    let environment = json!({ "Variables": { "USE_KINESIS": "true", "KINESIS_PERCENTAGE": "10", "API_SECRET": "hunter2" } });
    let aliases = ok(json!({ "Aliases": [{ "Name": "live", "FunctionVersion": "7" }] }));
    let Ok(Answer::Function(function)) = writer(function(&environment), aliases).await else { panic!("no function") };
    assert_eq!((function.enabled.as_deref(), function.percentage.as_deref()), (Some("true"), Some("10")));
    assert_eq!(function.aliases.as_ref().unwrap(), &[("live".to_owned(), "7".to_owned())]);
    assert_eq!(function.last_modified.map(|at| at.to_string()), Some("2026-11-20T08:01:02Z".to_owned()));
    assert!(!format!("{function:?}").contains("hunter2"));
}

#[tokio::test(start_paused = true)]
async fn an_environment_that_cannot_be_decrypted_says_so() {
    let environment = json!({ "Error": { "ErrorCode": "AccessDeniedException", "Message": "no kms:Decrypt" } });
    let Ok(Answer::Function(function)) = writer(function(&environment), denied()).await else { panic!("no function") };
    assert_eq!(function.environment_error.as_deref(), Some("Lambda could not read the environment: no kms:Decrypt"));
    assert_eq!((function.enabled, function.aliases.map_err(|fault| fault.word())), (None, Err("denied")));
}

#[tokio::test(start_paused = true)]
async fn aliases_that_fail_take_only_themselves_away() {
    let told = |outcome: Result<Answer, FaultKind>| match outcome {
        Ok(Answer::Function(function)) => function.aliases.map_err(|fault| fault.kind),
        Ok(other) => panic!("{other:?}"),
        Err(kind) => panic!("the function failed: {kind:?}"),
    };
    let failing = writer(function(&json!({})), refusal(500, "ServiceException", "oh")).await;
    assert_eq!(told(failing), Err(FaultKind::Service));
    let gone = writer(function(&json!({})), refusal(404, "ResourceNotFoundException", "no")).await;
    assert_eq!(told(gone), Ok(Vec::new()));
    // Credentials fail for everything: the session has to be made anew.
    let expired = writer(function(&json!({})), refusal(403, "ExpiredTokenException", "old")).await;
    assert_eq!(expired.err(), Some(FaultKind::Credentials));
}

#[tokio::test(start_paused = true)]
async fn only_mappings_of_our_stream_count() {
    let arn = |tail: &str| format!("arn:aws:kinesis:us-east-1:123456789012:stream/{tail}");
    let mapping = |uuid: &str, arn: &str| {
        json!({ "UUID": uuid, "EventSourceArn": arn, "State": "Enabled", "BatchSize": 100, "ParallelizationFactor": 2,
        "MaximumRetryAttempts": -1, "MaximumRecordAgeInSeconds": -1, "DestinationConfig": { "OnFailure": { "Destination": "arn:aws:sqs:x" } } })
    };
    let answer = json!({ "EventSourceMappings": [
        mapping("a", &arn("PriceTicks")), mapping("b", &arn("PriceTicks/consumer/fan:1")), mapping("c", &arn("PriceTicksOld")),
        mapping("d", "arn:aws:sqs:us-east-1:123456789012:PriceTicks")] });
    let Ok(Answer::Mappings(mappings)) = ask(&Wire::always(ok(answer)), Feed::Mappings("PriceAnalytics".to_owned())).await else {
        panic!("no mappings")
    };
    let ids: Vec<&str> = mappings.iter().map(|mapping| mapping.uuid.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!((mappings[0].parallelisation, mappings[0].maximum_retries), (2, -1));
    assert_eq!(mappings[0].failure_destination.as_deref(), Some("arn:aws:sqs:x"));
}

#[tokio::test(start_paused = true)]
async fn a_mapping_counts_events_only_where_it_says_so() {
    for (config, counts) in [
        (Some(json!({ "Metrics": ["EventCount"] })), true),
        (Some(json!({ "Metrics": ["KafkaMetrics", "EventCount"] })), true),
        (Some(json!({ "Metrics": ["ErrorCount"] })), false),
        (Some(json!({ "Metrics": [] })), false),
        (Some(json!({ "Metrics": null })), false),
        (Some(json!({})), false),
        (Some(Value::Null), false),
        (None, false),
    ] {
        let mut mapping = json!({ "UUID": "a", "EventSourceArn": "arn:aws:kinesis:us-east-1:123456789012:stream/PriceTicks" });
        mapping.as_object_mut().unwrap().extend(config.clone().map(|config| ("MetricsConfig".to_owned(), config)));
        let answer = ok(json!({ "EventSourceMappings": [mapping] }));
        let Ok(Answer::Mappings(mappings)) = ask(&Wire::always(answer), Feed::Mappings("PriceAnalytics".to_owned())).await else {
            panic!("no mappings")
        };
        assert_eq!(mappings[0].counts_events, counts, "{config:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_delivery_stream_tells_source_buffer_and_format() {
    let answer = json!({ "DeliveryStreamDescription": { "DeliveryStreamName": "PriceArchiveFirehose", "DeliveryStreamARN": "arn", "VersionId": "1",
        "DeliveryStreamStatus": "ACTIVE", "DeliveryStreamType": "KinesisStreamAsSource", "HasMoreDestinations": false,
        "Source": { "KinesisStreamSourceDescription": { "KinesisStreamARN": "arn:aws:kinesis:us-east-1:1:stream/PriceTicks" } },
        "Destinations": [{ "DestinationId": "d", "ExtendedS3DestinationDescription": { "RoleARN": "r", "BucketARN": "arn:aws:s3:::b",
            "BufferingHints": { "SizeInMBs": 128, "IntervalInSeconds": 300 }, "CompressionFormat": "UNCOMPRESSED", "EncryptionConfiguration": {},
            "DataFormatConversionConfiguration": { "Enabled": true, "OutputFormatConfiguration": { "Serializer": { "ParquetSerDe": {} } } } } }] } });
    let Ok(Answer::Firehose(firehose)) = ask(&Wire::always(ok(answer)), Feed::Firehose).await else { panic!("no delivery stream") };
    assert_eq!((firehose.buffer_seconds, firehose.buffer_mb, firehose.converts_to.as_deref()), (300, 128, Some("parquet")));
    assert!(firehose.source_stream_arn.is_some_and(|arn| arn.ends_with("PriceTicks")));
}

#[tokio::test(start_paused = true)]
async fn a_queue_without_its_numbers_is_unreadable() {
    for (attributes, readable) in [
        (
            json!({ "ApproximateNumberOfMessages": "3", "ApproximateNumberOfMessagesNotVisible": "1", "MessageRetentionPeriod": "345600" }),
            true,
        ),
        (json!({ "ApproximateNumberOfMessages": "3" }), false),
        (
            json!({ "ApproximateNumberOfMessages": "many", "ApproximateNumberOfMessagesNotVisible": "1", "MessageRetentionPeriod": "1" }),
            false,
        ),
    ] {
        let wire = Wire::new(move |seen| match seen.operation.as_str() {
            "GetQueueUrl" => ok(json!({ "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/BroadcastQueue" })),
            _ => ok(json!({ "Attributes": attributes })),
        });
        let outcome = ask(&wire, Feed::Queue).await;
        assert_eq!(outcome.is_ok(), readable, "{outcome:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn alarms_of_others_are_left_out_on_every_page() {
    let alarm = |name: &str, dimension: (&str, &str)| {
        json!({ "AlarmName": name, "StateValue": "ALARM", "MetricName": "UserErrors", "Namespace": "AWS/DynamoDB",
        "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 2, "Threshold": 5.0, "ComparisonOperator": "GreaterThanThreshold",
        "ActionsEnabled": false, "StateTransitionedTimestamp": time(1_790_000_000), "Dimensions": [{ "Name": dimension.0, "Value": dimension.1 }] })
    };
    let formula = json!({ "AlarmName": "formula", "StateValue": "OK", "Metrics": [
        { "Id": "e1", "Expression": "m1/60" },
        { "Id": "m1", "MetricStat": { "Period": 300, "Stat": "p95", "Metric": { "Namespace": "AWS/Kinesis", "MetricName": "IncomingRecords",
            "Dimensions": [{ "Name": "StreamName", "Value": "PriceTicks" }] } } }] });
    let wire = Wire::new(move |seen| match seen.input["NextToken"].as_str() {
        None => ok(
            json!({ "NextToken": "two", "MetricAlarms": [alarm("ours", ("TableName", "PriceTimeSeriesTable")), alarm("theirs", ("TableName", "Other"))] }),
        ),
        Some(_) => ok(json!({ "MetricAlarms": [formula.clone(), alarm("writer", ("FunctionName", "HeliusPriceWebhook"))] })),
    });
    let Ok(Answer::Alarms(alarms)) = ask(&wire, Feed::Alarms).await else { panic!("no alarms") };
    let names: Vec<&str> = alarms.iter().map(|alarm| alarm.name.as_str()).collect();
    assert_eq!(names, ["ours", "formula", "writer"]);
    assert_eq!((alarms[0].since.map(Timestamp::as_second), alarms[0].actions_enabled), (Some(1_790_000_000), false));
    assert_eq!((alarms[1].metric.as_str(), alarms[1].statistic.as_str(), alarms[1].period_seconds), ("IncomingRecords", "p95", 300));
}

fn target(id: &str) -> Value {
    json!({ "ServiceNamespace": "custom-resource", "ResourceId": id, "ScalableDimension": "custom-resource:ResourceType:Property", "MinCapacity": 2,
        "MaxCapacity": 10, "RoleARN": "r", "CreationTime": 1, "SuspendedState": { "DynamicScalingInSuspended": true } })
}

/// Two targets, of which one is ours, and the answer to the question for activities.
fn scaling_with(activities: Canned) -> Wire {
    let base = "https://abc.execute-api.us-east-1.amazonaws.com/prod/scalableTargetDimensions";
    Wire::new(move |seen| match seen.operation.as_str() {
        "DescribeScalableTargets" => ok(
            json!({ "ScalableTargets": [target(&format!("{base}/PriceTicks")), target(&format!("{base}/PriceTicksOld")), target(&format!("{base}/7"))] }),
        ),
        "DescribeScalingPolicies" => {
            ok(json!({ "ScalingPolicies": [{ "PolicyARN": "p", "PolicyName": "track", "ServiceNamespace": "custom-resource",
            "ResourceId": "x", "ScalableDimension": "custom-resource:ResourceType:Property", "PolicyType": "TargetTrackingScaling", "CreationTime": 1 }] }))
        }
        _ => activities.clone(),
    })
}

fn scaling() -> Wire {
    let activity = |cause: &str, start: i64| {
        json!({ "ActivityId": "a", "ServiceNamespace": "custom-resource", "ResourceId": "x", "StatusCode": "Successful",
        "ScalableDimension": "custom-resource:ResourceType:Property", "Description": "Setting desired capacity to 4.", "Cause": cause, "StartTime": start })
    };
    scaling_with(ok(json!({ "ScalingActivities": [activity("old", 100), activity("new", 200)] })))
}

#[tokio::test(start_paused = true)]
async fn one_unreadable_scaling_call_leaves_the_others() {
    let page = Canned::Raw(500, "text/html", "<html>Internal Server Error</html>".to_owned());
    let Ok(Answer::Scaling(found)) = ask(&scaling_with(page), Feed::Scaling).await else { panic!("no scaling") };
    assert_eq!((found.targets.len(), found.policies.unwrap()[0].name.as_str()), (1, "track"));
    let why = found.activities.unwrap_err();
    assert_eq!((why.kind, why.call.as_str()), (FaultKind::Service, "application-autoscaling:DescribeScalingActivities"));
}

#[tokio::test(start_paused = true)]
async fn a_target_is_found_by_the_streams_whole_name() {
    let Ok(Answer::Scaling(found)) = ask(&scaling(), Feed::Scaling).await else { panic!("no scaling") };
    assert_eq!(found.targets.len(), 1);
    assert!(found.targets[0].resource_id.ends_with("/PriceTicks"));
    assert_eq!(found.targets[0].suspended, ["scaling in"]);
    assert_eq!(found.policies.unwrap().iter().map(|policy| policy.name.as_str()).collect::<Vec<_>>(), ["track"]);
    let causes: Vec<&str> = found.activities.iter().flatten().map(|activity| activity.cause.as_str()).collect();
    assert_eq!(causes, ["new", "old"]);
}

#[tokio::test(start_paused = true)]
async fn a_configured_target_is_the_only_one() {
    let mut pipeline = pipeline();
    let id = "https://abc.execute-api.us-east-1.amazonaws.com/prod/scalableTargetDimensions/7";
    pipeline.scaling.resource_id = Some(id.to_owned());
    let outcome = scaling().aws().perform(&pipeline, &ask_of(Feed::Scaling, None), now()).await;
    let Ok(Answer::Scaling(found)) = outcome else { panic!("no scaling") };
    assert_eq!(found.targets.iter().map(|target| target.resource_id.as_str()).collect::<Vec<_>>(), [id]);
}

#[tokio::test(start_paused = true)]
async fn what_the_configuration_does_not_name_is_not_asked_for() {
    let mut pipeline = pipeline();
    (pipeline.table, pipeline.firehose, pipeline.queue) = (None, None, None);
    let wire = Wire::always(ok(json!({})));
    for feed in [Feed::Table, Feed::Firehose, Feed::Queue] {
        let outcome = wire.aws().perform(&pipeline, &ask_of(feed, None), now()).await;
        assert_eq!(outcome.map_err(|fault| fault.kind), Err(FaultKind::Rejected));
    }
    assert!(wire.seen().is_empty());
}
