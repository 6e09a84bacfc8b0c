//! The charts of the first screen: what comes in, who is behind, what is refused, what the table fails.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene};
use crate::app::model::Panel;
use crate::app::rows::{self as list, lines};
use crate::domain::reading::{Reading, State, Unit};
use crate::domain::snapshot::Snapshot;
use crate::domain::{readings, rollout};
use crate::view::chart::{self, Blind, ChartData, Line, Mark, Note, Threshold};
use crate::view::frame::Frame;
use crate::view::text;
use crate::view::theme::Role;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    // The selected line's value stands on the frame; the first of them unless another was chosen.
    let rows = list::of(scene.model, scene.panel);
    let chosen = if scene.focus() { scene.selected().min(rows.len().saturating_sub(1)) } else { 0 };
    let lead = rows.get(chosen);
    let reading = lead.and_then(|lead| readings::get(scene.snapshot, &lead.key));
    let cell = reading.as_ref().map(Cell::of);
    let about = if scene.panel == Panel::Lag { lead.map(|lead| lead.text.as_str()).unwrap_or_default() } else { "" };
    let frame = Frame {
        title: if area.width < 34 { short_title(scene.panel, chosen) } else { title(scene.panel, chosen) },
        about,
        value: cell.as_ref().map(|cell| (cell.words.as_str(), cell.role)),
        age: cell.as_ref().map(|cell| cell.age.as_str()).unwrap_or_default(),
        focus: scene.focus(),
        ..Frame::default()
    };
    let inner = frame.draw(scene.look, area, buffer);
    let mut data = data(scene, &traced(scene), reading.as_ref());
    if let (Some(note), Some(fault)) = (&mut data.note, reading.as_ref().and_then(|reading| reading.fault.as_ref()))
        && inner.width < 34
    {
        fault.word().clone_into(&mut note.text);
    }
    chart::draw(&data, scene.look, inner, buffer);
}

/// What the value on the frame is: the panel's first line, or the one that was chosen.
fn title(panel: Panel, chosen: usize) -> &'static str {
    match (panel, chosen) {
        (Panel::Lag, _) => "lag",
        (Panel::Throttles, 0) => "refused writes",
        (Panel::Throttles, _) => "refused reads",
        (Panel::TableErrors, 0) => "DynamoDB errors",
        (Panel::TableErrors, _) => "DynamoDB throttles",
        (_, 0) => "incoming records",
        (_, _) => "incoming bytes",
    }
}

/// The name where columns are dear, so that the value keeps its place.
fn short_title(panel: Panel, chosen: usize) -> &'static str {
    match (panel, chosen) {
        (Panel::Lag, _) => "lag",
        (Panel::Throttles, _) => "refused",
        (Panel::TableErrors, _) => "DynamoDB",
        (_, 0) => "records",
        (_, _) => "bytes",
    }
}

/// The lines of the chart, each with its label and reading.
fn traced(scene: Scene<'_>) -> Vec<lines::Labelled> {
    match scene.panel {
        Panel::Lag => lines::readers(scene.snapshot),
        // Bytes have a unit of their own: they are told on the frame.
        Panel::Records => lines::of(Panel::Records, scene.snapshot).into_iter().take(1).collect(),
        other => lines::of(other, scene.snapshot),
    }
}

fn data(scene: Scene<'_>, traced: &[lines::Labelled], reading: Option<&Reading>) -> ChartData {
    let moment = scene.snapshot.now;
    let window = &scene.model.chart;
    let (from, to) = (window.left(moment), window.right(moment));
    let unit = traced.first().and_then(|(_, name)| readings::get(scene.snapshot, name)).map_or(Unit::Count, |reading| reading.unit);
    let mut data = ChartData::window(unit, from, to);
    let (mut complete, mut coarse) = (to, None);
    for (index, (label, name)) in traced.iter().enumerate() {
        let Some(series) = readings::series(scene.snapshot, name, from, to) else { continue };
        complete = complete.min(series.complete_until);
        coarse = coarse.max(series.coarse);
        let role = Role::SERIES[index % Role::SERIES.len()];
        data.series.push(Line { name: label.clone(), role, points: series.points, partial: series.partial.first().copied() });
        for line in series.thresholds {
            let known = data.thresholds.iter().any(|other| (other.value - line.value).abs() < f64::EPSILON);
            if !known && useful(line.label, line.value, &data) {
                data.thresholds.push(Threshold { value: line.value, label: line.label.to_owned() });
            }
        }
    }
    if scene.panel == Panel::Records && (window.full || disputed(scene)) {
        data.series.extend(expected(scene.snapshot, from, to));
    }
    data.cursor = window.cursor;
    data.marks = marks(scene, from, to);
    note(&mut data, reading, complete);
    if let (Some(period), None) = (coarse, &data.note) {
        let text = format!("values over {} each: minutes are kept for 15 days", text::duration(period));
        data.note = Some(Note { state: State::Partial, text });
    }
    data
}

/// A limit far above all that is seen would press the lines flat: it is drawn once they come near it.
fn useful(label: &str, value: f64, data: &ChartData) -> bool {
    let highest = data.series.iter().flat_map(|line| &line.points).filter_map(|(_, value)| *value).fold(0.0, f64::max);
    label == "limit" && value <= (highest * 20.0).max(100.0) || value <= highest * 2.0
}

/// Whether a finding stands that set and observed percentage differ: in calm the two lines would only cover each other.
fn disputed(scene: Scene<'_>) -> bool {
    let standing = scene.model.shown().board.standing.iter();
    standing.flat_map(|standing| &standing.finding.readings).any(|name| name == "rollout.observed_percentage")
}

/// What the stream should carry: the table's writes times the set percentage.
fn expected(snapshot: &Snapshot, from: Timestamp, to: Timestamp) -> Option<Line> {
    let stand = rollout::stand(snapshot);
    let share = stand.effective?;
    let writes = readings::series(snapshot, "table.writes_per_second", from, to)?;
    let since = stand.unchanged_since.unwrap_or(from);
    let points =
        writes.points.into_iter().map(|(start, value)| (start, value.filter(|_| since <= start).map(|value| value * share / 100.0)));
    Some(Line { name: format!("table writes × {share} %"), role: Role::Series2, points: points.collect(), partial: None })
}

fn marks(scene: Scene<'_>, from: Timestamp, to: Timestamp) -> Vec<Mark> {
    let events = scene.model.shown().timeline.all().iter();
    let seen = events.filter(|event| from <= event.at && event.at < to);
    seen.map(|event| Mark { at: event.at, label: event.text.clone() }).collect()
}

/// Says why there is less to see than there could be, and hatches what could not be read.
fn note(data: &mut ChartData, reading: Option<&Reading>, complete: Timestamp) {
    let Some(reading) = reading else { return };
    let text = match (&reading.fault, reading.state) {
        (Some(fault), _) => fault.to_string(),
        (None, State::NotConfigured) => reading.source.field.clone(),
        (None, State::NoData) => "no data yet".to_owned(),
        (None, _) => return,
    };
    let trouble = reading.fault.is_some() && complete < data.to;
    if trouble {
        data.blind.push(Blind { from: complete.max(data.from), to: data.to });
    }
    let state = reading.fault.as_ref().map_or(reading.state, State::of_fault);
    data.note = Some(Note { state, text });
}
