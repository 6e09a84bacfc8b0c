//! What the terminal tells, as messages.

use std::io;

use crossterm::event::{Event, EventStream, KeyCode, KeyModifiers};
use futures::StreamExt;
use ratatui::layout::Rect;
use tokio::sync::mpsc;

use crate::app::model::Model;
use crate::app::msg::{Msg, Spot};
use crate::view::layout;

/// The number of the signal that Ctrl-C stands for: a shell sees 130.
pub(super) const INTERRUPT: i32 = 2;

/// Whether this is Ctrl-C, which a raw terminal tells as a key. It cannot be bound to anything else.
pub(super) fn is_interrupt(event: &Event) -> bool {
    matches!(event, Event::Key(key) if key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL)
}

/// What the terminal tells, read by a task of its own.
///
/// The stream keeps the waker of whoever looked first, so it has one reader that always waits;
/// looking whether more has come is safe only behind a channel.
pub(super) fn listen() -> mpsc::UnboundedReceiver<io::Result<Event>> {
    let (sender, events) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut stream = EventStream::new();
        while let Some(event) = stream.next().await {
            if sender.send(event).is_err() {
                return;
            }
        }
    });
    events
}

/// The message of a terminal event. The mouse is told what was drawn under it.
pub(super) fn message(event: Event, model: &Model) -> Option<Msg> {
    match event {
        Event::Key(key) => Some(Msg::Key(key)),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(columns, rows) => Some(Msg::Resize(columns, rows)),
        Event::Mouse(event) => {
            let area = Rect::new(0, 0, model.size.0, model.size.1);
            let tab = layout::screen_at(area, event.column, event.row).map(Spot::Tab);
            let panel = || layout::panel_at(model.screen, model.focus, area, event.column, event.row).map(Spot::Panel);
            Some(Msg::Mouse { event, over: tab.or_else(panel) })
        }
        Event::FocusGained | Event::FocusLost => None,
    }
}
