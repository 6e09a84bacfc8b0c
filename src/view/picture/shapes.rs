//! Box strokes, blocks and braille dots as paths.

use std::fmt::Write as _;

use super::CELL;

/// Every shape of one colour.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// Thin strokes.
    thin: String,
    /// Thick strokes.
    thick: String,
    /// Dots: strokes of no length with round ends.
    dots: String,
    /// Filled rectangles.
    blocks: String,
    /// Rectangles that let a part of what is behind through, each with its share.
    shades: Vec<(f64, String)>,
}

impl Shapes {
    /// Adds a symbol whose cell starts at `x`, `y`; false when it is a letter.
    pub(super) fn add(&mut self, symbol: &str, x: usize, y: usize) -> bool {
        let mut characters = symbol.chars();
        let (Some(character), None) = (characters.next(), characters.next()) else { return false };
        match character {
            '\u{2800}'..='\u{28ff}' => self.braille(u32::from(character) - 0x2800, x, y),
            '\u{2580}'..='\u{259f}' => self.block(character, x, y),
            '┄' => self.dashes(x, y),
            '╱' => self.line(x as f64, (y + CELL.1) as f64, (x + CELL.0) as f64, y as f64),
            '╭' | '╮' | '╰' | '╯' => self.arc(character, x, y),
            _ => return self.strokes(character, x, y),
        }
        true
    }

