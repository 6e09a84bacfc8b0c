//! Amazon Data Firehose, JSON 1.1.

use serde_json::{Value, json};

use super::refusal::{self, Refusal};
use super::service::{Operation, operation};
use super::value::{Input, time};
use crate::sim::world::World;
use crate::sim::world::delivery::Firehose;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] = &[operation("DescribeDeliveryStream", describe), operation("ListDeliveryStreams", list)];

fn kind(firehose: &Firehose) -> &'static str {
    if firehose.source_stream_arn.is_some() { "KinesisStreamAsSource" } else { "DirectPut" }
}

fn describe(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = input.must("DeliveryStreamName")?;
    let missing = || refusal::not_found(format!("Firehose {name} under account {} not found.", world.account));
    let firehose = world.firehoses.get(name).ok_or_else(missing)?;
    let role = format!("arn:aws:iam::{}:role/{name}-role", world.account);
    let source = firehose.source_stream_arn.as_ref().map(|arn| {
        json!({ "KinesisStreamSourceDescription": {
            "KinesisStreamARN": arn, "RoleARN": role, "DeliveryStartTimestamp": time(firehose.created),
        }})
    });
    Ok(json!({ "DeliveryStreamDescription": {
        "DeliveryStreamName": firehose.name,
        "DeliveryStreamARN": firehose.arn,
        "DeliveryStreamStatus": firehose.status,
        "DeliveryStreamEncryptionConfiguration": { "Status": "DISABLED" },
        "DeliveryStreamType": kind(firehose),
        "VersionId": firehose.version.to_string(),
        "CreateTimestamp": time(firehose.created),
        "Source": source,
        "Destinations": [{
            "DestinationId": "destinationId-000000000001",
            "S3DestinationDescription": bucket(firehose, &role),
            "ExtendedS3DestinationDescription": extended(firehose, &role),
        }],
        "HasMoreDestinations": false,
    }}))
}

/// With conversion the top-level compression must be UNCOMPRESSED; Snappy is the serialiser's.
fn bucket(firehose: &Firehose, role: &str) -> Value {
    json!({
        "RoleARN": role,
        "BucketARN": firehose.bucket_arn,
        "Prefix": "prices/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/",
        "ErrorOutputPrefix": "errors/!{firehose:error-output-type}/",
        "BufferingHints": { "SizeInMBs": firehose.buffer_mb, "IntervalInSeconds": firehose.buffer_seconds },
        "CompressionFormat": if firehose.parquet { "UNCOMPRESSED" } else { "GZIP" },
        "EncryptionConfiguration": { "NoEncryptionConfig": "NoEncryption" },
        "CloudWatchLoggingOptions": { "Enabled": false },
    })
}

fn extended(firehose: &Firehose, role: &str) -> Value {
    let mut members = bucket(firehose, role);
    members["S3BackupMode"] = json!("Disabled");
    if firehose.parquet {
        let schema = json!({ "RoleARN": role, "DatabaseName": "prices", "TableName": "ticks", "VersionId": "LATEST" });
        members["DataFormatConversionConfiguration"] = json!({
            "SchemaConfiguration": schema,
            "InputFormatConfiguration": { "Deserializer": { "OpenXJsonSerDe": {} } },
            "OutputFormatConfiguration": { "Serializer": { "ParquetSerDe": { "Compression": "SNAPPY" } } },
            "Enabled": true,
        });
    }
    members
}

fn list(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let limit = match input.whole("Limit") {
        Some(limit) if !(1..=10_000).contains(&limit) => return Err(refusal::invalid("Limit must be from 1 to 10000.")),
        limit => usize::try_from(limit.unwrap_or(10)).unwrap_or(10),
    };
    let (wanted, after) = (input.text("DeliveryStreamType"), input.text("ExclusiveStartDeliveryStreamName"));
    let fits = |firehose: &&Firehose| {
        wanted.is_none_or(|wanted| kind(firehose) == wanted) && after.is_none_or(|after| firehose.name.as_str() > after)
    };
    let (page, more) = super::page::cut(world.firehoses.values().filter(fits).collect(), 0, limit);
    let names: Vec<&String> = page.into_iter().map(|firehose| &firehose.name).collect();
    Ok(json!({ "DeliveryStreamNames": names, "HasMoreDeliveryStreams": more.is_some() }))
}
