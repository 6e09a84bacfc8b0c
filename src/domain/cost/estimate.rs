//! What is known of a pipeline's cost at one moment: load, shape, and the bill of both.

use rust_decimal::{Decimal, dec};

use super::measured::Lies;
use super::{Bill, BillError, HOURS_A_MONTH, Load, Shape, bill, figure, measured};
use crate::domain::price::Prices;
use crate::domain::rollout::stand;
use crate::domain::snapshot::Snapshot;

/// Load, shape and bill of a pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// What comes in.
    pub load: Load,
    /// How it is run.
    pub shape: Shape,
    /// The Region whose prices count.
    pub region: String,
    /// The whole bill of a month.
    pub bill: Bill,
    /// Records a second that are written in all, to the table and not only to the stream; `None` when it cannot be told.
    pub traffic: Option<Decimal>,
}

impl Estimate {
    /// The month's total at the quietest and at the busiest hour that was seen.
    pub fn band(&self, prices: &Prices) -> Option<(Decimal, Decimal)> {
        let (low, high) = self.load.band?;
        let at = |records: Decimal| {
            let factor = if self.load.records.value.is_zero() { Decimal::ONE } else { records / self.load.records.value };
            bill(&self.load.at(records), &self.shape.scaled(factor), prices, &self.region, HOURS_A_MONTH).ok().map(|bill| bill.total())
        };
        Some((at(low)?, at(high)?))
    }
}

/// The Region of the pipeline: configured, or that of the credentials.
pub fn region(snapshot: &Snapshot) -> String {
    let identity = || snapshot.identity.get().map(|identity| identity.region.clone());
    snapshot.pipeline.region.clone().or_else(identity).unwrap_or_default()
}

/// Everything of a month of 730 hours, with the prices of the pipeline.
pub fn estimate(snapshot: &Snapshot) -> Result<Estimate, BillError> {
    let (load, shape) = load_and_shape(snapshot)?;
    let region = region(snapshot);
    let bill = bill(&load, &shape, &snapshot.pipeline.prices, &region, HOURS_A_MONTH)?;
    let traffic = traffic(snapshot, &load);
    Ok(Estimate { load, shape, region, bill, traffic })
}

fn load_and_shape(snapshot: &Snapshot) -> Result<(Load, Shape), BillError> {
    let load = measured::load(snapshot);
    let shape = measured::shape(snapshot, load.as_ref().ok())?;
    Ok((load?, shape))
}

/// What the stream alone costs in a month of 730 hours.
pub fn stream_bill(snapshot: &Snapshot) -> Result<Bill, BillError> {
    let (load, shape) = load_and_shape(snapshot)?;
    let mut bill = bill(&load, &shape.alone(), &snapshot.pipeline.prices, &region(snapshot), HOURS_A_MONTH)?;
    bill.left_out.push("Firehose, S3, Athena, the table and the functions".to_owned());
    Ok(bill)
}

/// All that is written: the table's requests, else the stream's records ÷ the percentage that is set.
fn traffic(snapshot: &Snapshot, load: &Load) -> Option<Decimal> {
    let table = snapshot.pipeline.table_writes().and_then(|writes| measured::hourly(snapshot, &writes));
    let by_flag = || {
        // Records of the stage before are no part of what the flag says now.
        measured::window(snapshot).filter(|window| window.lies != Lies::BeforeChange)?;
        let share = stand(snapshot).effective.filter(|share| 0.0 < *share)?;
        Some(load.records.value * dec!(100) / figure::decimal(share))
    };
    table.map(figure::decimal).or_else(by_flag)
}
