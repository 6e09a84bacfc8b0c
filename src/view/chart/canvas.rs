//! Dots smaller than a cell: 2×4 in braille, 2×2 in blocks, 1×3 in ASCII.

use super::super::markers::Marker;

/// Who owns the dots of a cell; the lower draws over the higher.
pub(super) type Owner = u8;

/// The dotted way to the newest minute, which is still filling.
pub(super) const PARTIAL: Owner = 200;
/// A cell without a line.
pub(super) const NOBODY: Owner = Owner::MAX;

/// The dots of one cell.
#[derive(Debug, Clone, Copy)]
struct Dots {
    line: u8,
    fill: u8,
    owner: Owner,
}

/// A raster over an area of cells.
pub(super) struct Canvas {
    marker: Marker,
    columns: usize,
    rows: usize,
    cells: Vec<Dots>,
}

/// What one cell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Nothing.
    Blank,
    /// A glyph of the area under a line.
    Fill(char),
    /// A glyph of a line.
    Line(Owner, char),
}

const BRAILLE: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
const QUADRANTS: [char; 16] = [' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'];
const THIRDS: [char; 8] = [' ', '\'', '-', '|', '.', ':', '|', '|'];

/// Dots across and down one cell.
pub(super) fn grain(marker: Marker) -> (usize, usize) {
    match marker {
        Marker::Braille => (2, 4),
        Marker::Block => (2, 2),
        Marker::Ascii => (1, 3),
    }
}

impl Canvas {
    pub(super) fn new(marker: Marker, columns: u16, rows: u16) -> Self {
        let (columns, rows) = (usize::from(columns), usize::from(rows));
        let cells = vec![Dots { line: 0, fill: 0, owner: NOBODY }; columns * rows];
        Self { marker, columns, rows, cells }
    }

    fn grain(&self) -> (usize, usize) {
        grain(self.marker)
    }

    /// Dots across.
    pub(super) fn width(&self) -> usize {
        self.columns * self.grain().0
    }

    /// Dots down.
    pub(super) fn height(&self) -> usize {
        self.rows * self.grain().1
    }

    /// The cell column of a dot column.
    pub(super) fn cell_column(&self, x: usize) -> u16 {
        u16::try_from(x / self.grain().0).unwrap_or(u16::MAX)
    }

    /// The cell row of a dot row.
    pub(super) fn cell_row(&self, y: usize) -> u16 {
        u16::try_from(y / self.grain().1).unwrap_or(u16::MAX)
    }

    fn bit(&self, x: usize, y: usize) -> (usize, u8) {
        let (across, down) = self.grain();
        let cell = y / down * self.columns + x / across;
        let bit = match self.marker {
            Marker::Braille => BRAILLE[y % 4][x % 2],
            Marker::Block => 1 << (y % 2 * 2 + x % 2),
            Marker::Ascii => 1 << (y % 3),
        };
        (cell, bit)
    }

    /// A dot of a line.
    pub(super) fn dot(&mut self, x: usize, y: usize, owner: Owner) {
        if self.width() <= x || self.height() <= y {
            return;
        }
        let (cell, bit) = self.bit(x, y);
        let dots = &mut self.cells[cell];
        // Two kinds of ink cannot share a cell: the one that matters more keeps it whole.
        match owner.cmp(&dots.owner) {
            std::cmp::Ordering::Less => (dots.line, dots.owner) = (bit, owner),
            std::cmp::Ordering::Equal => dots.line |= bit,
            std::cmp::Ordering::Greater => {}
        }
    }

    /// A dot of the area under a line.
    pub(super) fn shade(&mut self, x: usize, y: usize) {
        if x < self.width() && y < self.height() {
            let (cell, bit) = self.bit(x, y);
            self.cells[cell].fill |= bit;
        }
    }

    /// Whether a line goes through a cell.
    pub(super) fn has_line(&self, column: u16, row: u16) -> bool {
        matches!(self.ink(column, row), Ink::Line(..))
    }

    /// What a cell shows.
    pub(super) fn ink(&self, column: u16, row: u16) -> Ink {
        let (column, row) = (usize::from(column), usize::from(row));
        if self.columns <= column || self.rows <= row {
            return Ink::Blank;
        }
        let dots = self.cells[row * self.columns + column];
        if dots.line != 0 {
            Ink::Line(dots.owner, self.glyph(dots.line))
        } else if dots.fill != 0 {
            Ink::Fill(self.glyph(dots.fill))
        } else {
            Ink::Blank
        }
    }

    fn glyph(&self, bits: u8) -> char {
        match self.marker {
            Marker::Braille => char::from_u32(0x2800 + u32::from(bits)).unwrap_or(' '),
            Marker::Block => QUADRANTS[usize::from(bits & 15)],
            Marker::Ascii => THIRDS[usize::from(bits & 7)],
        }
    }
}
