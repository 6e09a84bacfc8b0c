//! What if: each knob as it is and as it is thought, and what that does to the bill. Nothing is touched.
//!
//! ```text
//! shards           2      ◂ 4 ▸
//! the stream       $26.16 → $48.06   +$21.90
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::Decimal;

use super::{Scene, rows};
use crate::app::keys::Command;
use crate::app::rows as list;
use crate::domain::cost::{self, BillError, Estimate, HOURS_A_MONTH, Knob, Load, Shape};
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Where the value as it is begins, and the value as thought.
const NOW: u16 = 15;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let idle = scene.model.what_if.is_idle();
    let key = |command| scene.model.keys.first(command);
    let hint = match (scene.focus(), idle) {
        (true, true) => format!("{} {} turn", key(Command::Left), key(Command::Right)),
        (true, false) => format!("{} {} turn · {} as it is", key(Command::Left), key(Command::Right), key(Command::AsItIs)),
        (false, true) => String::new(),
        (false, false) => format!("{} as it is", key(Command::AsItIs)),
    };
    let value = if idle { "as it is" } else { "in thought" };
    let role = if idle { Role::Dim } else { Role::Accent };
    let frame = Frame { title: "what if", value: Some((value, role)), hint: &hint, focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    match scene.estimate() {
        Ok(now) => thought(scene, inner, now, buffer),
        Err(error) => {
            rows::paragraph(scene, inner, 0, &error, Role::Unknown, usize::from(inner.height), buffer);
        }
    }
}

fn thought(scene: Scene<'_>, inner: Rect, now: &Estimate, buffer: &mut Buffer) {
    let change = &scene.model.what_if;
    let (load, shape) = (change.load(&now.load), change.shape(&now.load, &now.shape));
    let shown = list::of(scene.model, scene.panel);
    let knobs: Vec<&Knob> = Knob::ALL.iter().filter(|knob| shown.iter().any(|row| row.key == knob.key())).collect();
    let space = usize::from(inner.height).saturating_sub(3).max(1);
    let first = rows::first(scene.selected(), knobs.len(), space);
    let mut row = 0;
    for (index, knob) in knobs.iter().enumerate().skip(first).take(space) {
        let line = rows::line(inner, row);
        if index == scene.selected() {
            rows::select(scene, line, buffer);
        }
        one(scene, line, **knob, (&now.load, &now.shape), (&load, &shape), index == scene.selected(), buffer);
        row += 1;
    }
    for (words, role) in totals(scene, now, &load, &shape) {
        let left = usize::from(inner.height).saturating_sub(row);
        row = rows::paragraph(scene, inner, row, &words, role, left.min(2), buffer);
    }
}

fn one(scene: Scene<'_>, line: Rect, knob: Knob, now: (&Load, &Shape), then: (&Load, &Shape), selected: bool, buffer: &mut Buffer) {
    let look = scene.look;
    pen::put_within(buffer, line, 1, 0, NOW - 2, knob.word(), look.style(Role::Dim));
    let (was, is) = (knob.shown(now.0, now.1), knob.shown(then.0, then.1));
    pen::put_within(buffer, line, NOW, 0, line.width.saturating_sub(NOW), &was, look.style(Role::Text));
    if was != is || (selected && scene.focus()) {
        let column = NOW + (line.width.saturating_sub(NOW) / 2).max(8);
        let words = if selected && scene.focus() { format!("< {is} >") } else { is };
        pen::put(buffer, line, column, 0, &words, look.style(Role::Accent));
    }
}

/// What the thought costs, for the stream and for everything, and the shards that it needs.
fn totals(scene: Scene<'_>, now: &Estimate, load: &Load, shape: &Shape) -> Vec<(String, Role)> {
    let pipeline = &scene.snapshot.pipeline;
    let arrow = scene.look.glyphs.arrow;
    let of = |load: &Load, shape: &Shape| cost::bill(load, shape, &pipeline.prices, &now.region, HOURS_A_MONTH).map(|bill| bill.total());
    let moved = |name: &str, was: Result<Decimal, BillError>, is: Result<Decimal, BillError>| match (was, is) {
        (Ok(was), Ok(is)) if was == is => (format!("{name} {}/month", text::usd(was)), Role::Text),
        (Ok(was), Ok(is)) => {
            let sign = if was < is { "+" } else { "" };
            (format!("{name} {} {arrow} {}  {sign}{}", text::usd(was), text::usd(is), text::usd(is - was)), Role::Title)
        }
        (Err(error), _) | (_, Err(error)) => (error.to_string(), Role::Unknown),
    };
    let target = pipeline.scaling.target_utilisation;
    let at = |records: Decimal, load: &Load, shape: &Shape| cost::shards_needed(records, load, shape, target).shards;
    let needs = format!(
        "shards at {target} %: {} now, {} at peak, {} as thought",
        at(now.load.records.value, &now.load, &now.shape),
        at(now.load.peak.value, &now.load, &now.shape),
        at(load.records.value, load, shape)
    );
    let enough = shape.mode.shards().is_none_or(|shards| at(load.records.value, load, shape) <= shards);
    vec![
        moved("stream", of(&now.load, &now.shape.alone()), of(load, &shape.alone())),
        moved("everything", of(&now.load, &now.shape), of(load, shape)),
        (needs, if enough { Role::Dim } else { Role::Warn }),
    ]
}
