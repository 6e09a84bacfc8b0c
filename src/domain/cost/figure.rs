//! A number with what it rests on, and how AWS rounds sizes.

use rust_decimal::prelude::FromPrimitive;
use rust_decimal::{Decimal, dec};
use serde::Serialize;

use super::Basis;
use crate::domain::finding::words;

/// Bytes in a GB of AWS's bills: 1024³. Source: Kinesis Data Streams and Firehose pricing pages, whose KB has 1,024 bytes.
pub const GIB: Decimal = dec!(1_073_741_824);

/// A number and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The number.
    pub value: Decimal,
    /// What it rests on.
    pub basis: Basis,
}

impl Figure {
    /// What metrics say.
    pub fn measured(value: f64) -> Self {
        Self { value: decimal(value), basis: Basis::Measured }
    }

    /// What AWS or a person says.
    pub fn configured(value: impl Into<Decimal>) -> Self {
        Self { value: value.into(), basis: Basis::Configured }
    }

    /// What nobody says.
    pub fn assumed(value: impl Into<Decimal>) -> Self {
        Self { value: value.into(), basis: Basis::Assumed }
    }

    /// The configured value, or the one that is assumed.
    pub fn or(configured: Option<impl Into<Decimal>>, assumed: impl Into<Decimal>) -> Self {
        configured.map_or_else(|| Self::assumed(assumed), Self::configured)
    }
}

/// A measured number as a decimal with nine places: more were not measured.
pub(super) fn decimal(value: f64) -> Decimal {
    Decimal::from_f64(value).unwrap_or_default().round_dp(9)
}

/// How many steps of `step` bytes a record takes: rounded up, one at least. An empty record takes one.
pub fn units(bytes: Decimal, step: u32) -> Decimal {
    (bytes / Decimal::from(step)).ceil().max(Decimal::ONE)
}

/// A number without needless zeros, for formulas.
pub(super) fn plain(value: Decimal) -> String {
    let places = if value.abs() < dec!(10) { 2 } else { 1 };
    words::decimal(value.round_dp(places))
}
