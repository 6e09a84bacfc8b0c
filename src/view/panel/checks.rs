//! The upgrade's validations and what is known of its infrastructure, each with its evidence.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Scene, rows};
use crate::app::rows as list;
use crate::domain::checklist::{self, Check, Mark};
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Columns of the mark, and of the title at the least.
const MARK: u16 = 19;
const TITLE: u16 = 56;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let validations = checklist::validations(scene.snapshot);
    let head = tally(&validations);
    let frame = Frame { title: "checklist of the upgrade", value: Some((&head, Role::Text)), focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    let infrastructure = checklist::infrastructure(scene.snapshot);
    let mut lines: Vec<Line> = Vec::new();
    lines.push(Line::Heading("the seven validations"));
    lines.extend(validations.into_iter().map(Line::Check));
    lines.push(Line::Heading("the infrastructure, as far as it was read"));
    lines.extend(infrastructure.into_iter().map(Line::Check));
    let shown = list::of(scene.model, scene.panel);
    lines.retain(|line| match line {
        Line::Heading(_) => true,
        Line::Check(check) => shown.iter().any(|row| row.key == check.id),
    });
    let chosen = lines.iter().enumerate().filter(|(_, line)| matches!(line, Line::Check(_))).nth(scene.selected()).map_or(0, |(at, _)| at);
    let open = lines.get(chosen).map_or(0, |line| line.more(inner.width));
    let height = usize::from(inner.height).saturating_sub(open);
    let first = rows::first(chosen, lines.len(), height);
    let mut row = 0;
    for (index, line) in lines.iter().enumerate().skip(first) {
        let place = rows::line(inner, row);
        if place.height == 0 {
            return;
        }
        if index == chosen {
            rows::select(scene, place, buffer);
        }
        line.draw(scene, place, index == chosen, buffer);
        row += 1;
        if let (Line::Check(check), true) = (line, index == chosen) {
            row = evidence(scene, inner, row, check, buffer);
        }
    }
}

/// How many pass, fail and wait.
pub(super) fn tally(checks: &[Check]) -> String {
    let count = |mark: Mark| checks.iter().filter(|check| check.mark == mark).count();
    let mut told = vec![format!("{} of {} pass", count(Mark::Pass), checks.len())];
    for (mark, word) in [(Mark::Fail, "fail"), (Mark::NotEnoughData, "wait for data")] {
        if 0 < count(mark) {
            told.push(format!("{} {word}", count(mark)));
        }
    }
    told.join(" · ")
}

/// The glyph and the role of a mark.
pub(super) fn glyph(scene: Scene<'_>, mark: Mark) -> (&'static str, Role) {
    use crate::domain::finding::Level;
    let glyphs = &scene.look.glyphs;
    match mark {
        Mark::Pass => (glyphs.level(Level::Ok), Role::Ok),
        Mark::Fail => (glyphs.level(Level::Alarm), Role::Alarm),
        Mark::NotEnoughData => (glyphs.level(Level::Unknown), Role::Unknown),
        Mark::NotApplicable => (glyphs.gap, Role::Dim),
    }
}

enum Line {
    Heading(&'static str),
    Check(Check),
}

impl Line {
    /// Rows that the evidence takes when the line is selected.
    fn more(&self, width: u16) -> usize {
        match self {
            Line::Heading(_) => 0,
            Line::Check(check) => {
                let room = usize::from(width.saturating_sub(MARK + 2)).max(1);
                told(check).iter().map(|sentence| text::wrap(sentence, room).len()).sum()
            }
        }
    }

    fn draw(&self, scene: Scene<'_>, line: Rect, open: bool, buffer: &mut Buffer) {
        match self {
            Line::Heading(words) => {
                pen::put(buffer, line, 1, 0, words, scene.look.style(Role::Title));
            }
            Line::Check(check) => {
                let (sign, role) = glyph(scene, check.mark);
                pen::put(buffer, line, 1, 0, sign, scene.look.style(role));
                pen::put_within(buffer, line, 3, 0, MARK - 3, check.mark.word(), scene.look.style(role));
                let title = if check.mark == Mark::NotApplicable { Role::Dim } else { Role::Text };
                let taken = pen::put(buffer, line, MARK, 0, check.title, scene.look.style(title));
                if let Some(first) = check.evidence.first().filter(|_| !open) {
                    let column = if MARK + TITLE + 40 < line.width { MARK + TITLE } else { MARK + taken + 3 };
                    pen::put(buffer, line, column, 0, first, scene.look.style(Role::Dim));
                }
            }
        }
    }
}

/// All evidence, and what is waited for.
fn told(check: &Check) -> Vec<String> {
    let waits = check.waits_for.iter().map(|what| format!("waits for {what}"));
    check.evidence.iter().cloned().chain(waits).collect()
}

fn evidence(scene: Scene<'_>, inner: Rect, mut row: usize, check: &Check, buffer: &mut Buffer) -> usize {
    let indented = Rect { x: inner.x + (MARK - 1).min(inner.width), width: inner.width.saturating_sub(MARK - 1), ..inner };
    for sentence in told(check) {
        let left = usize::from(inner.height).saturating_sub(row);
        row = rows::paragraph(scene, indented, row, &sentence, Role::Dim, left, buffer);
    }
    row
}
