//! Where panels stand at each size.
//!
//! ```text
//! header     where we are, how fresh it is                    one line; two with the tabs
//! tabs       1 Overview  2 Shards …
//! body       the screen's panels
//! footer     keys, or the bar, or what just happened
//! ```
//! Below 80×24 the panels stand one below the other: the one with the focus is open, the others are a line each.
//! Below 40×10 there is one line with the verdict.

mod cost;

use ratatui::layout::{Constraint, Layout, Position, Rect};

use crate::app::model::{Panel, Screen};

/// The sizes that are laid out differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Below 40×10: one line.
    Line,
    /// Below 80×24: one panel open, the others a line each.
    Compact,
    /// From 80×24.
    Standard,
    /// From 120×40.
    Wide,
    /// From 200×60.
    Full,
}

impl Class {
    /// The class of a terminal.
    pub fn of(area: Rect) -> Self {
        let fits = |columns: u16, rows: u16| columns <= area.width && rows <= area.height;
        match () {
            () if fits(200, 60) => Class::Full,
            () if fits(120, 40) => Class::Wide,
            () if fits(80, 24) => Class::Standard,
            () if fits(LEAST.0, LEAST.1) => Class::Compact,
            () => Class::Line,
        }
    }
}

pub use crate::app::model::LEAST;

/// The parts of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// How it is laid out.
    pub class: Class,
    /// Where we are and how fresh it is.
    pub header: Rect,
    /// The screens; without height where rows are dear.
    pub tabs: Rect,
    /// The screen's panels.
    pub body: Rect,
    /// Keys, bar, or toast.
    pub footer: Rect,
}

/// The parts of a terminal of this size. For [`Class::Line`] all of it is body.
pub fn grid(area: Rect) -> Grid {
    let class = Class::of(area);
    let (header, tabs, footer) = match class {
        Class::Line => (0, 0, 0),
        Class::Compact => (1, u16::from(14 <= area.height), 1),
        _ => (1, 1, 1),
    };
    let rows = [Constraint::Length(header), Constraint::Length(tabs), Constraint::Fill(1), Constraint::Length(footer)];
    let [header, tabs, body, footer] = Layout::vertical(rows).areas(area);
    Grid { class, header, tabs, body, footer }
}

/// The panels of a screen with their places, in `Tab` order. A panel for which there is no room is left out.
pub fn panels(screen: Screen, focus: Panel, class: Class, body: Rect) -> Vec<(Panel, Rect)> {
    let places = match class {
        Class::Line => Vec::new(),
        Class::Compact => stacked(screen, focus, body),
        _ => spread(screen, focus, class, body),
    };
    places.into_iter().filter(|(_, place)| !place.is_empty()).collect()
}

/// The panel at a place, for the mouse.
pub fn panel_at(screen: Screen, focus: Panel, area: Rect, column: u16, row: u16) -> Option<Panel> {
    let grid = grid(area);
    let places = panels(screen, focus, grid.class, grid.body);
    places.into_iter().find(|(_, place)| place.contains(Position::new(column, row))).map(|(panel, _)| panel)
}

/// The screen whose tab is at a place, for the mouse: the tabs stand as [`super::header::tab_places`] says.
pub fn screen_at(area: Rect, column: u16, row: u16) -> Option<Screen> {
    let tabs = grid(area).tabs;
    let hit = |place: &Rect| place.contains(Position::new(column, row));
    super::header::tab_places(tabs).into_iter().find(|(_, place)| hit(place)).map(|(screen, _)| screen)
}

/// Fewest rows of the open panel: fewer are not worth the lines of the others.
const OPEN: u16 = 5;

