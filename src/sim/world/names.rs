//! The names of the reference configuration.

/// The stream.
pub const STREAM: &str = "PriceTicks";
/// The table.
pub const TABLE: &str = "PriceTimeSeriesTable";
/// The function that writes table and stream.
pub const WRITER: &str = "HeliusPriceWebhook";
/// The function that reads the stream.
pub const CONSUMER: &str = "PriceAnalytics";
/// The fan-out consumer.
pub const FAN_OUT: &str = "PriceBroadcastFanout";
/// The delivery stream.
pub const FIREHOSE: &str = "PriceArchiveFirehose";
/// The archive's bucket.
pub const BUCKET: &str = "PriceArchiveBucket";
/// The broadcast queue.
pub const QUEUE: &str = "BroadcastQueue";
/// The web-socket API's id.
pub const SOCKET_API: &str = "a1b2c3d4e5";
/// The Region that everything lives in.
pub const REGION: &str = "us-east-1";
/// The account.
pub const ACCOUNT: &str = "123456789012";
/// The alarm on the stream's iterator age.
pub const AGE_ALARM: &str = "PriceTicks-IteratorAge";
/// The alarm on refused writes.
pub const THROTTLE_ALARM: &str = "PriceTicks-WriteThrottles";
/// The query that proves the archive.
pub const QUERY: &str = "SELECT token, count(*) AS records FROM prices GROUP BY token";
