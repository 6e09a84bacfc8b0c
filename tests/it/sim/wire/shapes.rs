//! Services whose generated client is not built: every member of every answer is of the kind that the API reference says.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use jiff::Timestamp;
use pretty_assertions::assert_eq;
use serde_json::{Map, Value, json};
use tidegate::sim::Sim;

use super::ask::{calm, json as call, json_request, playing, rest, send};

/// An answer with the kind of each member in its place; of a list the first item, of a map with free names the first value.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => json!("nothing"),
        Value::Bool(_) => json!("flag"),
        Value::Number(number) if number.is_i64() || number.is_u64() => json!("whole"),
        Value::Number(_) => json!("fraction"),
        Value::String(text) if text.parse::<Timestamp>().is_ok() => json!("time"),
        Value::String(_) => json!("text"),
        Value::Array(items) => items.iter().map(shape).take(1).collect(),
        Value::Object(members) => Value::Object(members.iter().map(|(name, value)| (name.clone(), shape(value))).collect()),
    }
}

/// The members of an answer to a GET.
fn get(sim: &Sim, path: &str) -> Value {
    let answer = rest(sim, "GET", path, "");
    assert_eq!((answer.status().as_u16(), &answer.headers()["content-type"]), (200, &"application/json".parse().unwrap()), "{path}");
    serde_json::from_slice(answer.body()).unwrap()
}

/// The members of a good answer in JSON.
fn ask(sim: &Sim, target: &str, body: &Value) -> Value {
    let (status, answer) = call(sim, target, body);
    assert_eq!(status, 200, "{target}");
    answer
}

/// The same shape, whatever stands in the map of free names.
fn with_one(mut shape: Value, map: &str) -> Value {
    let members = shape.pointer_mut(map).and_then(Value::as_object_mut).unwrap();
    let kinds: Vec<Value> = std::mem::take(members).into_iter().map(|(_, kind)| kind).collect();
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| kind == "text"), "{kinds:?}");
    members.extend(Map::from_iter([("*".to_owned(), json!("text"))]));
    shape
}

fn function() -> Value {
    json!({
        "FunctionName": "text", "FunctionArn": "text", "Runtime": "text", "Role": "text", "Handler": "text", "CodeSize": "whole",
        "Description": "text", "Timeout": "whole", "MemorySize": "whole", "LastModified": "time", "CodeSha256": "text", "Version": "text",
        "Environment": { "Variables": { "*": "text" } }, "TracingConfig": { "Mode": "text" }, "RevisionId": "text", "State": "text",
        "LastUpdateStatus": "text", "PackageType": "text", "Architectures": ["text"], "EphemeralStorage": { "Size": "whole" },
    })
}

#[test]
fn a_function_is_told_as_lambda_tells_it() {
    let sim = calm();
    let told = get(&sim, "/2015-03-31/functions/HeliusPriceWebhook/configuration");
    assert_eq!(with_one(shape(&told), "/Environment/Variables"), function());
    assert!(told["Environment"]["Variables"]["USE_KINESIS"].is_string());
    // The one time that is not of RFC 3339: `2026-11-23T03:02:00.000+0000`.
    assert!(told["LastModified"].as_str().unwrap().ends_with(".000+0000"));
    let all = get(&sim, "/2015-03-31/functions");
    assert!(all["Functions"].as_array().unwrap().len() >= 2);
    // A list leaves out what changes while a function is updated.
    let mut listed = function();
    listed.as_object_mut().unwrap().retain(|name, _| !["State", "LastUpdateStatus"].contains(&name.as_str()));
    assert_eq!(with_one(shape(&all["Functions"][0]), "/Environment/Variables"), listed);
    let aliases = get(&sim, "/2015-03-31/functions/HeliusPriceWebhook/aliases");
    let alias = json!({ "AliasArn": "text", "Name": "text", "FunctionVersion": "text", "Description": "text" });
    assert!(aliases["Aliases"].as_array().unwrap().iter().all(|told| shape(told) == alias), "{aliases}");
}

