//! One gate or check: how it came out, all of its evidence, what it waits for, and where its figures come from.

use super::{Line, Page, labelled, why, wrapped};
use crate::app::actions;
use crate::app::guard::may_begin;
use crate::app::model::Model;
use crate::app::rows::checks::behind;
use crate::domain::checklist::{Check, Mark};
use crate::domain::gate::GATES;
use crate::domain::readings;
use crate::view::panel::mark_of;
use crate::view::theme::Role;
use crate::view::{Look, text};

pub(super) fn page(model: &Model, look: &Look, id: &str, scroll: usize, columns: usize) -> Page {
    let watch = model.shown();
    let mut lines = Vec::new();
    match watch.judged.check(id) {
        Some(check) => told(look, check, columns, &mut lines),
        None => lines.push(Line::of("It is not judged any more.", Role::Dim)),
    }
    let mut names =
        behind(&watch.snapshot, id).into_iter().filter_map(|name| Some((readings::get(&watch.snapshot, &name)?, name))).peekable();
    if names.peek().is_some() {
        lines.push(Line::blank());
        lines.push(Line::of("measured by", Role::Title));
    }
    for (reading, name) in names {
        lines.push(Line::blank());
        why::one(model, &name, &reading, columns, &mut lines);
    }
    let title = if is_gate(id) { "gate" } else { "check" };
    let (key, foot) = offer(model, id, columns);
    let (about, hint) = (id.to_owned(), format!("{key}y copies · Esc closes"));
    Page { title: title.to_owned(), about, hint, lines, foot, scroll }
}

/// The action that makes it good: what its key does, and why not now.
fn offer(model: &Model, id: &str, columns: usize) -> (String, Vec<Line>) {
    let Some(wish) = actions::makes_good(model, id) else { return (String::new(), Vec::new()) };
    match may_begin(&wish, model) {
        Ok(()) => (
            "Enter plans it · ".to_owned(),
            wrapped(0, &format!("Enter plans `{wish}`: nothing is done before it is confirmed."), Role::Accent, columns),
        ),
        Err(why) => (String::new(), wrapped(0, &format!("`{wish}` would make it good, but not now: {why}."), Role::Warn, columns)),
    }
}

fn told(look: &Look, check: &Check, columns: usize, lines: &mut Vec<Line>) {
    let (sign, word, role) = mark_of(look, check);
    // What must hold is no statement about how it came out.
    lines.extend(labelled("must hold", check.title, Role::Title, columns));
    let meaning = if is_gate(check.id) { meaning(check.mark) } else { "" };
    lines.push(Line::parts(vec![(format!("{sign} {word}"), role), (meaning.to_owned(), Role::Dim)]));
    lines.push(Line::blank());
    for (index, sentence) in check.evidence.iter().enumerate() {
        lines.extend(labelled(if index == 0 { "evidence" } else { "" }, sentence, Role::Text, columns));
    }
    if let Some(what) = &check.waits_for {
        lines.extend(labelled("waits for", what, Role::Unknown, columns));
    }
    if let Some(seconds) = check.waits_seconds {
        lines.extend(labelled("at least", &text::duration(seconds), Role::Text, columns));
    }
}

fn is_gate(id: &str) -> bool {
    GATES.iter().any(|(gate, _)| *gate == id)
}

/// What follows from a gate's mark.
fn meaning(mark: Mark) -> &'static str {
    match mark {
        Mark::Pass => "",
        Mark::Fail => "  it holds the rollout back",
        Mark::NotEnoughData => "  what cannot be told is never a pass",
        Mark::NotApplicable => "  it neither holds nor passes",
    }
}
