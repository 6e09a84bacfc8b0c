//! The stream on the first screen: shards, how full they are, what they cost.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene, rows};
use crate::app::rows as list;
use crate::domain::readings;
use crate::view::chart::sparkline;
use crate::view::frame::Frame;
use crate::view::text;
use crate::view::theme::Role;

/// Where values begin.
const COLUMN: u16 = 13;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let snapshot = scene.snapshot;
    let open = Cell::named(snapshot, "stream.open_shards");
    let mode = Cell::named(snapshot, "stream.mode");
    let head = if open.known { format!("{} open", open.words) } else { open.words.clone() };
    let frame = Frame {
        title: "shards",
        about: if mode.known { &mode.words } else { "" },
        value: Some((&head, open.role)),
        age: &open.age,
        focus: scene.focus(),
        ..Frame::default()
    };
    let inner = frame.draw(scene.look, area, buffer);
    let mut row = 0;
    let loads = loads(scene);
    if !loads.is_empty() {
        let bars = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..rows::line(inner, 0) };
        sparkline(&loads, Role::Series1, scene.look, bars, buffer);
        row += 1;
    }
    let space = usize::from(inner.height).saturating_sub(row);
    let from = rows::first(if scene.focus() { scene.selected() } else { 0 }, list::lines::of(scene.panel, snapshot).len(), space);
    for (index, line) in list::of(scene.model, scene.panel).into_iter().enumerate().skip(from).take(space) {
        if index == scene.selected() {
            rows::select(scene, rows::line(inner, row), buffer);
        }
        let mut cell = value(scene, &line.key, &loads);
        cell.age = String::new();
        rows::pair(scene, inner, row, &line.text, &cell, COLUMN, buffer);
        row += 1;
    }
}

/// A line's value, in the words of this panel.
fn value(scene: Scene<'_>, name: &str, loads: &[Option<f64>]) -> Cell {
    let cell = Cell::named(scene.snapshot, name);
    match name {
        "stream.write_utilisation_percent" => Cell { words: load_words(scene, loads), ..cell },
        "stream.status" if cell.known => Cell { role: if cell.words == "ACTIVE" { Role::Ok } else { Role::Warn }, ..cell },
        "limits.shard_limit" => limit(scene, cell),
        _ => cell,
    }
}

/// The load of each open shard, in hash-key order, as far as shard metrics tell.
fn loads(scene: Scene<'_>) -> Vec<Option<f64>> {
    let Some(map) = scene.snapshot.shards.get() else { return Vec::new() };
    let loads: Vec<Option<f64>> =
        map.open().take(200).map(|shard| readings::number(scene.snapshot, &format!("shard.{}.utilisation_percent", shard.id))).collect();
    if loads.iter().all(Option::is_none) { Vec::new() } else { loads }
}

fn load_words(scene: Scene<'_>, loads: &[Option<f64>]) -> String {
    let mean = Cell::named(scene.snapshot, "stream.write_utilisation_percent").words;
    let busiest = loads.iter().flatten().fold(None, |most: Option<f64>, load| Some(most.map_or(*load, |most| most.max(*load))));
    match busiest {
        Some(busiest) => format!("{mean} mean · {} busiest", text::percent(busiest)),
        None => format!("{mean} mean · shard metrics are off"),
    }
}

fn limit(scene: Scene<'_>, limit: Cell) -> Cell {
    if !limit.known {
        return limit;
    }
    let used = Cell::named(scene.snapshot, "limits.open_shards");
    Cell { words: format!("{} of the account's {} shards", used.words, limit.words), ..limit }
}
