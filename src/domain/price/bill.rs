//! A bill: lines of quantity × unit price, added exactly.

use rust_decimal::Decimal;
use rust_decimal::dec;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use serde::Serialize;
use thiserror::Error;

use super::{Item, Price, PriceError, Prices};
use crate::domain::facts::StreamMode;
use crate::domain::readings;
use crate::domain::snapshot::Snapshot;

/// Hours in a month of every price here.
pub const HOURS_A_MONTH: Decimal = dec!(730);

/// What a quantity rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Metrics say so.
    Measured,
    /// AWS or the configuration says so.
    Configured,
    /// Nobody says so: taken for the sake of a figure.
    Assumed,
}

/// One line of a bill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// What is billed.
    pub item: Item,
    /// How much of it.
    pub quantity: Decimal,
    /// What one unit is.
    pub unit: &'static str,
    /// US dollars a unit.
    pub unit_price: Decimal,
    /// Quantity × unit price, not rounded.
    pub amount: Decimal,
    /// What the quantity rests on.
    pub basis: Basis,
    /// How the quantity came about, in figures and words.
    pub formula: String,
    /// When and where the price was looked up.
    pub price: Price,
}

impl Line {
    /// A line whose amount is exactly quantity × unit price.
    pub fn of(item: Item, quantity: Decimal, price: Price, basis: Basis, formula: String) -> Self {
        Self { item, quantity, unit: price.unit, unit_price: price.amount, amount: quantity * price.amount, basis, formula, price }
    }

    /// `1460 shard-hour × $0.015 = $21.90`
    pub fn sum(&self) -> String {
        let quantity = self.quantity.round_dp(2).normalize();
        format!("{quantity} {} × ${} = ${}", self.unit, self.unit_price.normalize(), cents(self.amount))
    }
}

/// An amount as people read it: rounded to cents, half up.
pub(super) fn cents(amount: Decimal) -> String {
    format!("{:.2}", amount.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero))
}

/// Lines and their sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bill {
    /// The Region whose prices these are.
    pub region: String,
    /// One line an item.
    pub lines: Vec<Line>,
    /// What the bill leaves out, one sentence each.
    pub left_out: Vec<String>,
}

impl Bill {
    /// The sum of the lines, not rounded.
    pub fn total(&self) -> Decimal {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// The sum as people read it: `26.16`.
    pub fn total_text(&self) -> String {
        cents(self.total())
    }

    /// The sum as a number for charts and readings.
    pub fn total_number(&self) -> Option<f64> {
        self.total().to_f64()
    }
}

/// Why there is no bill.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BillError {
    /// A price is missing.
    #[error(transparent)]
    Price(#[from] PriceError),
    /// A figure that the bill rests on is missing.
    #[error("not known yet: {0}")]
    NotKnown(&'static str),
    /// This kind of bill is not made yet.
    #[error("{0}")]
    NotMade(&'static str),
}

/// The Region of the pipeline: configured, or that of the credentials.
pub(in crate::domain) fn region(snapshot: &Snapshot) -> String {
    let identity = || snapshot.identity.get().map(|identity| identity.region.clone());
    snapshot.pipeline.region.clone().or_else(identity).unwrap_or_default()
}

/// What the stream costs in a month of 730 hours at the load of the newest complete minute.
pub fn stream_monthly(snapshot: &Snapshot, prices: &Prices) -> Result<Bill, BillError> {
    let stream = snapshot.stream.get().ok_or(BillError::NotKnown("the stream's mode and shard count"))?;
    if stream.mode == StreamMode::OnDemand {
        return Err(BillError::NotMade("the stream is on-demand: this estimate is for provisioned streams only"));
    }
    let records =
        readings::number(snapshot, "stream.incoming_records_per_second").ok_or(BillError::NotKnown("the stream's record rate"))?;
    let size = if records == 0.0 { Some(0.0) } else { readings::number(snapshot, "stream.record_bytes") };
    let size = size.ok_or(BillError::NotKnown("the mean size of a record"))?;
    let region = region(snapshot);
    let mut lines = shard_lines(stream.open_shards, stream.retention_hours, &region, prices)?;
    lines.push(put_line(records, size, &region, prices)?);
    let (consumers, metrics) = (stream.consumers, stream.shard_metrics.len());
    if 0 < consumers {
        let hours = Decimal::from(consumers) * Decimal::from(stream.open_shards) * HOURS_A_MONTH;
        let formula = format!("{consumers} fan-out consumers × {} shards × 730 h", stream.open_shards);
        lines.push(Line::of(Item::FanOutHour, hours, prices.of(&region, Item::FanOutHour)?, Basis::Configured, formula));
    }
    if 0 < metrics {
        let quantity = Decimal::from(metrics) * Decimal::from(stream.open_shards);
        let formula = format!("{metrics} shard-level metrics × {} shards", stream.open_shards);
        lines.push(Line::of(Item::CustomMetric, quantity, prices.of(&region, Item::CustomMetric)?, Basis::Configured, formula));
    }
    let mut left_out = vec!["Firehose, S3, Athena, the table and the functions".to_owned()];
    if 0 < consumers {
        left_out.push("data read through fan-out, which is billed by the GB".to_owned());
    }
    if 168 < stream.retention_hours {
        left_out.push("records kept beyond 7 days, which are billed by the GB".to_owned());
    }
    Ok(Bill { region, lines, left_out })
}

/// The shards, and keeping their records for longer than a day.
fn shard_lines(shards: u32, retention: u32, region: &str, prices: &Prices) -> Result<Vec<Line>, PriceError> {
    let hours = Decimal::from(shards) * HOURS_A_MONTH;
    let formula = format!("{shards} shards × 730 h");
    let mut lines = vec![Line::of(Item::ShardHour, hours, prices.of(region, Item::ShardHour)?, Basis::Configured, formula)];
    if 24 < retention {
        let formula = format!("{shards} shards × 730 h, because records are kept {retention} h and 24 h are included");
        lines.push(Line::of(Item::ExtendedRetention, hours, prices.of(region, Item::ExtendedRetention)?, Basis::Configured, formula));
    }
    Ok(lines)
}

/// PUT payload units: 25 KB each, rounded up for each record (here: for the mean record).
fn put_line(records: f64, size: f64, region: &str, prices: &Prices) -> Result<Line, PriceError> {
    let units = put_units(size);
    let monthly = Decimal::from_f64(records).unwrap_or_default() * dec!(3600) * HOURS_A_MONTH * Decimal::from(units);
    let quantity = (monthly.round() / dec!(1_000_000)).normalize();
    let formula = format!("{records:.1} records/s × 3600 s × 730 h × {units} unit for a mean record of {size:.0} B, in millions");
    Ok(Line::of(Item::PutPayloadUnit, quantity, prices.of(region, Item::PutPayloadUnit)?, Basis::Measured, formula))
}

/// How many 25 KB units a record of that many bytes takes; an empty record takes one.
fn put_units(bytes: f64) -> u64 {
    ((bytes / 25_600.0).ceil() as u64).max(1)
}

/// That many millions, for quantities that are priced by the million.
pub fn million(count: u64) -> Decimal {
    Decimal::from(count) / dec!(1_000_000)
}
