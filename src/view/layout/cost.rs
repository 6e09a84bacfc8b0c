//! The Cost screen: the bill stands whole; of the panels beside it those that do not fit are a line each, and the
//! one that has the focus opens.

use ratatui::layout::{Constraint, Layout, Rect};

use super::{Class, columns, rows};
use crate::app::model::Panel;

/// Rows of the panels that are lists of a known length.
const WHAT_IF: u16 = 13;
const STAGES: u16 = 9;
const GUIDE: u16 = 14;
const WATCHING: u16 = 11;

/// Places in the order of the screen's panels: bill, what-if, modes, stages, guide, watching.
pub(super) fn places(focus: Panel, class: Class, body: Rect) -> Vec<Rect> {
    match class {
        Class::Full => {
            let [bill, middle, last] = columns(body, [Constraint::Fill(10), Constraint::Fill(9), Constraint::Fill(9)]);
            let [what_if, modes] = rows(middle, [Constraint::Length(WHAT_IF + 2), Constraint::Fill(1)]);
            let [stages, guide, watching] =
                rows(last, [Constraint::Length(STAGES + 2), Constraint::Fill(1), Constraint::Length(WATCHING + 2)]);
            vec![bill, what_if, modes, stages, guide, watching]
        }
        Class::Wide => {
            let [left, right] = columns(body, [Constraint::Fill(11), Constraint::Fill(9)]);
            let [bill, guide] = rows(left, [Constraint::Fill(1), Constraint::Length(GUIDE)]);
            let is_watching = focus == Panel::Watching;
            let (below, last) = if is_watching { (1, WATCHING) } else { (STAGES, 1) };
            let [what_if, modes, stages, watching] =
                rows(right, [Constraint::Length(WHAT_IF), Constraint::Fill(1), Constraint::Length(below), Constraint::Length(last)]);
            vec![bill, what_if, modes, stages, guide, watching]
        }
        _ => narrow(focus, body),
    }
}

/// The bill at the left; at the right one panel open, the others a line each.
fn narrow(focus: Panel, body: Rect) -> Vec<Rect> {
    const RIGHT: [Panel; 5] = [Panel::WhatIf, Panel::Modes, Panel::Stages, Panel::Guide, Panel::Watching];
    let [bill, right] = columns(body, [Constraint::Fill(21), Constraint::Fill(19)]);
    let open = if RIGHT.contains(&focus) { focus } else { Panel::Modes };
    let parts = RIGHT.map(|panel| if panel == open { Constraint::Fill(1) } else { Constraint::Length(1) });
    let mut places = vec![bill];
    places.extend(Layout::vertical(parts).split(right).iter().copied());
    places
}