    /// Writes the paths of a colour.
    pub(super) fn write(&self, out: &mut String, colour: &str) {
        let strokes = [(&self.thin, "1.2", "butt"), (&self.thick, "2.6", "butt"), (&self.dots, "2.5", "round")];
        for (path, width, cap) in strokes.iter().filter(|(path, ..)| !path.is_empty()) {
            let _ = writeln!(out, r#"<path fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="{cap}" d="{path}"/>"#);
        }
        if !self.blocks.is_empty() {
            let _ = writeln!(out, r#"<path fill="{colour}" shape-rendering="crispEdges" d="{}"/>"#, self.blocks);
        }
        for (share, path) in &self.shades {
            let _ = writeln!(out, r#"<path fill="{colour}" fill-opacity="{share}" shape-rendering="crispEdges" d="{path}"/>"#);
        }
    }

    fn braille(&mut self, bits: u32, x: usize, y: usize) {
        // The bits go down the left column, then the right one; the lowest two dots came later.
        const PLACES: [(f64, f64); 8] = [(0.0, 0.0), (0.0, 1.0), (0.0, 2.0), (1.0, 0.0), (1.0, 1.0), (1.0, 2.0), (0.0, 3.0), (1.0, 3.0)];
        for (bit, (across, down)) in PLACES.iter().enumerate() {
            if bits & (1 << bit) != 0 {
                let (left, top) = (x as f64 + 2.0 + across * 4.0, y as f64 + 2.125 + down * 4.25);
                let _ = write!(self.dots, "M{} {}h0", short(left), short(top));
            }
        }
    }

    fn block(&mut self, character: char, x: usize, y: usize) {
        let (wide, high) = (CELL.0 as f64, CELL.1 as f64);
        let eighth = f64::from(u32::from(character) & 0xf);
        match character {
            '▀' => self.rect(x, y, 0.0, 0.0, wide, high / 2.0),
            '▁'..='█' => self.rect(x, y, 0.0, high * (1.0 - eighth / 8.0), wide, high * eighth / 8.0),
            '▉'..='▏' => self.rect(x, y, 0.0, 0.0, wide * (16.0 - eighth) / 8.0, high),
            '▐' => self.rect(x, y, wide / 2.0, 0.0, wide / 2.0, high),
            '░' => self.shades.push((0.25, rect(x, y, 0.0, 0.0, wide, high))),
            '▒' => self.shades.push((0.5, rect(x, y, 0.0, 0.0, wide, high))),
            '▓' => self.shades.push((0.75, rect(x, y, 0.0, 0.0, wide, high))),
            '▔' => self.rect(x, y, 0.0, 0.0, wide, high / 8.0),
            '▕' => self.rect(x, y, wide * 7.0 / 8.0, 0.0, wide / 8.0, high),
            _ => self.quadrants(character, x, y),
        }
    }

    fn quadrants(&mut self, character: char, x: usize, y: usize) {
        // Upper left, upper right, lower left, lower right.
        let set = match character {
            '▖' => [false, false, true, false],
            '▗' => [false, false, false, true],
            '▘' => [true, false, false, false],
            '▙' => [true, false, true, true],
            '▚' => [true, false, false, true],
            '▛' => [true, true, true, false],
            '▜' => [true, true, false, true],
            '▝' => [false, true, false, false],
            '▞' => [false, true, true, false],
            _ => [false, true, true, true],
        };
        let (wide, high) = (CELL.0 as f64 / 2.0, CELL.1 as f64 / 2.0);
        for (place, _) in set.iter().enumerate().filter(|(_, set)| **set) {
            self.rect(x, y, wide * (place % 2) as f64, high * (place / 2) as f64, wide, high);
        }
    }

    fn rect(&mut self, x: usize, y: usize, left: f64, top: f64, wide: f64, high: f64) {
        self.blocks.push_str(&rect(x, y, left, top, wide, high));
    }

    fn line(&mut self, x1: f64, y1: f64, x2: f64, y2: f64) {
        let _ = write!(self.thin, "M{} {}L{} {}", short(x1), short(y1), short(x2), short(y2));
    }

    fn dashes(&mut self, x: usize, y: usize) {
        let middle = y as f64 + CELL.1 as f64 / 2.0;
        for start in [0.7, 4.7] {
            let _ = write!(self.thin, "M{} {}h2.4", short(x as f64 + start), short(middle));
        }
    }

    fn arc(&mut self, character: char, x: usize, y: usize) {
        let (middle_x, middle_y) = (x as f64 + CELL.0 as f64 / 2.0, y as f64 + CELL.1 as f64 / 2.0);
        let end_x = if matches!(character, '╭' | '╰') { (x + CELL.0) as f64 } else { x as f64 };
        let end_y = if matches!(character, '╭' | '╮') { (y + CELL.1) as f64 } else { y as f64 };
        let turn = if end_y < middle_y { middle_y - 4.0 } else { middle_y + 4.0 };
        let [end_x, end_y, middle_x, middle_y, turn] = [end_x, end_y, middle_x, middle_y, turn].map(short);
        let _ = write!(self.thin, "M{middle_x} {end_y}V{turn}Q{middle_x} {middle_y} {end_x} {middle_y}");
    }

    /// Left, up, right, down: the arms of a box character.
    fn strokes(&mut self, character: char, x: usize, y: usize) -> bool {
        let (arms, thick) = match character {
            '─' => ([true, false, true, false], false),
            '━' => ([true, false, true, false], true),
            '│' => ([false, true, false, true], false),
            '┃' => ([false, true, false, true], true),
            '┌' => ([false, false, true, true], false),
            '┐' => ([true, false, false, true], false),
            '└' => ([false, true, true, false], false),
            '┘' => ([true, true, false, false], false),
            '├' => ([false, true, true, true], false),
            '┤' => ([true, true, false, true], false),
            '┬' => ([true, false, true, true], false),
            '┴' => ([true, true, true, false], false),
            '┼' => ([true, true, true, true], false),
            _ => return false,
        };
        let (left, top, right, bottom) = (x as f64, y as f64, (x + CELL.0) as f64, (y + CELL.1) as f64);
        let (middle_x, middle_y) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
        let path = if thick { &mut self.thick } else { &mut self.thin };
        let ends = [(left, middle_y), (middle_x, top), (right, middle_y), (middle_x, bottom)];
        match arms {
            [true, false, true, false] => drop(write!(path, "M{} {}H{}", short(left), short(middle_y), short(right))),
            [false, true, false, true] => drop(write!(path, "M{} {}V{}", short(middle_x), short(top), short(bottom))),
            _ => {
                for (_, (end_x, end_y)) in arms.iter().zip(ends).filter(|(set, _)| **set) {
                    let _ = write!(path, "M{} {}L{} {}", short(middle_x), short(middle_y), short(end_x), short(end_y));
                }
            }
        }
        true
    }
}

fn rect(x: usize, y: usize, left: f64, top: f64, wide: f64, high: f64) -> String {
    let [left, top, wide, high] = [x as f64 + left, y as f64 + top, wide, high].map(short);
    format!("M{left} {top}h{wide}v{high}h-{wide}z")
}

/// A length without needless digits.
fn short(length: f64) -> String {
    let text = format!("{length:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
