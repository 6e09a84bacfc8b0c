//! What the terminal tells, as messages.

use crossterm::event::Event;
use ratatui::layout::Rect;

use crate::app::model::Model;
use crate::app::msg::{Msg, Spot};
use crate::view::layout;

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
