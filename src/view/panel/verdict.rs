//! The verdict: the worst thing in words, what helps, and what else stands.
//!
//! ```text
//! ╭ verdict ────────────────────────────────────────────── since 02:58 UTC  14 m ago ╮
//! │ ■ ALARM  PriceAnalytics is stalled on shard 1: 14 m behind …                      │
//! │          Raise retention first, then …                                            │
//! │ ▲ 2 functions fail …                                                     +1 more  │
//! ╰────────────────────────────────────────────────────────── a actions · w why ──────╯
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Scene, rows};
use crate::app::board::Standing;
use crate::app::keys::Command;
use crate::app::model::Model;
use crate::domain::finding::Level;
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Columns of the level's glyph and word, and the space after.
const LEVEL: u16 = 13;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let board = &scene.model.shown().board;
    let since = board.leading().next().map(|standing| standing.since);
    let age = since.map(|at| format!("since {} UTC", text::clock(at))).unwrap_or_default();
    let hint = hints(scene.model);
    let frame = Frame {
        title: "verdict",
        age: "",
        value: (!age.is_empty()).then_some((age.as_str(), Role::Dim)),
        hint: &hint,
        focus: scene.focus(),
        ..Frame::default()
    };
    let inner = frame.draw(scene.look, area, buffer);
    let Some(verdict) = &board.verdict else {
        let words = "Reading the first metrics. Nothing is judged before they are here.";
        rows::paragraph(scene, inner, 0, words, Role::Dim, usize::from(inner.height), buffer);
        return;
    };
    let look = scene.look;
    let style = look.level(verdict.level);
    let word = if verdict.level == Level::Ok { style } else { look.chip(Role::of_level(verdict.level)) };
    let body = Rect { x: inner.x + LEVEL.min(inner.width), width: inner.width.saturating_sub(LEVEL), ..inner };
    let lead = board.standing.iter().position(|one| one.acknowledged_until.is_none() && one.finding.text == verdict.text);
    let others: Vec<(usize, &Standing)> = board.standing.iter().enumerate().filter(|(at, _)| Some(*at) != lead).collect();
    let height = usize::from(inner.height);
    if lead == Some(scene.selected()) {
        rows::select(scene, rows::line(inner, 0), buffer);
    }
    pen::put(buffer, inner, 1, 0, look.glyphs.level(verdict.level), style);
    pen::put(buffer, inner, 3, 0, &format!(" {} ", verdict.level.word()), word);
    let advice = lead.map(|at| board.standing[at].finding.advice.as_str()).unwrap_or_default();
    // Where there is advice it is worth more than the end of the sentence, and both are worth more than the other findings.
    let most = if advice.is_empty() { height } else { height.saturating_sub(1).max(1) };
    let row = rows::paragraph(scene, body, 0, &verdict.text, Role::Text, most, buffer);
    let for_others = usize::from(4 < height && !others.is_empty());
    let row = helps(scene, body, row, advice, height.saturating_sub(row + for_others), buffer);
    // Where there is room, one empty line sets the others apart.
    let apart = usize::from(row + others.len() < height);
    rest(scene, inner, row + apart, &others, buffer);
}

/// The first sentences of the advice that stand whole: cut in the middle it may say the opposite. Returns the row after them.
fn helps(scene: Scene<'_>, body: Rect, row: usize, advice: &str, room: usize, buffer: &mut Buffer) -> usize {
    if advice.is_empty() || room == 0 {
        return row;
    }
    let columns = usize::from(body.width.saturating_sub(2));
    let told = text::sentences(advice, columns, room);
    let words = if told.is_empty() {
        format!("What helps takes more room: {} tells it.", scene.model.keys.first(Command::Findings))
    } else {
        told.join(" ")
    };
    let is_cut = !told.is_empty() && text::width(&words) < text::width(advice.trim_end());
    let more = if is_cut && text::wrap(&format!("{words} …"), columns).len() <= room { " …" } else { "" };
    rows::paragraph(scene, body, row, &format!("{words}{more}"), Role::Dim, room, buffer)
}

/// The other findings, one line each, and how many do not fit.
fn rest(scene: Scene<'_>, inner: Rect, from: usize, others: &[(usize, &Standing)], buffer: &mut Buffer) {
    let look = scene.look;
    let lines = usize::from(inner.height).saturating_sub(from);
    let chosen = others.iter().position(|(at, _)| scene.focus() && *at == scene.selected());
    let first = rows::first(chosen.unwrap_or(0), others.len(), lines);
    let hidden = others.len().saturating_sub(lines);
    for (index, (at, standing)) in others.iter().skip(first).take(lines).enumerate() {
        let line = rows::line(inner, from + index);
        if *at == scene.selected() {
            rows::select(scene, line, buffer);
        }
        let finding = &standing.finding;
        let acknowledged = standing.acknowledged_until.is_some();
        let level = if acknowledged { look.style(Role::Dim) } else { look.level(finding.level) };
        pen::put(buffer, line, 1, 0, look.glyphs.level(finding.level), level);
        pen::put(buffer, line, 4, 0, finding.level.word(), level);
        let mut more = Vec::new();
        if acknowledged {
            more.push("acknowledged".to_owned());
        }
        if index + 1 == lines && 0 < hidden {
            more.push(format!("+{hidden} more"));
        }
        let more = more.join(" · ");
        let room = line.width.saturating_sub(LEVEL + 3 + u16::try_from(text::width(&more)).unwrap_or(0));
        let words = if acknowledged { Role::Dim } else { Role::Text };
        pen::put_within(buffer, line, LEVEL + 1, 0, room, &finding.text, look.style(words));
        pen::put_right(buffer, Rect { width: line.width.saturating_sub(1), ..line }, 0, &more, look.style(Role::Dim));
    }
}

fn hints(model: &Model) -> String {
    let key = |command: Command| model.keys.first(command);
    let all = match model.shown().board.standing.len() {
        0 | 1 => "findings".to_owned(),
        count => format!("all {count} findings"),
    };
    format!("{} actions · {} why · {} {all}", key(Command::Actions), key(Command::Why), key(Command::Findings))
}
