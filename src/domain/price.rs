//! Prices: decimal, dated, each with its source; an unknown price is an error and never a guess.

pub mod offer;
mod sheet;
mod table;

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use sheet::{BUILT_IN_REGIONS, built_in};
pub use table::{Item, OFFERS, list};

/// What one unit of an item costs in one Region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Price {
    /// US dollars for one unit.
    pub amount: Decimal,
    /// What one unit is: `shard-hour`, `million PUT payload units`, …
    pub unit: &'static str,
    /// The day on which it was looked up; `None` for a price of the configuration, which counts as long as it stands there.
    pub as_of: Option<Date>,
    /// Where it was looked up.
    pub source: String,
}

/// Why there is no price, and how to get it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PriceError {
    /// No price of this Region is known.
    #[error(
        "no price for {item} in {region}: `tidegate prices refresh --region {region}` reads it from {list}, or set it under [prices.{region}] in the configuration"
    )]
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

/// A price as it was set or read: what it is, since when, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// US dollars for one unit of the item.
    pub amount: Decimal,
    /// The day on which it was looked up, when that is known.
    pub as_of: Option<Date>,
    /// Where it was looked up.
    pub source: String,
}

/// Quotes by Region and item.
pub type Quotes = BTreeMap<String, BTreeMap<Item, Quote>>;

/// The prices in force: the configuration's own, then those read from AWS's files, then those compiled in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Prices {
    /// Set by the configuration; those under the empty name count in every Region.
    configured: Quotes,
    /// Read from AWS's public price files.
    refreshed: Quotes,
}

impl Prices {
    /// Sets the price of an item in a Region, or with `None` in every Region, as the configuration says it.
    pub fn set(&mut self, region: Option<&str>, item: Item, amount: Decimal) {
        let quote = Quote { amount, as_of: None, source: "the configuration's [prices]".to_owned() };
        self.configured.entry(region.unwrap_or_default().to_owned()).or_default().insert(item, quote);
    }

    /// Takes the quotes that were read from AWS's price files; they replace those read before.
    #[must_use]
    pub fn with_refreshed(mut self, refreshed: Quotes) -> Self {
        self.refreshed = refreshed;
        self
    }

    /// The price of one unit of an item in a Region.
    pub fn of(&self, region: &str, item: Item) -> Result<Price, PriceError> {
        if region.is_empty() {
            return Err(PriceError::NoRegion);
        }
        let held = |quotes: &Quotes, region: &str| {
            let quote = quotes.get(region)?.get(&item)?;
            Some(Price { amount: quote.amount, unit: item.unit(), as_of: quote.as_of, source: quote.source.clone() })
        };
        let unknown = || PriceError::Unknown { item: item.key(), region: region.to_owned(), list: item.price_list(region) };
        held(&self.configured, region)
            .or_else(|| held(&self.configured, ""))
            .or_else(|| held(&self.refreshed, region))
            .or_else(|| built_in(region, item))
            .ok_or_else(unknown)
    }

    /// Every Region that has a price of its own, in the order of their names.
    pub fn regions(&self) -> Vec<String> {
        let held = self.configured.keys().chain(self.refreshed.keys()).filter(|region| !region.is_empty()).cloned();
        let mut all: Vec<String> = held.chain(BUILT_IN_REGIONS.iter().map(|region| (*region).to_owned())).collect();
        all.sort();
        all.dedup();
        all
    }
}
