//! The rollout's ladder: stages, where it stands, and how long it still has to hold.
//!
//! ```text
//! 1 ━━━━━━━ ●10 ┄┄┄┄┄┄ 50 ┄┄┄┄┄┄ 100 %
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Scene, rows};
use crate::domain::rollout::{self, Stand};
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let stand = rollout::stand(scene.snapshot);
    let on = match stand.enabled {
        Some(true) => "on",
        Some(false) => "off",
        None => "on or off: cannot be told",
    };
    let frame = Frame { title: "ladder", value: Some((on, state_role(&stand))), focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    line(scene, &stand, rows::line(inner, 0), buffer);
    let mut row = 2;
    for (words, role) in sentences(scene, &stand) {
        row = rows::paragraph(scene, inner, row, &words, role, 3, buffer);
    }
}

fn state_role(stand: &Stand) -> Role {
    match stand.enabled {
        Some(true) => Role::Ok,
        Some(false) => Role::Text,
        None => Role::Unknown,
    }
}

/// The line of stages, in one row.
pub(super) fn line(scene: Scene<'_>, stand: &Stand, area: Rect, buffer: &mut Buffer) {
    let look = scene.look;
    let stages = &scene.snapshot.pipeline.rollout.stages;
    if area.height == 0 || stages.is_empty() {
        return;
    }
    let labels: u16 = stages.iter().map(|stage| u16::try_from(stage.to_string().len()).unwrap_or(3) + 3).sum();
    let strokes = u16::try_from(stages.len().saturating_sub(1)).unwrap_or(1).max(1);
    let stroke = (area.width.saturating_sub(labels + 5) / strokes).clamp(1, 24);
    let mut column = 1;
    for (index, stage) in stages.iter().enumerate() {
        let done = stand.stage.is_some_and(|at| index <= at);
        let here = stand.stage == Some(index) && stand.on_stage;
        if 0 < index {
            let (glyph, role) = if done { (look.glyphs.done, Role::Accent) } else { (look.glyphs.ahead, Role::Faint) };
            for _ in 0..stroke {
                column += pen::put(buffer, area, column, 0, glyph, look.style(role));
            }
            column += 1;
        }
        if here {
            column += pen::put(buffer, area, column, 0, look.glyphs.here, look.style(Role::Accent));
        }
        let role = if here {
            Role::Title
        } else if done {
            Role::Text
        } else {
            Role::Dim
        };
        column += pen::put(buffer, area, column, 0, &stage.to_string(), look.style(role)) + 1;
    }
    pen::put(buffer, area, column, 0, "%", look.style(Role::Dim));
}

/// What the ladder means in words.
pub(super) fn sentences(scene: Scene<'_>, stand: &Stand) -> Vec<(String, Role)> {
    let mut told = Vec::new();
    match (stand.effective, stand.unchanged_since) {
        (Some(share), Some(since)) => {
            let held = stand.baked_seconds.map(|seconds| format!(", {}", text::duration(seconds))).unwrap_or_default();
            let when = text::clock_both(since, &scene.model.zone);
            told.push((format!("{} of the writes go to the stream, unchanged since {when}{held}.", text::percent(share)), Role::Text));
        }
        (Some(share), None) => told.push((format!("{} of the writes go to the stream.", text::percent(share)), Role::Text)),
        (None, _) => told.push(("What the flag says cannot be told.".to_owned(), Role::Unknown)),
    }
    told.extend(stand.disagreement.iter().chain(&stand.problems).map(|sentence| (sentence.clone(), Role::Warn)));
    let bake = text::duration(i64::try_from(scene.snapshot.pipeline.rollout.bake.as_secs()).unwrap_or_default());
    match (stand.next_stage, stand.bake_remaining_seconds) {
        (Some(next), Some(0)) => told.push((format!("It has held longer than the bake time of {bake}. Next stage: {next} %."), Role::Dim)),
        (Some(next), Some(left)) => {
            told.push((format!("It must hold {} more of {bake} before {next} %.", text::duration(left)), Role::Dim));
        }
        (Some(next), None) => told.push((format!("Next stage: {next} %, after {bake} of bake time."), Role::Dim)),
        (None, _) if stand.effective.is_some() => told.push(("The last stage is reached.".to_owned(), Role::Ok)),
        (None, _) => {}
    }
    told
}
