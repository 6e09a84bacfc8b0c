//! The rollout's history: the flag as it was seen to change, and what the journal says of it, with who and why.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Scene, events, rows};
use crate::app::timeline::{self, Event};
use crate::view::frame::Frame;
use crate::view::theme::Role;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let events: Vec<&Event> = timeline::listed(scene.model).collect();
    let head = match events.len() {
        1 => "1 event".to_owned(),
        count => format!("{count} events"),
    };
    let about = events::about(scene);
    let frame = Frame {
        title: "history",
        about: &about,
        value: Some((&head, Role::Text)),
        hint: if scene.focus() { "Enter evidence" } else { "" },
        focus: scene.focus(),
        ..Frame::default()
    };
    let inner = frame.draw(scene.look, area, buffer);
    if events.is_empty() {
        let words = if scene.model.filter.is_empty() {
            "Nothing yet: since when the flag is unchanged is not known, and the journal has no entry about the rollout.".to_owned()
        } else {
            super::nothing_passes(scene)
        };
        rows::paragraph(scene, inner, 0, &words, Role::Dim, usize::from(inner.height), buffer);
        return;
    }
    events::list(scene, inner, &events, buffer);
}
