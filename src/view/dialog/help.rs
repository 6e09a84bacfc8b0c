//! Help of what is in front, from the one table of keys: what does nothing just now says why.

use super::{Line, Page, wrapped};
use crate::app::keys::Group;
use crate::app::model::Model;
use crate::view::text;
use crate::view::theme::Role;

pub(super) fn page(model: &Model, scroll: usize, columns: usize) -> Page {
    let mut lines = Vec::new();
    let mut group: Option<Group> = None;
    let mut entries = model.keys.help(model);
    // One heading a group, whatever the order of the table.
    entries.sort_by_key(|(command, ..)| Group::ALL.iter().position(|group| *group == command.row().group));
    for (command, keys, enabled) in entries {
        let row = command.row();
        if group != Some(row.group) {
            if group.is_some() {
                lines.push(Line::blank());
            }
            lines.push(Line::of(row.group.title(), Role::Title));
            group = Some(row.group);
        }
        let key = text::left(&keys, 17);
        let key_role = if enabled.is_ok() { Role::Key } else { Role::Dim };
        let words_role = if enabled.is_ok() { Role::Text } else { Role::Dim };
        let mut sentences = wrapped(0, row.help, words_role, columns.saturating_sub(18)).into_iter();
        if let Some(first) = sentences.next() {
            let mut parts = vec![(key, key_role), (" ".to_owned(), Role::Dim)];
            parts.extend(first.parts);
            lines.push(Line::parts(parts));
        }
        for rest in sentences {
            let mut parts = vec![(" ".repeat(18), Role::Dim)];
            parts.extend(rest.parts);
            lines.push(Line::parts(parts));
        }
        if let Err(why) = enabled {
            lines.extend(wrapped(18, &format!("not now: {why}"), Role::Dim, columns));
        }
    }
    lines.push(Line::blank());
    let honest = "Every value says when it was sampled. ○ is still filling, ◷ is older than it should be, ? could not be read; \
                  a gap is never a zero. No single key changes anything in AWS: a change takes a plan, arming and a typed word.";
    lines.extend(wrapped(0, honest, Role::Dim, columns));
    let about = model.screen.title().to_owned();
    Page { title: "help".to_owned(), about, hint: "Esc closes".to_owned(), lines, foot: Vec::new(), scroll }
}
