//! Set against observed percentage, with the band, and what each holder of the flag says.

mod course;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene, rows};
use crate::app::rows as list;
use crate::domain::facts::FlagReading;
use crate::domain::parity::{self, Parity, Verdict};
use crate::domain::rollout;
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Where values begin.
const COLUMN: u16 = 12;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let parity = parity::of(scene.snapshot);
    let observed = observed(scene, &parity);
    let head = parity.observed.map_or_else(|| observed.words.clone(), text::percent);
    let frame = Frame {
        title: "set and observed",
        about: super::rollout::holder(scene),
        value: Some((head.as_str(), observed.role)),
        age: &observed.age,
        focus: scene.focus(),
        ..Frame::default()
    };
    let inner = frame.draw(scene.look, area, buffer);
    let answered = rollout::flags(scene.snapshot);
    let holders = answered.value.as_deref().unwrap_or_default();
    let set = Cell::named(scene.snapshot, "rollout.set_percentage");
    let shown = list::of(scene.model, scene.panel);
    let mut row = 0;
    for (key, cell) in [("rollout.set_percentage", &set), ("rollout.observed_percentage", &observed)] {
        let Some(at) = shown.iter().position(|line| line.key == key) else { continue };
        if at == scene.selected() {
            rows::select(scene, rows::line(inner, row), buffer);
        }
        rows::pair(scene, inner, row, &shown[at].text, cell, COLUMN, buffer);
        row += 1;
    }
    let (words, role) = judgement(&parity);
    row = rows::paragraph(scene, inner, row, &words, role, 3, buffer);
    // Where rows are dear they belong to the chart.
    let is_low = inner.height < 16;
    if let Some(basis) = basis(&parity).filter(|_| !is_low) {
        row = rows::paragraph(scene, inner, row, &basis, Role::Dim, 2, buffer);
    }
    if 1 < holders.len() {
        let words =
            if is_low { "observed is of all writers" } else { "What is set is each writer's own; observed is of all writers together." };
        row = rows::paragraph(scene, inner, row, words, Role::Dim, 2, buffer);
    }
    let holding: Vec<(usize, &FlagReading)> =
        shown.iter().enumerate().filter_map(|(at, line)| Some((at, holders.iter().find(|holder| holder.holder == line.key)?))).collect();
    let space = holding.len().min(usize::from(inner.height).saturating_sub(row + 1));
    if 0 < space && !is_low {
        row += 1;
    }
    let chosen = holding.iter().position(|(at, _)| *at == scene.selected()).unwrap_or(0);
    let from = rows::first(chosen, holding.len(), space);
    for (at, holder) in holding.into_iter().skip(from).take(space) {
        holder_line(scene, rows::line(inner, row), holder, at == scene.selected(), buffer);
        row += 1;
    }
    let row = row + usize::from(!is_low);
    let least = if is_low { 4 } else { 5 };
    if least < usize::from(inner.height).saturating_sub(row) {
        let top = u16::try_from(row).unwrap_or(0);
        course::draw(scene, Rect { y: inner.y + top, height: inner.height - top, ..inner }, buffer);
    }
}

/// What the observed percentage rests on; nothing before the first minute.
fn basis(parity: &Parity) -> Option<String> {
    let minutes = if parity.minutes == 1 { "minute" } else { "minutes" };
    let (records, writes) = (text::count(parity.records), text::count(parity.writes));
    (0 < parity.minutes).then(|| format!("{records} records to {writes} table writes in {} complete {minutes}", parity.minutes))
}

/// What one holder says, and what is wrong with it.
fn holder_line(scene: Scene<'_>, line: Rect, holder: &FlagReading, selected: bool, buffer: &mut Buffer) {
    if selected {
        rows::select(scene, line, buffer);
    }
    let look = scene.look;
    let on = match holder.enabled {
        Some(true) => "on",
        Some(false) => "off",
        None => "on or off?",
    };
    let share = holder.percentage.map_or_else(|| "percentage?".to_owned(), text::percent);
    let mut column = 1 + pen::put_within(buffer, line, 1, 0, line.width / 2, &holder.holder, look.style(Role::Text));
    column += 2;
    let role = if holder.problem.is_some() { Role::Warn } else { Role::Text };
    column += pen::put(buffer, line, column, 0, &format!("{on}  {share}"), look.style(role)) + 2;
    let tail = match (&holder.problem, holder.changed) {
        (Some(problem), _) => problem.clone(),
        (None, Some(at)) => since(at, scene.snapshot.now, usize::from(line.width.saturating_sub(column))),
        (None, None) => String::new(),
    };
    pen::put(buffer, line, column, 0, &tail, look.style(Role::Dim));
}

/// Since when a holder is unchanged, in as many words as fit.
fn since(at: Timestamp, now: Timestamp, room: usize) -> String {
    let date = text::date_clock(at);
    // Of today the time of day is enough; of another day the day is.
    let short = if now.duration_since(at).as_hours() < 24 {
        text::clock(at)
    } else {
        date.rsplit_once(' ').map_or(date.clone(), |(day, _)| day.to_owned())
    };
    let ways = [format!("unchanged since {date} UTC"), format!("since {date} UTC"), format!("since {short}")];
    ways.into_iter().find(|words| text::width(words) <= room).unwrap_or_default()
}

/// The observed percentage with its band, `9.8 % (9.5–10.1)`: the same figure on every screen.
pub(super) fn observed(scene: Scene<'_>, parity: &Parity) -> Cell {
    let cell = Cell::named(scene.snapshot, "rollout.observed_percentage");
    match (parity.observed, parity.low, parity.high) {
        (Some(observed), Some(low), Some(high)) => {
            Cell { words: format!("{} ({low:.1}–{high:.1})", text::percent(observed)), known: true, ..cell }
        }
        _ => cell,
    }
}

/// What set and observed say of each other, in one sentence.
pub(super) fn judgement(parity: &Parity) -> (String, Role) {
    match &parity.verdict {
        Verdict::Agrees => ("follows the flag".to_owned(), Role::Ok),
        Verdict::Differs { lost_per_hour } if 0.0 < *lost_per_hour => {
            (format!("{} records an hour are missing", text::count(lost_per_hour.round())), Role::Warn)
        }
        Verdict::Differs { lost_per_hour } => {
            (format!("{} records an hour too many", text::count(lost_per_hour.abs().round())), Role::Warn)
        }
        Verdict::Ignored => ("the writer ignores the percentage: all of it goes to the stream".to_owned(), Role::Alarm),
        Verdict::NotEnough { .. } if parity.minutes == 0 => ("no minute to compare yet".to_owned(), Role::Dim),
        Verdict::NotEnough { minutes_more: 0 } => ("the band is still too wide to say".to_owned(), Role::Dim),
        Verdict::NotEnough { minutes_more } => (format!("{minutes_more} more minutes are needed to say"), Role::Dim),
        Verdict::CannotTell(why) => (format!("cannot be compared: {why}"), Role::Unknown),
    }
}
