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
pub mod screen;
pub mod text;
pub mod theme;

use ratatui::style::{Modifier, Style};

use crate::domain::finding::Level;
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
