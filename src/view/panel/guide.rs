//! The upgrade guide's own estimate beside the computed one, and whether it is time for the upgrade.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Scene, rows};
use crate::app::rows as list;
use crate::domain::cost::{Guide, GuideLine, Threshold, Worth};
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Columns of what a line is about, and of an amount.
const WHAT: u16 = 16;
const AMOUNT: u16 = 10;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let costs = scene.costs();
    let about = costs.as_ref().map(|costs| costs.guide.at.clone()).unwrap_or_default();
    let frame = Frame { title: "the guide's estimate", about: &about, focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    match costs {
        Ok(costs) => table(scene, inner, &costs.guide, &costs.worth, buffer),
        Err(error) => {
            rows::paragraph(scene, inner, 0, &error, Role::Unknown, usize::from(inner.height), buffer);
        }
    }
}

/// One row of the panel.
enum Entry<'a> {
    Cost(&'a GuideLine),
    Reason(&'a Threshold),
}

impl Entry<'_> {
    fn key(&self) -> &str {
        match self {
            Entry::Cost(line) => line.what,
            Entry::Reason(threshold) => threshold.question,
        }
    }

    fn told(&self) -> &str {
        match self {
            Entry::Cost(line) => &line.reason,
            Entry::Reason(threshold) => &threshold.evidence,
        }
    }
}

fn table(scene: Scene<'_>, inner: Rect, guide: &Guide, worth: &[Threshold], buffer: &mut Buffer) {
    let all = guide.lines.iter().map(Entry::Cost).chain(worth.iter().map(Entry::Reason));
    let entries: Vec<Entry<'_>> = all.filter(|entry| list::is_shown(scene.model, entry.key())).collect();
    let head = rows::line(inner, 0);
    for (column, words) in [(WHAT, "guide"), (WHAT + AMOUNT, "computed")] {
        pen::put(buffer, head, column, 0, &text::right(words, usize::from(AMOUNT) - 1), scene.look.style(Role::Dim));
    }
    if tall(scene, inner, &entries, buffer) {
        return;
    }
    // The reason of the selected line stands below, whole.
    let space = usize::from(inner.height).saturating_sub(4).max(1);
    let first = rows::first(scene.selected(), entries.len(), space);
    let mut row = 1;
    for (index, entry) in entries.iter().enumerate().skip(first).take(space) {
        let line = rows::line(inner, row);
        if index == scene.selected() {
            rows::select(scene, line, buffer);
        }
        let told = one(scene, line, entry, buffer);
        pen::put(buffer, line, told, 0, entry.told(), scene.look.style(Role::Dim));
        row += 1;
    }
    if let Some(entry) = entries.get(scene.selected()) {
        let words = format!("{}: {}.", entry.key(), entry.told());
        rows::paragraph(scene, inner, row, &words, Role::Dim, usize::from(inner.height).saturating_sub(row), buffer);
    }
}

/// Each line with its reason below it, where there is room for all of them; says whether there was.
fn tall(scene: Scene<'_>, inner: Rect, entries: &[Entry<'_>], buffer: &mut Buffer) -> bool {
    const INDENT: u16 = 3;
    let columns = usize::from(inner.width.saturating_sub(INDENT + 1)).max(1);
    let reasons: Vec<Vec<String>> = entries.iter().map(|entry| text::wrap(entry.told(), columns)).collect();
    let needed = 1 + reasons.iter().map(|lines| 1 + lines.len()).sum::<usize>();
    if usize::from(inner.height) < needed {
        return false;
    }
    let mut row = 1;
    for (index, (entry, reason)) in entries.iter().zip(&reasons).enumerate() {
        let line = rows::line(inner, row);
        if index == scene.selected() {
            rows::select(scene, line, buffer);
        }
        one(scene, line, entry, buffer);
        row = rows::evidence(scene, inner, (row + 1, INDENT), (reason, Role::Dim), reason.len(), buffer);
    }
    true
}

/// What a line is about and what it says; returns the column where its reason can stand.
fn one(scene: Scene<'_>, line: Rect, entry: &Entry<'_>, buffer: &mut Buffer) -> u16 {
    let look = scene.look;
    let told = WHAT + 2 * AMOUNT + 1;
    match entry {
        Entry::Cost(cost) => {
            pen::put(buffer, line, 1, 0, cost.what, look.style(Role::Text));
            let (from, to) = cost.guide;
            let says = if from == to { format!("${from}") } else { format!("${from}–{to}") };
            let computed = cost.computed.map_or_else(|| "cannot tell".to_owned(), text::usd);
            pen::put(buffer, line, WHAT, 0, &text::right(&says, usize::from(AMOUNT) - 1), look.style(Role::Dim));
            let role = if cost.computed.is_some() { Role::Text } else { Role::Unknown };
            pen::put(buffer, line, WHAT + AMOUNT - 1, 0, &text::right(&computed, usize::from(AMOUNT)), look.style(role));
        }
        Entry::Reason(threshold) => {
            let role = match threshold.worth {
                Worth::Reached => Role::Ok,
                Worth::NotReached => Role::Dim,
                Worth::CannotTell => Role::Unknown,
            };
            let word = threshold.worth.word();
            let question = Rect { width: told.min(line.width), ..line };
            pen::put_within(buffer, question, 1, 0, question.width.saturating_sub(1), threshold.question, look.style(Role::Dim));
            let end = u16::try_from(text::width(threshold.question)).unwrap_or(0) + 2;
            pen::put(buffer, line, end.max(told), 0, word, look.style(role));
            // How it came about stands below alone.
            return line.width;
        }
    }
    told
}
