//! The box around a panel: its name at the left, its newest value at the right, its keys below.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::theme::Role;
use super::{Look, pen, text};

/// What stands on the edges of a box.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frame<'a> {
    /// The panel's name, top left.
    pub title: &'a str,
    /// What it is about, after the name: `PriceAnalytics`.
    pub about: &'a str,
    /// The newest value, top right, with the role that says how far to trust it.
    pub value: Option<(&'a str, Role)>,
    /// The value's age, after it.
    pub age: &'a str,
    /// What can be pressed, bottom right.
    pub hint: &'a str,
    /// Whether the panel has the focus.
    pub focus: bool,
}

impl Frame<'_> {
    /// Draws the box over a cleared surface and returns what is inside.
    pub fn draw(&self, look: &Look, area: Rect, buffer: &mut Buffer) -> Rect {
        let area = area.intersection(buffer.area);
        pen::clear(buffer, area, look.theme.sheet());
        if area.width < 4 || area.height < 3 {
            return area;
        }
        self.edges(look, area, buffer);
        self.head(look, area, buffer);
        if !self.hint.is_empty() {
            let foot = Rect { x: area.x + 2, y: area.bottom() - 1, width: area.width - 4, height: 1 };
            let hint = format!(" {} ", self.hint);
            if text::width(&hint) <= usize::from(foot.width) {
                pen::put_right(buffer, foot, 0, &hint, look.style(Role::Dim));
            }
        }
        inside(area)
    }

    fn edges(&self, look: &Look, area: Rect, buffer: &mut Buffer) {
        let stroke = &look.glyphs.stroke;
        let style = look.style(if self.focus { Role::BorderFocus } else { Role::Border });
        let (right, bottom) = (area.width - 1, area.height - 1);
        for column in 1..right {
            pen::dot(buffer, area, column, 0, stroke.horizontal, style);
            pen::dot(buffer, area, column, bottom, stroke.horizontal, style);
        }
        for row in 1..bottom {
            pen::dot(buffer, area, 0, row, stroke.vertical, style);
            pen::dot(buffer, area, right, row, stroke.vertical, style);
        }
        let corners =
            [(0, 0, stroke.top_left), (right, 0, stroke.top_right), (0, bottom, stroke.bottom_left), (right, bottom, stroke.bottom_right)];
        for (column, row, glyph) in corners {
            pen::dot(buffer, area, column, row, glyph, style);
        }
    }

    /// The value is worth more than the age, the name more than what it is about.
    fn head(&self, look: &Look, area: Rect, buffer: &mut Buffer) {
        let line = Rect { x: area.x + 2, y: area.y, width: area.width - 4, height: 1 };
        let (value, role) = self.value.unwrap_or(("", Role::Text));
        let name = text::width(self.title) + 2;
        let room = usize::from(line.width).saturating_sub(name);
        let wide = |words: &str| if words.is_empty() { 0 } else { text::width(words) + 1 };
        let shows_value = !value.is_empty() && wide(value) < room;
        // A column of air stands before the age and one behind the value.
        let age = if shows_value { text::age_within(self.age, room.saturating_sub(wide(value) + 2)) } else { "" };
        let mut end = line.width;
        let taken = if shows_value { wide(value) + 1 + wide(age) } else { 0 };
        if shows_value {
            end -= u16::try_from(taken).unwrap_or(end).min(end);
            let mut at = end + pen::put(buffer, line, end, 0, " ", look.style(role));
            at += pen::put(buffer, line, at, 0, value, look.style(role).patch(bold()));
            at += pen::put(buffer, line, at, 0, " ", look.style(role));
            if !age.is_empty() {
                at += pen::put(buffer, line, at, 0, age, look.style(Role::Dim));
                pen::put(buffer, line, at, 0, " ", look.style(Role::Dim));
            }
        }
        let title = look.style(if self.focus { Role::Accent } else { Role::Title }).patch(bold());
        let title_width = u16::try_from(text::width(self.title)).unwrap_or(u16::MAX).min(end.saturating_sub(2));
        let mut at = pen::put(buffer, line, 0, 0, " ", title);
        at += pen::put_within(buffer, line, at, 0, title_width, self.title, title);
        let left = end.saturating_sub(at + 2);
        if !self.about.is_empty() && 3 < left {
            at += pen::put(buffer, line, at, 0, " ", title);
            at += pen::put_within(buffer, line, at, 0, left - 1, self.about, look.style(Role::Dim));
        }
        pen::put_within(buffer, line, at, 0, end.saturating_sub(at), " ", title);
    }
}

/// What is inside of a box: a column of air at each side where there is room for it.
pub fn inside(area: Rect) -> Rect {
    let air = if area.width < 24 { 1 } else { 2 };
    Rect {
        x: area.x.saturating_add(air),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(2 * air),
        height: area.height.saturating_sub(2),
    }
}

fn bold() -> ratatui::style::Style {
    ratatui::style::Style::new().add_modifier(ratatui::style::Modifier::BOLD)
}
