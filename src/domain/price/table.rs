//! The items that AWS bills and that this console can price: their names, their units, and the file that has their price.

use serde::{Deserialize, Serialize};

macro_rules! items {
    ($($(#[doc = $doc:literal])+ $id:ident = $key:literal, $unit:literal, $offer:literal, $words:literal;)+) => {
        /// Something that AWS bills.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Item { $($(#[doc = $doc])+ #[serde(rename = $key)] $id,)+ }

        impl Item {
            /// Every item.
            pub const ALL: &'static [Item] = &[$(Item::$id),+];

            /// The name in the configuration and in bills.
            pub fn key(self) -> &'static str {
                match self { $(Item::$id => $key,)+ }
            }

            /// What one unit is.
            pub fn unit(self) -> &'static str {
                match self { $(Item::$id => $unit,)+ }
            }

            /// The service's name in the public price list.
            pub fn offer(self) -> &'static str {
                match self { $(Item::$id => $offer,)+ }
            }

            /// What people call it.
            pub fn words(self) -> &'static str {
                match self { $(Item::$id => $words,)+ }
            }
        }
    };
}

/// The services whose public price files are read, in the order of the bill.
pub const OFFERS: [&str; 7] =
    ["AmazonKinesis", "AmazonKinesisFirehose", "AmazonS3", "AmazonAthena", "AmazonDynamoDB", "AWSLambda", "AmazonCloudWatch"];

// The columns: key, unit, the service's name in the public price list, words.
items! {
    /// One provisioned shard, one hour.
    ShardHour = "shard-hour", "shard-hour", "AmazonKinesis", "shard hours";
    /// 25 KB of a record, rounded up for each record.
    PutPayloadUnit = "put-payload-unit", "million PUT payload units", "AmazonKinesis", "PUT units";
    /// Keeping one shard's records from 24 hours to 7 days, one hour.
    ExtendedRetention = "extended-retention", "shard-hour", "AmazonKinesis", "kept to 7 d";
    /// Keeping records beyond 7 days.
    LongTermRetention = "long-term-retention", "GB-month", "AmazonKinesis", "kept over 7 d";
    /// One fan-out consumer on one shard, one hour.
    FanOutHour = "fan-out-hour", "consumer-shard-hour", "AmazonKinesis", "fan-out hours";
    /// Data read through fan-out.
    FanOutData = "fan-out-data", "GB", "AmazonKinesis", "fan-out data";
    /// One on-demand stream, one hour.
    OnDemandHour = "on-demand-hour", "stream-hour", "AmazonKinesis", "stream hours";
    /// Data written to an on-demand stream, each record rounded up to 1 KB.
    OnDemandIn = "on-demand-in", "GB", "AmazonKinesis", "data in";
    /// Data read from an on-demand stream.
    OnDemandOut = "on-demand-out", "GB", "AmazonKinesis", "data out";
    /// Data read from an on-demand stream through fan-out.
    OnDemandFanOut = "on-demand-fan-out", "GB", "AmazonKinesis", "fan-out data";
    /// Keeping an on-demand stream's records from 24 hours to 7 days.
    OnDemandExtended = "on-demand-extended-retention", "GB-month", "AmazonKinesis", "kept to 7 d";
    /// Keeping an on-demand stream's records beyond 7 days.
    OnDemandLongTerm = "on-demand-long-term-retention", "GB-month", "AmazonKinesis", "kept over 7 d";
    /// Data written with the account's on-demand Advantage commitment.
    AdvantageIn = "advantage-in", "GB", "AmazonKinesis", "data in";
    /// Data read with the commitment, through fan-out or not.
    AdvantageOut = "advantage-out", "GB", "AmazonKinesis", "data out";
    /// Keeping records beyond 24 hours with the commitment.
    AdvantageRetention = "advantage-retention", "GB-month", "AmazonKinesis", "kept over 24 h";
    /// Data that Firehose takes, each record rounded up to 5 KB: the first 500 TB of a month.
    FirehoseIn = "firehose-in", "GB", "AmazonKinesisFirehose", "Firehose data";
    /// The same from 500 TB to 2 PB of a month.
    FirehoseInOver500Tb = "firehose-in-over-500-tb", "GB", "AmazonKinesisFirehose", "over 500 TB";
    /// The same beyond 2 PB of a month.
    FirehoseInOver2Pb = "firehose-in-over-2-pb", "GB", "AmazonKinesisFirehose", "over 2 PB";
    /// Conversion to Parquet or ORC.
    FirehoseConversion = "firehose-conversion", "GB", "AmazonKinesisFirehose", "to Parquet";
    /// Keeping objects in the Standard class.
    S3Standard = "s3-standard", "GB-month", "AmazonS3", "S3 Standard";
    /// Writing objects.
    S3Put = "s3-put", "thousand requests", "AmazonS3", "S3 writes";
    /// Keeping objects in Glacier Instant Retrieval, which Athena can read.
    S3GlacierInstant = "s3-glacier-instant", "GB-month", "AmazonS3", "S3 Glacier IR";
    /// Moving objects to Glacier Instant Retrieval by a lifecycle rule.
    S3Transition = "s3-glacier-instant-transition", "thousand requests", "AmazonS3", "S3 transitions";
    /// Keeping objects in Glacier Flexible Retrieval, which Athena skips.
    S3Glacier = "s3-glacier", "GB-month", "AmazonS3", "S3 Glacier";
    /// Data that Athena scans, 10 MB at least for each query.
    AthenaScan = "athena-scan", "TB", "AmazonAthena", "Athena scans";
    /// Write request units of an on-demand table.
    TableWrite = "table-write", "million write units", "AmazonDynamoDB", "table writes";
    /// Read request units of an on-demand table.
    TableRead = "table-read", "million read units", "AmazonDynamoDB", "table reads";
    /// One provisioned write unit, one hour.
    TableWriteHour = "table-write-hour", "write-unit-hour", "AmazonDynamoDB", "write capacity";
    /// One provisioned read unit, one hour.
    TableReadHour = "table-read-hour", "read-unit-hour", "AmazonDynamoDB", "read capacity";
    /// Keeping items.
    TableStorage = "table-storage", "GB-month", "AmazonDynamoDB", "table storage";
    /// Runs of functions.
    FunctionRequest = "function-request", "million requests", "AWSLambda", "function runs";
    /// Memory × time of runs.
    FunctionDuration = "function-duration", "GB-second", "AWSLambda", "function time";
    /// One custom metric, one month: what enhanced monitoring bills for each metric of each shard.
    CustomMetric = "custom-metric", "metric-month", "AmazonCloudWatch", "shard metrics";
    /// Metrics asked for by GetMetricData.
    GetMetricData = "get-metric-data", "thousand metrics", "AmazonCloudWatch", "this console";
    /// One standard alarm, one month.
    Alarm = "alarm", "alarm-month", "AmazonCloudWatch", "alarms";
}

impl Item {
    /// The public file that has its price; it needs no credentials.
    pub fn price_list(self, region: &str) -> String {
        list(self.offer(), region)
    }

    /// The item with this key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|item| item.key() == key)
    }
}

/// The address of a service's public price file for one Region.
pub fn list(offer: &str, region: &str) -> String {
    format!("https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/{offer}/current/{region}/index.json")
}
