//! CloudWatch: alarms on our resources, and what this console asks for.

use rust_decimal::{Decimal, dec};

use super::bill::Month;
use super::{Basis, Line, Neighbours};
use crate::domain::finding::words;
use crate::domain::price::{Item, PriceError};

pub(super) fn alarms(neighbours: &Neighbours, month: &Month<'_>) -> Result<Vec<Line>, PriceError> {
    let Some(count) = neighbours.alarms.filter(|count| 0 < *count) else { return Ok(Vec::new()) };
    let formula = format!("{count} alarms on these resources");
    Ok(vec![month.line(Item::Alarm, Decimal::from(count) * month.months, Basis::Configured, formula)?])
}

/// GetMetricData bills each metric of each ask, however many minutes it brings.
pub(super) fn watching(neighbours: &Neighbours, month: &Month<'_>) -> Result<Vec<Line>, PriceError> {
    let Some(watching) = neighbours.watching else { return Ok(Vec::new()) };
    let asks = |seconds: i64| month.seconds / Decimal::from(seconds.max(1));
    let asked = Decimal::from(watching.metrics) * asks(watching.seconds) + watching.seldom.map(asks).unwrap_or_default();
    let seldom = watching.seldom.map(|seconds| format!(" + 1 each {}", words::span(seconds as f64))).unwrap_or_default();
    let formula =
        format!("{} metrics × {} ÷ {} s between looks{seldom}, if it runs all the time", watching.metrics, month.word(), watching.seconds);
    Ok(vec![month.line(Item::GetMetricData, asked / dec!(1000), Basis::Configured, formula)?])
}
