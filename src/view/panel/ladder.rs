//! The rollout's ladder: stages, where it stands, the phase in words, and how long it still has to hold.
//!
//! ```text
//! ╭ rollout USE_KINESIS on ─────────────────────────────────────────── gathering evidence ╮
//! │ 1 ━━━━━━━━━━━━━━━━ ●10 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 50 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 100 %     15 m bake over │
//! │ No gate fails; parity and consumers cannot be told yet, 6 m more at the least.        │
//! │ 10 % of the writes, unchanged for 5 h 24 m: since 21:48 UTC (22:48 local).            │
//! ╰────────────────────────────────────────────────────────────────────────────────────────╯
//! ```

mod phase;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Scene, rows};
use crate::domain::rollout::{self, Stand};
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;
pub(super) use phase::role as phase_role;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let stand = rollout::stand(scene.snapshot);
    let phase = &scene.judged().phase;
    let on = match stand.enabled {
        Some(true) => "on",
        Some(false) => "off",
        None => "on or off: cannot be told",
    };
    let about = format!("{} {on}", super::rollout::holder(scene));
    let frame =
        Frame { title: "rollout", about: &about, value: Some((phase.word(), phase_role(phase))), focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    // At the right of the ladder stands how long the stage must still hold.
    let first = rows::line(inner, 0);
    let bake = bake(scene, &stand);
    let taken = u16::try_from(text::width(&bake)).unwrap_or(0) + 2;
    line(scene, &stand, Rect { width: first.width.saturating_sub(taken), ..first }, buffer);
    pen::put_right(buffer, Rect { width: first.width.saturating_sub(1), ..first }, 0, &bake, scene.look.style(Role::Dim));
    let told = phase::sentence(scene, phase, &stand).into_iter().chain(sentences(scene, &stand));
    let mut row = 1;
    for (words, role) in told {
        let left = usize::from(inner.height).saturating_sub(row);
        row = rows::paragraph(scene, inner, row, &words, role, left.min(3), buffer);
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
    let stroke = (area.width.saturating_sub(labels + 5) / strokes).max(1);
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

/// `15 m of bake are over`, or how much more it takes.
fn bake(scene: Scene<'_>, stand: &Stand) -> String {
    let bake = text::duration(i64::try_from(scene.snapshot.pipeline.rollout.bake.as_secs()).unwrap_or_default());
    match (stand.next_stage, stand.bake_remaining_seconds) {
        (Some(_), Some(0)) => format!("{bake} bake over"),
        (Some(_), Some(left)) => format!("{} more of {bake}", text::duration(left)),
        (Some(_), None) => format!("bake {bake}"),
        (None, _) => String::new(),
    }
}

/// How long it stands there, and what its holders disagree on.
fn sentences(scene: Scene<'_>, stand: &Stand) -> Vec<(String, Role)> {
    let mut told = Vec::new();
    match (stand.effective, stand.unchanged_since) {
        (Some(share), Some(since)) => {
            let held = stand.baked_seconds.map(|seconds| format!(" for {}:", text::duration(seconds))).unwrap_or_default();
            let when = text::clock_both(since, &scene.model.zone);
            told.push((format!("{} of the writes, unchanged{held} since {when}.", text::percent(share)), Role::Text));
        }
        (Some(share), None) => told.push((format!("{} of the writes go to the stream.", text::percent(share)), Role::Text)),
        // The phase has said so already.
        (None, _) => {}
    }
    if stand.effective.is_some() {
        told.extend(stand.disagreement.iter().chain(&stand.problems).map(|sentence| (sentence.clone(), Role::Warn)));
    }
    told
}
