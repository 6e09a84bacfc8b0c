//! The selected shard: its range, its figures, what its lineage means, and what its keys are known to be.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene, rows};
use crate::app::rows as list;
use crate::domain::facts::KeySample;
use crate::domain::shard::{Shard, ShardMap};
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Where values begin.
const COLUMN: u16 = 14;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let chosen = list::selected_shard(scene.model);
    let map = scene.snapshot.shards.get();
    let shard = chosen.as_deref().zip(map).and_then(|(id, map)| map.get(id).map(|shard| (map, shard)));
    let about = shard.map(|(_, shard)| shard.id.as_str()).unwrap_or_default();
    let frame = Frame { title: "shard", about, focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    let Some((map, shard)) = shard else {
        rows::paragraph(scene, inner, 0, "No shard is selected.", Role::Dim, 1, buffer);
        return;
    };
    let mut row = 0;
    for (label, field) in list::lines::SHARD {
        if scene.selected() == row {
            rows::select(scene, rows::line(inner, row), buffer);
        }
        rows::pair(scene, inner, row, label, &Cell::named(scene.snapshot, &format!("shard.{}.{field}", shard.id)), COLUMN, buffer);
        row += 1;
    }
    row = range(scene, inner, row, shard, buffer);
    let height = usize::from(inner.height);
    row = rows::paragraph(scene, inner, row, &lineage(map, shard), Role::Dim, height.saturating_sub(row), buffer);
    keys(scene, inner, row, shard, buffer);
}

/// First and last hash key, whole: they are what a split or merge takes.
fn range(scene: Scene<'_>, inner: Rect, mut row: usize, shard: &Shard, buffer: &mut Buffer) -> usize {
    let look = scene.look;
    for (label, key) in [("first key", shard.first), ("last key", shard.last)] {
        let words = key.to_string();
        pen::put(buffer, rows::line(inner, row), 1, 0, label, look.style(Role::Dim));
        let mut column = COLUMN;
        if inner.width < COLUMN + u16::try_from(words.len()).unwrap_or(u16::MAX) {
            row += 1;
            column = 2;
        }
        pen::put(buffer, rows::line(inner, row), column, 0, &words, look.style(Role::Text));
        row += 1;
    }
    row
}

fn lineage(map: &ShardMap, shard: &Shard) -> String {
    let parents: Vec<&str> = [&shard.parent, &shard.adjacent_parent].into_iter().flatten().map(String::as_str).collect();
    if parents.is_empty() {
        return "As old as the stream.".to_owned();
    }
    let listed: Vec<&str> = parents.iter().filter_map(|id| map.get(id)).map(Shard::short).collect();
    if listed.is_empty() {
        return "Its parents are gone: everything that was written before the reshard has expired.".to_owned();
    }
    format!("Child of {}. Readers drain a parent before they read its children.", listed.join(" and "))
}

/// What a sample said of the keys, or that metrics cannot say it.
fn keys(scene: Scene<'_>, inner: Rect, row: usize, shard: &Shard, buffer: &mut Buffer) {
    let left = usize::from(inner.height).saturating_sub(row);
    let held = scene.snapshot.samples.get(&shard.id);
    match (held.and_then(|held| held.get()), held.and_then(|held| held.fault.as_ref())) {
        (Some(sample), _) => sampled(scene, inner, row, sample, held.and_then(|held| held.at), buffer),
        (None, Some(fault)) => {
            rows::paragraph(scene, inner, row, &format!("The sample failed. {fault}"), Role::Warn, left, buffer);
        }
        (None, None) => {
            let words = "Whether one key makes this load cannot be told: metrics never show keys. The actions can sample the shard for two seconds; they ask first.";
            rows::paragraph(scene, inner, row, words, Role::Dim, left, buffer);
        }
    }
}

fn sampled(scene: Scene<'_>, inner: Rect, row: usize, sample: &KeySample, at: Option<jiff::Timestamp>, buffer: &mut Buffer) {
    let age = at.map(|at| text::age(scene.snapshot.now.duration_since(at).as_secs())).unwrap_or_default();
    let head = format!("{} records sampled {age} in {} reads; commonest keys:", text::count(sample.records as f64), sample.calls);
    let below = rows::paragraph(scene, inner, row, &head, Role::Dim, 2, buffer);
    for (index, (key, count)) in sample.keys.iter().enumerate() {
        let line = rows::line(inner, below + index);
        if line.height == 0 {
            return;
        }
        let share = *count as f64 / (sample.records.max(1)) as f64 * 100.0;
        let role = if 50.0 <= share { Role::Warn } else { Role::Text };
        pen::put(buffer, line, 1, 0, &text::right(&text::percent(share), 7), scene.look.style(role));
        pen::put(buffer, line, 10, 0, key, scene.look.style(Role::Text));
    }
}
