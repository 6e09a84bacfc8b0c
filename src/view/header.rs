//! The first two lines: where we are, how fresh it is, what it costs, whether we may write.

mod facts;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::theme::Role;
use super::{Look, pen, text};
use crate::app::model::{Model, Screen};
use facts::{Facts, Safety};

pub(in crate::view) use facts::is_production;

/// A run of words in one style.
type Piece = (String, Style);

/// What is left out, one after the other, until the line fits.
const CUTS: [Cut; 9] =
    [Cut::Local, Cut::Account, Cut::NextAsk, Cut::NewestMinuteWord, Cut::Cost, Cut::Region, Cut::Brand, Cut::Age, Cut::Minute];

/// A part of the header that can be spared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cut {
    Local,
    Account,
    NextAsk,
    NewestMinuteWord,
    Cost,
    Region,
    Brand,
    Age,
    Minute,
}

/// Draws the first line.
pub fn draw(model: &Model, look: &Look, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    pen::clear(buffer, area, look.theme.page());
    if area.is_empty() {
        return;
    }
    let facts = Facts::of(model);
    let wide = |pieces: &[Piece]| pieces.iter().map(|(words, _)| text::width(words)).sum::<usize>();
    let mut cut = 0;
    let (mut left, mut right) = (path(&facts, look, &[]), state(&facts, look, &[]));
    while usize::from(area.width) < wide(&left) + wide(&right) + 4 && cut < CUTS.len() {
        cut += 1;
        (left, right) = (path(&facts, look, &CUTS[..cut]), state(&facts, look, &CUTS[..cut]));
    }
    // What may be written and how fresh it is stays whole; the names give way.
    let start = area.width.saturating_sub(u16::try_from(wide(&right) + 1).unwrap_or(u16::MAX));
    let mut at = 1;
    for (words, style) in &left {
        at += pen::put_within(buffer, area, at, 0, start.saturating_sub(at + 1), words, *style);
    }
    at = start;
    for (words, style) in &right {
        at += pen::put(buffer, area, at, 0, words, *style);
    }
}

/// `tidegate  prices ▸ prod ▸ us-east-1 ▸ 1234…9012`
fn path(facts: &Facts, look: &Look, cuts: &[Cut]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if !cuts.contains(&Cut::Brand) {
        pieces.push(("tidegate".to_owned(), look.style(Role::Accent).add_modifier(Modifier::BOLD)));
        pieces.push(("  ".to_owned(), Style::new()));
    }
    let environment = if facts.is_production { look.style(Role::Danger) } else { look.style(Role::Text) };
    pieces.push((facts.pipeline.clone(), look.style(Role::Text).add_modifier(Modifier::BOLD)));
    let mut step = |words: &str, style: Style| {
        pieces.push((format!(" {} ", look.glyphs.step), look.style(Role::Dim)));
        pieces.push((words.to_owned(), style));
    };
    if !facts.environment.is_empty() {
        step(&facts.environment, environment);
    }
    if !cuts.contains(&Cut::Region) && !facts.region.is_empty() {
        step(&facts.region, look.style(Role::Text));
    }
    if !cuts.contains(&Cut::Account) && !facts.account.is_empty() {
        step(&facts.account, look.style(Role::Dim));
    }
    pieces
}

/// `● live  newest minute 03:12 UTC (04:12 local, 2 m ago) · next 18 s · $0.024/h  DEMO  ARMED 14:32`
fn state(facts: &Facts, look: &Look, cuts: &[Cut]) -> Vec<Piece> {
    let dim = look.style(Role::Dim);
    let mut pieces = vec![facts.state(look)];
    let mut next = vec![("  ".to_owned(), dim)];
    if let Some(minute) = facts.minute.as_ref().filter(|_| !cuts.contains(&Cut::Minute)) {
        let style = look.style(if minute.is_stale { Role::Stale } else { Role::Text });
        let word = if cuts.contains(&Cut::NewestMinuteWord) { "" } else { "newest minute " };
        pieces.append(&mut next);
        pieces.push((word.to_owned(), dim));
        pieces.push((format!("{} UTC", minute.utc), style));
        let local = minute.local.as_ref().filter(|_| !cuts.contains(&Cut::Local));
        let age = Some(&minute.age).filter(|_| !cuts.contains(&Cut::Age));
        let words: Vec<String> = local.map(|local| format!("{local} local")).into_iter().chain(age.cloned()).collect();
        if !words.is_empty() {
            pieces.push((format!(" ({})", words.join(", ")), if minute.is_stale { style } else { dim }));
        }
        next = vec![(format!(" {} ", look.glyphs.dot), dim)];
    }
    if let Some(ask) = facts.next_ask.as_ref().filter(|_| !cuts.contains(&Cut::NextAsk)) {
        pieces.append(&mut next);
        pieces.push((ask.clone(), dim));
        next = vec![(format!(" {} ", look.glyphs.dot), dim)];
    }
    if let Some(cost) = facts.cost.as_ref().filter(|_| !cuts.contains(&Cut::Cost)) {
        pieces.append(&mut next);
        pieces.push((cost.clone(), dim));
    }
    if facts.is_demo {
        pieces.push(("  ".to_owned(), dim));
        pieces.push((" DEMO ".to_owned(), look.chip(Role::Accent)));
    }
    pieces.push(("  ".to_owned(), dim));
    pieces.push(match &facts.safety {
        Safety::Armed(left) => (format!(" ARMED {left} "), look.chip(Role::Danger)),
        Safety::ReadOnly => ("READ-ONLY".to_owned(), look.style(Role::Ok).add_modifier(Modifier::BOLD)),
        Safety::Never => ("writes = \"never\"".to_owned(), look.style(Role::Ok).add_modifier(Modifier::BOLD)),
    });
    pieces
}

/// Where each tab stands, in the order of the keys; those that do not fit are left out.
pub fn tab_places(area: Rect) -> Vec<(Screen, Rect)> {
    let whole: usize = Screen::ALL.iter().map(|screen| text::width(screen.title()) + 4).sum();
    let is_short = usize::from(area.width) < whole + 1;
    let mut at = area.x;
    let mut places = Vec::new();
    for screen in Screen::ALL {
        let title = if is_short { 0 } else { text::width(screen.title()) + 1 };
        let width = u16::try_from(title + 3).unwrap_or(u16::MAX);
        if area.right() < at.saturating_add(width) || area.is_empty() {
            break;
        }
        places.push((screen, Rect { x: at, width, height: 1, ..area }));
        at += width;
    }
    places
}

/// Draws the second line: the screens with their keys, the current one marked.
pub fn tabs(model: &Model, look: &Look, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    pen::clear(buffer, area, look.theme.page());
    let places = tab_places(area);
    let is_short = places.iter().any(|(_, place)| place.width < 5);
    let mut end = 0;
    for (number, (screen, place)) in (1..).zip(&places) {
        let is_current = *screen == model.screen;
        if is_current {
            buffer.set_style(*place, look.style(Role::Tab));
        }
        let (key, name) = if is_current {
            (look.style(Role::Accent).add_modifier(Modifier::BOLD), look.style(Role::Text).add_modifier(Modifier::BOLD))
        } else {
            (look.style(Role::Dim), look.style(Role::Dim))
        };
        let at = 1 + pen::put(buffer, *place, 1, 0, &number.to_string(), key);
        if !is_short {
            pen::put(buffer, *place, at + 1, 0, screen.title(), name);
        }
        end = place.right() - area.x;
    }
    let current = if is_short { model.screen.title() } else { "" };
    pen::put(buffer, area, end + 1, 0, current, look.style(Role::Text).add_modifier(Modifier::BOLD));
}
