//! Which product of AWS's public price files is which item, and what its price is for one of our units.
//!
//! Products are matched by group and operation where they have them, for usage types have irregular prefixes
//! (`APN1-`, `EU-`, none) and endings that collide. Prices there are for a single unit, in tiers.

use rust_decimal::{Decimal, dec};
use serde::Deserialize;

use super::Item;

/// The attributes of a product that tell what it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Attributes {
    /// `Payload Units`, `OnDemand`, …
    pub group: String,
    /// `PutRequest`, `OnDemandDataIngested`, …
    pub operation: String,
    /// The operation of products of on-demand Advantage.
    pub kinesis_advantage_operation: String,
    /// With the Region's prefix, which is irregular.
    pub usagetype: String,
    /// The kind of storage, in S3 and DynamoDB.
    pub volume_type: String,
    /// The Region, as in our configuration.
    pub region_code: String,
}

/// One price of a product, for the part of the usage from `begin` on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Units of the month's usage from which on it counts.
    pub begin: Decimal,
    /// US dollars for a single unit.
    pub price: Decimal,
}

/// How a product is told, and how its price becomes ours.
struct Rule {
    item: Item,
    tells: Tells,
    /// Single units in one of ours.
    times: Decimal,
    /// Which of the tiers that cost something, lowest first.
    tier: usize,
}

/// What must be the same. Endings are compared behind the Region's prefix.
enum Tells {
    Group(&'static str, &'static str),
    GroupAlone(&'static str),
    Operation(&'static str),
    Usage(&'static str),
    Volume(&'static str),
}

const MILLION: Decimal = dec!(1_000_000);

const fn rule(item: Item, tells: Tells) -> Rule {
    Rule { item, tells, times: Decimal::ONE, tier: 0 }
}

const fn by(item: Item, tells: Tells, times: Decimal) -> Rule {
    Rule { item, tells, times, tier: 0 }
}

const fn at_tier(item: Item, tells: Tells, tier: usize) -> Rule {
    Rule { item, tells, times: Decimal::ONE, tier }
}

use Tells::{Group, GroupAlone, Operation, Usage, Volume};

// Sources: the price files' own products, as the AWS Pricing Calculator and public cost estimators match them.
const RULES: &[Rule] = &[
    rule(Item::ShardHour, Group("Provisioned shard hour", "shardHourStorage")),
    rule(Item::ExtendedRetention, Group("Addon shard hour", "shardHourStorage")),
    by(Item::PutPayloadUnit, Group("Payload Units", "PutRequest"), MILLION),
    rule(Item::LongTermRetention, Group("Long-term Data Retention GB-month", "LongTermRetentionByteHrs")),
    rule(Item::FanOutHour, Group("Enhanced fan-out consumer-shard hour", "ConsumerHour")),
    rule(Item::FanOutData, Group("Enhanced fan-out GB of data retrieved", "EnhancedFanoutDataRetrieval")),
    rule(Item::OnDemandHour, Group("OnDemand", "OnDemandStreamHr")),
    rule(Item::OnDemandIn, Group("OnDemand", "OnDemandDataIngested")),
    rule(Item::OnDemandOut, Group("OnDemand", "OnDemandDataRetrieval")),
    rule(Item::OnDemandFanOut, Group("OnDemand", "OnDemandEFODataRetrieval")),
    rule(Item::OnDemandExtended, Group("OnDemand", "OnDemandExtendedRetentionByteHrs")),
    rule(Item::OnDemandLongTerm, Group("OnDemand", "OnDemandLongTermRetentionByteHrs")),
    rule(Item::AdvantageIn, Group("OnDemand Advantage", "AdvantageDataIngested")),
    rule(Item::AdvantageOut, Group("OnDemand Advantage", "AdvantageDataRetrieval")),
    rule(Item::AdvantageRetention, Group("OnDemand Advantage", "AdvantageExtRetentionByteHrs")),
    at_tier(Item::FirehoseIn, GroupAlone("Event-by-Event Processing"), 0),
    at_tier(Item::FirehoseInOver500Tb, GroupAlone("Event-by-Event Processing"), 1),
    at_tier(Item::FirehoseInOver2Pb, GroupAlone("Event-by-Event Processing"), 2),
    rule(Item::FirehoseConversion, Operation("DataFormatConversion")),
    rule(Item::S3Standard, Usage("TimedStorage-ByteHrs")),
    by(Item::S3Put, Usage("Requests-Tier1"), dec!(1000)),
    rule(Item::S3GlacierInstant, Usage("TimedStorage-GIR-ByteHrs")),
    by(Item::S3Transition, Operation("S3-GIRTransition"), dec!(1000)),
    rule(Item::S3Glacier, Usage("TimedStorage-GlacierByteHrs")),
    rule(Item::AthenaScan, Usage("DataScannedInTB")),
    by(Item::TableWrite, Group("DDB-WriteUnits", "PayPerRequestThroughput"), MILLION),
    by(Item::TableRead, Group("DDB-ReadUnits", "PayPerRequestThroughput"), MILLION),
    rule(Item::TableWriteHour, Group("DDB-WriteUnits", "CommittedThroughput")),
    rule(Item::TableReadHour, Group("DDB-ReadUnits", "CommittedThroughput")),
    rule(Item::TableStorage, Volume("Amazon DynamoDB - Indexed DataStore")),
    by(Item::FunctionRequest, GroupAlone("AWS-Lambda-Requests"), MILLION),
    rule(Item::FunctionDuration, GroupAlone("AWS-Lambda-Duration")),
    rule(Item::CustomMetric, Usage("CW:MetricMonitorUsage")),
    by(Item::GetMetricData, Usage("CW:GMD-Metrics"), dec!(1000)),
    rule(Item::Alarm, Usage("CW:AlarmMonitorUsage")),
];

impl Tells {
    fn fits(&self, product: &Attributes) -> bool {
        let operates = |operation: &str| product.operation == operation || product.kinesis_advantage_operation == operation;
        match self {
            Group(group, operation) => product.group == *group && operates(operation),
            GroupAlone(group) => product.group == *group,
            Operation(operation) => operates(operation),
            Usage(ending) => product.usagetype == *ending || is_prefixed(&product.usagetype, ending),
            Volume(volume) => product.volume_type == *volume,
        }
    }
}

/// Whether a usage type is the ending behind a Region's prefix alone: `APN1-Requests-Tier1`, not `S3-Requests-GIR-Tier1`.
fn is_prefixed(usage: &str, ending: &str) -> bool {
    let prefix = usage.strip_suffix(ending).and_then(|start| start.strip_suffix('-'));
    prefix.is_some_and(|prefix| !prefix.is_empty() && prefix.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit()))
}

/// Whether any item of an offer is this product.
pub fn is_known(offer: &str, product: &Attributes) -> bool {
    RULES.iter().any(|rule| rule.item.offer() == offer && rule.tells.fits(product))
}

/// The prices that a product with these tiers gives, each for one of our units.
pub fn prices(offer: &str, product: &Attributes, tiers: &[Tier]) -> Vec<(Item, Decimal)> {
    let mut paid: Vec<&Tier> = tiers.iter().filter(|tier| !tier.price.is_zero()).collect();
    paid.sort_by_key(|tier| tier.begin);
    let rules = RULES.iter().filter(|rule| rule.item.offer() == offer && rule.tells.fits(product));
    rules.filter_map(|rule| Some((rule.item, (paid.get(rule.tier)?.price * rule.times).normalize()))).collect()
}
