//! The compiled prices: what the public price lists said of one Region on one day.

use jiff::civil::{Date, date};
use rust_decimal::{Decimal, dec};

use super::{Item, Price};

/// One Region's prices from one source.
struct Sheet {
    region: &'static str,
    as_of: Date,
    source: &'static str,
    prices: &'static [(Item, Decimal)],
}

/// Regions with prices that are compiled in. For others AWS's own files are read, or the configuration says them.
pub const BUILT_IN_REGIONS: [&str; 3] = ["us-east-1", "us-east-2", "ap-northeast-1"];

const GATHERED: Date = date(2026, 11, 1);

/// Kinesis is priced alike in North Virginia and Ohio.
const KINESIS_US: &[(Item, Decimal)] = &[
    (Item::ShardHour, dec!(0.015)),
    (Item::PutPayloadUnit, dec!(0.014)),
    (Item::ExtendedRetention, dec!(0.020)),
    (Item::LongTermRetention, dec!(0.023)),
    (Item::FanOutHour, dec!(0.015)),
    (Item::FanOutData, dec!(0.013)),
    (Item::OnDemandHour, dec!(0.040)),
    (Item::OnDemandIn, dec!(0.080)),
    (Item::OnDemandOut, dec!(0.040)),
    (Item::OnDemandFanOut, dec!(0.050)),
    (Item::OnDemandExtended, dec!(0.10)),
    (Item::OnDemandLongTerm, dec!(0.023)),
    (Item::AdvantageIn, dec!(0.032)),
    (Item::AdvantageOut, dec!(0.016)),
    (Item::AdvantageRetention, dec!(0.023)),
];

const SHEETS: &[Sheet] = &[
    Sheet { region: "us-east-1", as_of: GATHERED, source: "the public AmazonKinesis price list for us-east-1", prices: KINESIS_US },
    Sheet {
        region: "us-east-1",
        as_of: GATHERED,
        source: "the public price lists of Firehose, S3, Athena, DynamoDB and CloudWatch for us-east-1",
        prices: &[
            (Item::FirehoseIn, dec!(0.029)),
            (Item::FirehoseInOver500Tb, dec!(0.025)),
            (Item::FirehoseInOver2Pb, dec!(0.020)),
            (Item::FirehoseConversion, dec!(0.018)),
            (Item::S3Standard, dec!(0.023)),
            (Item::S3Put, dec!(0.005)),
            (Item::S3GlacierInstant, dec!(0.004)),
            (Item::S3Glacier, dec!(0.0036)),
            (Item::AthenaScan, dec!(5.00)),
            (Item::TableWrite, dec!(0.625)),
            (Item::TableRead, dec!(0.125)),
            (Item::TableWriteHour, dec!(0.00065)),
            (Item::TableReadHour, dec!(0.00013)),
            (Item::TableStorage, dec!(0.25)),
            (Item::CustomMetric, dec!(0.30)),
            (Item::GetMetricData, dec!(0.01)),
            (Item::Alarm, dec!(0.10)),
        ],
    },
    Sheet {
        region: "us-east-1",
        as_of: GATHERED,
        source: "aws.amazon.com/s3/pricing, lifecycle transition requests",
        prices: &[(Item::S3Transition, dec!(0.02))],
    },
    Sheet {
        region: "us-east-1",
        as_of: GATHERED,
        source: "aws.amazon.com/lambda/pricing, x86, first tier, without the free tier",
        prices: &[(Item::FunctionRequest, dec!(0.20)), (Item::FunctionDuration, dec!(0.0000166667))],
    },
    Sheet { region: "us-east-2", as_of: GATHERED, source: "the AWS Pricing Calculator's prices for us-east-2", prices: KINESIS_US },
    Sheet {
        region: "ap-northeast-1",
        as_of: GATHERED,
        source: "the public AmazonKinesis price list for ap-northeast-1",
        prices: &[
            (Item::ShardHour, dec!(0.0195)),
            (Item::PutPayloadUnit, dec!(0.0215)),
            (Item::OnDemandHour, dec!(0.052)),
            (Item::OnDemandIn, dec!(0.104)),
            (Item::OnDemandOut, dec!(0.052)),
        ],
    },
];

/// The compiled price, for the Regions and items that were looked up.
pub fn built_in(region: &str, item: Item) -> Option<Price> {
    let priced = |sheet: &Sheet| {
        let (_, amount) = sheet.prices.iter().find(|(other, _)| *other == item)?;
        Some(Price { amount: *amount, unit: item.unit(), as_of: Some(sheet.as_of), source: sheet.source.to_owned() })
    };
    SHEETS.iter().filter(|sheet| sheet.region == region).find_map(priced)
}
