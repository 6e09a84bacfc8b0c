//! What can be done now; what cannot says why.

use super::{Line, Page, wrapped};
use crate::app::actions;
use crate::app::model::Model;
use crate::view::theme::Role;

pub(super) fn page(model: &Model, selected: usize, columns: usize) -> Page {
    let mut lines = vec![Line::of("look and tell", Role::Title)];
    let mut is_changing = false;
    for (index, entry) in actions::entries(model).into_iter().enumerate() {
        if entry.action.leads_to_change() && !is_changing {
            is_changing = true;
            lines.push(Line::blank());
            lines.push(Line::of("change", Role::Title));
        }
        let role = if entry.enabled.is_ok() { Role::Text } else { Role::Dim };
        lines.push(Line::of(format!(" {}", entry.label), role).selected(index == selected));
        if let Err(why) = &entry.enabled {
            lines.extend(wrapped(3, &format!("not now: {why}"), Role::Dim, columns));
        } else if index == selected {
            lines.extend(wrapped(3, &entry.note, Role::Dim, columns));
        }
    }
    lines.push(Line::blank());
    let honest = "Choosing changes nothing: each change is planned, shown, and takes a typed word.";
    lines.extend(wrapped(0, honest, Role::Dim, columns));
    Page {
        title: "actions".to_owned(),
        about: String::new(),
        hint: "Enter does it · Esc closes".to_owned(),
        lines,
        foot: Vec::new(),
        scroll: 0,
    }
}
