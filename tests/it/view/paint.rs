//! Charts to draw, and buffers as pictures.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use resvg::{tiny_skia, usvg};
use tidegate::view::Look;
use tidegate::view::chart::{ChartData, Line};
use tidegate::view::markers::Marker;
use tidegate::view::theme::{Role, Theme};

/// 03:12 of the day that all examples are of.
pub fn now() -> Timestamp {
    "2026-11-22T03:12:00Z".parse().unwrap()
}

/// A time so many minutes before [`now`].
pub fn ago(minutes: i64) -> Timestamp {
    Timestamp::from_second(now().as_second() - minutes * 60).unwrap()
}

/// The look of a compiled-in theme.
pub fn look(theme: &str) -> Look {
    Look::new(Theme::built_in(theme).unwrap(), Marker::Braille)
}

/// The look whose colours are role numbers.
pub fn probe(marker: Marker) -> Look {
    Look::new(Theme::probe(), marker)
}

/// An empty buffer on the page.
pub fn blank(look: &Look, width: u16, height: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    buffer.set_style(buffer.area, look.theme.page());
    buffer
}

/// A line of one value a minute that ends at [`now`].
pub fn minutes(name: &str, role: Role, values: impl IntoIterator<Item = Option<f64>>) -> Line {
    let values: Vec<_> = values.into_iter().collect();
    let count = i64::try_from(values.len()).unwrap();
    let points = values.into_iter().zip(0..).map(|(value, index)| (ago(count - index), value)).collect();
    Line { name: name.to_owned(), role, points, partial: None }
}

/// A chart of the last minutes with one line.
pub fn chart(unit: tidegate::domain::reading::Unit, window: i64, line: Line) -> ChartData {
    let mut data = ChartData::window(unit, ago(window), ago(0));
    data.series.push(line);
    data
}

/// An SVG as PNG, with the fonts that lie beside the tests.
pub fn png(svg: &str, scale: f32) -> Vec<u8> {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(include_bytes!("../../fonts/DejaVuSansMono.ttf").to_vec());
    fonts.load_font_data(include_bytes!("../../fonts/DejaVuSansMono-Bold.ttf").to_vec());
    let options = usvg::Options { fontdb: Arc::new(fonts), font_family: "DejaVu Sans Mono".to_owned(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).unwrap();
    let size = tree.size().to_int_size().scale_by(scale).unwrap();
    let mut pixels = tiny_skia::Pixmap::new(size.width(), size.height()).unwrap();
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().unwrap()
}
