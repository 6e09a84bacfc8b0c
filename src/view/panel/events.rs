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
const KIND: u16 = 10;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let events: Vec<&Event> = timeline::shown(scene.model).collect();
    let head = format!("{} events", events.len());
    let about = if scene.model.filter.is_empty() { "UTC, newest first".to_owned() } else { format!("/{}", scene.model.filter) };
    let frame = Frame {
        title: "activity",
        about: &about,
        value: Some((&head, Role::Text)),
        hint: if scene.focus() { "Enter evidence" } else { "" },
        focus: scene.focus(),
        ..Frame::default()
    };
    let inner = frame.draw(scene.look, area, buffer);
    if events.is_empty() {
        let words = "Nothing has happened since the console was opened. Changes of the verdict, the flag, the shards, alarms and scaling appear here.";
        rows::paragraph(scene, inner, 0, words, Role::Dim, usize::from(inner.height), buffer);
        return;
    }
    let height = usize::from(inner.height);
    let first = rows::first(scene.selected(), events.len(), height);
    for (index, event) in events.iter().enumerate().skip(first).take(height) {
        let line = rows::line(inner, index - first);
        if index == scene.selected() {
            rows::select(scene, line, buffer);
        }
        let look = scene.look;
        pen::put_within(buffer, line, 2, 0, TIME - 2, &text::date_clock(event.at), look.style(Role::Dim));
        let (word, role) = kind(event.kind);
        pen::put_within(buffer, line, TIME, 0, KIND - 1, word, look.style(role));
        pen::put(buffer, line, TIME + KIND, 0, &event.text, look.style(Role::Text));
    }
}

/// The word and the role of a kind of event.
pub(in crate::view) fn kind(kind: EventKind) -> (&'static str, Role) {
    match kind {
        EventKind::Verdict => ("verdict", Role::Accent),
        EventKind::Finding => ("finding", Role::Warn),
        EventKind::Flag => ("flag", Role::Series3),
        EventKind::Stream => ("stream", Role::Series1),
        EventKind::Alarm => ("alarm", Role::Alarm),
        EventKind::Scaling => ("scaling", Role::Series2),
        EventKind::Source => ("source", Role::Unknown),
        EventKind::Change => ("change", Role::Danger),
    }
}
