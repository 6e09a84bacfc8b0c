//! Every finding, worst first; the selected one with its evidence and advice.

use super::{Line, Page, wrapped};
use crate::app::board::Standing;
use crate::app::model::Model;
use crate::view::theme::Role;
use crate::view::{Look, text};

pub(super) fn page(model: &Model, look: &Look, selected: usize, columns: usize) -> Page {
    let standing = &model.shown().board.standing;
    let mut lines = Vec::new();
    for (index, one) in standing.iter().enumerate() {
        finding(look, one, index == selected, columns, model, &mut lines);
    }
    if lines.is_empty() {
        let words = model.shown().board.verdict.as_ref().map_or("Nothing has been judged yet.", |verdict| verdict.text.as_str());
        lines.extend(wrapped(0, words, Role::Text, columns));
    }
    let about = format!("{} standing", standing.len());
    let helps = standing.get(selected).is_some_and(|one| one.finding.wish.is_some());
    let enter = if helps { "Enter plans what helps · " } else { "" };
    Page {
        title: "findings".to_owned(),
        about,
        hint: format!("{enter}w why · y copy · :ack 30m · Esc closes"),
        lines,
        foot: Vec::new(),
        scroll: 0,
    }
}

fn finding(look: &Look, standing: &Standing, selected: bool, columns: usize, model: &Model, lines: &mut Vec<Line>) {
    let finding = &standing.finding;
    let level = Role::of_level(finding.level);
    let head = vec![
        (format!("{} ", look.glyphs.level(finding.level)), level),
        (text::left(finding.level.word(), 8), level),
        (standing.name(), Role::Title),
        (format!("  since {}", text::clock_both(standing.since, &model.zone)), Role::Dim),
    ];
    lines.push(Line::parts(head).selected(selected));
    let words = if selected { Role::Text } else { Role::Dim };
    lines.extend(wrapped(10, &finding.text, words, columns));
    if let Some(until) = standing.acknowledged_until {
        let words = format!("acknowledged until {}", text::clock_both(until, &model.zone));
        lines.extend(wrapped(10, &words, Role::Dim, columns));
    }
    if selected {
        for evidence in &finding.evidence {
            lines.extend(wrapped(12, evidence, Role::Dim, columns));
        }
        if !finding.advice.is_empty() {
            lines.extend(wrapped(10, &finding.advice, Role::Accent, columns));
        }
        if let Some(wish) = &finding.wish {
            lines.extend(wrapped(10, &format!("Enter plans it: :{wish}"), Role::Title, columns));
        }
    }
    lines.push(Line::blank());
}
