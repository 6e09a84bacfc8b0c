//! A provisioned stream: shard hours, PUT payload units, retention, fan-out, shard metrics.

use rust_decimal::{Decimal, dec};

use super::{INCLUDED_HOURS, LONG_TERM_HOURS, Month, gb, gb_kept};
use crate::domain::cost::figure::plain;
use crate::domain::cost::{Line, Load, Shape, units};
use crate::domain::price::{Item, PriceError};

/// Bytes of a PUT payload unit. Source: Kinesis Data Streams pricing page, 25 KB "chunks" of 1,024 bytes a KB.
const PUT_UNIT: u32 = 25 * 1024;

pub(super) fn lines(load: &Load, shape: &Shape, shards: u32, month: &Month<'_>) -> Result<Vec<Line>, PriceError> {
    let hours = Decimal::from(shards) * month.hours;
    let basis = shape.basis;
    let every = format!("{shards} shards × {}", month.word());
    let mut lines = vec![month.line(Item::ShardHour, hours, basis, every.clone())?];
    if INCLUDED_HOURS < shape.retention_hours {
        let formula = format!("{every}, because records are kept {} h and {INCLUDED_HOURS} h are included", shape.retention_hours);
        lines.push(month.line(Item::ExtendedRetention, hours, basis, formula)?);
    }
    if LONG_TERM_HOURS < shape.retention_hours {
        let kept = gb_kept(load, LONG_TERM_HOURS, shape.retention_hours, month);
        let formula =
            format!("{} of {} B × the {} h beyond 7 days", load.words(), plain(load.size.value), shape.retention_hours - LONG_TERM_HOURS);
        lines.push(month.line(Item::LongTermRetention, kept, load.basis(), formula)?);
    }
    lines.push(puts(load, month)?);
    if 0 < shape.fan_out {
        let consumers = Decimal::from(shape.fan_out);
        let formula = format!("{} fan-out consumers × {every}", shape.fan_out);
        lines.push(month.line(Item::FanOutHour, consumers * hours, basis, formula)?);
        let formula = format!("{} fan-out consumers × {} of {} B × {}", shape.fan_out, load.words(), plain(load.size.value), month.word());
        lines.push(month.line(Item::FanOutData, consumers * gb(load, month), load.basis(), formula)?);
    }
    if 0 < shape.shard_metrics {
        let quantity = Decimal::from(shape.shard_metrics) * Decimal::from(shards) * month.months;
        let formula = format!("{} shard-level metrics × {shards} shards", shape.shard_metrics);
        lines.push(month.line(Item::CustomMetric, quantity, basis, formula)?);
    }
    Ok(lines)
}

/// PUT payload units: 25 KB each, rounded up for each record (here: for the mean record).
fn puts(load: &Load, month: &Month<'_>) -> Result<Line, PriceError> {
    let units = units(load.size.value, PUT_UNIT);
    let quantity = load.total(month.seconds) * units / dec!(1_000_000);
    let formula = format!(
        "{} × 3600 s × {} × {units} unit for a mean record of {} B, in millions",
        load.words(),
        month.word(),
        plain(load.size.value)
    );
    month.line(Item::PutPayloadUnit, quantity, load.basis(), formula)
}

/// What one more shard costs in a month: its hours, their retention, each fan-out consumer's hours, its metrics.
pub(in crate::domain::cost) fn a_shard(shape: &Shape, month: &Month<'_>) -> Result<Decimal, PriceError> {
    let mut hour = month.price(Item::ShardHour)?.amount;
    if INCLUDED_HOURS < shape.retention_hours {
        hour += month.price(Item::ExtendedRetention)?.amount;
    }
    if 0 < shape.fan_out {
        hour += Decimal::from(shape.fan_out) * month.price(Item::FanOutHour)?.amount;
    }
    let metrics = match shape.shard_metrics {
        0 => Decimal::ZERO,
        count => Decimal::from(count) * month.months * month.price(Item::CustomMetric)?.amount,
    };
    Ok(hour * month.hours + metrics)
}