#[test]
fn a_mapping_is_told_as_lambda_tells_it() {
    let sim = calm();
    let mappings = get(&sim, "/2015-03-31/event-source-mappings?FunctionName=PriceAnalytics");
    let mapping = &mappings["EventSourceMappings"][0];
    assert_eq!(
        shape(mapping),
        json!({
            "UUID": "text", "StartingPosition": "text", "BatchSize": "whole", "MaximumBatchingWindowInSeconds": "whole",
            "ParallelizationFactor": "whole", "EventSourceArn": "text", "FunctionArn": "text",
            "LastModified": "fraction", "LastProcessingResult": "text", "State": "text", "StateTransitionReason": "text",
            "DestinationConfig": { "OnFailure": {} }, "MaximumRecordAgeInSeconds": "whole", "BisectBatchOnFunctionError": "flag",
            "MaximumRetryAttempts": "whole", "TumblingWindowInSeconds": "whole", "FunctionResponseTypes": [],
        })
    );
    let same = get(&sim, &format!("/2015-03-31/event-source-mappings/{}", mapping["UUID"].as_str().unwrap()));
    assert_eq!(&same, mapping);
    let path = format!("/2015-03-31/event-source-mappings/{}", mapping["UUID"].as_str().unwrap());
    let counting = rest(&sim, "PUT", &path, r#"{"MetricsConfig":{"Metrics":["EventCount"]}}"#);
    assert_eq!(counting.status().as_u16(), 202, "{counting:?}");
    assert_eq!(get(&sim, &path)["MetricsConfig"], json!({ "Metrics": ["EventCount"] }));
}

#[test]
fn a_table_is_told_as_dynamodb_tells_it() {
    let sim = calm();
    let named = json!({ "TableName": "PriceTimeSeriesTable" });
    let table = ask(&sim, "DynamoDB_20120810.DescribeTable", &named);
    assert_eq!(
        shape(&table["Table"]),
        json!({
            "AttributeDefinitions": [{ "AttributeName": "text", "AttributeType": "text" }], "TableName": "text",
            "KeySchema": [{ "AttributeName": "text", "KeyType": "text" }], "TableStatus": "text", "CreationDateTime": "fraction",
            "ProvisionedThroughput": { "NumberOfDecreasesToday": "whole", "ReadCapacityUnits": "whole", "WriteCapacityUnits": "whole" },
            "TableSizeBytes": "whole", "ItemCount": "whole", "TableArn": "text", "TableId": "text",
            "BillingModeSummary": { "BillingMode": "text", "LastUpdateToPayPerRequestDateTime": "fraction" },
            "DeletionProtectionEnabled": "flag",
        })
    );
    assert_eq!(table["Table"]["TableStatus"], "ACTIVE");
    assert_eq!(ask(&sim, "DynamoDB_20120810.ListTables", &json!({})), json!({ "TableNames": ["PriceTimeSeriesTable"] }));
    let expiry = ask(&sim, "DynamoDB_20120810.DescribeTimeToLive", &named);
    assert_eq!(shape(&expiry), json!({ "TimeToLiveDescription": { "TimeToLiveStatus": "text", "AttributeName": "text" } }));
}

#[test]
fn a_delivery_stream_is_told_as_firehose_tells_it() {
    let sim = calm();
    let bucket = json!({
        "RoleARN": "text", "BucketARN": "text", "Prefix": "text", "ErrorOutputPrefix": "text",
        "BufferingHints": { "SizeInMBs": "whole", "IntervalInSeconds": "whole" }, "CompressionFormat": "text",
        "EncryptionConfiguration": { "NoEncryptionConfig": "text" }, "CloudWatchLoggingOptions": { "Enabled": "flag" },
    });
    let mut extended = bucket.clone();
    extended["S3BackupMode"] = json!("text");
    extended["DataFormatConversionConfiguration"] = json!({
        "SchemaConfiguration": { "RoleARN": "text", "DatabaseName": "text", "TableName": "text", "VersionId": "text" },
        "InputFormatConfiguration": { "Deserializer": { "OpenXJsonSerDe": {} } },
        "OutputFormatConfiguration": { "Serializer": { "ParquetSerDe": { "Compression": "text" } } }, "Enabled": "flag",
    });
    let told = ask(&sim, "Firehose_20150804.DescribeDeliveryStream", &json!({ "DeliveryStreamName": "PriceArchiveFirehose" }));
    assert_eq!(
        shape(&told["DeliveryStreamDescription"]),
        json!({
            "DeliveryStreamName": "text", "DeliveryStreamARN": "text", "DeliveryStreamStatus": "text",
            "DeliveryStreamEncryptionConfiguration": { "Status": "text" }, "DeliveryStreamType": "text", "VersionId": "text",
            "CreateTimestamp": "fraction",
            "Source": { "KinesisStreamSourceDescription": { "KinesisStreamARN": "text", "RoleARN": "text", "DeliveryStartTimestamp": "fraction" } },
            "Destinations": [{ "DestinationId": "text", "S3DestinationDescription": bucket, "ExtendedS3DestinationDescription": extended }],
            "HasMoreDestinations": "flag",
        })
    );
    let list = ask(&sim, "Firehose_20150804.ListDeliveryStreams", &json!({}));
    assert_eq!(list, json!({ "DeliveryStreamNames": ["PriceArchiveFirehose"], "HasMoreDeliveryStreams": false }));
}

#[test]
fn a_queue_is_told_as_sqs_tells_it() {
    let sim = calm();
    let url = ask(&sim, "AmazonSQS.GetQueueUrl", &json!({ "QueueName": "BroadcastQueue" }))["QueueUrl"].clone();
    assert_eq!(ask(&sim, "AmazonSQS.ListQueues", &json!({})), json!({ "QueueUrls": [url] }));
    let told = ask(&sim, "AmazonSQS.GetQueueAttributes", &json!({ "QueueUrl": url, "AttributeNames": ["All"] }));
    assert!(told["Attributes"].as_object().unwrap().len() > 5);
    // Every attribute is text, numbers as well.
    assert_eq!(with_one(shape(&told), "/Attributes"), json!({ "Attributes": { "*": "text" } }));
}

#[test]
fn a_flag_store_is_told_as_appconfig_tells_it() {
    let sim = playing("calm");
    let id = |list: &Value| list["Items"][0]["Id"].as_str().unwrap().to_owned();
    let applications = get(&sim, "/applications");
    assert_eq!(shape(&applications), json!({ "Items": [{ "Id": "text", "Name": "text" }] }));
    let application = format!("/applications/{}", id(&applications));
    let environments = get(&sim, &format!("{application}/environments"));
    let environment = json!({ "ApplicationId": "text", "Id": "text", "Name": "text", "State": "text", "Monitors": [] });
    assert_eq!(shape(&environments), json!({ "Items": [environment] }));
    let below = format!("{application}/environments/{}", id(&environments));
    assert_eq!(shape(&get(&sim, &below)), environment);
    let profiles = get(&sim, &format!("{application}/configurationprofiles"));
    let profile = json!({ "ApplicationId": "text", "Id": "text", "Name": "text", "LocationUri": "text", "Type": "text" });
    assert_eq!(shape(&profiles), json!({ "Items": [profile] }));

    let deployments = get(&sim, &format!("{below}/deployments"));
    let number = &deployments["Items"][0]["DeploymentNumber"];
    let deployment = get(&sim, &format!("{below}/deployments/{number}"));
    assert_eq!((&deployment["DeploymentNumber"], &shape(&deployment)["StartedAt"]), (number, &json!("time")));
    assert_eq!(
        shape(&deployments["Items"][0]),
        json!({
            "DeploymentNumber": "whole", "ConfigurationName": "text", "ConfigurationVersion": "text", "DeploymentDurationInMinutes": "whole",
            "GrowthType": "text", "GrowthFactor": "fraction", "FinalBakeTimeInMinutes": "whole", "State": "text",
            "PercentageComplete": "fraction", "StartedAt": "time", "CompletedAt": "time", "ConfigurationProfileId": "text",
        })
    );

    let versions = format!("{application}/configurationprofiles/{}/hostedconfigurationversions", id(&profiles));
    let newest = &get(&sim, &versions)["Items"][0];
    let version = json!({ "ApplicationId": "text", "ConfigurationProfileId": "text", "VersionNumber": "whole", "ContentType": "text" });
    assert_eq!(shape(newest), version);
    let answer = rest(&sim, "GET", &format!("{versions}/{}", newest["VersionNumber"]), "");
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!((header("version-number"), header("content-type")), (newest["VersionNumber"].to_string(), "application/json".to_owned()));
    assert!(serde_json::from_slice::<Value>(answer.body()).unwrap().is_object());
}

#[test]
fn what_is_missing_has_each_service_s_own_error() {
    let sim = calm();
    let missing = rest(&sim, "GET", "/2015-03-31/functions/Nowhere/configuration", "");
    assert_eq!((missing.status().as_u16(), &missing.headers()["x-amzn-errortype"]), (404, &"ResourceNotFoundException".parse().unwrap()));
    // SQS keeps the names of the query protocol beside its own, told in a header.
    let missing = send(&sim, &json_request("AmazonSQS.GetQueueUrl", &json!({ "QueueName": "Nowhere" })));
    assert_eq!(missing.headers()["x-amzn-query-error"], "AWS.SimpleQueueService.NonExistentQueue;Sender");
    assert_eq!(serde_json::from_slice::<Value>(missing.body()).unwrap()["__type"], "com.amazonaws.sqs#QueueDoesNotExist");
}
