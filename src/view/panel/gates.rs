//! The gates before the next stage as a table: sign, name, and what decides, those that hold it back first.
//!
//! ```text
//! ╭ gates ────────────────────── 1 fails · 12 pass ╮
//! │ ■ writers    HeliusPriceWebhook: 262 errors in  │
//! │              5,104 runs (5.13 %), in the hour…  │
//! │ ● bake       unchanged for 5 h 24 m             │
//! ╰──────────────────────── 1 more: Tab, then ↓ ────╯
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Scene, mark_of, rows};
use crate::app::rows::checks;
use crate::domain::checklist::{Check, Mark};
use crate::domain::gate;
use crate::view::frame::{self, Frame};
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Where names and evidence begin.
const NAME: u16 = 3;
const TOLD: u16 = 14;

/// Most lines of a gate: the rest is one key away.
const MOST: usize = 5;

/// Lines that failing gates take beside their first, even where others have to make room.
const FAILING: usize = 3;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let gates: Vec<&Check> = scene.judged().gates.iter().filter(|gate| checks::is_shown(scene.model, gate)).collect();
    let inner = frame::inside(area);
    let (columns, height) = (usize::from(inner.width.saturating_sub(TOLD + 1)), usize::from(inner.height));
    let told: Vec<Vec<String>> = gates.iter().map(|gate| told(scene, gate, columns)).collect();
    let room = share(&gates, &told, height);
    let first = first(&room, scene.selected(), height);
    let last = last(&room, first, height);
    let (head, role) = tally(scene, usize::from(area.width.saturating_sub(14)));
    let hint = hint(scene, first, gates.len() - last);
    let frame = Frame { title: "gates", value: Some((&head, role)), hint: &hint, focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    if gates.is_empty() {
        let words = super::nothing_passes(scene);
        rows::paragraph(scene, inner, 0, &words, Role::Dim, height, buffer);
    }
    let mut row = 0;
    for (index, gate) in gates.iter().enumerate().take(last).skip(first) {
        let line = rows::line(inner, row);
        if index == scene.selected() {
            rows::select(scene, line, buffer);
        }
        named(scene, line, gate, buffer);
        if room[index] == 1 {
            pen::put(buffer, line, TOLD, 0, &brief(scene, gate, columns), scene.look.style(ink(gate)));
            row += 1;
        } else {
            row = rows::evidence(scene, inner, (row, TOLD), (&told[index], ink(gate)), room[index], buffer);
        }
    }
}

/// What stands below the table: how many gates are out of sight, and what shows them.
fn hint(scene: Scene<'_>, above: usize, below: usize) -> String {
    let glyphs = &scene.look.glyphs;
    match (scene.focus(), above, below) {
        (false, _, 0) => String::new(),
        (false, _, below) => format!("{below} more: Tab, then {}", glyphs.down),
        (true, 0, 0) => "Enter all evidence".to_owned(),
        (true, above, 0) => format!("{} {above} more · Enter all evidence", glyphs.up),
        (true, _, below) => format!("{} {below} more · Enter all evidence", glyphs.down),
    }
}

/// A gate in one line: its sign, its name, and what decides as far as there is room.
pub(super) fn line(scene: Scene<'_>, line: Rect, gate: &Check, buffer: &mut Buffer) {
    named(scene, line, gate, buffer);
    let columns = usize::from(line.width.saturating_sub(TOLD));
    pen::put(buffer, line, TOLD, 0, &brief(scene, gate, columns), scene.look.style(ink(gate)));
}

fn named(scene: Scene<'_>, line: Rect, gate: &Check, buffer: &mut Buffer) {
    let (sign, _, role) = mark_of(scene.look, gate);
    pen::put(buffer, line, 1, 0, sign, scene.look.style(role));
    let name = match gate.mark {
        Mark::Fail => Role::Title,
        Mark::NotApplicable => Role::Dim,
        Mark::Pass | Mark::NotEnoughData => Role::Text,
    };
    pen::put_within(buffer, line, NAME, 0, TOLD - NAME - 1, gate::name(gate.id), scene.look.style(name));
}

/// What fails is to be read; what holds is only to be found.
fn ink(gate: &Check) -> Role {
    if gate.mark == Mark::Fail { Role::Text } else { Role::Dim }
}

