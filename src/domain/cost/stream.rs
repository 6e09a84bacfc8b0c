//! The stream's lines, by its mode.

mod advantage;
mod on_demand;
mod provisioned;

use rust_decimal::Decimal;

use super::bill::Month;
use super::figure::GIB;
use super::{BillError, Line, Load, Mode, Shape};

pub(super) use provisioned::a_shard;

/// Hours that every stream keeps records at no price of their own.
const INCLUDED_HOURS: u32 = 24;

/// Hours beyond which records are kept by the GB.
const LONG_TERM_HOURS: u32 = 168;

pub(super) fn lines(load: &Load, shape: &Shape, month: &Month<'_>) -> Result<Vec<Line>, BillError> {
    Ok(match shape.mode {
        Mode::Provisioned { shards } => provisioned::lines(load, shape, shards, month)?,
        Mode::OnDemand => on_demand::lines(load, shape, month)?,
        Mode::Advantage => advantage::lines(load, shape, month)?,
    })
}

/// What the stream's lines cannot hold.
pub(super) fn left_out(shape: &Shape) -> Option<String> {
    let has_metrics = shape.mode.shards().is_none() && 0 < shape.shard_metrics;
    has_metrics.then(|| "shard-level metrics, for AWS does not bill an on-demand stream by its shards".to_owned())
}

/// GB that come in, each record rounded up to a step of bytes.
fn gb_in(load: &Load, month: &Month<'_>, step: u32) -> Decimal {
    load.total(month.seconds) * super::units(load.size.value, step) * Decimal::from(step) / GIB
}

/// GB that come in as they are: what readers take.
fn gb(load: &Load, month: &Month<'_>) -> Decimal {
    load.total(month.seconds) * load.size.value / GIB
}

/// GB that lie in the stream from `from` to `to` hours of age, for a month.
fn gb_kept(load: &Load, from: u32, to: u32, month: &Month<'_>) -> Decimal {
    load.bytes() * Decimal::from(to.saturating_sub(from)) * Decimal::from(3600) / GIB * month.months
}
