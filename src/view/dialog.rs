//! What lies over the screen: one box in the middle, its text in sections, scrolled by lines.

mod actions;
mod arm;
mod change;
mod check;
mod errors;
mod event;
mod findings;
mod handover;
mod help;
mod leave;
mod query;
mod question;
mod review;
mod running;
mod sample;
mod torn;
mod why;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::frame::Frame;
use super::theme::Role;
use super::{Look, pen, text};
use crate::app::model::{Dialog, Model};

/// One line of a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::view) struct Line {
    /// Words with their roles, one after the other.
    parts: Vec<(String, Role)>,
    /// Whether it is the selected one.
    selected: bool,
    /// Whether it is a stroke across the box.
    rule: bool,
}

impl Line {
    fn of(words: impl Into<String>, role: Role) -> Self {
        Self::parts(vec![(words.into(), role)])
    }

    fn blank() -> Self {
        Self::parts(Vec::new())
    }

    fn parts(parts: Vec<(String, Role)>) -> Self {
        Self { parts, selected: false, rule: false }
    }

    fn stroke() -> Self {
        Self { rule: true, ..Self::blank() }
    }

    fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }
}

/// What a dialog says, before it is placed.
struct Page {
    title: String,
    about: String,
    hint: String,
    lines: Vec<Line>,
    /// Lines that stay at the bottom however far the others are scrolled: what is typed.
    foot: Vec<Line>,
    /// The first line shown; a selected line is always brought into view.
    scroll: usize,
}

/// Columns of text at the most: longer lines are hard to read.
const WIDEST: u16 = 110;

/// Draws the dialog over the body of the screen.
pub fn draw(dialog: &Dialog, model: &Model, look: &Look, body: Rect, buffer: &mut Buffer) {
    let width = body.width.saturating_sub(if body.width < 100 { 2 } else { 8 }).min(WIDEST);
    let columns = usize::from(width.saturating_sub(4));
    let mut page = match dialog {
        Dialog::Help { scroll } => help::page(model, *scroll, columns),
        Dialog::Why { readings, scroll } => why::page(model, readings, *scroll, columns),
        Dialog::Findings { selected } => findings::page(model, look, *selected, columns),
        Dialog::Actions { selected } => actions::page(model, *selected, columns),
        Dialog::Sample { shard } => sample::page(model, shard, columns),
        Dialog::Query { scroll } => query::page(model, *scroll, columns),
        Dialog::Errors { function, scroll } => errors::page(model, function, *scroll, columns),
        Dialog::Check { id, scroll } => check::page(model, look, id, *scroll, columns),
        Dialog::Handover { text, scroll } => handover::page(model, text, *scroll, columns),
        Dialog::Event { index } => event::page(model, *index, columns),
        Dialog::Arm(arm) => arm::page(model, arm, columns),
        Dialog::Change { number, scroll } => change::page(model, look, *number, *scroll, columns),
        Dialog::Torn { run, selected } => torn::page(model, *run, *selected, columns),
        Dialog::Close { run, question } => torn::closing(model, *run, question, columns),
        Dialog::Leave => leave::page(model, columns),
    };
    let wanted = u16::try_from(page.lines.len() + page.foot.len()).unwrap_or(u16::MAX).saturating_add(2);
    let height = wanted.clamp(5, body.height.saturating_sub(2).max(5)).min(body.height);
    let place = Rect { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width, height };
    // The theme's overlay stands behind a dialog instead of the sheet of a panel.
    let frame = Frame { title: &page.title, about: &page.about, hint: &page.hint, focus: true, ..Frame::default() };
    let inner = frame.draw(look, place, buffer);
    lift(look, place, buffer);
    // What is typed stays in sight in the smallest box; of what stands over it at least one line does.
    let foot = page.foot.len().min(usize::from(inner.height.saturating_sub(1)));
    let below = u16::try_from(foot).unwrap_or(0);
    let above = Rect { height: inner.height - below, ..inner };
    contents(&page, look, above, buffer);
    let foot = Page { lines: page.foot.split_off(page.foot.len() - foot), foot: Vec::new(), ..page };
    contents(&Page { scroll: 0, ..foot }, look, Rect { y: above.bottom(), height: below, ..inner }, buffer);
}

/// Gives the whole box the background of dialogs.
fn lift(look: &Look, place: Rect, buffer: &mut Buffer) {
    let behind = look.style(Role::Overlay);
    for position in place.intersection(buffer.area).positions() {
        if let (Some(cell), Some(colour)) = (buffer.cell_mut(position), behind.bg) {
            cell.set_bg(colour);
        }
    }
}

fn contents(page: &Page, look: &Look, inner: Rect, buffer: &mut Buffer) {
    let height = usize::from(inner.height);
    let most = page.lines.len().saturating_sub(height);
    let chosen = page.lines.iter().position(|line| line.selected);
    let first = match chosen {
        Some(chosen) => chosen.saturating_sub(height / 3).min(most),
        None => page.scroll.min(most),
    };
    for (row, line) in page.lines.iter().skip(first).take(height).enumerate() {
        let row = u16::try_from(row).unwrap_or(u16::MAX);
        let place = Rect { y: inner.y + row, height: 1, ..inner };
        if line.selected {
            for column in 0..place.width {
                if let Some(cell) = buffer.cell_mut((place.x + column, place.y)) {
                    cell.set_style(look.style(Role::Selection));
                }
            }
            pen::dot(buffer, place, 0, 0, look.glyphs.selected, look.style(Role::Accent));
        }
        let mut column = 1;
        if line.rule {
            for column in 0..place.width {
                pen::dot(buffer, place, column, 0, look.glyphs.stroke.horizontal, look.style(Role::Border));
            }
        }
        for (words, role) in &line.parts {
            column += pen::put(buffer, place, column, 0, words, look.style(*role));
        }
    }
    let more = |up: bool| if up { 0 < first } else { first + height < page.lines.len() };
    let edge = Rect { x: inner.right().saturating_sub(1), width: 1, ..inner };
    if more(true) {
        pen::dot(buffer, edge, 0, 0, look.glyphs.up, look.style(Role::Accent));
    }
    if more(false) {
        pen::dot(buffer, edge, 0, edge.height.saturating_sub(1), look.glyphs.down, look.style(Role::Accent));
    }
}

/// A sentence in as many lines as it needs, each after the same indent.
fn wrapped(indent: usize, words: &str, role: Role, columns: usize) -> Vec<Line> {
    let space = " ".repeat(indent);
    text::wrap(words, columns.saturating_sub(indent + 1)).into_iter().map(|line| Line::of(format!("{space}{line}"), role)).collect()
}

/// `label      words`, the words wrapped under each other.
fn labelled(label: &str, words: &str, role: Role, columns: usize) -> Vec<Line> {
    const LABEL: usize = 13;
    let mut lines = text::wrap(words, columns.saturating_sub(LABEL + 1)).into_iter();
    let first = lines.next().unwrap_or_default();
    let mut all = vec![Line::parts(vec![(text::left(label, LABEL), Role::Dim), (first, role)])];
    all.extend(lines.map(|line| Line::parts(vec![(" ".repeat(LABEL), Role::Dim), (line, role)])));
    all
}
