//! What the console's own polling costs: GetMetricData bills each metric of each ask.

use rust_decimal::Decimal;
use rust_decimal::dec;

use super::{Source, cadence, count, fortnight};
use crate::domain::cost::region;
use crate::domain::price::{Item, PriceError, Prices};
use crate::domain::snapshot::Snapshot;

/// What asking once for that many metrics costs, in US dollars.
pub fn polling_cost(metrics: u64, region: &str, prices: &Prices) -> Result<Decimal, PriceError> {
    let price = prices.of(region, Item::GetMetricData)?;
    Ok(Decimal::from(metrics) / dec!(1000) * price.amount)
}

/// What watching costs in an hour: the watch list, asked for once a refresh, and the table's fortnight, asked for seldom.
pub fn watching_cost_usd_per_hour(snapshot: &Snapshot) -> Result<Decimal, PriceError> {
    let hourly = |metrics: usize, seconds: i64| {
        let an_ask = polling_cost(metrics as u64, &region(snapshot), &snapshot.pipeline.prices)?;
        Ok(an_ask * dec!(3600) / Decimal::from(seconds))
    };
    let list = hourly(count(snapshot), cadence(snapshot, Source::Metrics))?;
    match seldom(snapshot) {
        Some(seconds) => Ok(list + hourly(1, seconds)?),
        None => Ok(list),
    }
}

/// Seconds between two asks for the one metric that is asked for seldom, where it is: the table's fortnight.
pub fn seldom(snapshot: &Snapshot) -> Option<i64> {
    fortnight(snapshot).map(|_| cadence(snapshot, Source::Fortnight))
}

/// What was spent since the start, by the metrics that were really asked for.
pub fn watching_spent_usd(snapshot: &Snapshot) -> Result<Decimal, PriceError> {
    polling_cost(snapshot.metrics_requested, &region(snapshot), &snapshot.pipeline.prices)
}
