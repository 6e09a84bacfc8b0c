//! One row a shard, in hash-key order: its share of the ring, how full it is, what it refuses, how far its readers are behind.
//!
//! ```text
//!   shard   ring                     load                    records   bytes      refused   read age   state
//! ▌ 0       50.0 % ████████░░░░░░░░  ━━━━━───────────  31 %  312/s     92 KiB/s   0/min     0.4 s      open
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene, load_bar, rows};
use crate::app::rows as list;
use crate::domain::readings;
use crate::domain::shard::{Shard, ShardMap};
use crate::domain::watchlist;
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// One column: heading, width, and from which panel width on it is shown.
struct Column {
    heading: &'static str,
    width: u16,
    shown_from: u16,
}

const COLUMNS: [Column; 8] = [
    Column { heading: "shard", width: 8, shown_from: 0 },
    Column { heading: "ring", width: 18, shown_from: 94 },
    Column { heading: "load", width: 22, shown_from: 52 },
    Column { heading: "records", width: 11, shown_from: 63 },
    Column { heading: "bytes", width: 12, shown_from: 75 },
    Column { heading: "refused", width: 11, shown_from: 0 },
    Column { heading: "read age", width: 9, shown_from: 0 },
    Column { heading: "lineage", width: 24, shown_from: 118 },
];

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let held = &scene.snapshot.shards;
    let count = Cell::named(scene.snapshot, "stream.open_shards");
    let open = match held.get() {
        Some(map) => format!("{} open", map.open_count()),
        None => count.words.clone(),
    };
    let shown = list::of(scene.model, scene.panel);
    let about = if scene.model.filter.is_empty() { String::new() } else { format!("/{}  {} rows", scene.model.filter, shown.len()) };
    let frame = Frame {
        title: "shards",
        about: &about,
        value: Some((&open, count.role)),
        age: &count.age,
        focus: scene.focus(),
        ..Frame::default()
    };
    let inner = frame.draw(scene.look, area, buffer);
    let Some(map) = held.get() else {
        let words = held.fault.as_ref().map_or_else(|| "The shards have not been listed yet.".to_owned(), ToString::to_string);
        rows::paragraph(scene, inner, 0, &words, Role::of_state(held.state(scene.snapshot.now)), usize::from(inner.height), buffer);
        return;
    };
    headings(scene, inner, buffer);
    let footers = footers(scene, map);
    let height = usize::from(inner.height).saturating_sub(1 + footers.len());
    let first = rows::first(scene.selected(), shown.len(), height);
    for (index, row) in shown.iter().enumerate().skip(first).take(height) {
        let Some(shard) = map.get(&row.key) else { continue };
        one(scene, rows::line(inner, 1 + index - first), map, shard, index == scene.selected(), buffer);
    }
    let below = 1 + shown.len().min(height);
    for (index, words) in footers.iter().enumerate() {
        let line = rows::line(inner, below + index);
        pen::put(buffer, line, 1, 0, words, scene.look.style(Role::Dim));
    }
}

/// Where each shown column begins.
fn places(width: u16) -> Vec<(usize, u16)> {
    let mut at = 2;
    let mut places = Vec::new();
    for (index, column) in COLUMNS.iter().enumerate().filter(|(_, column)| column.shown_from <= width) {
        places.push((index, at));
        at += column.width;
    }
    places
}

fn headings(scene: Scene<'_>, inner: Rect, buffer: &mut Buffer) {
    for (index, at) in places(inner.width) {
        pen::put_within(buffer, rows::line(inner, 0), at, 0, COLUMNS[index].width - 1, COLUMNS[index].heading, scene.look.style(Role::Dim));
    }
}

