//! The rollout's stages priced: each percentage of today's traffic, through the stream and all that follows it.

use rust_decimal::{Decimal, dec};
use serde::Serialize;

use super::{Bill, BillError, Extent, HOURS_A_MONTH, Load, Needed, Shape, bill, shards_needed};
use crate::domain::price::Prices;

/// One stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stage {
    /// Percent of the traffic that goes to the stream.
    pub percentage: u8,
    /// Records a second in the stream.
    pub records: Decimal,
    /// The whole bill with the shards that there are.
    pub bill: Bill,
    /// What the bill comes to at least and at most: how the functions' runs grow is not known exactly.
    pub range: (Decimal, Decimal),
    /// Shards that its peak needs at the target.
    pub needed: Needed,
}

/// The bill of each stage when `traffic` records a second are written to the table.
///
/// Shards and retention stay as they are; what follows the records grows with them, the table does not.
pub fn stages(
    load: &Load,
    shape: &Shape,
    traffic: Decimal,
    percentages: &[u8],
    (prices, region): (&Prices, &str),
    target: u8,
) -> Result<Vec<Stage>, BillError> {
    let stage = |percentage: &u8| {
        let records = traffic * Decimal::from(*percentage) / dec!(100);
        let factor = if load.records.value.is_zero() { Decimal::ONE } else { records / load.records.value };
        let at = load.at(records);
        let needed = shards_needed(at.peak.value, &at, shape, target);
        let of = |extent| bill(&at, &shape.scaled_to(factor, extent), prices, region, HOURS_A_MONTH);
        let range = (of(Extent::Least)?.total(), of(Extent::Most)?.total());
        Ok(Stage { percentage: *percentage, records, bill: of(Extent::Likely)?, range, needed })
    };
    percentages.iter().map(stage).collect()
}
