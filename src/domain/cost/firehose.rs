//! Firehose: every record rounded up to 5 KB, in tiers, and conversion.

use rust_decimal::{Decimal, dec};

use super::bill::Month;
use super::figure::{GIB, plain};
use super::{Line, Load, Neighbours, units};
use crate::domain::price::{Item, PriceError};

/// Bytes that each record is rounded up to, of a Kinesis source too. Source: Firehose pricing page, "5 KB (5120 bytes)".
pub(super) const STEP: u32 = 5 * 1024;

/// Where the tiers of a month end, in GB. Source: the AmazonKinesisFirehose price list.
const TIERS: [(Item, Decimal, Decimal); 3] = [
    (Item::FirehoseIn, dec!(0), dec!(512_000)),
    (Item::FirehoseInOver500Tb, dec!(512_000), dec!(2_048_000)),
    (Item::FirehoseInOver2Pb, dec!(2_048_000), Decimal::MAX),
];

/// GB that Firehose bills for this load.
fn billed(load: &Load, month: &Month<'_>) -> Decimal {
    load.total(month.seconds) * units(load.size.value, STEP) * Decimal::from(STEP) / GIB
}

pub(super) fn lines(load: &Load, neighbours: &Neighbours, month: &Month<'_>) -> Result<Vec<Line>, PriceError> {
    let Some(delivery) = &neighbours.firehose else { return Ok(Vec::new()) };
    let gb = billed(load, month);
    let formula = format!("{} × {}, each of {} B rounded up to 5 KB", load.words(), month.word(), plain(load.size.value));
    let mut lines = Vec::new();
    for (item, from, to) in TIERS {
        let part = (gb.min(to) - from).max(Decimal::ZERO);
        if item == Item::FirehoseIn || !part.is_zero() {
            lines.push(month.line(item, part, load.basis(), formula.clone())?);
        }
    }
    if delivery.converts {
        lines.push(month.line(Item::FirehoseConversion, gb, load.basis(), format!("{formula}, converted"))?);
    }
    Ok(lines)
}
