//! What is typed to confirm, at the foot of a dialog: each line, and what Enter does just now.
//!
//! ```text
//! ───────────────────────────────────────────────
//!  confirm   PriceTi_                type PriceTicks
//!  Enter cancels until PriceTicks is typed
//! ```

use super::{Line, wrapped};
use crate::app::guard::{Enter, Field, Question, Wanted};
use crate::view::text;
use crate::view::theme::Role;

/// Columns of the labels.
const LABEL: usize = 13;

/// The lines of a question. `yes` is what a full confirmation does, in words: `sends 2 calls to AWS`.
pub(super) fn foot(question: &Question, yes: &str, columns: usize) -> Vec<Line> {
    let mut lines = vec![Line::stroke()];
    for (index, field) in question.fields.iter().enumerate() {
        lines.push(line(field, index == question.at, columns));
    }
    let wanted = question.fields.iter().find(|field| !field.is_right());
    let (words, role) = match question.enter() {
        Enter::Confirm => (format!("Enter {yes} · Esc does not"), Role::Danger),
        Enter::Next => ("Enter goes to the next line · Esc cancels".to_owned(), Role::Accent),
        Enter::Cancel => (format!("Enter cancels until {}", wanted.map(until).unwrap_or_default()), Role::Accent),
    };
    lines.extend(wrapped(0, &words, role, columns));
    lines
}

fn until(field: &Field) -> String {
    match &field.wanted {
        Wanted::Word(word) => format!("{word} is typed"),
        Wanted::Reason => "a reason is typed".to_owned(),
    }
}

/// `confirm   PriceTi_    type PriceTicks`
fn line(field: &Field, is_here: bool, columns: usize) -> Line {
    let (advice, role) = match &field.wanted {
        _ if field.is_right() => ("as it must be".to_owned(), Role::Ok),
        Wanted::Word(word) if field.is_on_the_way() => (format!("type {word}"), Role::Dim),
        Wanted::Word(word) => (format!("not {word}"), Role::Alarm),
        Wanted::Reason => ("why? the journal keeps it".to_owned(), Role::Dim),
    };
    let room = columns.saturating_sub(LABEL + text::width(&advice) + 5);
    // The end is what is being typed: it stays in sight.
    let hidden = field.text.chars().count().saturating_sub(room);
    let shown: String = field.text.chars().skip(hidden).collect();
    let typed = match &field.wanted {
        Wanted::Word(_) if !field.is_on_the_way() => Role::Alarm,
        _ if field.is_right() => Role::Ok,
        _ => Role::Text,
    };
    let label = if is_here { Role::Accent } else { Role::Dim };
    let cursor = if is_here { "_" } else { " " };
    let gap = room.saturating_sub(text::width(&shown)) + 1;
    Line::parts(vec![
        (text::left(&field.label, LABEL), label),
        (shown, typed),
        (cursor.to_owned(), Role::Accent),
        (" ".repeat(gap), Role::Dim),
        (advice, role),
    ])
}
