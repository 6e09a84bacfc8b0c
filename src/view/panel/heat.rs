//! Shards × time: how full each shard was, where it refused.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene};
use crate::app::rows as list;
use crate::domain::reading::{State, Unit};
use crate::domain::readings;
use crate::view::chart::Note;
use crate::view::frame::Frame;
use crate::view::heatmap::{self, HeatData, HeatRow};

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let load = Cell::named(scene.snapshot, "stream.write_utilisation_percent");
    let mean = format!("{} mean", load.words);
    let frame = Frame {
        title: "load of each shard over time",
        value: Some((if load.known { &mean } else { &load.words }, load.role)),
        age: &load.age,
        focus: scene.focus(),
        ..Frame::default()
    };
    let inner = frame.draw(scene.look, area, buffer);
    heatmap::draw(&data(scene), scene.look, inner, buffer);
}

fn data(scene: Scene<'_>) -> HeatData {
    let moment = scene.snapshot.now;
    let window = &scene.model.chart;
    let (from, to) = (window.left(moment), window.right(moment));
    let shown = list::of(scene.model, scene.panel);
    let mut note = None;
    let rows = shown.iter().map(|row| {
        let name = format!("shard.{}.utilisation_percent", row.key);
        let reading = readings::get(scene.snapshot, &name);
        if let Some(reading) = reading.as_ref().filter(|reading| reading.value.is_none()) {
            note = Some(Note { state: reading.state, text: why(reading.state, reading.source.field.as_str()) });
        }
        let series = readings::series(scene.snapshot, &name, from, to);
        let refusals = readings::series(scene.snapshot, &format!("shard.{}.throttles_per_minute", row.key), from, to);
        let refused = refusals.into_iter().flat_map(|series| series.points).filter(|(_, value)| value.is_some_and(|count| 0.0 < count));
        HeatRow {
            label: scene
                .snapshot
                .shards
                .get()
                .and_then(|map| map.get(&row.key))
                .map_or_else(|| row.key.clone(), |shard| shard.short().to_owned()),
            value: reading.map(|reading| Cell::of(&reading).words).unwrap_or_default(),
            points: series.map(|series| series.points).unwrap_or_default(),
            refused: refused.map(|(start, _)| start).collect(),
        }
    });
    let rows: Vec<HeatRow> = rows.collect();
    let selected = Some(scene.selected());
    HeatData { rows, from, to, full: 100.0, unit: Unit::Percent, selected, cursor: window.cursor, note }
}

fn why(state: State, field: &str) -> String {
    match state {
        State::NotConfigured => field.to_owned(),
        other => other.word().to_owned(),
    }
}
