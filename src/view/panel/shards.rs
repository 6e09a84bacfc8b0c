//! The stream on the first screen: shards, how full they are, what they cost.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene, load_bar, rows};
use crate::app::rows as list;
use crate::domain::readings;
use crate::domain::shard::Shard;
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Where values begin.
const COLUMN: u16 = 12;

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
    let loads = loads(scene);
    let space = usize::from(inner.height);
    let from = rows::first(if scene.focus() { scene.selected() } else { 0 }, list::lines::of(scene.panel, snapshot).len(), space);
    for (index, line) in list::of(scene.model, scene.panel).into_iter().enumerate().skip(from).take(space) {
        let row = index - from;
        if index == scene.selected() {
            rows::select(scene, rows::line(inner, row), buffer);
        }
        let room = usize::from(inner.width.saturating_sub(COLUMN + 1));
        let mut cell = value(scene, &line.key, &loads, room);
        cell.age = String::new();
        rows::pair(scene, inner, row, &line.text, &cell, COLUMN, buffer);
    }
    let used = list::lines::of(scene.panel, snapshot).len();
    each(scene, inner, used + 1, &loads, buffer);
}

/// A bar for each open shard in hash-key order where there is room for all of them, else for the fullest.
fn each(scene: Scene<'_>, inner: Rect, from: usize, loads: &[(&Shard, f64)], buffer: &mut Buffer) {
    let room = usize::from(inner.height).saturating_sub(from);
    let left_out = room < loads.len();
    if inner.width < COLUMN + 20 || room < if left_out { 2 } else { 1 } {
        return;
    }
    let mut shown = loads.to_vec();
    if left_out {
        shown.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        shown.truncate(room - 1);
    }
    for (row, (shard, load)) in (from..).zip(&shown) {
        let line = rows::line(inner, row);
        let cells = inner.width.saturating_sub(COLUMN + 10);
        pen::put_within(buffer, line, 1, 0, COLUMN - 2, &format!("shard {}", shard.short()), scene.look.style(Role::Dim));
        load_bar::draw(scene, line, COLUMN, cells, *load, buffer);
        pen::put(buffer, line, COLUMN + cells + 1, 0, &text::right(&text::percent(*load), 7), scene.look.style(Role::Text));
    }
    if left_out {
        let words = format!("and {} less full", loads.len() - shown.len());
        pen::put(buffer, rows::line(inner, from + room - 1), 1, 0, &words, scene.look.style(Role::Dim));
    }
}

/// A line's value, in the words of this panel.
fn value(scene: Scene<'_>, name: &str, loads: &[(&Shard, f64)], room: usize) -> Cell {
    let cell = Cell::named(scene.snapshot, name);
    match name {
        "stream.write_utilisation_percent" => Cell { words: load_words(&cell, loads, room), ..cell },
        "stream.status" if cell.known => Cell { role: if cell.words == "ACTIVE" { Role::Ok } else { Role::Warn }, ..cell },
        "stream.cost_usd_per_month" if room < text::width(&cell.words) => Cell { words: cell.words.replace("/month", "/mo"), ..cell },
        "limits.shard_limit" => limit(scene, cell, room),
        _ => cell,
    }
}

/// The load of each open shard, in hash-key order, as far as shard metrics tell.
fn loads(scene: Scene<'_>) -> Vec<(&Shard, f64)> {
    let Some(map) = scene.snapshot.shards.get() else { return Vec::new() };
    let mut loads = Vec::new();
    for shard in map.open().take(200) {
        loads.extend(readings::number(scene.snapshot, &load_bar::reading(&shard.id)).map(|load| (shard, load)));
    }
    loads
}

/// The mean over all shards and the busiest one: the mean alone hides a hot shard.
fn load_words(mean: &Cell, loads: &[(&Shard, f64)], room: usize) -> String {
    let busiest = loads.iter().map(|(_, load)| *load).reduce(f64::max);
    match busiest {
        _ if !mean.known => mean.words.clone(),
        Some(busiest) => {
            let busiest = text::percent(busiest);
            fitting([format!("{} mean · {busiest} busiest", mean.words), format!("{busiest} most")], room)
        }
        None => fitting([format!("{} mean · each: off", mean.words), format!("{} mean", mean.words)], room),
    }
}

/// The first of the words, or the shorter ones where they do not fit.
fn fitting([long, short]: [String; 2], room: usize) -> String {
    if text::width(&long) <= room { long } else { short }
}

fn limit(scene: Scene<'_>, limit: Cell, room: usize) -> Cell {
    if !limit.known {
        return limit;
    }
    let used = Cell::named(scene.snapshot, "limits.open_shards");
    let offers = [format!("{} of the account's {}", used.words, limit.words), format!("{} of {}", used.words, limit.words)];
    Cell { words: fitting(offers, room), ..limit }
}
