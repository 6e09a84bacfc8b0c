//! The delivery stream into the archive.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::door::{Door, count};
use super::operation::Operation;
use crate::domain::facts::Firehose;
use crate::domain::fault::Fault;

/// DescribeDeliveryStream.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    delivery_stream_description: Option<Found>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    delivery_stream_name: Option<String>,
    delivery_stream_status: Option<String>,
    source: Option<Source>,
    destinations: Option<Vec<Destination>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Source {
    kinesis_stream_source_description: Option<Kinesis>,
}

#[derive(Debug, Deserialize)]
struct Kinesis {
    #[serde(rename = "KinesisStreamARN")]
    arn: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destination {
    extended_s3_destination_description: Option<Bucket>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Bucket {
    #[serde(rename = "BucketARN")]
    arn: Option<String>,
    buffering_hints: Option<Hints>,
    compression_format: Option<String>,
    data_format_conversion_configuration: Option<Conversion>,
    prefix: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Hints {
    #[serde(rename = "SizeInMBs")]
    mb: Option<i32>,
    interval_in_seconds: Option<i32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Conversion {
    enabled: Option<bool>,
    output_format_configuration: Option<Format>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Format {
    serializer: Option<Serializer>,
}

/// One of the two is there; what it holds does not matter.
#[derive(Debug, Deserialize)]
struct Serializer {
    #[serde(rename = "ParquetSerDe")]
    parquet: Option<IgnoredAny>,
    #[serde(rename = "OrcSerDe")]
    orc: Option<IgnoredAny>,
}

/// DescribeDeliveryStream.
pub(super) async fn ask(door: &Door, name: &str) -> Result<Firehose, Fault> {
    let operation = Operation::DescribeDeliveryStream;
    let input = json!({ "DeliveryStreamName": name });
    let answer: Described = door.send(operation, door.session.firehose.call(operation, input)).await?;
    match answer.delivery_stream_description.filter(|found| found.delivery_stream_name.as_deref() == Some(name)) {
        Some(found) => Ok(firehose(found)),
        None => Err(door.unreadable(operation, "the answer does not describe this delivery stream")),
    }
}

fn firehose(found: Found) -> Firehose {
    let source = found.source.and_then(|source| source.kinesis_stream_source_description);
    let mut destinations = found.destinations.unwrap_or_default().into_iter();
    let bucket = destinations.find_map(|destination| destination.extended_s3_destination_description);
    let hints = bucket.as_ref().and_then(|bucket| bucket.buffering_hints.as_ref());
    Firehose {
        status: found.delivery_stream_status.unwrap_or_default(),
        source_stream_arn: source.and_then(|source| source.arn),
        // Firehose's own defaults, for a destination that leaves them out.
        buffer_seconds: count(hints.and_then(|hints| hints.interval_in_seconds).unwrap_or(300)),
        buffer_mb: count(hints.and_then(|hints| hints.mb).unwrap_or(5)),
        converts_to: bucket.as_ref().and_then(conversion).map(str::to_owned),
        prefix: bucket.as_ref().and_then(|bucket| bucket.prefix.clone()).filter(|prefix| !prefix.is_empty()),
        bucket_arn: bucket.as_ref().and_then(|bucket| bucket.arn.clone()).filter(|arn| !arn.is_empty()),
        compression: bucket.and_then(|bucket| bucket.compression_format).unwrap_or_default(),
    }
}

/// The format that records are converted to, when conversion is on.
fn conversion(bucket: &Bucket) -> Option<&'static str> {
    let config = bucket.data_format_conversion_configuration.as_ref()?;
    if config.enabled == Some(false) {
        return None;
    }
    let serializer = config.output_format_configuration.as_ref()?.serializer.as_ref()?;
    if serializer.parquet.is_some() {
        return Some("parquet");
    }
    serializer.orc.as_ref().map(|_| "orc")
}
