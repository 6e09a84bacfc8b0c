//! The upgrade's validations and its infrastructure compared with what is needed, each with its evidence.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Scene, rows};
use crate::app::rows::checks;
use crate::domain::checklist::{Check, Mark};
use crate::domain::finding::Level;
use crate::view::frame::Frame;
use crate::view::theme::Role;
use crate::view::{Look, pen, text};

/// Columns of the mark; columns of the title, where the evidence stands beside it.
const MARK: u16 = 19;
const TITLE: u16 = 56;

/// Columns between a title and the evidence at the right edge.
const GAP: u16 = 3;

/// Most lines of evidence under one check: the rest is one key away.
const MOST: usize = 3;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let judged = scene.judged();
    let head = tally(&judged.validations);
    let frame = Frame {
        title: "checklist of the upgrade",
        value: Some((&head, Role::Text)),
        hint: if scene.focus() { "Enter all evidence" } else { "" },
        focus: scene.focus(),
        ..Frame::default()
    };
    let inner = frame.draw(scene.look, area, buffer);
    let is_shown = |check: &&Check| checks::is_shown(scene.model, check);
    let mut lines = vec![Line::Heading("the seven validations, by what was measured".to_owned())];
    lines.extend(judged.validations.iter().filter(is_shown).map(Line::Check));
    lines.push(Line::Heading(heading(&judged.infrastructure, usize::from(inner.width.saturating_sub(2)))));
    lines.extend(judged.infrastructure.iter().filter(is_shown).map(Line::Check));
    let chosen = lines.iter().enumerate().filter(|(_, line)| matches!(line, Line::Check(_))).nth(scene.selected()).map_or(0, |(at, _)| at);
    let height = usize::from(inner.height);
    let told: Vec<Vec<String>> = lines.iter().map(|line| line.told(inner.width)).collect();
    let failing = (0..lines.len()).filter(|index| matches!(lines[*index], Line::Check(check) if check.mark == Mark::Fail));
    // The chosen line has its evidence also where the list is longer than the panel.
    let least = told.get(chosen).map_or(0, |told| told.len().min(MOST).min(height / 2));
    let room = share(&told, std::iter::once(chosen).chain(failing), height.saturating_sub(lines.len()).max(least));
    let first = rows::first(chosen, lines.len(), height.saturating_sub(room.iter().sum()));
    let mut row = 0;
    for (index, line) in lines.iter().enumerate().skip(first) {
        let place = rows::line(inner, row);
        if place.height == 0 {
            return;
        }
        if index == chosen {
            rows::select(scene, place, buffer);
        }
        line.draw(scene, place, room[index] == 0, buffer);
        row += 1;
        row = rows::evidence(scene, inner, (row, MARK), (&told[index], Role::Dim), room[index], buffer);
    }
}

/// Lines of evidence under each line: under those that come first as many as they need, then one under each in turn.
fn share(told: &[Vec<String>], at_first: impl Iterator<Item = usize>, mut spare: usize) -> Vec<usize> {
    let mut room = vec![0; told.len()];
    let mut give = |index: usize, most: usize| {
        let wanted = most.min(told[index].len()).saturating_sub(room[index]).min(spare);
        room[index] += wanted;
        spare -= wanted;
    };
    at_first.for_each(|index| give(index, MOST));
    for most in 1..=MOST {
        (0..told.len()).for_each(|index| give(index, most));
    }
    room
}

/// As many words as there is room for, with a sign that there are more. Nothing where that would be less than a few words.
fn whole_words(sentence: &str, columns: usize) -> String {
    if text::width(sentence) <= columns {
        return sentence.to_owned();
    }
    let first = text::wrap(sentence, columns.saturating_sub(1)).into_iter().next().unwrap_or_default();
    let is_cut_inside = !sentence.starts_with(&format!("{first} "));
    if is_cut_inside || first.split_whitespace().count() < 3 {
        String::new()
    } else {
        first.trim_end_matches([',', ':', ';']).to_owned() + "…"
    }
}

