//! On-demand Advantage: lower prices a GB, no stream hours, and the account's commitment to 25 MiB/s in and out.

use rust_decimal::{Decimal, dec};

use super::on_demand::STEP;
use super::{INCLUDED_HOURS, Month, gb, gb_in, gb_kept};
use crate::domain::cost::figure::plain;
use crate::domain::cost::{Line, Load, Shape};
use crate::domain::price::{Item, PriceError};

/// MiB a second that the account pays for at least, in and out each, whatever its streams carry.
/// Source: Kinesis API reference, UpdateAccountSettings, MinimumThroughputBillingCommitment.
const COMMITTED: Decimal = dec!(25);

pub(super) fn lines(load: &Load, shape: &Shape, month: &Month<'_>) -> Result<Vec<Line>, PriceError> {
    let committed = COMMITTED * month.seconds / dec!(1024);
    let readers = Decimal::from(shape.polling + shape.fan_out);
    let size = plain(load.size.value);
    let mut lines = Vec::new();
    for (item, used, what) in [
        (Item::AdvantageIn, gb_in(load, month, STEP), "come in".to_owned()),
        (Item::AdvantageOut, readers * gb(load, month), format!("are read by {readers} readers")),
    ] {
        let rule = if used < committed { "less than the account's 25 MiB/s, which are billed" } else { "more than the account's 25 MiB/s" };
        let formula = format!("{} of {size} B × {}: {} GB {what}, {rule}", load.words(), month.word(), plain(used));
        lines.push(month.line(item, used.max(committed), load.basis().max(shape.basis), formula)?);
    }
    if INCLUDED_HOURS < shape.retention_hours {
        let kept = gb_kept(load, INCLUDED_HOURS, shape.retention_hours, month);
        let formula = format!("{} of {size} B × the {} h beyond the first day", load.words(), shape.retention_hours - INCLUDED_HOURS);
        lines.push(month.line(Item::AdvantageRetention, kept, load.basis(), formula)?);
    }
    Ok(lines)
}
