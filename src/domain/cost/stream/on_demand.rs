//! An on-demand stream: stream hours, data in by whole KB of each record, data out, retention.

use rust_decimal::Decimal;

use super::{INCLUDED_HOURS, LONG_TERM_HOURS, Month, gb, gb_in, gb_kept};
use crate::domain::cost::figure::plain;
use crate::domain::cost::{Line, Load, Shape};
use crate::domain::price::{Item, PriceError};

/// Bytes that each record is rounded up to. Source: Kinesis Data Streams pricing page, "Data-In".
pub(super) const STEP: u32 = 1024;

pub(super) fn lines(load: &Load, shape: &Shape, month: &Month<'_>) -> Result<Vec<Line>, PriceError> {
    let size = plain(load.size.value);
    let mut lines = vec![month.line(Item::OnDemandHour, month.hours, shape.basis, format!("1 stream × {}", month.word()))?];
    let formula = format!("{} × {}, each of {size} B rounded up to whole KB", load.words(), month.word());
    lines.push(month.line(Item::OnDemandIn, gb_in(load, month, STEP), load.basis(), formula)?);
    for (item, readers, word) in
        [(Item::OnDemandOut, shape.polling, "polling readers"), (Item::OnDemandFanOut, shape.fan_out, "fan-out consumers")]
    {
        if 0 < readers {
            let formula = format!("{readers} {word} × {} of {size} B × {}", load.words(), month.word());
            lines.push(month.line(item, Decimal::from(readers) * gb(load, month), load.basis().max(shape.basis), formula)?);
        }
    }
    let (kept, hours) = (shape.retention_hours, LONG_TERM_HOURS);
    if INCLUDED_HOURS < kept {
        let until = kept.min(hours);
        let formula = format!("{} of {size} B × the {} h beyond the first day", load.words(), until - INCLUDED_HOURS);
        lines.push(month.line(Item::OnDemandExtended, gb_kept(load, INCLUDED_HOURS, until, month), load.basis(), formula)?);
    }
    if hours < kept {
        let formula = format!("{} of {size} B × the {} h beyond 7 days", load.words(), kept - hours);
        lines.push(month.line(Item::OnDemandLongTerm, gb_kept(load, hours, kept, month), load.basis(), formula)?);
    }
    Ok(lines)
}
