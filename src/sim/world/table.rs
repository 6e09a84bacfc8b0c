//! A DynamoDB table as DescribeTable and DescribeTimeToLive tell of it.

use jiff::Timestamp;

/// One table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Table name.
    pub name: String,
    /// Table ARN.
    pub arn: String,
    /// `ACTIVE`, `UPDATING`, …
    pub status: String,
    /// `PAY_PER_REQUEST` or `PROVISIONED`.
    pub billing: String,
    /// Provisioned write units a second; 0 when on-demand.
    pub write_units: u64,
    /// Provisioned read units a second; 0 when on-demand.
    pub read_units: u64,
    /// Items, refreshed about every six hours.
    pub items: u64,
    /// Bytes, refreshed about every six hours.
    pub bytes: u64,
    /// The attribute that expires items, when TTL is on.
    pub ttl_attribute: Option<String>,
    /// When the table was made.
    pub created: Timestamp,
    /// Partition key and sort key.
    pub keys: (String, String),
}

/// The last run of a query over the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// `SUCCEEDED`, `FAILED`, …
    pub state: String,
    /// Rows that it returned.
    pub rows: u64,
    /// Bytes that it scanned.
    pub scanned_bytes: u64,
    /// When it ended.
    pub ended: Timestamp,
}