/// The sentences of a gate: for how long it waits and for what, then its evidence.
fn said(scene: Scene<'_>, gate: &Check) -> Vec<String> {
    let more = gate.waits_seconds.map(|seconds| format!("{} more", text::duration(scene.left(seconds))));
    let waits = gate.waits_for.iter().map(|what| match &more {
        // The bake waits for nothing but time, which runs on since it was judged.
        Some(more) if gate.id == "bake" => format!("{more} at this stage"),
        Some(more) => format!("{more}, waits for {what}"),
        None => format!("waits for {what}"),
    });
    // Of a bill the lines are one key away.
    let rests_on = gate.evidence.iter().filter(|sentence| gate.id != "cost" || !sentence.contains(" × "));
    waits.chain(rests_on.cloned()).collect()
}

/// What decides, in one line.
fn brief(scene: Scene<'_>, gate: &Check, columns: usize) -> String {
    let said = said(scene, gate);
    let leading = match gate.mark {
        Mark::NotApplicable => return said.first().map(|why| text::reason(why, columns)).unwrap_or_default(),
        Mark::NotEnoughData => said.first().map(String::as_str),
        Mark::Pass | Mark::Fail => gate::leading(gate.id, said.iter().map(String::as_str)),
    };
    leading.map(|sentence| text::gist(sentence, columns)).unwrap_or_default()
}

/// Everything that is said of a gate, in lines of the panel's width.
fn told(scene: Scene<'_>, gate: &Check, columns: usize) -> Vec<String> {
    said(scene, gate).into_iter().flat_map(|sentence| text::wrap(&sentence, columns.max(1))).collect()
}

/// Lines of each gate, one at the least: those that fail are told first, then those that wait, then all in turn.
fn share(gates: &[&Check], told: &[Vec<String>], height: usize) -> Vec<usize> {
    let mut room = vec![1; gates.len()];
    let mut spare = height.saturating_sub(gates.len());
    let mut push = FAILING.min(height / 3).max(spare);
    for most in 2..=MOST {
        for (index, _) in gates.iter().enumerate().filter(|(_, gate)| gate.mark == Mark::Fail) {
            if 0 < push && room[index] < most.min(told[index].len()) {
                room[index] += 1;
                push -= 1;
                spare = spare.saturating_sub(1);
            }
        }
    }
    let waits = |index: &usize| gates[*index].mark == Mark::NotEnoughData;
    let order: Vec<usize> = (0..gates.len()).filter(waits).chain(0..gates.len()).collect();
    for most in 2..=MOST {
        for index in &order {
            if 0 < spare && room[*index] < most.min(told[*index].len()) {
                room[*index] += 1;
                spare -= 1;
            }
        }
    }
    room
}

/// The first gate that is shown, so that the selected one is seen whole.
fn first(room: &[usize], selected: usize, height: usize) -> usize {
    let upto = room.len().min(selected + 1);
    (0..upto).find(|first| room[*first..upto].iter().sum::<usize>() <= height).unwrap_or(selected)
}

/// The gate after the last one for which there is room.
fn last(room: &[usize], first: usize, height: usize) -> usize {
    let mut taken = 0;
    let fitting = room.iter().skip(first).take_while(|lines| {
        taken += **lines;
        taken <= height
    });
    first + fitting.count()
}

/// `1 fails · 2 need 6 m more · 9 pass`, in at most so many columns: how many there are of each kind, the worst first.
pub(super) fn tally(scene: Scene<'_>, columns: usize) -> (String, Role) {
    let gates = &scene.judged().gates;
    let count = |mark: Mark| gates.iter().filter(|gate| gate.mark == mark).count();
    let (pass, fail, wait) = (count(Mark::Pass), count(Mark::Fail), count(Mark::NotEnoughData));
    let plural = |count: usize, one: &str, several: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {several}")),
    };
    let fails = plural(fail, "fails", "fail");
    let waits = plural(wait, "waits", "wait");
    let needs = gate::waits_seconds(gates).map(|seconds| format!(" {} more", text::duration(scene.left(seconds))));
    let needs = plural(wait, "needs", "need").zip(needs).map(|(needs, more)| needs + &more);
    let passes = Some(format!("{pass} pass"));
    let ways = [
        vec![fails.clone(), needs.or_else(|| waits.clone()), passes.clone()],
        vec![fails.clone(), waits.clone(), passes.clone()],
        vec![fails.clone(), waits.clone()],
        vec![fails.or(waits).or(passes)],
    ];
    let ways: Vec<String> = ways.map(|parts| parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")).to_vec();
    let words = ways.iter().find(|words| !words.is_empty() && text::width(words) <= columns).or(ways.last()).cloned();
    let role = match gate::verdict(gates) {
        Mark::Fail => Role::Alarm,
        Mark::Pass => Role::Ok,
        _ => Role::Unknown,
    };
    (words.unwrap_or_default(), role)
}
