//! Reads one of AWS's public price files as a stream, however large: of the products only those that are ours are held.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, BufReader, Read};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use thiserror::Error;

use crate::domain::price::offer::{self, Attributes, Tier};
use crate::domain::price::{Item, OFFERS};

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The service's name in the price list.
    pub offer: String,
    /// The day on which it was published.
    pub published: Option<Date>,
    /// US dollars for one of our units.
    pub prices: BTreeMap<Item, Decimal>,
}

/// Why a file cannot be used: one clause.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadError {
    /// It ends in the middle.
    #[error("it ends in the middle, at byte {0}: it was cut off, so fetch it again")]
    CutOff(u64),
    /// It is not JSON.
    #[error("it is not JSON at line {line}, column {column}")]
    NotJson {
        /// From 1 on.
        line: usize,
        /// From 1 on.
        column: usize,
    },
    /// JSON, and something else than a price file.
    #[error("it is not one of AWS's price files: {0}")]
    NotAPriceFile(String),
    /// Of a service that is not billed here.
    #[error("it has the prices of {0}, which are not used here; used are {list}", list = OFFERS.join(", "))]
    OtherService(String),
    /// Of another Region.
    #[error("it has prices of {found}, not of {wanted}")]
    OtherRegion {
        /// The Regions that were seen, a few of them.
        found: String,
        /// The one that was asked for.
        wanted: String,
    },
    /// Ours, and without anything that is known.
    #[error("none of its {0} products of this Region is one that is known here: AWS may have renamed them")]
    NothingKnown(u64),
    /// It could not be read.
    #[error("{0}")]
    Unreadable(String),
}

/// The most products that may be ours: a file that has more is broken.
const MOST: usize = 10_000;

/// Bytes after which progress is told.
const BEAT: u64 = 16 * 1024 * 1024;

/// Reads a price file for a Region. `progress` is told the bytes read so far, now and then.
pub fn read(source: impl Read, region: &str, progress: &mut dyn FnMut(u64)) -> Result<Found, ReadError> {
    let mut counted = Counted { source, read: 0, told: 0, failed: None, progress };
    let mut state = State { region, ..State::default() };
    let result = {
        let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(256 * 1024, &mut counted));
        Whole(&mut state).deserialize(&mut json).and_then(|()| json.end())
    };
    if let Some(failed) = counted.failed {
        return Err(ReadError::Unreadable(failed));
    }
    match (state.refused.take(), result) {
        (Some(refused), _) => Err(refused),
        (None, Err(error)) if error.is_eof() => Err(ReadError::CutOff(counted.read)),
        (None, Err(error)) if error.is_data() => Err(ReadError::NotAPriceFile(brief(&error))),
        (None, Err(error)) => Err(ReadError::NotJson { line: error.line(), column: error.column() }),
        (None, Ok(())) => state.conclude(),
    }
}

/// serde's sentence without the place in the file.
fn brief(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line").next().unwrap_or_default().to_owned()
}

/// Counts what is read.
struct Counted<'a, R> {
    source: R,
    read: u64,
    told: u64,
    failed: Option<String>,
    progress: &'a mut dyn FnMut(u64),
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer).inspect_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                self.failed = Some(error.to_string());
            }
        })?;
        self.read += count as u64;
        if self.told + BEAT <= self.read {
            self.told = self.read;
            (self.progress)(self.read);
        }
        Ok(count)
    }
}

/// What is held of a file while it is read.
#[derive(Default)]
struct State<'a> {
    region: &'a str,
    offer: String,
    published: Option<Date>,
    /// Products of this Region, known or not.
    seen: u64,
    /// A few of the other Regions.
    others: BTreeSet<String>,
    products: BTreeMap<String, Attributes>,
    prices: BTreeMap<Item, Decimal>,
    refused: Option<ReadError>,
    has_products: bool,
    has_terms: bool,
}

