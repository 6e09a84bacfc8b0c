//! The compiled price table: what the public price lists said on one day.

use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use rust_decimal::dec;
use serde::{Deserialize, Serialize};

use super::Price;

/// The day on which the table was gathered.
const AS_OF: Date = date(2026, 11, 1);

macro_rules! items {
    ($($(#[doc = $doc:literal])+ $id:ident = $key:literal, $unit:literal, $offer:literal, $virginia:expr, $tokyo:expr;)+) => {
        /// Something that AWS bills.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Item { $($(#[doc = $doc])+ $id,)+ }

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

            fn offer(self) -> &'static str {
                match self { $(Item::$id => $offer,)+ }
            }

            fn amounts(self) -> (Option<Decimal>, Option<Decimal>) {
                match self { $(Item::$id => ($virginia, $tokyo),)+ }
            }
        }
    };
}

// The columns: key, unit, the service's name in the bulk price list, us-east-1, ap-northeast-1.
items! {
    /// One provisioned shard, one hour.
    ShardHour = "shard-hour", "shard-hour", "AmazonKinesis", Some(dec!(0.015)), Some(dec!(0.0195));
    /// 25 KB of a record, rounded up for each record.
    PutPayloadUnit = "put-payload-unit", "million PUT payload units", "AmazonKinesis", Some(dec!(0.014)), Some(dec!(0.0215));
    /// Keeping one shard's records from 24 hours to 7 days, one hour.
    ExtendedRetention = "extended-retention", "shard-hour", "AmazonKinesis", Some(dec!(0.020)), None;
    /// Keeping records beyond 7 days.
    LongTermRetention = "long-term-retention", "GB-month", "AmazonKinesis", Some(dec!(0.023)), None;
    /// One fan-out consumer on one shard, one hour.
    FanOutHour = "fan-out-hour", "consumer-shard-hour", "AmazonKinesis", Some(dec!(0.015)), None;
    /// Data read through fan-out.
    FanOutData = "fan-out-data", "GB", "AmazonKinesis", Some(dec!(0.013)), None;
    /// One on-demand stream, one hour.
    OnDemandHour = "on-demand-hour", "stream-hour", "AmazonKinesis", Some(dec!(0.040)), Some(dec!(0.052));
    /// Data written to an on-demand stream, each record rounded up to 1 KB.
    OnDemandIn = "on-demand-in", "GB", "AmazonKinesis", Some(dec!(0.080)), Some(dec!(0.104));
    /// Data read from an on-demand stream.
    OnDemandOut = "on-demand-out", "GB", "AmazonKinesis", Some(dec!(0.040)), Some(dec!(0.052));
    /// One custom metric, one month: what enhanced monitoring bills for each metric of each shard.
    CustomMetric = "custom-metric", "metric-month", "AmazonCloudWatch", Some(dec!(0.30)), None;
    /// Metrics asked for by GetMetricData.
    GetMetricData = "get-metric-data", "thousand metrics", "AmazonCloudWatch", Some(dec!(0.01)), None;
    /// One standard alarm, one month.
    Alarm = "alarm", "alarm-month", "AmazonCloudWatch", Some(dec!(0.10)), None;
}

impl Item {
    /// The public file that has its price; it needs no credentials.
    pub fn price_list(self, region: &str) -> String {
        format!("https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/{}/current/{region}/index.json", self.offer())
    }

    /// The item with this key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|item| item.key() == key)
    }
}

/// The compiled price, for the Regions and items that were looked up.
pub(super) fn built_in(region: &str, item: Item) -> Option<Price> {
    let (virginia, tokyo) = item.amounts();
    let amount = match region {
        "us-east-1" => virginia,
        "ap-northeast-1" => tokyo,
        _ => None,
    }?;
    let source = format!("the public {} price list for {region}", item.offer());
    Some(Price { amount, unit: item.unit(), as_of: AS_OF, source })
}
