//! The whole bill by line, its total with the month's band, and the budget.
//!
//! ```text
//! shard hours      1,460 shard-hour × $0.015       $21.90   configured
//! …
//! total                                          $232.11
//! ━━━━━━━━━───────────  46 % of the budget of $500
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, dec};

use super::{Scene, rows};
use crate::app::rows as list;
use crate::domain::cost::{Basis, Bill, Estimate, Line, Service};
use crate::domain::finding::words;
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Columns of the item, the amount and the basis.
const ITEM: u16 = 17;
const AMOUNT: u16 = 10;
const BASIS: u16 = 12;

/// From this width on there is room for the sum in the line.
const SUMS: u16 = 58;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let estimate = scene.estimate();
    let head = match &estimate {
        Ok(estimate) => format!("{}/month", text::usd(estimate.bill.total())),
        Err(_) => "not known".to_owned(),
    };
    let about = estimate.as_ref().map(|estimate| estimate.region.clone()).unwrap_or_default();
    let role = if estimate.is_ok() { Role::Text } else { Role::Unknown };
    let frame = Frame { title: "the bill", about: &about, value: Some((&head, role)), focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    match estimate {
        Ok(estimate) => whole(scene, inner, estimate, buffer),
        Err(error) => {
            rows::paragraph(scene, inner, 0, &error, Role::Unknown, usize::from(inner.height), buffer);
        }
    }
}

fn whole(scene: Scene<'_>, inner: Rect, estimate: &Estimate, buffer: &mut Buffer) {
    let shown = |line: &&Line| list::is_shown(scene.model, line.item.words());
    let lines: Vec<&Line> = estimate.bill.lines.iter().filter(shown).collect();
    let height = usize::from(inner.height);
    // The total and the selected line's formula keep their rows; the rest tells more where there is room.
    let space = height.saturating_sub(5).max(1);
    let first = rows::first(scene.selected(), lines.len(), space);
    let mut row = 0;
    for (index, line) in lines.iter().enumerate().skip(first).take(space) {
        let place = rows::line(inner, row);
        if index == scene.selected() {
            rows::select(scene, place, buffer);
        }
        one(scene, place, line, first == index || lines[index - 1].service != line.service, buffer);
        row += 1;
    }
    let total = rows::line(inner, row);
    pen::put(buffer, total, 1, 0, "total", scene.look.style(Role::Title));
    amount(scene, total, estimate.bill.total(), Role::Title, buffer);
    row += 1;
    row = budget(scene, inner, row, &estimate.bill, buffer);
    let selected = lines.get(scene.selected()).map(|line| told(line));
    let more = more(scene, estimate);
    for (words, role) in selected.into_iter().map(|words| (words, Role::Text)).chain(more.into_iter().map(|words| (words, Role::Dim))) {
        let left = height.saturating_sub(row);
        if left == 0 {
            return;
        }
        row = rows::paragraph(scene, inner, row, &words, role, left.min(4), buffer);
    }
}

/// How the selected line came about.
fn told(line: &Line) -> String {
    let looked_up = line.price.as_of.map(|day| format!(", {day}")).unwrap_or_default();
    format!("{}: {}. Price from {}{looked_up}.", line.item.words(), line.formula, line.price.source)
}

/// The month's band, the day of the prices, what is left out.
fn more(scene: Scene<'_>, estimate: &Estimate) -> Vec<String> {
    let mut told = Vec::new();
    let band = estimate.band(&scene.snapshot.pipeline.prices);
    if let Some((low, high)) = band {
        told.push(format!(
            "A month at {}; {} to {} at the quietest and busiest hour of the last day.",
            estimate.load.window,
            text::usd(low),
            text::usd(high)
        ));
    }
    told.extend(estimate.load.sizes.map(|sizes| sizes.words()));
    if let Some(day) = estimate.bill.as_of() {
        told.push(format!("Prices of {day} and later. A month has {} hours.", estimate.bill.hours));
    }
    told.extend(estimate.bill.left_out.iter().map(|what| format!("Not in it: {what}.")));
    told
}

fn budget(scene: Scene<'_>, inner: Rect, row: usize, bill: &Bill, buffer: &mut Buffer) -> usize {
    let line = rows::line(inner, row);
    let Some(budget) = scene.snapshot.pipeline.limits.budget.filter(|budget| !budget.is_zero()) else {
        pen::put(buffer, line, 1, 0, "no budget: set one under [pipeline.limits]", scene.look.style(Role::Dim));
        return row + 1;
    };
    let share = (bill.total() / budget * dec!(100)).to_f64().unwrap_or_default();
    let role = if 100.0 < share { Role::Alarm } else { Role::Ok };
    let width = (line.width / 3).clamp(8, 24);
    let full = ((share / 100.0).min(1.0) * f64::from(width)).round() as u16;
    for column in 0..width {
        let (glyph, role) = if column < full { (scene.look.glyphs.bar_full, role) } else { (scene.look.glyphs.bar_rest, Role::Faint) };
        pen::dot(buffer, line, 1 + column, 0, glyph, scene.look.style(role));
    }
    let words = format!("{} of the budget of {}", text::percent(share), text::usd(budget));
    pen::put(buffer, line, width + 2, 0, &words, scene.look.style(if 100.0 < share { Role::Alarm } else { Role::Dim }));
    row + 1
}

fn one(scene: Scene<'_>, line: Rect, billed: &Line, leads: bool, buffer: &mut Buffer) {
    let look = scene.look;
    let item = if billed.service == Service::Stream || leads { Role::Text } else { Role::Dim };
    pen::put_within(buffer, line, 1, 0, ITEM - 2, billed.item.words(), look.style(item));
    if SUMS <= line.width {
        let room = line.width.saturating_sub(ITEM + AMOUNT + BASIS + 1);
        // Where neither fits the line below tells how it came about.
        let sum = sums(billed).into_iter().find(|words| text::width(words) <= usize::from(room)).unwrap_or_default();
        pen::put_within(buffer, line, ITEM, 0, room, &sum, look.style(Role::Dim));
    }
    amount(scene, line, billed.amount, Role::Text, buffer);
    let role = match billed.basis {
        Basis::Measured => Role::Ok,
        Basis::Configured => Role::Dim,
        Basis::Assumed => Role::Warn,
    };
    pen::put_within(buffer, line, line.width.saturating_sub(BASIS), 0, BASIS - 1, billed.basis.word(), look.style(role));
}

/// The sum with the whole unit, and without it.
fn sums(billed: &Line) -> [String; 2] {
    let quantity = words::decimal(billed.quantity.round_dp(2));
    let price = billed.unit_price.normalize();
    let price = if price.scale() < 2 { format!("{price:.2}") } else { price.to_string() };
    let scale = ["million", "thousand"].into_iter().find(|scale| billed.unit.starts_with(scale)).map(|scale| format!(" {scale}"));
    [format!("{quantity} {} × ${price}", billed.unit), format!("{quantity}{} × ${price}", scale.unwrap_or_default())]
}

fn amount(scene: Scene<'_>, line: Rect, amount: Decimal, role: Role, buffer: &mut Buffer) {
    let column = Rect { width: line.width.saturating_sub(BASIS + 2), ..line };
    pen::put_right(buffer, column, 0, &text::usd(amount), scene.look.style(role));
}
