//! Prices and bills: decimal, dated, each with its source; an unknown price is an error and never a guess.

mod bill;
mod table;

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use thiserror::Error;

pub(super) use bill::region;
pub use bill::{Basis, Bill, BillError, HOURS_A_MONTH, Line, million, stream_monthly};
pub use table::Item;

/// What one unit of an item costs in one Region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Price {
    /// US dollars for one unit.
    pub amount: Decimal,
    /// What one unit is: `shard-hour`, `million PUT payload units`, …
    pub unit: &'static str,
    /// The day on which it was looked up.
    pub as_of: Date,
    /// Where it was looked up.
    pub source: String,
}

/// Why there is no price, and how to get it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PriceError {
    /// No price of this Region is compiled in.
    #[error("no price for {item} in {region}: set it under [prices.{region}] in the configuration, from {list}")]
    Unknown {
        /// The item's key.
        item: &'static str,
        /// The Region that was asked for.
        region: String,
        /// The public price list that has it.
        list: String,
    },
    /// Nobody said which Region it is.
    #[error("no Region is known yet, and prices differ by Region: set region = \"…\" for the pipeline")]
    NoRegion,
}

/// The compiled table, and what the configuration sets in its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prices {
    overrides: BTreeMap<(String, Item), Price>,
}

impl Prices {
    /// Sets the price of an item in a Region, as the configuration says it.
    pub fn set(&mut self, region: &str, item: Item, amount: Decimal, as_of: Date) {
        let price = Price { amount, unit: item.unit(), as_of, source: "the configuration's [prices]".to_owned() };
        self.overrides.insert((region.to_owned(), item), price);
    }

    /// The price of one unit of an item in a Region.
    pub fn of(&self, region: &str, item: Item) -> Result<Price, PriceError> {
        if region.is_empty() {
            return Err(PriceError::NoRegion);
        }
        if let Some(price) = self.overrides.get(&(region.to_owned(), item)) {
            return Ok(price.clone());
        }
        let unknown = || PriceError::Unknown { item: item.key(), region: region.to_owned(), list: item.price_list(region) };
        table::built_in(region, item).ok_or_else(unknown)
    }
}
