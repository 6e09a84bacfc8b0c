//! What the stream costs in a month at the load of the newest complete minute: quantity × unit price = amount.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::Decimal;

use super::{Scene, rows};
use crate::domain::price::{self, Basis, Bill, Line, Prices};
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Columns of the item, the amount and the basis.
const ITEM: u16 = 26;
const AMOUNT: u16 = 12;
const BASIS: u16 = 12;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let bill = price::stream_monthly(scene.snapshot, &Prices::default());
    let head = match &bill {
        Ok(bill) => format!("{}/month", text::usd(bill.total())),
        Err(_) => "not known".to_owned(),
    };
    let about = bill.as_ref().map(|bill| bill.region.clone()).unwrap_or_default();
    let role = if bill.is_ok() { Role::Text } else { Role::Unknown };
    let frame = Frame { title: "the stream's bill", about: &about, value: Some((&head, role)), focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    match bill {
        Ok(bill) => lines(scene, inner, &bill, buffer),
        Err(error) => {
            rows::paragraph(scene, inner, 0, &error.to_string(), Role::Unknown, usize::from(inner.height), buffer);
        }
    }
}

fn lines(scene: Scene<'_>, inner: Rect, bill: &Bill, buffer: &mut Buffer) {
    let look = scene.look;
    let mut row = 0;
    for line in &bill.lines {
        one(scene, rows::line(inner, row), line, buffer);
        row += 1;
        if usize::from(inner.height) > bill.lines.len() * 2 + 5 {
            let below = rows::line(inner, row);
            pen::put(buffer, below, ITEM, 0, &line.formula, look.style(Role::Dim));
            row += 1;
        }
    }
    let total = rows::line(inner, row);
    pen::put(buffer, total, 1, 0, "total", look.style(Role::Title));
    amount(scene, total, bill.total(), Role::Title, buffer);
    row += 2;
    let priced =
        bill.lines.first().map(|line| format!("Prices of {}, from {}. A month has 730 hours.", line.price.as_of, line.price.source));
    for words in priced.iter().cloned().chain(bill.left_out.iter().map(|what| format!("Left out: {what}."))) {
        let left = usize::from(inner.height).saturating_sub(row);
        row = rows::paragraph(scene, inner, row, &words, Role::Dim, left, buffer);
    }
}

fn one(scene: Scene<'_>, line: Rect, billed: &Line, buffer: &mut Buffer) {
    let look = scene.look;
    pen::put_within(buffer, line, 1, 0, ITEM - 2, &billed.item.key().replace('-', " "), look.style(Role::Text));
    let quantity = billed.quantity.round_dp(2).normalize();
    let sum = format!("{} {} × ${}", quantity, billed.unit, billed.unit_price.normalize());
    let room = line.width.saturating_sub(ITEM + AMOUNT + BASIS + 1);
    pen::put_within(buffer, line, ITEM, 0, room, &sum, look.style(Role::Dim));
    amount(scene, line, billed.amount, Role::Text, buffer);
    let (word, role) = match billed.basis {
        Basis::Measured => ("measured", Role::Ok),
        Basis::Configured => ("configured", Role::Dim),
        Basis::Assumed => ("assumed", Role::Warn),
    };
    pen::put_within(buffer, line, line.width.saturating_sub(BASIS), 0, BASIS - 1, word, look.style(role));
}

fn amount(scene: Scene<'_>, line: Rect, amount: Decimal, role: Role, buffer: &mut Buffer) {
    let column = Rect { width: line.width.saturating_sub(BASIS + 2), ..line };
    pen::put_right(buffer, column, 0, &text::usd(amount), scene.look.style(role));
}
