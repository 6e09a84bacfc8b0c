//! A buffer as SVG, for screenshots.
//!
//! Strokes, blocks and braille dots are drawn as shapes, not as letters, so that the picture looks the same
//! with every font; words are stretched to the grid.

mod shapes;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use super::theme::colour::{self, Rgb};
use super::theme::{Role, Theme};
use shapes::Shapes;

/// Columns and rows of the grid, in pixels.
const CELL: (usize, usize) = (8, 17);
/// Space between the window's edge and the grid.
const MARGIN: usize = 14;
/// The bar with the title.
const BAR: usize = 34;
const FONT: &str = "'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace";
/// What the terminal's own colours look like in the picture.
const OWN: (Rgb, Rgb) = ([216, 222, 228], [16, 20, 24]);

/// The colours and weight of one cell, with reverse and dim worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ink {
    colour: Rgb,
    behind: Rgb,
    bold: bool,
    italic: bool,
    underline: bool,
}

/// Draws a buffer as an SVG document: a window with a title, the grid inside.
pub fn svg(buffer: &Buffer, theme: &Theme, title: &str) -> String {
    let (columns, rows) = (usize::from(buffer.area.width), usize::from(buffer.area.height));
    let (width, height) = (columns * CELL.0 + 2 * MARGIN, rows * CELL.1 + BAR + MARGIN);
    let page = theme.style(Role::Background).bg.and_then(colour::rgb).unwrap_or(OWN.1);
    let [text, rim, faint] = [Role::Dim, Role::Border, Role::Faint].map(|role| theme.style(role).fg.and_then(colour::rgb).unwrap_or(OWN.0));
    let mut out = String::with_capacity(columns * rows * 8);
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{FONT}" font-size="13.3">
<rect x=".5" y=".5" width="{}" height="{}" rx="10" fill="{}" stroke="{}"/>
<g fill="{}"><circle cx="20" cy="17" r="5"/><circle cx="38" cy="17" r="5"/><circle cx="56" cy="17" r="5"/></g>
<text x="{}" y="22" text-anchor="middle" fill="{}">{}</text>"#,
        width - 1,
        height - 1,
        hex(page),
        hex(rim),
        hex(faint),
        width / 2,
        hex(text),
        escaped(title),
    );
    let _ = writeln!(out, r#"<g transform="translate({MARGIN} {BAR})">"#);
    let mut shapes: BTreeMap<Rgb, Shapes> = BTreeMap::new();
    let mut words = String::new();
    for (y, row) in buffer.content().chunks(columns.max(1)).enumerate() {
        behind(&mut out, row, y, page);
        letters(&mut words, &mut shapes, row, y);
    }
    for (colour, shapes) in &shapes {
        shapes.write(&mut out, &hex(*colour));
    }
    out.push_str(&words);
    out.push_str("</g>\n</svg>\n");
    out
}

/// One rectangle for each run of cells with the same colour behind.
fn behind(out: &mut String, row: &[Cell], y: usize, page: Rgb) {
    let mut x = 0;
    for run in row.chunk_by(|one, other| ink(one).behind == ink(other).behind) {
        let colour = ink(&run[0]).behind;
        if colour != page {
            let (left, top, wide) = (x * CELL.0, y * CELL.1, run.len() * CELL.0);
            let _ = writeln!(
                out,
                r#"<rect x="{left}" y="{top}" width="{wide}" height="{}" fill="{}" shape-rendering="crispEdges"/>"#,
                CELL.1,
                hex(colour)
            );
        }
        x += run.len();
    }
}

/// Words as text, one element for each run in the same ink; everything that is a shape is collected by colour.
fn letters(words: &mut String, shapes: &mut BTreeMap<Rgb, Shapes>, row: &[Cell], y: usize) {
    let mut run: Option<(usize, Ink, String)> = None;
    let mut skip = 0;
    for (x, cell) in row.iter().enumerate() {
        if 0 < skip {
            skip -= 1;
            continue;
        }
        let (symbol, now) = (cell.symbol(), ink(cell));
        skip = symbol.width().saturating_sub(1);
        let blank = symbol.trim().is_empty() && !now.underline;
        let shape = !blank && shapes.entry(now.colour).or_default().add(symbol, x * CELL.0, y * CELL.1);
        // A wide or an odd glyph stands alone, so that it cannot push its neighbours.
        let alone = 0 < skip || !symbol.is_ascii();
        if run.as_ref().is_some_and(|(_, before, _)| shape || alone || *before != now) || (blank && ends_word(row, x)) {
            flush(words, run.take(), y);
        }
        if shape || (blank && run.is_none()) {
            continue;
        }
        run.get_or_insert_with(|| (x, now, String::new())).2.push_str(symbol);
        if alone {
            flush(words, run.take(), y);
        }
    }
    flush(words, run, y);
}

/// Two blanks end a run of words: the next one is placed by itself.
fn ends_word(row: &[Cell], x: usize) -> bool {
    row.get(x + 1).is_none_or(|next| next.symbol().trim().is_empty())
}

fn flush(words: &mut String, run: Option<(usize, Ink, String)>, y: usize) {
    let Some((x, ink, text)) = run else { return };
    let text = text.trim_end();
    if text.is_empty() {
        return;
    }
    let (left, base, wide) = (x * CELL.0, y * CELL.1 + 13, text.width() * CELL.0);
    let _ = write!(words, r#"<text x="{left}" y="{base}" textLength="{wide}" lengthAdjust="spacingAndGlyphs" fill="{}""#, hex(ink.colour));
    let marks =
        [(ink.bold, r#" font-weight="bold""#), (ink.italic, r#" font-style="italic""#), (ink.underline, r#" text-decoration="underline""#)];
    for (_, mark) in marks.iter().filter(|(set, _)| *set) {
        words.push_str(mark);
    }
    let _ = writeln!(words, r#" xml:space="preserve">{}</text>"#, escaped(text));
}

fn ink(cell: &Cell) -> Ink {
    let known = |colour: Color, own: Rgb| colour::rgb(colour).unwrap_or(own);
    let (mut ink, mut behind) = (known(cell.fg, OWN.0), known(cell.bg, OWN.1));
    if cell.modifier.contains(Modifier::REVERSED) {
        (ink, behind) = (behind, ink);
    }
    if cell.modifier.contains(Modifier::DIM) {
        ink = std::array::from_fn(|channel| ((u16::from(ink[channel]) * 11 + u16::from(behind[channel]) * 9) / 20) as u8);
    }
    Ink {
        colour: ink,
        behind,
        bold: cell.modifier.contains(Modifier::BOLD),
        italic: cell.modifier.contains(Modifier::ITALIC),
        underline: cell.modifier.contains(Modifier::UNDERLINED),
    }
}

fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
