//! The one table of every CloudWatch metric that this console reads, and what its absence means.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::reading::Unit;

/// Which dimensions a metric has; the values come from a [`MetricId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimensions {
    /// One dimension, the resource.
    One(&'static str),
    /// The resource and a part of it (shard, consumer, operation).
    Two(&'static str, &'static str),
}

/// What a missing minute means. CloudWatch leaves out what did not happen for some metrics and not for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Nothing is known of that minute.
    Unknown,
    /// Nothing happened, if this metric of the same source arrived for that minute.
    ZeroWhen(Metric),
    /// Nothing came in, if the table's writes arrived for three complete minutes.
    ZeroAfterThreeMinutes(Metric),
    /// The reader stopped: its age grows by the clock from the last value seen.
    ReaderStopped,
}

/// How CloudWatch folds the samples of a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Statistic {
    /// The total of the minute.
    Sum,
    /// The worst sample of the minute.
    Maximum,
    /// The mean of the samples.
    Average,
    /// How many samples there were.
    SampleCount,
    /// The 95th percentile.
    P95,
}

impl Statistic {
    /// The name that GetMetricData takes.
    pub fn name(self) -> &'static str {
        match self {
            Statistic::Sum => "Sum",
            Statistic::Maximum => "Maximum",
            Statistic::Average => "Average",
            Statistic::SampleCount => "SampleCount",
            Statistic::P95 => "p95",
        }
    }
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Definition {
    /// `AWS/Kinesis`, …
    pub namespace: &'static str,
    /// CloudWatch's name.
    pub name: &'static str,
    /// The dimensions it is published under.
    pub dimensions: Dimensions,
    /// The only statistic that is asked for.
    pub statistic: Statistic,
    /// What a value of one minute counts (sums are per minute).
    pub unit: Unit,
    /// What a missing minute means.
    pub absent: Absence,
}

