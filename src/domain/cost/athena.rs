//! Athena: by the TB that a query scans, 10 MB at least.

use rust_decimal::{Decimal, dec};

use super::bill::Month;
use super::figure::{GIB, plain};
use super::{Line, Neighbours};
use crate::domain::price::{Item, PriceError};

/// Bytes that every query is billed for at least. Source: Athena pricing page.
const LEAST: Decimal = dec!(10_485_760);

pub(super) fn lines(neighbours: &Neighbours, month: &Month<'_>) -> Result<Vec<Line>, PriceError> {
    let Some(queries) = &neighbours.queries else { return Ok(Vec::new()) };
    let tb = queries.count.value * month.months * queries.bytes.value.max(LEAST) / GIB / dec!(1024);
    let formula =
        format!("{} queries a month × {} GB scanned, 10 MB at least", queries.count.value.normalize(), plain(queries.bytes.value / GIB));
    Ok(vec![month.line(Item::AthenaScan, tb, queries.count.basis.max(queries.bytes.basis), formula)?])
}
