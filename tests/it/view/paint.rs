//! Charts to draw, and buffers as pictures.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use resvg::{tiny_skia, usvg};
use tidegate::app::ask::Feed;
use tidegate::app::board::Board;
use tidegate::app::feed::{FeedState, Feeds, JournalFeed};
use tidegate::app::guard::Changes;
use tidegate::app::judged::Judged;
use tidegate::app::keys::KeyTable;
use tidegate::app::model::{ChartWindow, Model, Options, Panel, Screen, Watch};
use tidegate::app::timeline::Timeline;
use tidegate::domain::facts::Identity;
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::metrics::Points;
use tidegate::domain::pipeline::Pipeline;
use tidegate::domain::reading::Held;
use tidegate::domain::snapshot::Snapshot;
use tidegate::view::Look;
use tidegate::view::chart::{ChartData, Line};
use tidegate::view::markers::Marker;
use tidegate::view::theme::{Role, Theme};

/// 03:12 of the day that all examples are of.
pub(super) fn now() -> Timestamp {
    "2026-11-22T03:12:00Z".parse().unwrap()
}

/// A time so many minutes before [`now`].
pub(super) fn ago(minutes: i64) -> Timestamp {
    Timestamp::from_second(now().as_second() - minutes * 60).unwrap()
}

/// The look of a compiled-in theme.
pub(super) fn look(theme: &str) -> Look {
    Look::new(Theme::built_in(theme).unwrap(), Marker::Braille)
}

/// The look whose colours are role numbers.
pub(super) fn probe(marker: Marker) -> Look {
    Look::new(Theme::probe(), marker)
}

/// An empty buffer on the page.
pub(super) fn blank(look: &Look, width: u16, height: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    buffer.set_style(buffer.area, look.theme.page());
    buffer
}

/// A line of one value a minute that ends at [`now`].
pub(super) fn minutes(name: &str, role: Role, values: impl IntoIterator<Item = Option<f64>>) -> Line {
    let values: Vec<_> = values.into_iter().collect();
    let count = i64::try_from(values.len()).unwrap();
    let points = values.into_iter().zip(0..).map(|(value, index)| (ago(count - index), value)).collect();
    Line { name: name.to_owned(), role, points, partial: None }
}

/// A chart of the last minutes with one line.
pub(super) fn chart(unit: tidegate::domain::reading::Unit, window: i64, line: Line) -> ChartData {
    let mut data = ChartData::window(unit, ago(window), ago(0));
    data.series.push(line);
    data
}

/// An SVG as PNG, with the fonts that lie beside the tests.
pub(crate) fn png(svg: &str, scale: f32) -> Vec<u8> {
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

/// A model of the reference pipeline, a few minutes after its start.
pub(super) fn model() -> Model {
    let mut pipeline = Pipeline::of_stream("PriceTicks");
    "prices".clone_into(&mut pipeline.name);
    "prod".clone_into(&mut pipeline.environment);
    pipeline.region = Some("us-east-1".to_owned());
    let mut snapshot = Snapshot::blank(pipeline.clone(), now());
    let identity = Identity {
        account: "123456789012".to_owned(),
        arn: "arn:aws:sts::123456789012:assumed-role/OnCall/ana".to_owned(),
        region: "us-east-1".to_owned(),
    };
    snapshot.identity = Held::fresh(identity, now());
    let id = MetricId::of(Metric::IncomingRecords, "PriceTicks");
    let points = Points { id, points: (3..180).map(|minute| (ago(minute), 700.0)).collect(), fault: None };
    snapshot.metrics.take(&points, ago(0), now());
    let mut feeds = Feeds::default();
    feeds.states.insert(Feed::Metrics, FeedState { due: Some(ago(-1)), ..FeedState::default() });
    Model {
        now: now(),
        zone: TimeZone::fixed(jiff::tz::offset(1)),
        pipelines: vec![pipeline],
        current: 0,
        watch: Watch {
            judged: Judged::of(&snapshot),
            snapshot,
            feeds,
            board: Board::default(),
            timeline: Timeline::default(),
            journal_read: None,
        },
        journal: JournalFeed::default(),
        frozen: None,
        screen: Screen::Overview,
        focus: Panel::Verdict,
        selected: 0,
        chart: ChartWindow::default(),
        what_if: tidegate::domain::cost::WhatIf::default(),
        dialog: None,
        beneath: Vec::new(),
        changes: Changes::default(),
        armed_until: None,
        selections: std::collections::BTreeMap::new(),
        bar: None,
        filter: String::new(),
        history: Vec::new(),
        toast: None,
        theme: "tide".to_owned(),
        themes: Theme::names().map(str::to_owned).collect(),
        keys: KeyTable::default(),
        size: (120, 40),
        options: Options { bell: false, title: false, notify: false, write: false, at: None, gates: true, demo: true, speed: 1 },
        leaving: false,
    }
}
