//! The stream on the first screen: shards, how full they are, what they cost.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene, rows};
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
    let mut lines: Vec<(&str, Cell)> = Vec::new();
    lines.push(("write load", Cell { words: load_words(scene, &loads), ..Cell::named(snapshot, "stream.write_utilisation_percent") }));
    let status = Cell::named(snapshot, "stream.status");
    let status_role = if status.words == "ACTIVE" { Role::Ok } else { Role::Warn };
    lines.push(("status", Cell { role: if status.known { status_role } else { status.role }, ..status }));
    lines.push(("retention", Cell::named(snapshot, "stream.retention_hours")));
    lines.push(("cost", Cell::named(snapshot, "stream.cost_usd_per_month")));
    lines.push(("limit", limit(scene)));
    for (label, mut cell) in lines.into_iter().take(usize::from(inner.height).saturating_sub(row)) {
        cell.age = String::new();
        rows::pair(scene, inner, row, label, &cell, COLUMN, buffer);
        row += 1;
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

fn limit(scene: Scene<'_>) -> Cell {
    let limit = Cell::named(scene.snapshot, "limits.shard_limit");
    if !limit.known {
        return limit;
    }
    let used = Cell::named(scene.snapshot, "limits.open_shards");
    Cell { words: format!("{} of the account's {} shards", used.words, limit.words), ..limit }
}
