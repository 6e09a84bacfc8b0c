//! The gates before the next stage, those that hold it back first, each with its evidence as far as there is room.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Scene, mark_of, rows};
use crate::app::rows::checks;
use crate::domain::checklist::{Check, Mark};
use crate::domain::gate;
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Where titles and evidence begin.
const TITLE: u16 = 3;

/// Most lines of evidence under one gate: the rest is one key away.
const MOST: usize = 4;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let gates = &scene.judged().gates;
    let (head, role) = tally(gates);
    let frame = Frame {
        title: "gates",
        value: Some((&head, role)),
        hint: if scene.focus() { "Enter all evidence" } else { "" },
        focus: scene.focus(),
        ..Frame::default()
    };
    let inner = frame.draw(scene.look, area, buffer);
    let gates: Vec<&Check> = gates.iter().filter(|gate| checks::is_shown(scene.model, gate)).collect();
    let height = usize::from(inner.height);
    let told: Vec<Vec<String>> = gates.iter().map(|gate| told(gate, inner.width)).collect();
    let room = share(&told, height.saturating_sub(gates.len()));
    let first = rows::first(scene.selected(), gates.len(), height);
    let mut row = 0;
    for (index, gate) in gates.iter().enumerate().skip(first) {
        let line = rows::line(inner, row);
        if line.height == 0 {
            return;
        }
        if index == scene.selected() {
            rows::select(scene, line, buffer);
        }
        let taken = headline(scene, line, gate, buffer);
        beside(scene, line, TITLE + taken + 2, gate, buffer);
        row += 1;
        row = rows::evidence(scene, inner, (row, TITLE), &told[index], room[index], buffer);
    }
}

/// A gate's sign and title; returns the columns that the title took.
pub(super) fn headline(scene: Scene<'_>, line: Rect, gate: &Check, buffer: &mut Buffer) -> u16 {
    let (sign, _, role) = mark_of(scene.look, gate);
    pen::put(buffer, line, 1, 0, sign, scene.look.style(role));
    let title = if gate.mark == Mark::NotApplicable { Role::Dim } else { Role::Text };
    pen::put(buffer, line, TITLE, 0, gate.title, scene.look.style(title))
}

/// How much longer it takes, at the right edge of a gate's line.
fn beside(scene: Scene<'_>, line: Rect, from: u16, gate: &Check, buffer: &mut Buffer) {
    let Some(seconds) = gate.waits_seconds else { return };
    let words = format!("{} more", text::duration(seconds));
    if usize::from(from) + text::width(&words) < usize::from(line.width) {
        let (_, _, role) = mark_of(scene.look, gate);
        pen::put_right(buffer, Rect { width: line.width.saturating_sub(1), ..line }, 0, &words, scene.look.style(role));
    }
}

/// What is waited for, then the evidence, in lines of the panel's width.
fn told(gate: &Check, width: u16) -> Vec<String> {
    let columns = usize::from(width.saturating_sub(TITLE + 1)).max(1);
    let waits = gate.waits_for.iter().map(|what| format!("waits for {what}"));
    waits.chain(gate.evidence.iter().cloned()).flat_map(|sentence| text::wrap(&sentence, columns)).collect()
}

/// Shares lines out, one to each gate in turn, so that those at the front are told first.
fn share(told: &[Vec<String>], mut spare: usize) -> Vec<usize> {
    let mut room = vec![0; told.len()];
    for most in 1..=MOST {
        for (lines, room) in told.iter().zip(&mut room) {
            if 0 < spare && *room < most.min(lines.len()) {
                *room += 1;
                spare -= 1;
            }
        }
    }
    room
}

/// `9 pass · 1 fails · 2 need 6 m more`: how many there are of each kind, and for how long they hold at least.
pub(super) fn tally(gates: &[Check]) -> (String, Role) {
    let count = |mark: Mark| gates.iter().filter(|gate| gate.mark == mark).count();
    let (pass, fail, wait) = (count(Mark::Pass), count(Mark::Fail), count(Mark::NotEnoughData));
    let mut words = vec![format!("{pass} pass")];
    if 0 < fail {
        words.push(format!("{fail} {}", if fail == 1 { "fails" } else { "fail" }));
    }
    let need = if wait == 1 { "needs" } else { "need" };
    match gate::waits_seconds(gates) {
        _ if wait == 0 => {}
        Some(seconds) => words.push(format!("{wait} {need} {} more", text::duration(seconds))),
        None => words.push(format!("{wait} {}", if wait == 1 { "waits" } else { "wait" })),
    }
    let role = match gate::verdict(gates) {
        Mark::Fail => Role::Alarm,
        Mark::Pass => Role::Ok,
        _ => Role::Unknown,
    };
    (words.join(" · "), role)
}
