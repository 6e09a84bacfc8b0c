//! The picture of the pipeline with live numbers on each box.
//!
//! ```text
//! ╭ writer ────╮   ╭ table ─────╮   ╭ queue ─────╮   ╭ socket ────╮
//! │ 116/s      ├─┬▸│ 116/s      ├──▸│ 0 waiting  ├──▸│ 6,960/min  │
//! ╰────────────╯ │ ╰────────────╯   ╰────────────╯   ╰────────────╯
//!                │ ╭ stream ────╮   ╭ consumer ──╮
//!                └▸│ 11.6/s     ├─┬▸│ 0.4 s      │
//! ```

mod boxes;
mod wires;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Scene, rows};
use crate::app::rows as list;
use crate::domain::finding::Level;
use crate::domain::readings;
use crate::view::chart::sparkline;
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;
use boxes::{Kind, Node};

/// Columns between two boxes, for the wires.
const GAP: u16 = 4;

/// Lines that a box takes beyond its words for what its first number was: a line of air and a line of bars.
const SPARK: u16 = 2;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let frame = Frame { title: "pipeline", about: &scene.snapshot.pipeline.name, focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    let nodes = boxes::nodes(scene);
    let places = places(&nodes, inner);
    wires::draw(scene, &nodes, &places, buffer);
    let chosen = list::of(scene.model, scene.panel).into_iter().nth(scene.selected()).map(|row| row.key);
    for (node, place) in nodes.iter().zip(&places) {
        if let Some(place) = place {
            let is_alone = nodes.iter().filter(|other| other.kind == node.kind).count() == 1;
            one(scene, (node, is_alone), *place, scene.focus() && chosen.as_deref() == Some(node.name.as_str()), buffer);
        }
    }
    missing(scene, &nodes, &places, inner, buffer);
}

/// Where each box stands; `None` where there is no room for it.
fn places(nodes: &[Node], inner: Rect) -> Vec<Option<Rect>> {
    let columns = 4;
    let width = inner.width.saturating_sub(GAP * (columns - 1)) / columns;
    let tallest = (0..columns).map(|column| nodes.iter().filter(|node| node.column() == column).count()).max().unwrap_or(1);
    let rows = u16::try_from(tallest.max(2)).unwrap_or(2);
    let height = (inner.height / rows).clamp(3, 5 + SPARK);
    let mut used = [0u16; 4];
    let place = |node: &Node| {
        let column = node.column();
        let slot = &mut used[usize::from(column)];
        // The archive stands beside its Firehose, the socket beside its queue.
        let row = (*slot).max(node.row(nodes));
        *slot = row + 1;
        let y = inner.y + row * height;
        let fits = y + height <= inner.bottom() && 8 <= width;
        fits.then_some(Rect { x: inner.x + column * (width + GAP), y, width, height })
    };
    nodes.iter().map(place).collect()
}

fn one(scene: Scene<'_>, (node, is_alone): (&Node, bool), place: Rect, chosen: bool, buffer: &mut Buffer) {
    let level = level(scene, node);
    let mark = level.map(|level| (scene.look.glyphs.level(level), Role::of_level(level)));
    let edge = EDGE + if mark.is_some() { MARK } else { 0 };
    let title = title(node, is_alone, usize::from(place.width).saturating_sub(edge));
    let frame = Frame { title: &title, value: mark, focus: chosen, ..Frame::default() };
    let inner = frame.draw(scene.look, place, buffer);
    let indent = u16::from(16 < inner.width);
    for (row, (words, role)) in node.lines.iter().take(usize::from(inner.height)).enumerate() {
        // Where columns are dear the unit of time gives way to what is counted.
        let room = usize::from(inner.width.saturating_sub(indent));
        let bare = words.split_once('/').map_or(words.as_str(), |(count, _)| count);
        let words = if text::width(words) <= room { words } else { bare };
        pen::put(buffer, rows::line(inner, row), indent, 0, words, scene.look.style(*role));
    }
    traced(scene, node, Rect { x: inner.x + indent, width: inner.width.saturating_sub(2 * indent), ..inner }, buffer);
}

/// Columns of a box's edge that its name cannot have: corners and air, and as many again for a mark.
const EDGE: usize = 6;
const MARK: usize = 3;

/// Below so many columns half a name says less than what the box is.
const NAME: usize = 13;

/// What a box is called. Where its name does not fit it is cut in the middle, since names differ at both ends; in a narrow
/// box it gives way to what the box is, unless there are several of its kind.
fn title(node: &Node, is_alone: bool, room: usize) -> String {
    let word = node.kind.word();
    match () {
        () if node.name.is_empty() => word.to_owned(),
        () if is_alone && room < NAME && room < text::width(&node.name) => word.to_owned(),
        () => text::ends(&node.name, room),
    }
}

/// The box's first number over the time that the charts show, where there is room for it.
fn traced(scene: Scene<'_>, node: &Node, inner: Rect, buffer: &mut Buffer) {
    let below = node.lines.len().max(3);
    if below + usize::from(SPARK) <= usize::from(inner.height) {
        let window = &scene.model.chart;
        let (from, to) = (window.left(scene.snapshot.now), window.right(scene.snapshot.now));
        let points = readings::series(scene.snapshot, &node.traced, from, to).map(|series| series.points).unwrap_or_default();
        let values: Vec<Option<f64>> = points.into_iter().map(|(_, value)| value).collect();
        sparkline(&values, Role::Border, scene.look, rows::line(inner, below + 1), buffer);
    }
}

/// The worst finding about a box.
fn level(scene: Scene<'_>, node: &Node) -> Option<Level> {
    let standing = scene.model.shown().board.standing.iter();
    let about = standing.filter(|standing| standing.finding.subject.starts_with(&node.name) && !node.name.is_empty());
    about.map(|standing| standing.finding.level).max()
}

/// Says what is not drawn for lack of room, and what the configuration does not name.
fn missing(scene: Scene<'_>, nodes: &[Node], places: &[Option<Rect>], inner: Rect, buffer: &mut Buffer) {
    let hidden: Vec<&str> = nodes.iter().zip(places).filter(|(_, place)| place.is_none()).map(|(node, _)| node.name.as_str()).collect();
    let mut told = Vec::new();
    if !hidden.is_empty() {
        told.push(format!("no room for {}", hidden.join(", ")));
    }
    let unnamed: Vec<&str> =
        Kind::ALL.iter().filter(|kind| !nodes.iter().any(|node| node.kind == **kind)).filter_map(|kind| kind.key()).collect();
    if !unnamed.is_empty() {
        told.push(format!("not named: {}", unnamed.join(", ")));
    }
    let lowest = places.iter().flatten().map(|place| place.bottom()).max().unwrap_or(inner.y);
    let row = usize::from(lowest.saturating_sub(inner.y));
    let left = usize::from(inner.height).saturating_sub(row);
    rows::paragraph(scene, inner, row, &told.join(" · "), Role::Dim, left, buffer);
}
