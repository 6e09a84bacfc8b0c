//! The modes side by side: their price at this load, the break-even, and where each wins over load and peak ÷ mean.
//!
//! ```text
//! peak ÷ mean       1     5    20   100
//! 10/s            46 %  46 %  46 %  46 %      provisioned in parts of on-demand; below 100 it is cheaper
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, dec};

use super::{Scene, rows};
use crate::app::rows as list;
use crate::domain::cost::{self, Comparison, Estimate, HOURS_A_MONTH, Load, Mode, Shape};
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Peaks in parts of the mean that are compared.
const RATIOS: [u32; 9] = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/// Rates that are compared, records a second.
const RATES: [u32; 5] = [10, 100, 1_000, 10_000, 100_000];

/// Columns of a rate's name and of a share.
const NAME: u16 = 12;
const SHARE: u16 = 7;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let estimate = scene.costs().and_then(|costs| Ok((costs.compared.as_ref().map_err(Clone::clone)?, &costs.now)));
    let head = estimate.as_ref().ok().and_then(|(compared, _)| compared.cheapest().map(|choice| choice.words.clone()));
    let head = head.map(|words| format!("cheapest: {words}")).unwrap_or_default();
    let frame = Frame { title: "modes", value: Some((&head, Role::Text)), focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    match estimate {
        Ok((compared, now)) => side_by_side(scene, inner, compared, now, buffer),
        Err(error) => {
            rows::paragraph(scene, inner, 0, &error, Role::Unknown, usize::from(inner.height), buffer);
        }
    }
}

fn side_by_side(scene: Scene<'_>, inner: Rect, compared: &Comparison, now: &Estimate, buffer: &mut Buffer) {
    let look = scene.look;
    let least = compared.cheapest().map(|choice| choice.bill.total()).unwrap_or_default();
    let mut row = 0;
    for (index, choice) in compared.choices.iter().filter(|choice| list::is_shown(scene.model, &choice.words)).enumerate() {
        let line = rows::line(inner, row);
        if index == scene.selected() {
            rows::select(scene, line, buffer);
        }
        let total = choice.bill.total();
        let role = if total == least { Role::Ok } else { Role::Text };
        pen::put_within(buffer, line, 1, 0, line.width.saturating_sub(13), &choice.words, look.style(role));
        pen::put_right(buffer, Rect { width: line.width.saturating_sub(1), ..line }, 0, &text::usd(total), look.style(role));
        row += 1;
    }
    for words in sentences(compared, now) {
        let left = usize::from(inner.height).saturating_sub(row);
        row = rows::paragraph(scene, inner, row, &words, Role::Dim, left.min(3), buffer);
    }
    let left = usize::from(inner.height).saturating_sub(row);
    // A line of air where there is one to spare; with few rows every second rate.
    let (rates, air) = match left {
        left if RATES.len() + 2 <= left => (RATES.to_vec(), 1),
        left if RATES.len() < left => (RATES.to_vec(), 0),
        _ => (RATES.into_iter().step_by(2).collect(), 0),
    };
    if rates.len() < left {
        matrix(scene, inner, row + air, &rates, now, buffer);
    }
}

/// Where on-demand wins, in words.
fn sentences(compared: &Comparison, now: &Estimate) -> Vec<String> {
    let breakeven = compared.breakeven.as_ref().map(|at| {
        format!(
            "On-demand wins once {} shards are needed: at a peak of {} times the mean. Now it is {}.",
            at.shards,
            text::number(at.peak_to_mean.to_f64().unwrap_or_default()),
            text::number(now.load.peak_to_mean().to_f64().unwrap_or_default())
        )
    });
    breakeven.into_iter().chain(compared.left_out.iter().cloned()).collect()
}

/// Provisioned, sized for the peak, in percent of on-demand.
fn matrix(scene: Scene<'_>, inner: Rect, row: usize, rates: &[u32], now: &Estimate, buffer: &mut Buffer) {
    let look = scene.look;
    let columns = usize::from(inner.width.saturating_sub(NAME) / SHARE);
    let head = rows::line(inner, row);
    let named = ["peak ÷ mean", "peak/mean"].into_iter().find(|words| text::width(words) < usize::from(NAME)).unwrap_or_default();
    pen::put(buffer, head, 1, 0, named, look.style(Role::Dim));
    let step = RATIOS.len().div_ceil(columns.max(1));
    let ratios: Vec<u32> = RATIOS.into_iter().step_by(step).collect();
    let cell = |index: usize| NAME + SHARE * u16::try_from(index).unwrap_or(0);
    for (index, ratio) in ratios.iter().enumerate() {
        pen::put(buffer, head, cell(index), 0, &text::right(&ratio.to_string(), 6), look.style(Role::Dim));
    }
    for (down, rate) in rates.iter().copied().enumerate() {
        let line = rows::line(inner, row + 1 + down);
        let load = now.load.at(Decimal::from(rate));
        let on_demand = total(scene, now, &load, &now.shape.in_mode(Mode::OnDemand));
        pen::put(buffer, line, 1, 0, &format!("{}/s", text::grouped(i128::from(rate))), look.style(Role::Dim));
        for (index, ratio) in ratios.iter().enumerate() {
            let share = provisioned(scene, now, &load, *ratio).zip(on_demand).filter(|(_, other)| !other.is_zero());
            let Some((one, other)) = share else { continue };
            let share = (one / other * dec!(100)).to_f64().unwrap_or_default();
            let role = if share < 100.0 { Role::Text } else { Role::Ok };
            let words = if 999.0 < share { ">999 %".to_owned() } else { format!("{share:.0} %") };
            pen::put(buffer, line, cell(index), 0, &text::right(&words, 6), look.style(role));
        }
    }
    let whole = "Provisioned, sized for the peak, in percent of on-demand: above 100 on-demand is cheaper, as at no steady load.";
    let words = if inner.width < 50 { "Provisioned in % of on-demand." } else { whole };
    let below = row + 1 + rates.len();
    rows::paragraph(scene, inner, below, words, Role::Dim, usize::from(inner.height).saturating_sub(below).min(2), buffer);
}

fn total(scene: Scene<'_>, now: &Estimate, load: &Load, shape: &Shape) -> Option<Decimal> {
    let prices = &scene.snapshot.pipeline.prices;
    cost::bill(load, &shape.alone(), prices, &now.region, HOURS_A_MONTH).ok().map(|bill| bill.total())
}

fn provisioned(scene: Scene<'_>, now: &Estimate, load: &Load, ratio: u32) -> Option<Decimal> {
    let target = scene.snapshot.pipeline.scaling.target_utilisation;
    let peak = load.records.value * Decimal::from(ratio);
    let shards = cost::shards_needed(peak, load, &now.shape, target).shards;
    total(scene, now, load, &now.shape.in_mode(Mode::Provisioned { shards }))
}
