//! The wires between the boxes: each cell of a wire knows which of its four sides it joins.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::boxes::{Kind, Node};
use crate::view::markers::Marker;
use crate::view::panel::Scene;
use crate::view::theme::Role;

const UP: u8 = 1;
const RIGHT: u8 = 2;
const DOWN: u8 = 4;
const LEFT: u8 = 8;

/// From which kinds to which others records go.
const JOINS: [(Kind, Kind); 8] = [
    (Kind::Writer, Kind::Table),
    (Kind::Writer, Kind::Stream),
    (Kind::Table, Kind::Queue),
    (Kind::Queue, Kind::Socket),
    (Kind::Stream, Kind::Consumer),
    (Kind::Stream, Kind::FanOut),
    (Kind::Stream, Kind::Firehose),
    (Kind::Firehose, Kind::Bucket),
];

pub(super) fn draw(scene: Scene<'_>, nodes: &[Node], places: &[Option<Rect>], buffer: &mut Buffer) {
    let mut sides: BTreeMap<(u16, u16), u8> = BTreeMap::new();
    let mut heads: Vec<(u16, u16)> = Vec::new();
    for (from, to) in JOINS {
        for (one, start) in nodes.iter().zip(places).filter(|(node, _)| node.kind == from) {
            for (other, end) in nodes.iter().zip(places).filter(|(node, _)| node.kind == to) {
                if let (Some(start), Some(end)) = (start, end)
                    && one.column() < other.column()
                {
                    join(*start, *end, &mut sides, &mut heads);
                }
            }
        }
    }
    let style = scene.look.style(Role::Border);
    for (place, joined) in sides {
        if let Some(cell) = buffer.cell_mut(place) {
            cell.set_symbol(glyph(joined, scene.look.glyphs.marker)).set_style(style);
        }
    }
    for place in heads {
        if let Some(cell) = buffer.cell_mut(place) {
            cell.set_symbol(scene.look.glyphs.step).set_style(scene.look.style(Role::Accent));
        }
    }
}

/// One wire: out of the right edge, up or down in the middle of the gap, into the left edge.
fn join(start: Rect, end: Rect, sides: &mut BTreeMap<(u16, u16), u8>, heads: &mut Vec<(u16, u16)>) {
    let middle = |place: Rect| place.y + place.height / 2;
    let (from, to) = (middle(start), middle(end));
    let (left, right) = (start.right(), end.x.saturating_sub(1));
    let turn = left + 1;
    let mut add = |place: (u16, u16), side: u8| *sides.entry(place).or_default() |= side;
    add((left, from), LEFT | RIGHT);
    add((turn, from), LEFT);
    add((turn, to), RIGHT);
    for row in from.min(to)..from.max(to) {
        add((turn, row), DOWN);
        add((turn, row + 1), UP);
    }
    for column in turn + 1..right {
        add((column, to), LEFT | RIGHT);
    }
    heads.push((right, to));
}

fn glyph(joined: u8, marker: Marker) -> &'static str {
    const ALL: [&str; 16] = [" ", "│", "─", "╰", "│", "│", "╭", "├", "─", "╯", "─", "┴", "╮", "┤", "┬", "┼"];
    if marker == Marker::Ascii {
        return match joined {
            0 => " ",
            UP | DOWN => "|",
            LEFT | RIGHT => "-",
            other if other == UP | DOWN => "|",
            other if other == LEFT | RIGHT => "-",
            _ => "+",
        };
    }
    ALL[usize::from(joined & 15)]
}
