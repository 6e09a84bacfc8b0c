//! Buffers as pictures.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use ratatui::style::{Color, Modifier, Style};
use resvg::{tiny_skia, usvg};
use tidegate::view::picture;

use super::paint::{blank, look, model, png};

fn pixel(picture: &[u8], x: u32, y: u32) -> [u8; 3] {
    let pixels = tiny_skia::Pixmap::decode_png(picture).unwrap();
    let colour = pixels.pixel(x, y).unwrap().demultiply();
    [colour.red(), colour.green(), colour.blue()]
}

#[test]
fn a_screen_becomes_a_document_that_others_can_read() {
    let look = look("tide");
    let mut buffer = blank(&look, 80, 24);
    tidegate::view::draw(&model(), &look, &mut buffer);
    let svg = picture::svg(&buffer, &look.theme, "tidegate <demo> & more");
    let tree = usvg::Tree::from_str(&svg, &usvg::Options::default()).unwrap();
    assert_eq!((tree.size().width() as u32, tree.size().height() as u32), (80 * 8 + 28, 24 * 17 + 48));
    assert!(svg.contains("tidegate &lt;demo&gt; &amp; more"));
    assert_eq!(svg, picture::svg(&buffer, &look.theme, "tidegate <demo> & more"), "the same buffer is the same picture");
}

#[test]
fn blocks_dots_and_reverse_are_where_their_cells_are() {
    let look = look("tide");
    let mut buffer = blank(&look, 4, 1);
    buffer.set_string(0, 0, "█", Style::new().fg(Color::Rgb(255, 0, 0)));
    buffer.set_string(1, 0, "⣿", Style::new().fg(Color::Rgb(0, 255, 0)));
    buffer.set_string(2, 0, " ", Style::new().fg(Color::Rgb(0, 0, 255)).add_modifier(Modifier::REVERSED));
    let picture = png(&picture::svg(&buffer, &look.theme, ""), 1.0);
    assert_eq!(pixel(&picture, 14 + 4, 34 + 8), [255, 0, 0]);
    let dot = pixel(&picture, 14 + 8 + 2, 34 + 2);
    assert!(dot[0] < dot[1] && dot[2] < dot[1], "{dot:?}");
    assert_eq!(pixel(&picture, 14 + 16 + 4, 34 + 8), [0, 0, 255]);
    assert_eq!(pixel(&picture, 14 + 24 + 4, 34 + 8), [8, 19, 27], "the rest is the page");
}

#[test]
fn words_take_exactly_the_columns_of_their_cells() {
    let look = look("tide");
    let mut buffer = blank(&look, 30, 1);
    buffer.set_string(3, 0, "incoming records  11.6/s", look.theme.page());
    let svg = picture::svg(&buffer, &look.theme, "");
    let words: Vec<&str> = svg.lines().filter(|line| line.contains("textLength")).collect();
    assert_eq!(words.len(), 2, "{words:?}");
    assert!(words[0].contains("x=\"24\"") && words[0].contains("textLength=\"128\""), "{}", words[0]);
    assert!(words[1].contains("x=\"168\"") && words[1].contains("textLength=\"48\""), "{}", words[1]);
}

#[test]
fn neighbours_of_one_colour_share_a_rectangle() {
    let look = look("tide");
    let mut buffer = blank(&look, 40, 2);
    let row = ratatui::layout::Rect::new(5, 1, 20, 1);
    buffer.set_style(row, Style::new().bg(Color::Rgb(1, 2, 3)));
    let svg = picture::svg(&buffer, &look.theme, "");
    assert_eq!(svg.matches("fill=\"#010203\"").count(), 1);
    assert!(svg.contains("<rect x=\"40\" y=\"17\" width=\"160\""));
}