impl State<'_> {
    fn refuse<E: serde::de::Error>(&mut self, why: ReadError) -> E {
        self.refused.get_or_insert(why);
        E::custom("refused")
    }

    fn product(&mut self, sku: String, attributes: Attributes) -> Result<(), ReadError> {
        if attributes.region_code != self.region {
            if self.others.len() < 3 && !attributes.region_code.is_empty() {
                self.others.insert(attributes.region_code);
            }
            return Ok(());
        }
        self.seen += 1;
        if offer::is_known(&self.offer, &attributes) {
            if MOST <= self.products.len() {
                return Err(ReadError::NotAPriceFile("it has more products than there are".to_owned()));
            }
            self.products.insert(sku, attributes);
        }
        Ok(())
    }

    fn priced(&mut self, sku: &str, tiers: &[Tier]) {
        let Some(attributes) = self.products.get(sku) else { return };
        for (item, price) in offer::prices(&self.offer, attributes, tiers) {
            // Of several products that are the same item the dearest counts: a bill rather says too much.
            let held = self.prices.entry(item).or_insert(price);
            *held = (*held).max(price);
        }
    }

    fn conclude(self) -> Result<Found, ReadError> {
        if self.offer.is_empty() || !self.has_products || !self.has_terms {
            return Err(ReadError::NotAPriceFile("offerCode, products or terms are missing".to_owned()));
        }
        if self.seen == 0 && !self.others.is_empty() {
            let found = self.others.into_iter().collect::<Vec<_>>().join(", ");
            return Err(ReadError::OtherRegion { found, wanted: self.region.to_owned() });
        }
        if self.prices.is_empty() {
            return Err(ReadError::NothingKnown(self.seen));
        }
        Ok(Found { offer: self.offer, published: self.published, prices: self.prices })
    }
}

/// A map of which each entry is given on and none is held.
macro_rules! map_seed {
    ($name:ident, $expects:literal, |$state:ident, $key:ident, $map:ident| $entry:expr) => {
        struct $name<'s, 'r>(&'s mut State<'r>);

        impl<'de> DeserializeSeed<'de> for $name<'_, '_> {
            type Value = ();

            fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
                from.deserialize_map(self)
            }
        }

        impl<'de> Visitor<'de> for $name<'_, '_> {
            type Value = ();

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($expects)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut $map: A) -> Result<(), A::Error> {
                let $state = self.0;
                while let Some($key) = $map.next_key::<String>()? {
                    $entry?;
                }
                Ok(())
            }
        }
    };
}

map_seed!(Whole, "a price file", |state, key, map| match key.as_str() {
    "offerCode" => {
        state.offer = map.next_value()?;
        let known = OFFERS.contains(&state.offer.as_str());
        if known { Ok(()) } else { Err(state.refuse(ReadError::OtherService(state.offer.clone()))) }
    }
    "publicationDate" => map.next_value::<String>().map(|at| state.published = at.get(..10).and_then(|day| day.parse().ok())),
    "products" if state.offer.is_empty() =>
        Err(state.refuse(ReadError::NotAPriceFile("its products come before its offerCode".to_owned()))),
    "products" => {
        state.has_products = true;
        map.next_value_seed(Products(state))
    }
    "terms" if !state.has_products => Err(state.refuse(ReadError::NotAPriceFile("its terms come before its products".to_owned()))),
    "terms" => {
        state.has_terms = true;
        map.next_value_seed(Terms(state))
    }
    _ => map.next_value::<IgnoredAny>().map(drop),
});

map_seed!(Products, "products by their SKU", |state, key, map| {
    let product: Product = map.next_value()?;
    state.product(key, product.attributes).map_err(|why| state.refuse(why))
});

map_seed!(Terms, "terms by their kind", |state, key, map| match key.as_str() {
    "OnDemand" => map.next_value_seed(OnDemand(state)),
    _ => map.next_value::<IgnoredAny>().map(drop),
});

map_seed!(OnDemand, "on-demand terms by SKU", |state, key, map| if state.products.contains_key(&key) {
    let terms: BTreeMap<String, Term> = map.next_value()?;
    let tiers = terms.into_values().flat_map(|term| term.dimensions.into_values()).map(Dimension::tier).collect::<Result<Vec<_>, _>>();
    tiers.map(|tiers| state.priced(&key, &tiers)).map_err(|why| state.refuse(why))
} else {
    map.next_value::<IgnoredAny>().map(drop)
});

/// One product.
#[derive(Deserialize)]
struct Product {
    #[serde(default)]
    attributes: Attributes,
}

/// One term of a product.
#[derive(Deserialize)]
struct Term {
    #[serde(rename = "priceDimensions")]
    dimensions: BTreeMap<String, Dimension>,
}

/// One price of a term. Numbers are text there, with ten and more digits.
#[derive(Deserialize)]
struct Dimension {
    #[serde(default, rename = "beginRange")]
    begin: String,
    #[serde(rename = "pricePerUnit")]
    prices: BTreeMap<String, String>,
}

impl Dimension {
    fn tier(self) -> Result<Tier, ReadError> {
        let read = |text: &str| {
            let number = text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(text));
            number.map_err(|_| ReadError::NotAPriceFile(format!("{text:?} is not a number")))
        };
        let begin = if self.begin.is_empty() { Decimal::ZERO } else { read(&self.begin)? };
        let price = self.prices.get("USD").ok_or_else(|| ReadError::NotAPriceFile("a price is not in US dollars".to_owned()))?;
        Ok(Tier { begin, price: read(price)? })
    }
}