macro_rules! metrics {
    ($($(#[doc = $doc:literal])+ $id:ident = $namespace:literal $name:literal, $dimensions:expr, $statistic:ident, $unit:ident, $absent:expr;)+) => {
        /// A metric of the table; with a resource it becomes a [`MetricId`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Metric { $($(#[doc = $doc])+ $id,)+ }

        impl Metric {
            /// Every metric of the table.
            pub const ALL: &'static [Metric] = &[$(Metric::$id),+];

            /// The row of the table.
            pub fn definition(self) -> Definition {
                match self {
                    $(Metric::$id => Definition {
                        namespace: $namespace, name: $name, dimensions: $dimensions, statistic: Statistic::$statistic, unit: Unit::$unit, absent: $absent,
                    },)+
                }
            }
        }
    };
}

use Absence::{ReaderStopped, Unknown, ZeroAfterThreeMinutes, ZeroWhen};
use Dimensions::{One, Two};

// Sources: the metric pages of each service's developer guide, and the CDK's generated metric lists.
metrics! {
    /// Records that the stream took.
    IncomingRecords = "AWS/Kinesis" "IncomingRecords", One("StreamName"), Sum, Count, ZeroAfterThreeMinutes(Metric::TableRequests);
    /// Bytes that the stream took.
    IncomingBytes = "AWS/Kinesis" "IncomingBytes", One("StreamName"), Sum, Bytes, ZeroAfterThreeMinutes(Metric::TableRequests);
    /// Records refused because a shard was over its write limit.
    WriteThrottles = "AWS/Kinesis" "WriteProvisionedThroughputExceeded", One("StreamName"), Sum, Count, ZeroWhen(Metric::IncomingRecords);
    /// GetRecords calls refused because a shard was over its read limit.
    ReadThrottles = "AWS/Kinesis" "ReadProvisionedThroughputExceeded", One("StreamName"), Sum, Count, ZeroWhen(Metric::IncomingRecords);
    /// Share of PutRecord calls that succeeded (the guide's writer calls PutRecord).
    PutRecordSuccess = "AWS/Kinesis" "PutRecord.Success", One("StreamName"), Average, Percent, Unknown;
    /// Records that PutRecords callers sent, retries counted again.
    PutRecordsTotal = "AWS/Kinesis" "PutRecords.TotalRecords", One("StreamName"), Sum, Count, Unknown;
    /// Records of PutRecords calls that were throttled.
    PutRecordsThrottled = "AWS/Kinesis" "PutRecords.ThrottledRecords", One("StreamName"), Sum, Count, ZeroWhen(Metric::PutRecordsTotal);
    /// Records of PutRecords calls that failed inside the service.
    PutRecordsFailed = "AWS/Kinesis" "PutRecords.FailedRecords", One("StreamName"), Sum, Count, ZeroWhen(Metric::PutRecordsTotal);
    /// Age of the last record read by GetRecords, all polling readers merged.
    IteratorAge = "AWS/Kinesis" "GetRecords.IteratorAgeMilliseconds", One("StreamName"), Maximum, Milliseconds, ReaderStopped;
    /// Bytes that polling readers took.
    GetRecordsBytes = "AWS/Kinesis" "GetRecords.Bytes", One("StreamName"), Sum, Bytes, Unknown;
    /// How far a fan-out consumer is behind.
    FanOutBehind = "AWS/Kinesis" "SubscribeToShardEvent.MillisBehindLatest", Two("StreamName", "ConsumerName"), Maximum, Milliseconds, ReaderStopped;
    /// Records one shard took (enhanced monitoring).
    ShardRecords = "AWS/Kinesis" "IncomingRecords", Two("StreamName", "ShardId"), Sum, Count, ZeroWhen(Metric::IncomingRecords);
    /// Bytes one shard took (enhanced monitoring).
    ShardBytes = "AWS/Kinesis" "IncomingBytes", Two("StreamName", "ShardId"), Sum, Bytes, ZeroWhen(Metric::IncomingRecords);
    /// Records one shard refused (enhanced monitoring).
    ShardThrottles = "AWS/Kinesis" "WriteProvisionedThroughputExceeded", Two("StreamName", "ShardId"), Sum, Count, ZeroWhen(Metric::IncomingRecords);
    /// Age of the last record read from one shard (enhanced monitoring).
    ShardAge = "AWS/Kinesis" "IteratorAgeMilliseconds", Two("StreamName", "ShardId"), Maximum, Milliseconds, ReaderStopped;
    /// Write units the table used.
    ConsumedWrites = "AWS/DynamoDB" "ConsumedWriteCapacityUnits", One("TableName"), Sum, Count, Unknown;
    /// Successful requests of one operation: the sample count of their latency.
    TableRequests = "AWS/DynamoDB" "SuccessfulRequestLatency", Two("TableName", "Operation"), SampleCount, Count, Unknown;
    /// Mean latency of one operation.
    TableLatency = "AWS/DynamoDB" "SuccessfulRequestLatency", Two("TableName", "Operation"), Average, Milliseconds, Unknown;
    /// Requests of one operation that failed inside DynamoDB.
    TableSystemErrors = "AWS/DynamoDB" "SystemErrors", Two("TableName", "Operation"), Sum, Count, ZeroWhen(Metric::ConsumedWrites);
    /// Requests of one operation that were throttled.
    TableThrottledRequests = "AWS/DynamoDB" "ThrottledRequests", Two("TableName", "Operation"), Sum, Count, ZeroWhen(Metric::ConsumedWrites);
    /// Single writes that were throttled.
    TableThrottleEvents = "AWS/DynamoDB" "WriteThrottleEvents", One("TableName"), Sum, Count, ZeroWhen(Metric::ConsumedWrites);
    /// Throttles because one key range was hot, whatever the table's capacity.
    TableKeyRangeThrottles = "AWS/DynamoDB" "WriteKeyRangeThroughputThrottleEvents", One("TableName"), Sum, Count, ZeroWhen(Metric::ConsumedWrites);
    /// Times a function ran.
    FunctionInvocations = "AWS/Lambda" "Invocations", One("FunctionName"), Sum, Count, Unknown;
    /// Runs that failed.
    FunctionErrors = "AWS/Lambda" "Errors", One("FunctionName"), Sum, Count, ZeroWhen(Metric::FunctionInvocations);
    /// Runs refused for lack of concurrency.
    FunctionThrottles = "AWS/Lambda" "Throttles", One("FunctionName"), Sum, Count, ZeroWhen(Metric::FunctionInvocations);
    /// How long runs took, 95th percentile.
    FunctionDuration = "AWS/Lambda" "Duration", One("FunctionName"), P95, Milliseconds, Unknown;
    /// Runs at the same time.
    FunctionConcurrency = "AWS/Lambda" "ConcurrentExecutions", One("FunctionName"), Maximum, Count, Unknown;
    /// Age of the last record of each batch handed to a function.
    FunctionIteratorAge = "AWS/Lambda" "IteratorAge", One("FunctionName"), Maximum, Milliseconds, ReaderStopped;
    /// Events that a mapping read from the stream: 0 when it asked and there were none, absent while it is disabled. Published
    /// only where `EventCount` of its MetricsConfig is on.
    MappingPolled = "AWS/Lambda" "PolledEventCount", One("EventSourceMappingUUID"), Sum, Count, Unknown;
    /// Events that a mapping gave up: older than its maximum record age, or out of retries. What a failure destination took
    /// is not among them, what could not be sent there is; nor are events that the stream's own retention ended.
    /// Source: Lambda developer guide, "Types of metrics for Lambda functions", event source mapping metrics.
    MappingDropped = "AWS/Lambda" "DroppedEventCount", One("EventSourceMappingUUID"), Sum, Count, ZeroWhen(Metric::MappingPolled);
    /// Age of the oldest record that Firehose has not delivered.
    FirehoseFreshness = "AWS/Firehose" "DeliveryToS3.DataFreshness", One("DeliveryStreamName"), Maximum, Seconds, Unknown;
    /// Share of deliveries to S3 that succeeded.
    FirehoseSuccess = "AWS/Firehose" "DeliveryToS3.Success", One("DeliveryStreamName"), Average, Percent, Unknown;
    /// Records delivered to S3.
    FirehoseRecords = "AWS/Firehose" "DeliveryToS3.Records", One("DeliveryStreamName"), Sum, Count, Unknown;
    /// Records that Firehose read from the stream.
    FirehoseRead = "AWS/Firehose" "DataReadFromKinesisStream.Records", One("DeliveryStreamName"), Sum, Count, Unknown;
    /// How far Firehose's reader is behind the stream.
    FirehoseBehind = "AWS/Firehose" "KinesisMillisBehindLatest", One("DeliveryStreamName"), Maximum, Milliseconds, ReaderStopped;
    /// Records whose conversion to Parquet failed.
    FirehoseConversionFailures = "AWS/Firehose" "FailedConversion.Records", One("DeliveryStreamName"), Sum, Count, ZeroWhen(Metric::FirehoseRead);
    /// Age of the oldest message of the queue.
    QueueAge = "AWS/SQS" "ApproximateAgeOfOldestMessage", One("QueueName"), Maximum, Seconds, Unknown;
    /// Messages waiting in the queue.
    QueueVisible = "AWS/SQS" "ApproximateNumberOfMessagesVisible", One("QueueName"), Maximum, Count, Unknown;
    /// Messages sent to the queue.
    QueueSent = "AWS/SQS" "NumberOfMessagesSent", One("QueueName"), Sum, Count, Unknown;
    /// Bytes of the archive in one storage class, measured once a day; asked for on request only.
    ArchiveBytes = "AWS/S3" "BucketSizeBytes", Two("BucketName", "StorageType"), Average, Bytes, Unknown;
    /// Messages through the web socket.
    SocketMessages = "AWS/ApiGateway" "MessageCount", One("ApiId"), Sum, Count, Unknown;
    /// Web-socket integrations that failed.
    SocketIntegrationErrors = "AWS/ApiGateway" "IntegrationError", One("ApiId"), Sum, Count, ZeroWhen(Metric::SocketMessages);
}

/// One metric of one resource: a series in CloudWatch, and a line on its bill each time it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MetricId {
    /// The row of the table.
    pub metric: Metric,
    /// The value of the first dimension: stream, table, function, …
    pub resource: String,
    /// The value of the second dimension: shard, consumer, operation.
    pub part: Option<String>,
}

impl MetricId {
    /// A metric of a whole resource.
    pub fn of(metric: Metric, resource: &str) -> Self {
        Self { metric, resource: resource.to_owned(), part: None }
    }

    /// A metric of a part of a resource: a shard, a consumer, an operation.
    pub fn part(metric: Metric, resource: &str, part: &str) -> Self {
        Self { metric, resource: resource.to_owned(), part: Some(part.to_owned()) }
    }

    /// Names and values of its dimensions, in the table's order.
    pub fn dimensions(&self) -> Vec<(&'static str, &str)> {
        match (self.metric.definition().dimensions, &self.part) {
            (Two(one, two), Some(part)) => vec![(one, &self.resource), (two, part)],
            (Two(one, _) | One(one), _) => vec![(one, &self.resource)],
        }
    }
}

impl fmt::Display for MetricId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = self.metric.definition();
        write!(f, "{} {}", row.namespace, row.name)?;
        for (name, value) in self.dimensions() {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}
