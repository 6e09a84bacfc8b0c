//! Set and observed percentage over time, with the stages as lines across and the flag's changes as marks.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::timeline;
use crate::domain::reading::Unit;
use crate::domain::rollout::Stand;
use crate::domain::{readings, rollout};
use crate::view::chart::{self, ChartData, Line, Mark, Threshold};
use crate::view::panel::Scene;
use crate::view::theme::Role;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let stand = rollout::stand(scene.snapshot);
    let window = &scene.model.chart;
    let (from, to) = (window.left(scene.snapshot.now), window.right(scene.snapshot.now));
    let mut data = ChartData::window(Unit::Percent, from, to);
    if let Some(series) = readings::series(scene.snapshot, "rollout.observed_percentage", from, to) {
        data.series.extend(set(&stand, &series.points));
        let observed = "observed over 15 minutes".to_owned();
        data.series.insert(0, Line { name: observed, role: Role::Series1, points: series.points, partial: None });
    }
    data.thresholds = stages(scene, &stand);
    let events = timeline::of_rollout(&scene.model.shown().timeline).filter(|event| from <= event.at && event.at < to);
    data.marks = events.map(|event| Mark { at: event.at, label: event.text.clone() }).collect();
    data.cursor = window.cursor;
    chart::draw(&data, scene.look, area, buffer);
}

/// What is set, since it was last changed: what was set before is not held anywhere.
fn set(stand: &Stand, points: &[(Timestamp, Option<f64>)]) -> Option<Line> {
    let (share, since) = (stand.effective?, stand.unchanged_since?);
    let points = points.iter().map(|(start, _)| (*start, (since <= *start).then_some(share))).collect();
    Some(Line { name: "set".to_owned(), role: Role::Series3, points, partial: None })
}

/// The stages up to the next one: those beyond it would press the lines flat.
fn stages(scene: Scene<'_>, stand: &Stand) -> Vec<Threshold> {
    let ladder = scene.snapshot.pipeline.rollout.stages.iter();
    let highest = stand.next_stage.unwrap_or(100);
    ladder.filter(|stage| **stage <= highest).map(|stage| Threshold { value: f64::from(*stage), label: format!("{stage} %") }).collect()
}
