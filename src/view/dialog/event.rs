//! One event of the timeline with its evidence.

use super::{Line, Page, labelled, wrapped};
use crate::app::model::Model;
use crate::app::timeline;
use crate::view::panel;
use crate::view::text;
use crate::view::theme::Role;

pub(super) fn page(model: &Model, index: usize, columns: usize) -> Page {
    let mut lines = Vec::new();
    if let Some(event) = timeline::listed(model).nth(index) {
        lines.extend(wrapped(0, &event.text, Role::Text, columns));
        lines.push(Line::blank());
        let when = format!("{} UTC ({} local)", text::date_clock(event.at), text::clock_local(event.at, &model.zone));
        lines.extend(labelled("when", &when, Role::Text, columns));
        let (word, role) = (event.kind.word(), panel::event_role(event.kind));
        lines.extend(labelled("what", word, role, columns));
        for evidence in &event.evidence {
            lines.extend(labelled("evidence", evidence, Role::Dim, columns));
        }
    } else {
        lines.push(Line::of("This event is no longer in the list.", Role::Dim));
    }
    Page { title: "event".to_owned(), about: String::new(), hint: "Esc closes".to_owned(), lines, foot: Vec::new(), scroll: 0 }
}
