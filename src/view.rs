//! What it looks like: model, theme and size in, cells out. Changes nothing.

pub mod chart;
pub mod dialog;
pub mod footer;
pub mod frame;
pub mod header;
pub mod heatmap;
pub mod layout;
pub mod markers;
pub mod panel;
pub mod pen;
pub mod picture;
pub mod ranges;
pub mod screen;
pub mod text;
pub mod theme;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::app::model::Model;
use crate::domain::finding::{Level, Verdict};
use layout::{Class, LEAST};
use markers::{Glyphs, Marker};
use theme::{Role, Theme};

/// How everything is drawn: the colours of roles and the glyphs that the terminal has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Styles by role.
    pub theme: Theme,
    /// Glyphs by purpose.
    pub glyphs: Glyphs,
}

impl Look {
    /// A look of a theme with the glyphs of a marker.
    pub fn new(theme: Theme, marker: Marker) -> Self {
        Self { theme, glyphs: Glyphs::of(marker) }
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// The style of a level's words.
    pub fn level(&self, level: Level) -> Style {
        self.style(Role::of_level(level))
    }

    /// The style of a label that must be seen first: the role's colour behind, what was behind as ink.
    pub fn chip(&self, role: Role) -> Style {
        self.style(role).add_modifier(Modifier::REVERSED | Modifier::BOLD)
    }
}

/// Draws the whole terminal.
pub fn draw(model: &Model, look: &Look, buffer: &mut Buffer) {
    let area = buffer.area;
    pen::clear(buffer, area, look.theme.page());
    let grid = layout::grid(area);
    if grid.class == Class::Line {
        line(model, look, area, buffer);
    } else {
        header::draw(model, look, grid.header, buffer);
        header::tabs(model, look, grid.tabs, buffer);
        screen::draw(model, look, grid, buffer);
        footer::draw(model, &footer::hints(model), look, grid.footer, buffer);
    }
    if look.glyphs.marker == Marker::Ascii {
        fold(buffer);
    }
}

/// Too small for panels: the worst verdict, and the size that is needed.
fn line(model: &Model, look: &Look, area: Rect, buffer: &mut Buffer) {
    let Verdict { level, text: words } =
        model.shown().board.verdict.clone().unwrap_or(Verdict { level: Level::Unknown, text: "first data on its way".to_owned() });
    let need = format!("needs {}×{}", LEAST.0, LEAST.1);
    let is_tall = 1 < area.height;
    let width = if is_tall || area.width < 30 {
        area.width
    } else {
        area.width.saturating_sub(u16::try_from(text::width(&need)).unwrap_or(u16::MAX) + 1)
    };
    let head = format!("{} {}", look.glyphs.level(level), level.word());
    let at = pen::put_within(buffer, area, 0, 0, width, &head, look.level(level));
    pen::put_within(buffer, area, at + 1, 0, width.saturating_sub(at + 1), &words, look.style(theme::Role::Text));
    if is_tall {
        pen::put(buffer, area, 0, area.height - 1, &need, look.style(Role::Dim));
    } else if width < area.width {
        pen::put_right(buffer, area, 0, &need, look.style(Role::Dim));
    }
}

/// Leaves nothing but ASCII, whatever text the world gave us.
fn fold(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let plain = Glyphs::fold(cell.symbol());
            cell.set_symbol(plain);
        }
    }
}
