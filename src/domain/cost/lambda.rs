//! The consumer functions: runs, and memory × time.

use rust_decimal::{Decimal, dec};

use super::bill::Month;
use super::figure::plain;
use super::{Basis, Line, Neighbours};
use crate::domain::price::{Item, PriceError};

pub(super) fn lines(neighbours: &Neighbours, month: &Month<'_>) -> Result<Vec<Line>, PriceError> {
    let mut lines = Vec::new();
    for function in &neighbours.functions {
        let runs = function.runs.value * month.seconds;
        let how = if function.runs.basis == Basis::Assumed { function.batching.words() } else { String::new() };
        let formula = format!("{} runs/s of {} × 3600 s × {}, in millions{how}", plain(function.runs.value), function.name, month.word());
        lines.push(month.line(Item::FunctionRequest, runs / dec!(1_000_000), function.runs.basis, formula)?.about(&function.name));
        let gb = Decimal::from(function.memory_mb) / dec!(1024);
        let formula = format!(
            "runs of {} × {} s × {} MB; the time is the 95th percentile, so this is an upper end",
            function.name,
            plain(function.seconds.value),
            function.memory_mb
        );
        let basis = function.runs.basis.max(function.seconds.basis);
        lines.push(month.line(Item::FunctionDuration, runs * function.seconds.value * gb, basis, formula)?.about(&function.name));
    }
    Ok(lines)
}
