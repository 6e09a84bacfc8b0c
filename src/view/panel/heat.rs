//! Shards × time: how full each shard was, where it refused. A few shards are told better by a line each, where there is room.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene, load_bar};
use crate::app::rows as list;
use crate::domain::reading::{State, Unit};
use crate::domain::readings;
use crate::domain::series::shift;
use crate::view::chart::{self, ChartData, Line, Mark, Note, Threshold};
use crate::view::frame::Frame;
use crate::view::heatmap::{self, HeatData, HeatRow};
use crate::view::theme::Role;

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
    let data = data(scene);
    let is_few = (1..FEW).contains(&data.rows.len());
    if is_few && ROOM <= inner.height && data.note.is_none() {
        chart::draw(&lines(data), scene.look, inner, buffer);
    } else {
        heatmap::draw(&data, scene.look, inner, buffer);
    }
}

/// From so many shards on lines would share colours and cover each other.
const FEW: usize = Role::SERIES.len() + 1;

/// Lines that a chart needs to say more than the heat map.
const ROOM: u16 = 14;

/// The same readings as a line each. A mark stands where a shard began to refuse.
fn lines(data: HeatData) -> ChartData {
    let mut chart = ChartData::window(data.unit, data.from, data.to);
    chart.cursor = data.cursor;
    chart.thresholds.push(Threshold { value: data.full, label: "full".to_owned() });
    for (index, row) in data.rows.into_iter().enumerate() {
        let mut last = None;
        for start in row.refused {
            let goes_on = last.is_some_and(|last| start <= shift(last, 120));
            if !goes_on {
                chart.marks.push(Mark { at: start, label: format!("shard {} refuses writes", row.label) });
            }
            last = Some(start);
        }
        let role = Role::SERIES[index % Role::SERIES.len()];
        chart.series.push(Line { name: format!("shard {}", row.label), role, points: row.points, partial: None });
    }
    chart
}

fn data(scene: Scene<'_>) -> HeatData {
    let moment = scene.snapshot.now;
    let window = &scene.model.chart;
    let (from, to) = (window.left(moment), window.right(moment));
    let shown = list::of(scene.model, scene.panel);
    let mut note = None;
    let rows = shown.iter().map(|row| {
        let name = load_bar::reading(&row.key);
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