fn one(scene: Scene<'_>, line: Rect, map: &ShardMap, shard: &Shard, selected: bool, buffer: &mut Buffer) {
    if line.height == 0 {
        return;
    }
    if selected {
        rows::select(scene, line, buffer);
    }
    for (index, at) in places(line.width) {
        let width = COLUMNS[index].width - 1;
        let reading = |field: &str| Cell::named(scene.snapshot, &format!("shard.{}.{field}", shard.id));
        let put = |cell: &Cell, buffer: &mut Buffer| {
            pen::put_within(buffer, line, at, 0, width, &short(cell), scene.look.style(cell.role));
        };
        match COLUMNS[index].heading {
            "shard" => {
                pen::put_within(buffer, line, at, 0, width, shard.short(), scene.look.style(Role::Title));
            }
            "ring" => ring(scene, line, at, shard, buffer),
            "load" => load(scene, line, at, shard, buffer),
            "records" => put(&reading("records_per_second"), buffer),
            "bytes" => put(&reading("bytes_per_second"), buffer),
            "refused" => {
                let mut cell = reading("throttles_per_minute");
                if readings::number(scene.snapshot, &format!("shard.{}.throttles_per_minute", shard.id)).is_some_and(|count| 0.0 < count) {
                    cell.role = Role::Warn;
                }
                put(&cell, buffer);
            }
            "read age" => put(&reading("age_seconds"), buffer),
            _ => {
                pen::put_within(buffer, line, at, 0, width, &lineage(map, shard), scene.look.style(Role::Dim));
            }
        }
    }
}

/// In a table a metric that is switched off is a dash: the line below the table says why.
fn short(cell: &Cell) -> String {
    if cell.words == "not configured" { "–".to_owned() } else { cell.words.clone() }
}

/// The shard's place on the ring: its share, and where it lies.
fn ring(scene: Scene<'_>, line: Rect, at: u16, shard: &Shard, buffer: &mut Buffer) {
    let glyphs = &scene.look.glyphs;
    let part = text::right(&text::percent(shard.share() * 100.0), 7);
    let taken = pen::put(buffer, line, at, 0, &part, scene.look.style(Role::Text)) + 1;
    let cells: u16 = 9;
    let whole = 2f64.powi(128);
    let (from, to) = (shard.first as f64 / whole, (shard.last as f64 + 1.0) / whole);
    for cell in 0..cells {
        let (left, right) = (f64::from(cell) / f64::from(cells), f64::from(cell + 1) / f64::from(cells));
        let inside = from < right - 1e-9 && left + 1e-9 < to;
        let (glyph, role) = if inside { (glyphs.bar_full, Role::Accent) } else { (glyphs.bar_rest, Role::Faint) };
        pen::dot(buffer, line, at + taken + cell, 0, glyph, scene.look.style(role));
    }
}

/// How full the shard is: a bar and the figure; the worse of records and bytes counts.
fn load(scene: Scene<'_>, line: Rect, at: u16, shard: &Shard, buffer: &mut Buffer) {
    const CELLS: u16 = 12;
    let name = load_bar::reading(&shard.id);
    let cell = Cell::named(scene.snapshot, &name);
    let Some(percent) = readings::number(scene.snapshot, &name) else {
        pen::put_within(buffer, line, at, 0, COLUMNS[2].width - 1, &short(&cell), scene.look.style(cell.role));
        return;
    };
    load_bar::draw(scene, line, at, CELLS, percent, buffer);
    pen::put_within(buffer, line, at + CELLS + 1, 0, 8, &cell.words, scene.look.style(cell.role));
}

/// Where the shard came from.
fn lineage(map: &ShardMap, shard: &Shard) -> String {
    let number = |id: &String| map.get(id).map_or_else(|| id.clone(), |parent| parent.short().to_owned());
    match (&shard.parent, &shard.adjacent_parent) {
        (Some(one), Some(other)) => format!("merged of {} and {}", number(one), number(other)),
        (Some(one), None) => format!("split from {}", number(one)),
        _ => "open".to_owned(),
    }
}

/// What the table leaves out and why, one line each.
fn footers(scene: Scene<'_>, map: &ShardMap) -> Vec<String> {
    let mut told = Vec::new();
    let parents = map.closed_parents();
    if !parents.is_empty() {
        let names: Vec<&str> = parents.iter().take(6).map(|shard| shard.short()).collect();
        told.push(format!("closed, still holding records of before the reshard: {}", names.join(", ")));
    }
    if !map.covers_ring() {
        told.push("the open shards do not cover the ring just now: a change is under way".to_owned());
    }
    let Some(stream) = scene.snapshot.stream.get() else { return told };
    if stream.shard_metrics.is_empty() {
        let month = 2.10 * f64::from(stream.open_shards);
        told.push(format!("shard metrics are off: all seven cost ${month:.2} a month here, start within minutes, never look back"));
    } else if watchlist::MOST_SHARDS < map.open_count() {
        told.push(format!("only the busiest {} shards are watched: each metric of each shard is paid for", watchlist::MOST_SHARDS));
    }
    told
}
