//! What can be done now; what cannot says why.

use super::{Line, Page, wrapped};
use crate::app::actions::{self, Action};
use crate::app::model::Model;
use crate::view::theme::Role;

pub(super) fn page(model: &Model, selected: usize, columns: usize) -> Page {
    let mut lines = Vec::new();
    let mut heading = "";
    for (index, entry) in actions::entries(model).into_iter().enumerate() {
        let own = section(&entry.action);
        if own != heading {
            heading = own;
            if !lines.is_empty() {
                lines.push(Line::blank());
            }
            lines.push(Line::of(own, Role::Title));
        }
        let role = if entry.enabled.is_ok() { Role::Text } else { Role::Dim };
        let helps_not = entry.helps_not.as_ref().map(|not| (format!("  does not help with {}", not.finding), Role::Dim));
        let head = std::iter::once((format!(" {}", entry.label), role)).chain(helps_not);
        lines.push(Line::parts(head.collect()).selected(index == selected));
        if let Err(why) = &entry.enabled {
            lines.extend(wrapped(3, &format!("not now: {why}"), Role::Dim, columns));
        } else if index == selected {
            lines.extend(wrapped(3, &entry.note, Role::Dim, columns));
        }
        if let Some(not) = entry.helps_not.filter(|_| index == selected) {
            lines.extend(wrapped(3, &format!("It does not help with {}: {}.", not.finding, not.why), Role::Warn, columns));
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

/// The heading under which an entry stands.
fn section(action: &Action) -> &'static str {
    match action {
        Action::Advised(_) => "helps with what is found",
        other if other.leads_to_change() => "change",
        _ => "look and tell",
    }
}
