//! The table: writes by request or by capacity, storage, and what a shorter life of its items really saves.

use rust_decimal::{Decimal, dec};

use super::bill::Month;
use super::figure::{GIB, plain};
use super::{Billing, Figure, HOURS_A_MONTH, Line, Neighbours, TableUse};
use crate::domain::price::{Item, PriceError, Prices};

pub(super) fn lines(neighbours: &Neighbours, month: &Month<'_>) -> Result<Vec<Line>, PriceError> {
    let Some(table) = &neighbours.table else { return Ok(Vec::new()) };
    let writes = match table.billing {
        Billing::OnDemand { writes } => {
            let quantity = writes.value * month.seconds / dec!(1_000_000);
            let formula = format!("{} write units/s × 3600 s × {}, in millions", plain(writes.value), month.word());
            month.line(Item::TableWrite, quantity, writes.basis, formula)?
        }
        Billing::Provisioned { writes } => {
            let formula = format!("{} provisioned write units × {}", plain(writes.value), month.word());
            month.line(Item::TableWriteHour, writes.value * month.hours, writes.basis, formula)?
        }
    };
    let formula = format!("{} GB stored", plain(table.bytes.value / GIB));
    let storage = month.line(Item::TableStorage, table.bytes.value / GIB * month.months, table.bytes.basis, formula)?;
    Ok(vec![writes, storage])
}

/// What falls away when the table's items live shorter.
#[derive(Debug, Clone, PartialEq)]
pub struct TtlSaving {
    /// US dollars a month.
    pub amount: Decimal,
    /// How it came about, and what it does not save.
    pub formula: String,
}

/// Only storage falls, in proportion to the days that items live: every write still happens, and expiry itself is free.
pub fn ttl_saving(table: &TableUse, days: (Figure, Figure), prices: &Prices, region: &str) -> Result<TtlSaving, PriceError> {
    let month = Month::of(prices, region, HOURS_A_MONTH);
    let storage = table.bytes.value / GIB * month.price(Item::TableStorage)?.amount;
    let (now, after) = (days.0.value.max(Decimal::ONE), days.1.value);
    let amount = (storage * (Decimal::ONE - after / now)).max(Decimal::ZERO);
    let formula = format!(
        "storage ${} × (1 − {} ÷ {} days); every write still happens, and expiry is free",
        super::cents(storage),
        after.normalize(),
        now.normalize()
    );
    Ok(TtlSaving { amount, formula })
}
