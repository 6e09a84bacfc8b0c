//! One action on its way, at whichever stage it is.

use super::{Line, Page, labelled, review, running, wrapped};
use crate::app::guard::{Change, Preparing, Stage};
use crate::app::model::Model;
use crate::view::theme::Role;
use crate::view::{Look, text};

pub(super) fn page(model: &Model, look: &Look, number: u64, scroll: usize, columns: usize) -> Page {
    let Some(change) = model.changes.get(number) else {
        let lines = vec![Line::of("It gave way to another change.", Role::Dim)];
        return Page {
            title: "change".to_owned(),
            about: String::new(),
            hint: "Esc closes".to_owned(),
            lines,
            foot: Vec::new(),
            scroll: 0,
        };
    };
    match &change.stage {
        Stage::Preparing(preparing) => preparation(model, change, preparing, columns),
        Stage::Review(under_review) => review::page(model, look, under_review, scroll, columns),
        Stage::Running(now) => running::page(model, look, change, now, scroll, columns),
        Stage::Settled(settled) => running::over(model, look, settled, scroll, columns),
    }
}

/// What is still read, and for how long it is waited for.
fn preparation(model: &Model, change: &Change, preparing: &Preparing, columns: usize) -> Page {
    let mut lines = wrapped(0, "Everything that the plan rests on is read anew.", Role::Text, columns);
    lines.push(Line::blank());
    let waited = model.now.duration_since(preparing.since).as_secs();
    for feed in &preparing.waits_for {
        lines.extend(labelled("waiting for", &feed.name(), Role::Accent, columns));
    }
    lines.push(Line::blank());
    let patience = crate::app::guard::patience(&change.wish) * i64::from(model.options.speed.max(1));
    let told = format!("{} so far; after {} the plan is made with what is known.", text::duration(waited), text::duration(patience));
    lines.extend(wrapped(0, &told, Role::Dim, columns));
    let about = change.wish.to_string();
    Page { title: "preparing".to_owned(), about, hint: "Esc cancels".to_owned(), lines, foot: Vec::new(), scroll: 0 }
}
