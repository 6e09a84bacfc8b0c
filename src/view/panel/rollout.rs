//! The rollout on the first screen: ladder, set and observed percentage, what they say of each other.
//!
//! ```text
//! ╭ rollout  USE_KINESIS ──────────── on ╮
//! │ 1 ━━━━ ●10 ┄┄┄┄┄ 50 ┄┄┄┄┄ 100 %      │
//! │ set       10 %                       │
//! │ observed  9.8 %  (9.5–10.1)          │
//! │ follows the flag · held 3 h 2 m      │
//! ╰──────────────────────────────────────╯
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::percentages::{judgement, observed};
use super::{Cell, Scene, ladder, rows};
use crate::app::rows as list;
use crate::domain::checklist::Mark;
use crate::domain::pipeline::FlagStore;
use crate::domain::{parity, rollout};
use crate::view::frame::Frame;
use crate::view::text;
use crate::view::theme::Role;

/// Where values begin.
const COLUMN: u16 = 11;

/// Rows in which there is no room for the band on a line of its own.
const LOW: usize = 6;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let stand = rollout::stand(scene.snapshot);
    let enabled = Cell::named(scene.snapshot, "rollout.enabled");
    let role = if enabled.words == "on" { Role::Ok } else { enabled.role };
    let frame = Frame {
        title: "rollout",
        about: holder(scene),
        value: Some((enabled.words.as_str(), role)),
        age: "",
        focus: scene.focus(),
        ..Frame::default()
    };
    let inner = frame.draw(scene.look, area, buffer);
    if scene.snapshot.pipeline.flag.is_none() {
        let words = "No flag is named: set [pipeline.flag] store to lambda-env, ssm, appconfig, command or file.";
        rows::paragraph(scene, inner, 0, words, Role::Dim, usize::from(inner.height), buffer);
        return;
    }
    ladder::line(scene, &stand, rows::line(inner, 0), buffer);
    let parity = parity::of(scene.snapshot);
    let mut band = None;
    for (index, line) in list::of(scene.model, scene.panel).into_iter().enumerate() {
        if index == scene.selected() {
            rows::select(scene, rows::line(inner, 1 + index), buffer);
        }
        let mut cell = if index == 0 { Cell::named(scene.snapshot, &line.key) } else { observed(scene, &parity) };
        cell.age = String::new();
        band = narrow(&mut cell, inner.width.saturating_sub(COLUMN)).or(band);
        rows::pair(scene, inner, 1 + index, &line.text, &cell, COLUMN, buffer);
    }
    let mut row = 3;
    let height = usize::from(inner.height);
    // Where nothing can be compared the reason needs the room more than the band, and where rows are dear the phase does.
    if let Some(band) = band.filter(|_| LOW < height && !matches!(parity.verdict, parity::Verdict::CannotTell(_))) {
        rows::pair(scene, inner, row, "band", &band, COLUMN, buffer);
        row += 1;
    }
    let (mut words, role) = judgement(&parity);
    // The gates keep a line: what is well is told in one.
    let has_room = row + 3 < height || role != Role::Ok;
    if let Some(seconds) = stand.baked_seconds.filter(|_| has_room) {
        words = format!("{words} · held {}", text::duration(seconds));
    }
    // Gates and phase keep a line each.
    let room = height.saturating_sub(row + 2).clamp(1, 2);
    if room == 1 && role != Role::Ok {
        // A whole clause says more than the beginning of a sentence.
        words = text::reason(&words, usize::from(inner.width.saturating_sub(2)));
    }
    let row = rows::paragraph(scene, inner, row, &words, role, room.min(height.saturating_sub(row)), buffer);
    gates(scene, inner, row, buffer);
}

/// The rollout's phase and how many gates pass, as far as there is room.
fn gates(scene: Scene<'_>, inner: Rect, row: usize, buffer: &mut Buffer) {
    let left = usize::from(inner.height).saturating_sub(row);
    let (words, role) = super::gates::tally(scene, usize::from(inner.width.saturating_sub(8)));
    let row = rows::paragraph(scene, inner, row, &format!("gates {words}"), role, left.min(1), buffer);
    let left = usize::from(inner.height).saturating_sub(row);
    let phase = &scene.judged().phase;
    let row = rows::paragraph(scene, inner, row, phase.word(), super::ladder::phase_role(phase), left.min(1), buffer);
    each_gate(scene, inner, row + 1, buffer);
}

/// The gates by name: all of them where there is room, else those that hold the next stage back.
fn each_gate(scene: Scene<'_>, inner: Rect, from: usize, buffer: &mut Buffer) {
    let room = usize::from(inner.height).saturating_sub(from);
    let gates = &scene.judged().gates;
    // A column of air stays at the right, as beside all that stands above.
    let inner = Rect { width: inner.width.saturating_sub(1), ..inner };
    let holding = gates.iter().filter(|gate| gates.len() <= room || !matches!(gate.mark, Mark::Pass | Mark::NotApplicable));
    for (row, gate) in (from..).zip(holding.take(room)) {
        super::gates::line(scene, rows::line(inner, row), gate, buffer);
    }
}

/// Takes the band out of a value that is too wide with it, for a line of its own.
fn narrow(cell: &mut Cell, room: u16) -> Option<Cell> {
    if text::width(&cell.words) <= usize::from(room) {
        return None;
    }
    let (value, band) = cell.words.split_once(" (")?;
    let words = format!("{} %", band.trim_end_matches(')'));
    let (value, apart) = (value.to_owned(), Cell { words, ..cell.clone() });
    cell.words = value;
    Some(apart)
}

/// Where the flag is read from.
pub(super) fn holder(scene: Scene<'_>) -> &str {
    match &scene.snapshot.pipeline.flag {
        Some(
            FlagStore::LambdaEnv { enabled, .. }
            | FlagStore::Command { enabled, .. }
            | FlagStore::File { enabled, .. }
            | FlagStore::Ssm { enabled, .. },
        ) => enabled,
        Some(FlagStore::AppConfig { flag, .. }) => flag,
        None => "",
    }
}
