//! Where on-demand becomes cheaper: steady load never gets there, a peak far above the mean does.

use rust_decimal::Decimal;
use serde::Serialize;

use super::bill::Month;
use super::{BillError, Load, Mode, Shape, shards, stream};
use crate::domain::price::Prices;

/// Where a provisioned stream, sized for its peak, costs as much as an on-demand one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Breakeven {
    /// The least number of shards at which provisioned is no cheaper.
    pub shards: u32,
    /// The peak ÷ mean beyond which the peak needs that many shards.
    pub peak_to_mean: Decimal,
    /// How it came about.
    pub formula: String,
}

/// The break-even of provisioned and on-demand for this load. `None` when nothing comes in: there is no mean to compare with.
///
/// What a shard costs does not depend on the load, so the number of shards is
/// ⌈(on-demand − what provisioned costs without shards) ÷ what one shard costs⌉.
pub fn breakeven(
    load: &Load,
    shape: &Shape,
    prices: &Prices,
    region: &str,
    hours: u32,
    target: u8,
) -> Result<Option<Breakeven>, BillError> {
    if load.records.value.is_zero() {
        return Ok(None);
    }
    let month = Month::of(prices, region, hours);
    let sum = |shape: &Shape| -> Result<Decimal, BillError> {
        Ok(stream::lines(load, &shape.alone(), &month)?.iter().map(|line| line.amount).sum())
    };
    let on_demand = sum(&shape.in_mode(Mode::OnDemand))?;
    let without_shards = sum(&shape.in_mode(Mode::Provisioned { shards: 0 }))?;
    let one = stream::a_shard(shape, &month)?;
    if one.is_zero() {
        return Ok(None);
    }
    let shards = ((on_demand - without_shards) / one).ceil().max(Decimal::ONE);
    let peak_to_mean = (shards - Decimal::ONE) * shards::carries(load, target) / load.records.value;
    let formula = format!(
        "(on-demand ${} − ${} without shards) ÷ ${} a shard, rounded up",
        super::cents(on_demand),
        super::cents(without_shards),
        super::cents(one)
    );
    Ok(Some(Breakeven { shards: u32::try_from(shards).unwrap_or(u32::MAX), peak_to_mean, formula }))
}
