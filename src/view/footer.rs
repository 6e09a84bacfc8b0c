//! The last line: keys, or the command bar, or what just happened.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::theme::Role;
use super::{Look, pen, text};
use crate::app::command::usage;
use crate::app::guard::{Phase, Running};
use crate::app::model::{Bar, BarKind, Model, Toast};

/// A key and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// As on the keyboard: `space`.
    pub key: String,
    /// One word.
    pub word: String,
    /// Whether it would do something now.
    pub enabled: bool,
}

/// Draws the last line.
pub fn draw(model: &Model, hints: &[Hint], look: &Look, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    pen::clear(buffer, area, look.theme.page());
    if let Some(open) = &model.bar {
        bar(open, look, area, buffer);
    } else if let Some(toast) = model.toast.as_ref().filter(|toast| model.now < toast.until) {
        tell(toast, look, area, buffer);
    } else {
        keys(model, hints, look, area, buffer);
    }
}

/// Keys from the left, as many as fit; the filter in force at the right.
fn keys(model: &Model, hints: &[Hint], look: &Look, area: Rect, buffer: &mut Buffer) {
    let mut room = area.width;
    if let Some((change, running)) = model.changes.running().last() {
        let words = going(model, &change.wish.to_string(), running);
        let words = format!("{} {} ", look.glyphs.step, text::fit(&words, usize::from(area.width * 2 / 3)));
        room = room.saturating_sub(1 + pen::put_right(buffer, area, 0, &words, look.style(Role::Warn).add_modifier(Modifier::BOLD)));
    } else if !model.filter.is_empty() {
        let words = format!("/{} ", text::fit(&model.filter, usize::from(area.width / 3)));
        room = room.saturating_sub(1 + pen::put_right(buffer, area, 0, &words, look.style(Role::Accent)));
    }
    let mut at = 1;
    for hint in fitting(hints, usize::from(room.saturating_sub(2))) {
        let (key, word) = if hint.enabled {
            (look.style(Role::Key).add_modifier(Modifier::BOLD), look.style(Role::Dim))
        } else {
            (look.style(Role::Dim), look.style(Role::Dim))
        };
        at += pen::put(buffer, area, at, 0, &hint.key, key) + 1;
        at += pen::put(buffer, area, at, 0, &hint.word, word) + 2;
    }
}

/// `reshard --to 8 · step 2 of 3 · 1:32 of 4:00`. What is expected is the time of the calls: verifying has no end of its own.
fn going(model: &Model, wish: &str, running: &Running) -> String {
    let elapsed = model.now.duration_since(running.since).as_secs();
    let expected = i64::try_from(running.plan().duration_seconds).unwrap_or(i64::MAX);
    let time = text::minutes_seconds(elapsed);
    let step = match running.phase {
        Phase::Verifying(_) => return format!("{wish} · verifying · {time}"),
        _ => format!("step {} of {}", running.step(), running.steps.len()),
    };
    let of = match () {
        () if expected <= 0 => String::new(),
        () if elapsed <= expected => format!(" of {}", text::minutes_seconds(expected)),
        () => format!(", {} were expected", text::minutes_seconds(expected)),
    };
    format!("{wish} · {step} · {time}{of}")
}

/// The hints that fit. The last two, help and the way out, stay longest.
fn fitting(hints: &[Hint], columns: usize) -> Vec<&Hint> {
    let mut kept: Vec<&Hint> = hints.iter().collect();
    let width = |hint: &&Hint| text::width(&hint.key) + text::width(&hint.word) + 3;
    while columns + 2 < kept.iter().map(width).sum() {
        kept.remove(kept.len().saturating_sub(3));
    }
    kept
}

/// What is typed, a cursor, and what it could become.
fn bar(bar: &Bar, look: &Look, area: Rect, buffer: &mut Buffer) {
    let sign = match bar.kind {
        BarKind::Command => ":",
        BarKind::Filter => "/",
    };
    let text_style = look.style(Role::Text);
    let mut at = 1 + pen::put(buffer, area, 1, 0, sign, look.style(Role::Accent).add_modifier(Modifier::BOLD));
    // The end of what is typed is what is being typed: it stays in sight.
    let room = usize::from(area.width.saturating_sub(at + 1));
    let hidden = text::width(&bar.text).saturating_sub(room);
    let shown: String = bar.text.chars().skip(hidden).collect();
    at += pen::put(buffer, area, at, 0, &shown, text_style);
    pen::dot(buffer, area, at, 0, " ", look.style(Role::Text).add_modifier(Modifier::REVERSED));
    at += 3;
    if bar.offers.is_empty()
        && bar.kind == BarKind::Command
        && let Some(usage) = usage(&bar.text)
    {
        pen::put_within(buffer, area, at, 0, area.width.saturating_sub(at + 1), &usage, look.style(Role::Dim));
    }
    for (index, offer) in bar.offers.iter().enumerate() {
        if usize::from(area.width.saturating_sub(at)) < text::width(offer) + 1 {
            pen::put(buffer, area, at, 0, look.glyphs.cut, look.style(Role::Dim));
            return;
        }
        let style = if bar.chosen == Some(index) {
            look.style(Role::Selection).patch(look.style(Role::Accent)).add_modifier(Modifier::BOLD)
        } else {
            look.style(Role::Dim)
        };
        at += pen::put(buffer, area, at, 0, offer, style) + 2;
    }
}

fn tell(toast: &Toast, look: &Look, area: Rect, buffer: &mut Buffer) {
    let (glyph, role) = if toast.bad { ("!", Role::Alarm) } else { (look.glyphs.arrow, Role::Accent) };
    let at = 1 + pen::put(buffer, area, 1, 0, glyph, look.style(role).add_modifier(Modifier::BOLD));
    pen::put(buffer, area, at + 1, 0, &toast.text, look.style(if toast.bad { Role::Alarm } else { Role::Text }));
}

/// The keys of what is in front.
pub fn hints(model: &Model) -> Vec<Hint> {
    let keys = model.keys.hints(model).into_iter();
    keys.map(|(key, word, enabled)| Hint { key, word: word.to_owned(), enabled }).collect()
}
