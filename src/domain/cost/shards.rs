//! How many shards a load needs, and which of a shard's limits asks for them.

use rust_decimal::{Decimal, dec};
use serde::Serialize;

use super::{Load, Shape};

/// Records a second that one shard takes. Source: as [`crate::domain::limits::SHARD_WRITE_RECORDS`].
pub(super) const RECORDS: Decimal = dec!(1_000);

/// Bytes a second that one shard takes. Source: as [`crate::domain::limits::SHARD_WRITE_BYTES`].
pub(super) const BYTES: Decimal = dec!(1_048_576);

/// Bytes a second that one shard gives to its polling readers. Source: as [`crate::domain::limits::SHARD_READ_BYTES`].
const READ_BYTES: Decimal = dec!(2_000_000);

/// Which limit of a shard asks for the most of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// 1,000 records a second.
    Records,
    /// 1 MiB a second.
    Bytes,
    /// 2 MB a second for all polling readers together.
    Reads,
}

/// Shards that a load needs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Needed {
    /// How many.
    pub shards: u32,
    /// Why so many.
    pub bound: Bound,
    /// How it came about.
    pub formula: String,
}

/// Shards for so many records a second, each carrying the target's percent of its limits at most.
pub fn shards_needed(records: Decimal, load: &Load, shape: &Shape, target: u8) -> Needed {
    let target = Decimal::from(target.clamp(1, 100)) / dec!(100);
    let bytes = records * load.size.value;
    let asked = [
        (Bound::Records, records, RECORDS, "records/s ÷ 1,000"),
        (Bound::Bytes, bytes, BYTES, "bytes/s ÷ 1,048,576"),
        (Bound::Reads, bytes * Decimal::from(shape.polling), READ_BYTES, "bytes/s of polling readers ÷ 2,000,000"),
    ];
    // The first of equals is told: writes before reads.
    let most = asked.into_iter().rev().max_by_key(|(_, used, limit, _)| *used / *limit);
    let (bound, used, limit, words) = most.unwrap_or((Bound::Records, records, RECORDS, "records/s ÷ 1,000"));
    let shards = (used / (limit * target)).ceil().max(Decimal::ONE);
    let formula = format!("{} {words} at {} %", used.round_dp(0).normalize(), (target * dec!(100)).normalize());
    Needed { shards: u32::try_from(shards).unwrap_or(u32::MAX), bound, formula }
}

/// Records a second that one shard carries at the target, by the tighter of its two write limits.
pub(super) fn carries(load: &Load, target: u8) -> Decimal {
    let target = Decimal::from(target.clamp(1, 100)) / dec!(100);
    let by_bytes = if load.size.value.is_zero() { RECORDS } else { BYTES / load.size.value };
    RECORDS.min(by_bytes) * target
}
