//! What happened when, newest first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Scene, rows};
use crate::app::timeline::{self, Event, EventKind};
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Columns of the time and of the kind.
const TIME: u16 = 15;
const KIND: u16 = 9;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let events: Vec<&Event> = timeline::listed(scene.model).collect();
    let all = scene.model.shown().timeline.all().len();
    let head = match (events.len(), all) {
        (1, 1) => "1 event".to_owned(),
        (shown, all) if shown < all => format!("{shown} of {all} events"),
        (shown, _) => format!("{shown} events"),
    };
    let about = about(scene);
    let frame = Frame {
        title: "activity",
        about: &about,
        value: Some((&head, Role::Text)),
        hint: if scene.focus() { "Enter evidence · / filter by kind or words" } else { "" },
        focus: scene.focus(),
        ..Frame::default()
    };
    let inner = frame.draw(scene.look, area, buffer);
    if events.is_empty() {
        let words = if scene.model.filter.is_empty() {
            "Nothing has happened yet. Changes of the verdict, the flag, the shards, alarms and scaling appear here.".to_owned()
        } else {
            super::nothing_passes(scene)
        };
        rows::paragraph(scene, inner, 0, &words, Role::Dim, usize::from(inner.height), buffer);
        return;
    }
    list(scene, inner, &events, buffer);
}

/// How the list is ordered, or what narrows it.
pub(super) fn about(scene: Scene<'_>) -> String {
    if scene.model.filter.is_empty() { "UTC, newest first".to_owned() } else { format!("/{}", scene.model.filter) }
}

/// A line an event; where there are rows to spare a long sentence goes on under itself.
pub(super) fn list(scene: Scene<'_>, inner: Rect, events: &[&Event], buffer: &mut Buffer) {
    // Where columns are dear the sentence alone tells the kind.
    let kinds = if inner.width < 60 { 0 } else { KIND };
    // A paragraph keeps one column at each side.
    let before = TIME + kinds - 1;
    let told = Rect { x: inner.x + before.min(inner.width), width: inner.width.saturating_sub(before), ..inner };
    let height = usize::from(inner.height);
    let mut spare = height.saturating_sub(events.len());
    let first = rows::first(scene.selected(), events.len(), height);
    let mut row = 0;
    for (index, event) in events.iter().enumerate().skip(first) {
        let line = rows::line(inner, row);
        if line.height == 0 {
            return;
        }
        if index == scene.selected() {
            rows::select(scene, line, buffer);
        }
        let look = scene.look;
        pen::put_within(buffer, line, 2, 0, TIME - 2, &text::date_clock(event.at), look.style(Role::Dim));
        pen::put_within(buffer, line, TIME, 0, kinds.saturating_sub(1), event.kind.word(), look.style(kind(event.kind)));
        let next = rows::paragraph(scene, told, row, &event.text, Role::Text, 1 + spare.min(2), buffer).max(row + 1);
        spare = spare.saturating_sub(next - row - 1);
        row = next;
    }
}

/// The role of a kind of event: each is told apart by its word and by its colour.
pub(in crate::view) fn kind(kind: EventKind) -> Role {
    match kind {
        EventKind::Verdict | EventKind::Rollout => Role::Accent,
        EventKind::Finding => Role::Warn,
        EventKind::Flag => Role::Series3,
        EventKind::Stream => Role::Series1,
        EventKind::Alarm => Role::Alarm,
        EventKind::Scaling => Role::Series2,
        EventKind::Source => Role::Unknown,
        EventKind::Foreign | EventKind::Change => Role::Danger,
    }
}
