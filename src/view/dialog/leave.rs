//! Asks before the console is left while a change runs.

use super::{Line, Page, labelled, wrapped};
use crate::app::model::Model;
use crate::view::theme::Role;

pub(super) fn page(model: &Model, columns: usize) -> Page {
    let mut lines = Vec::new();
    for (change, running) in model.changes.running() {
        let told = format!("`{}`, step {} of {}: {}", change.wish, running.step(), running.steps.len(), running.doing());
        lines.extend(labelled("running", &told, Role::Warn, columns));
    }
    lines.push(Line::blank());
    let told = "What was sent stays and takes effect. Steps that were not sent are not sent any more. The journal says what was in flight, \
                and the next start offers to go on with it.";
    lines.extend(wrapped(0, told, Role::Text, columns));
    lines.push(Line::blank());
    lines.extend(wrapped(0, "Ctrl-C again leaves · Esc stays", Role::Accent, columns));
    Page { title: "leave?".to_owned(), about: "a change runs".to_owned(), hint: String::new(), lines, foot: Vec::new(), scroll: 0 }
}
