//! How much comes in: records a second, their size, the peak, each with what it rests on.

use rust_decimal::{Decimal, dec};
use serde::Serialize;

use super::{Figure, Spread};

/// What comes in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Load {
    /// Records a second, the mean that a month is made of.
    pub records: Figure,
    /// Bytes of a mean record.
    pub size: Figure,
    /// Records a second in the busiest minute.
    pub peak: Figure,
    /// Records a second of the quietest and of the busiest hour that were seen, for the band of a month.
    pub band: Option<(Decimal, Decimal)>,
    /// How sizes spread, where they were measured.
    pub sizes: Option<Spread>,
    /// What the mean is of, in words: `the mean of the last 60 minutes`.
    pub window: String,
    /// What the figures hide, one sentence each.
    pub notes: Vec<String>,
}

impl Load {
    /// A steady load that somebody gives: no peak, no band.
    pub fn given(records: impl Into<Decimal>, size: impl Into<Decimal>) -> Self {
        let (records, size) = (records.into(), size.into());
        Self {
            records: Figure::configured(records),
            size: Figure::configured(size),
            peak: Figure::configured(records),
            band: None,
            sizes: None,
            window: "as given".to_owned(),
            notes: Vec::new(),
        }
    }

    /// The same load at another rate; peak and band go with it.
    #[must_use]
    pub fn at(&self, records: Decimal) -> Self {
        let factor = if self.records.value.is_zero() { Decimal::ONE } else { records / self.records.value };
        let peak = if self.records.value.is_zero() { records } else { self.peak.value * factor };
        Self {
            records: Figure { value: records, ..self.records },
            peak: Figure { value: peak, ..self.peak },
            band: self.band.map(|(low, high)| (low * factor, high * factor)),
            ..self.clone()
        }
    }

    /// Records in so many seconds, whole ones.
    pub fn total(&self, seconds: Decimal) -> Decimal {
        (self.records.value * seconds).round()
    }

    /// Bytes a second.
    pub fn bytes(&self) -> Decimal {
        self.records.value * self.size.value
    }

    /// The busiest minute's load in parts of the mean; 1 when nothing comes in.
    pub fn peak_to_mean(&self) -> Decimal {
        if self.records.value.is_zero() { Decimal::ONE } else { (self.peak.value / self.records.value).max(Decimal::ONE) }
    }

    /// Records a day.
    pub fn a_day(&self) -> Decimal {
        self.records.value * dec!(86_400)
    }

    /// What a quantity made of rate and size rests on: the weaker of the two.
    pub(super) fn basis(&self) -> super::Basis {
        self.records.basis.max(self.size.basis)
    }

    /// `304.17 M records of 300 B`, for formulas.
    pub(super) fn words(&self) -> String {
        format!("{} records/s", super::figure::plain(self.records.value))
    }
}
