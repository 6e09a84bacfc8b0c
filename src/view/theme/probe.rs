//! A theme for tests, whose colours are role numbers, and the dump that reads them back.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};

use super::{Role, Theme};

pub(super) fn theme() -> Theme {
    let mut styles = [Style::new(); Role::COUNT];
    for role in Role::ALL {
        let number = Color::Indexed(*role as u8);
        styles[*role as usize] = if role.is_area() { Style::new().bg(number) } else { Style::new().fg(number) };
    }
    let mut theme = Theme::of_styles("probe", &styles);
    theme.heat_ink = [Style::new().fg(Color::Indexed(Role::Text as u8)); 8];
    theme
}

/// A drawn buffer as two grids of the same size, one row a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dump {
    /// What is drawn.
    pub glyphs: String,
    /// The letter of each cell's role: of the ink where there is any, else of what is behind.
    pub roles: String,
}

impl std::fmt::Display for Dump {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\n{}", self.glyphs, self.roles)
    }
}

/// The two grids of a buffer that was drawn with [`Theme::probe`]. `?` is a colour that no role gave.
pub fn dump(buffer: &Buffer) -> Dump {
    let width = usize::from(buffer.area.width.max(1));
    let rows = || buffer.content().chunks(width);
    let grid = |row_text: &dyn Fn(&[Cell]) -> String| rows().map(|row| row_text(row).trim_end().to_owned()).collect::<Vec<_>>().join("\n");
    let glyphs = grid(&|row| glyph_row(row));
    let roles = grid(&|row| row.iter().map(letter).collect());
    Dump { glyphs, roles }
}

fn glyph_row(row: &[Cell]) -> String {
    let mut text = String::new();
    let mut covered = 0;
    for cell in row {
        if covered == 0 {
            text.push_str(cell.symbol());
            covered = unicode_width::UnicodeWidthStr::width(cell.symbol()).max(1);
        }
        covered -= 1;
    }
    text
}

fn letter(cell: &Cell) -> char {
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let shown = if cell.symbol().trim().is_empty() && !reversed { cell.bg } else { cell.fg };
    match shown {
        Color::Indexed(number) => Role::ALL.get(usize::from(number)).map_or('?', |role| role.letter()),
        _ => '?',
    }
}