/// One panel open, the others a line each, in their order; with few rows only what is above the open one's end.
fn stacked(screen: Screen, focus: Panel, body: Rect) -> Vec<(Panel, Rect)> {
    let panels = screen.panels();
    let open = panels.iter().position(|panel| *panel == focus).unwrap_or(0);
    // The verdict keeps two lines: it is what one came for.
    let closed_height = |panel: Panel| if panel == Panel::Verdict { 2 } else { 1 };
    let closed: u16 = panels.iter().enumerate().filter(|(index, _)| *index != open).map(|(_, panel)| closed_height(*panel)).sum();
    let shows_all = closed + OPEN <= body.height;
    let rows = panels.iter().enumerate().map(|(index, panel)| match index == open {
        true => Constraint::Fill(1),
        false if shows_all || *panel == Panel::Verdict => Constraint::Length(closed_height(*panel)),
        false => Constraint::Length(0),
    });
    let places = Layout::vertical(rows).split(body);
    panels.iter().copied().zip(places.iter().copied()).collect()
}

fn spread(screen: Screen, focus: Panel, class: Class, body: Rect) -> Vec<(Panel, Rect)> {
    let places = match screen {
        Screen::Overview => overview(class, body),
        Screen::Shards => shards(class, body),
        Screen::Rollout => rollout(focus, class, body),
        Screen::Cost => cost::places(focus, class, body),
        // Four boxes of three lines stand below each other in the smallest picture.
        Screen::Pipeline if class == Class::Standard => rows(body, [Constraint::Min(14), Constraint::Fill(1)]).to_vec(),
        Screen::Pipeline => rows(body, [Constraint::Fill(3), Constraint::Fill(2)]).to_vec(),
        Screen::Checklist | Screen::Activity => vec![body],
    };
    screen.panels().iter().copied().zip(places).collect()
}

/// The verdict over two rows of three.
fn overview(class: Class, body: Rect) -> Vec<Rect> {
    let verdict = match class {
        Class::Full => 9,
        Class::Wide => 8,
        Class::Standard if 26 <= body.height => 7,
        _ => 6,
    };
    let [verdict, upper, lower] = rows(body, [Constraint::Length(verdict), Constraint::Fill(1), Constraint::Fill(1)]);
    let mut places = vec![verdict];
    for row in [upper, lower] {
        places.extend(columns(row, [Constraint::Fill(1), Constraint::Fill(1), Constraint::Fill(1)]));
    }
    places
}

/// The ladder over everything; the gates at the left, percentages over history at the right. Where rows are dear the history
/// is its newest event until it has the focus; then it has the whole width, and the others are a line each.
fn rollout(focus: Panel, class: Class, body: Rect) -> Vec<Rect> {
    if class == Class::Standard && focus == Panel::History {
        let parts = [Constraint::Length(5), Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1)];
        return rows(body, parts).to_vec();
    }
    let ladder = if class == Class::Standard { 5 } else { 6 };
    let [ladder, below] = rows(body, [Constraint::Length(ladder), Constraint::Fill(1)]);
    // The figures of the gates need the columns where they are dear.
    let shares = if class == Class::Standard { [47, 33] } else { [1, 1] };
    let [gates, right] = columns(below, shares.map(Constraint::Fill));
    let parts = match class {
        Class::Full => [Constraint::Fill(3), Constraint::Fill(2)],
        Class::Wide => [Constraint::Fill(1), Constraint::Length(9)],
        _ => [Constraint::Fill(1), Constraint::Length(3)],
    };
    let [percentages, history] = rows(right, parts);
    vec![ladder, gates, percentages, history]
}

/// The table beside the detail of one shard, over the heat map; where columns are dear the detail stands beside the heat map.
fn shards(class: Class, body: Rect) -> Vec<Rect> {
    let [upper, lower] = rows(body, [Constraint::Fill(1), Constraint::Fill(1)]);
    if class == Class::Standard {
        let [heat, detail] = columns(lower, [Constraint::Fill(3), Constraint::Fill(2)]);
        return vec![upper, heat, detail];
    }
    let [table, detail] = columns(upper, [Constraint::Fill(5), Constraint::Fill(3)]);
    vec![table, lower, detail]
}

fn rows<const N: usize>(area: Rect, parts: [Constraint; N]) -> [Rect; N] {
    Layout::vertical(parts).areas(area)
}

fn columns<const N: usize>(area: Rect, parts: [Constraint; N]) -> [Rect; N] {
    Layout::horizontal(parts).areas(area)
}
