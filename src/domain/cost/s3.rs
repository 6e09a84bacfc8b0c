//! The archive in S3: storage that grows until the oldest objects are dropped, writes, and moves to a colder class.

use rust_decimal::{Decimal, dec};

use super::bill::Month;
use super::figure::{GIB, plain};
use super::{Archive, Basis, BillError, ColdClass, Delivery, Figure, HOURS_A_MONTH, Line, Load, Neighbours};
use crate::domain::price::{Item, PriceError, Prices};

const MIB: Decimal = dec!(1_048_576);

/// GB that one month adds.
fn added(load: &Load, archive: &Archive, month: &Month<'_>) -> Decimal {
    load.total(month.seconds) * load.size.value / GIB / archive.ratio.value
}

/// Objects a second: one a buffer interval, more when the buffer's size is full before.
pub(in crate::domain) fn objects(load: &Load, delivery: &Delivery) -> Decimal {
    let by_time = Decimal::ONE / Decimal::from(delivery.buffer_seconds.max(1));
    by_time.max(load.bytes() / (Decimal::from(delivery.buffer_mb.max(1)) * MIB))
}

pub(super) fn lines(load: &Load, neighbours: &Neighbours, month: &Month<'_>) -> Result<Vec<Line>, PriceError> {
    let Some(archive) = &neighbours.archive else { return Ok(Vec::new()) };
    let size = plain(load.size.value);
    let basis = load.basis().max(archive.ratio.basis).max(archive.months.basis);
    let (warm, cold) = stored(load, archive, month);
    let made = format!(
        "{} of {size} B × {} at {}:1, in month {}",
        load.words(),
        month.word(),
        archive.ratio.value.normalize(),
        plain(archive.months.value)
    );
    let mut lines = vec![month.line(Item::S3Standard, warm, basis, made.clone())?];
    let class = match archive.cold {
        ColdClass::Standard => None,
        ColdClass::GlacierInstant => Some(Item::S3GlacierInstant),
        ColdClass::Glacier => Some(Item::S3Glacier),
    };
    if let Some(class) = class.filter(|_| !cold.is_zero()) {
        let formula = format!("{made}, what is older than {} months", plain(archive.warm_months.value));
        lines.push(month.line(class, cold, basis, formula)?);
    }
    let Some(delivery) = &neighbours.firehose else { return Ok(lines) };
    let written = objects(load, delivery) * month.seconds / dec!(1000);
    let formula = format!("an object each {} s or {} MB × {}", delivery.buffer_seconds, delivery.buffer_mb, month.word());
    lines.push(month.line(Item::S3Put, written, Basis::Configured, formula)?);
    if class == Some(Item::S3GlacierInstant) && archive.warm_months.value < archive.months.value {
        let formula = "as many objects move as were written a month, at this load".to_owned();
        lines.push(month.line(Item::S3Transition, written, basis, formula)?);
    }
    Ok(lines)
}

/// GB in the Standard class and in the colder one, in the archive's present month.
fn stored(load: &Load, archive: &Archive, month: &Month<'_>) -> (Decimal, Decimal) {
    let held = archive.months.value.min(archive.kept_months.value);
    let warm = if archive.cold == ColdClass::Standard { held } else { held.min(archive.warm_months.value) };
    // What is held was added at a usual month's pace; a longer or shorter month is billed in its own part.
    let a_month = added(load, archive, month);
    (a_month * warm, a_month * (held - warm).max(Decimal::ZERO))
}

/// What the archive costs a month once it has grown for so many months at this load, writes left out.
pub fn archive_after(load: &Load, archive: &Archive, months: u32, prices: &Prices, region: &str) -> Result<Decimal, BillError> {
    let grown = Archive { months: Figure::assumed(months), ..archive.clone() };
    let neighbours = Neighbours { archive: Some(grown), ..Neighbours::default() };
    let lines = lines(load, &neighbours, &Month::of(prices, region, HOURS_A_MONTH))?;
    Ok(lines.iter().map(|line| line.amount).sum())
}
