//! The delivery stream into the archive.

use aws_sdk_firehose::types::{BufferingHints, DeliveryStreamDescription, ExtendedS3DestinationDescription};

use super::door::{Door, count};
use super::operation::Operation;
use crate::domain::facts::Firehose;
use crate::domain::fault::Fault;

/// DescribeDeliveryStream.
pub(super) async fn ask(door: &Door, name: &str) -> Result<Firehose, Fault> {
    let operation = Operation::DescribeDeliveryStream;
    let request = door.session.firehose.describe_delivery_stream().delivery_stream_name(name);
    let answer = door.send(operation, request.send()).await?;
    match answer.delivery_stream_description().filter(|found| found.delivery_stream_name() == name) {
        Some(found) => Ok(firehose(found)),
        None => Err(door.unreadable(operation, "the answer does not describe this delivery stream")),
    }
}

fn firehose(found: &DeliveryStreamDescription) -> Firehose {
    let source = found.source().and_then(|source| source.kinesis_stream_source_description());
    let bucket = found.destinations().iter().find_map(|destination| destination.extended_s3_destination_description());
    let hints = bucket.and_then(|bucket| bucket.buffering_hints());
    Firehose {
        status: found.delivery_stream_status().as_str().to_owned(),
        source_stream_arn: source.and_then(|source| source.kinesis_stream_arn()).map(str::to_owned),
        bucket_arn: bucket.map(|bucket| bucket.bucket_arn().to_owned()).filter(|arn| !arn.is_empty()),
        // Firehose's own defaults, for a destination that leaves them out.
        buffer_seconds: count(hints.and_then(BufferingHints::interval_in_seconds).unwrap_or(300)),
        buffer_mb: count(hints.and_then(BufferingHints::size_in_mbs).unwrap_or(5)),
        compression: bucket.map(|bucket| bucket.compression_format().as_str().to_owned()).unwrap_or_default(),
        converts_to: bucket.and_then(conversion).map(str::to_owned),
    }
}

/// The format that records are converted to, when conversion is on.
fn conversion(bucket: &ExtendedS3DestinationDescription) -> Option<&'static str> {
    let config = bucket.data_format_conversion_configuration()?;
    if config.enabled() == Some(false) {
        return None;
    }
    let serializer = config.output_format_configuration()?.serializer()?;
    if serializer.parquet_ser_de().is_some() {
        return Some("parquet");
    }
    serializer.orc_ser_de().map(|_| "orc")
}
