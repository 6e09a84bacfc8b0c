//! A bill: lines of quantity × unit price, added exactly.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy, dec};
use serde::Serialize;
use thiserror::Error;

use crate::domain::finding::words;
use crate::domain::price::{Item, Price, PriceError, Prices};

/// Hours in a month, unless somebody says otherwise.
pub const HOURS_A_MONTH: u32 = 730;

/// What a quantity rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Metrics say so.
    Measured,
    /// AWS or the configuration says so.
    Configured,
    /// Nobody says so: taken for the sake of a figure.
    Assumed,
}

impl Basis {
    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Basis::Measured => "measured",
            Basis::Configured => "configured",
            Basis::Assumed => "assumed",
        }
    }
}

/// Which part of the pipeline a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is named as on the bill")]
pub enum Service {
    Stream,
    Firehose,
    S3,
    Athena,
    Table,
    Functions,
    Alarms,
    Watching,
}

impl Service {
    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Service::Stream => "Kinesis",
            Service::Firehose => "Firehose",
            Service::S3 => "S3",
            Service::Athena => "Athena",
            Service::Table => "DynamoDB",
            Service::Functions => "Lambda",
            Service::Alarms => "alarms",
            Service::Watching => "watching",
        }
    }
}

/// One line of a bill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// What is billed.
    pub item: Item,
    /// Which one of several, such as a function's name; mostly empty.
    pub subject: String,
    /// The part of the pipeline that it belongs to.
    pub service: Service,
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
        let service = service(item);
        let (unit, unit_price, amount) = (price.unit, price.amount, quantity * price.amount);
        Self { item, subject: String::new(), service, quantity, unit, unit_price, amount, basis, formula, price }
    }

    /// The same line about one of several.
    #[must_use]
    pub fn about(mut self, subject: &str) -> Self {
        subject.clone_into(&mut self.subject);
        self
    }

    /// `1,460 shard-hour × $0.015 = $21.90`
    pub fn sum(&self) -> String {
        let quantity = words::decimal(self.quantity.round_dp(2));
        format!("{quantity} {} × ${} = ${}", self.unit, self.unit_price.normalize(), cents(self.amount))
    }

    /// The line's name among the others of a bill.
    pub fn key(&self) -> String {
        if self.subject.is_empty() { self.item.key().to_owned() } else { format!("{} {}", self.item.key(), self.subject) }
    }
}

fn service(item: Item) -> Service {
    match item {
        Item::GetMetricData => Service::Watching,
        Item::Alarm => Service::Alarms,
        // Shard metrics are switched on for the stream and go with it.
        Item::CustomMetric => Service::Stream,
        _ => match item.offer() {
            "AmazonKinesisFirehose" => Service::Firehose,
            "AmazonS3" => Service::S3,
            "AmazonAthena" => Service::Athena,
            "AmazonDynamoDB" => Service::Table,
            "AWSLambda" => Service::Functions,
            _ => Service::Stream,
        },
    }
}

/// An amount as people read it: rounded to cents, half up.
pub fn cents(amount: Decimal) -> String {
    format!("{:.2}", amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}

/// Lines and their sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bill {
    /// The Region whose prices these are.
    pub region: String,
    /// Hours that it is for.
    pub hours: u32,
    /// One line an item.
    pub lines: Vec<Line>,
    /// What the bill leaves out or cannot see, one sentence each.
    pub left_out: Vec<String>,
}

impl Bill {
    /// The sum of the lines, not rounded.
    pub fn total(&self) -> Decimal {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// The sum of one part of the pipeline, not rounded.
    pub fn of(&self, service: Service) -> Decimal {
        self.lines.iter().filter(|line| line.service == service).map(|line| line.amount).sum()
    }

    /// The dearest parts of the pipeline, the dearest first, at most so many.
    pub fn dearest(&self, most: usize) -> Vec<(Service, Decimal)> {
        let mut parts: Vec<Service> = self.lines.iter().map(|line| line.service).collect();
        parts.dedup();
        let mut priced: Vec<(Service, Decimal)> = parts.into_iter().map(|part| (part, self.of(part))).collect();
        priced.sort_by_key(|(_, amount)| std::cmp::Reverse(*amount));
        priced.truncate(most);
        priced
    }

    /// The sum as people read it: `26.16`.
    pub fn total_text(&self) -> String {
        cents(self.total())
    }

    /// The sum as a number for charts and readings.
    pub fn total_number(&self) -> Option<f64> {
        self.total().to_f64()
    }

    /// The oldest day of its prices that have one.
    pub fn as_of(&self) -> Option<jiff::civil::Date> {
        self.lines.iter().filter_map(|line| line.price.as_of).min()
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
}

impl BillError {
    /// What there has to be before there is a bill, as one waits for it.
    pub fn awaited(&self) -> String {
        match self {
            BillError::Price(error) => format!("a price: {error}"),
            BillError::NotKnown(what) => (*what).to_owned(),
        }
    }
}

/// The prices and the length of the month that a bill is made with.
pub(super) struct Month<'a> {
    prices: &'a Prices,
    region: &'a str,
    /// Hours.
    pub(super) hours: Decimal,
    /// Seconds.
    pub(super) seconds: Decimal,
    /// Parts of a usual month, for what is billed by the month.
    pub(super) months: Decimal,
}

impl<'a> Month<'a> {
    pub(super) fn of(prices: &'a Prices, region: &'a str, hours: u32) -> Self {
        let hours = Decimal::from(hours);
        Self { prices, region, hours, seconds: hours * dec!(3600), months: hours / Decimal::from(HOURS_A_MONTH) }
    }

    /// The price of an item.
    pub(super) fn price(&self, item: Item) -> Result<Price, PriceError> {
        self.prices.of(self.region, item)
    }

    /// A line of an item.
    pub(super) fn line(&self, item: Item, quantity: Decimal, basis: Basis, formula: String) -> Result<Line, PriceError> {
        Ok(Line::of(item, quantity.normalize(), self.price(item)?, basis, formula))
    }

    /// What stands in a formula for the month.
    pub(super) fn word(&self) -> String {
        format!("{} h", self.hours.normalize())
    }
}