/// How many validations pass, fail and wait.
fn tally(checks: &[Check]) -> String {
    let count = |mark: Mark| checks.iter().filter(|check| check.mark == mark).count();
    let mut told = vec![format!("{} of {} pass", count(Mark::Pass), checks.len())];
    let of_others = [(Mark::Fail, ["fails", "fail"]), (Mark::NotEnoughData, ["waits for data", "wait for data"])];
    for (mark, [one, several]) in of_others {
        match count(mark) {
            0 => {}
            1 => told.push(format!("1 {one}")),
            count => told.push(format!("{count} {several}")),
        }
    }
    told.join(" · ")
}

/// What the second part is about, in short where there is no room for all of it.
fn heading(checks: &[Check], columns: usize) -> String {
    let compared = compared(checks);
    let long = format!("the infrastructure, compared with what is needed: {compared}");
    if text::width(&long) <= columns { long } else { format!("infrastructure: {compared}") }
}

/// `6 pass · 1 differs · 2 missing`
fn compared(checks: &[Check]) -> String {
    let count = |word: &str| checks.iter().filter(|check| check.compared() == word).count();
    let words = ["pass", "differs", "missing", "unknown", "not applicable"];
    let told: Vec<String> = words.iter().filter(|word| 0 < count(word)).map(|word| format!("{} {word}", count(word))).collect();
    told.join(" · ")
}

/// The sign, the word and the role of a gate or check.
pub(in crate::view) fn mark_of(look: &Look, check: &Check) -> (&'static str, &'static str, Role) {
    let (sign, role) = sign_of(look, check.mark);
    (sign, check.word(), role)
}

/// The sign and the role of a mark.
pub(in crate::view) fn sign_of(look: &Look, mark: Mark) -> (&'static str, Role) {
    let glyphs = &look.glyphs;
    match mark {
        Mark::Pass => (glyphs.level(Level::Ok), Role::Ok),
        Mark::Fail => (glyphs.level(Level::Alarm), Role::Alarm),
        Mark::NotEnoughData => (glyphs.level(Level::Unknown), Role::Unknown),
        Mark::NotApplicable => (glyphs.gap, Role::Dim),
    }
}

enum Line<'a> {
    Heading(String),
    Check(&'a Check),
}

impl Line<'_> {
    /// All evidence in lines of the panel's width.
    fn told(&self, width: u16) -> Vec<String> {
        let Line::Check(check) = self else { return Vec::new() };
        let room = usize::from(width.saturating_sub(MARK + 1)).max(1);
        let waits = check.waits_for.iter().map(|what| format!("waits for {what}"));
        check.evidence.iter().cloned().chain(waits).flat_map(|sentence| text::wrap(&sentence, room)).collect()
    }

    fn draw(&self, scene: Scene<'_>, line: Rect, beside: bool, buffer: &mut Buffer) {
        match self {
            Line::Heading(words) => {
                pen::put(buffer, line, 1, 0, words, scene.look.style(Role::Title));
            }
            Line::Check(check) => {
                let (sign, word, role) = mark_of(scene.look, check);
                pen::put(buffer, line, 1, 0, sign, scene.look.style(role));
                pen::put_within(buffer, line, 3, 0, MARK - 3, word, scene.look.style(role));
                let title = if check.mark == Mark::NotApplicable { Role::Dim } else { Role::Text };
                let taken = pen::put(buffer, line, MARK, 0, check.title, scene.look.style(title));
                if let Some(first) = check.evidence.first().filter(|_| beside) {
                    let style = scene.look.style(Role::Dim);
                    if MARK + TITLE + 40 < line.width {
                        let words = whole_words(first, usize::from(line.width - MARK - TITLE - 1));
                        pen::put(buffer, line, MARK + TITLE, 0, &words, style);
                    } else if usize::from(MARK + taken + GAP + 1) + text::width(first) <= usize::from(line.width) {
                        // At the right edge, so that it does not read as a part of the title.
                        pen::put_right(buffer, line, 0, &format!("{first} "), style);
                    }
                }
            }
        }
    }
}
