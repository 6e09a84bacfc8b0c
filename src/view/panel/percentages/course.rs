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

/// Columns from which the legend says over how long is observed.
const WIDE: u16 = 46;

/// Rows from which the next stage is drawn above the lines.
const TALL: u16 = 12;

/// Points by which what is observed may lie below its stage.
const NEAR: f64 = 0.5;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let stand = rollout::stand(scene.snapshot);
    let window = &scene.model.chart;
    let (from, to) = (window.left(scene.snapshot.now), window.right(scene.snapshot.now));
    let mut data = ChartData::window(Unit::Percent, from, to);
    if let Some(series) = readings::series(scene.snapshot, "rollout.observed_percentage", from, to) {
        data.series.extend(set(&stand, &series.points));
        // A name that does not fit would take the legend with it.
        let name = if area.width < WIDE { "observed" } else { "observed over 15 minutes" };
        data.series.insert(0, Line { name: name.to_owned(), role: Role::Series1, points: series.points, partial: None });
    }
    data.thresholds = stages(scene, &stand, TALL <= area.height);
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

/// The stages up to the one above what goes to the stream: those beyond it would press the lines flat, and where there are few
/// rows that one would too, so that it is left to the ladder.
fn stages(scene: Scene<'_>, stand: &Stand, with_next: bool) -> Vec<Threshold> {
    let ladder = &scene.snapshot.pipeline.rollout.stages;
    let here = stand.effective.or_else(|| readings::number(scene.snapshot, "rollout.observed_percentage"));
    let is_above = |stage: &&u8| here.is_none_or(|here| here + NEAR < f64::from(**stage));
    let next = ladder.iter().find(is_above).filter(|_| with_next);
    let upto = ladder.iter().filter(|stage| !is_above(stage)).chain(next);
    upto.map(|stage| Threshold { value: f64::from(*stage), label: format!("{stage} %") }).collect()
}
