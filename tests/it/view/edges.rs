//! Header, tabs, footer, boxes and the grid, from a line to a wall.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use ratatui::layout::Rect;
use tidegate::app::model::{Bar, BarKind, Model, Screen, Toast};
use tidegate::domain::fault::{Fault, FaultKind};
use tidegate::domain::finding::{Level, Verdict};
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::view::frame::Frame;
use tidegate::view::layout::{self, Class};
use tidegate::view::markers::Marker;
use tidegate::view::theme::{Dump, Role, dump};
use tidegate::view::{self, footer, header};

use super::paint::{ago, blank, model, now, probe};

fn head(model: &Model, width: u16) -> Dump {
    let look = probe(Marker::Braille);
    let mut buffer = blank(&look, width, 1);
    header::draw(model, &look, buffer.area, &mut buffer);
    dump(&buffer)
}

#[test]
fn the_header_gives_way_from_the_least_to_the_most_needed() {
    let mut live = model();
    live.options.demo = false;
    let lines = [200, 140, 120, 100, 80, 60, 40].map(|width| format!("{width}\n{}", head(&live, width)));
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn production_is_drawn_in_the_danger_role() {
    let mut other = model();
    let drawn = head(&other, 120);
    assert!(drawn.roles.contains("DDDD"), "{drawn}");
    other.watch.snapshot.pipeline.environment = "staging".to_owned();
    let drawn = head(&other, 120);
    assert!(drawn.glyphs.contains("staging") && !drawn.roles.contains('D'), "{drawn}");
}

#[test]
fn the_header_says_why_the_picture_does_not_move() {
    let mut paused = model();
    paused.frozen = Some(Box::new(paused.watch.clone()));
    assert!(head(&paused, 120).glyphs.contains("‖ PAUSED"));
    let mut past = model();
    past.options.at = Some(ago(10));
    let drawn = head(&past, 120).glyphs;
    assert!(drawn.contains("‖ at 03:02 UTC (04:02 local)") && !drawn.contains("next"), "{drawn}");
    past.options.at = Some(ago(3 * 1440));
    assert!(head(&past, 120).glyphs.contains("at Nov 19 03:12 UTC"), "another day is named: {}", head(&past, 120).glyphs);
    let mut failing = model();
    let fault =
        Fault { kind: FaultKind::Throttled, call: "cloudwatch:GetMetricData".to_owned(), code: None, message: String::new(), at: now() };
    failing.watch.snapshot.metrics.fail(&[MetricId::of(Metric::IncomingRecords, "PriceTicks")], &fault);
    assert!(head(&failing, 120).glyphs.contains("? throttled"));
    let mut early = model();
    early.watch.snapshot.metrics = tidegate::domain::metrics::Metrics::default();
    let drawn = head(&early, 120).glyphs;
    assert!(drawn.contains("first data on its way") && !drawn.contains("newest minute"), "{drawn}");
}

#[test]
fn an_old_minute_is_drawn_as_stale_and_armed_as_danger() {
    let mut old = model();
    old.now = Timestamp::from_second(now().as_second() + 1800).unwrap();
    old.armed_until = Some(Timestamp::from_second(old.now.as_second() + 872).unwrap());
    let drawn = head(&old, 120);
    assert!(drawn.glyphs.contains("32 m ago") && drawn.roles.contains("lllll"), "{drawn}");
    assert!(drawn.glyphs.ends_with("  ARMED 14:32"), "{drawn}");
}

#[test]
fn the_same_zone_is_told_once() {
    let mut utc = model();
    utc.zone = TimeZone::UTC;
    assert!(!head(&utc, 200).glyphs.contains("local"));
    assert!(head(&model(), 200).glyphs.contains("03:11 UTC (04:11 local, just now)") || head(&model(), 200).glyphs.contains("local"));
}

fn foot(model: &Model, width: u16) -> Dump {
    let look = probe(Marker::Braille);
    let mut buffer = blank(&look, width, 1);
    let hint = |(key, word): (&str, &str)| footer::Hint { key: key.to_owned(), word: word.to_owned(), enabled: word != "filter" };
    let hints: Vec<_> =
        [("a", "actions"), (":", "command"), ("/", "filter"), ("Space", "freeze"), ("?", "help"), ("q", "quit")].map(hint).into();
    footer::draw(model, &hints, &look, buffer.area, &mut buffer);
    dump(&buffer)
}

#[test]
fn help_and_quit_stay_when_other_keys_do_not_fit() {
    insta::assert_snapshot!(foot(&model(), 80));
    for width in 18..80 {
        let drawn = foot(&model(), width).glyphs;
        assert!(drawn.contains("? help  q quit"), "{width}: {drawn}");
    }
}

#[test]
fn the_bar_shows_what_is_typed_and_what_it_could_become() {
    let mut typing = model();
    let offers = vec!["theme tide".to_owned(), "theme paper".to_owned()];
    typing.bar = Some(Bar { offers, chosen: Some(1), ..Bar::open(BarKind::Command, "the") });
    let drawn = foot(&typing, 60);
    assert!(drawn.glyphs.starts_with(" :the   theme tide  theme paper"), "{drawn}");
    typing.bar = Some(Bar::open(BarKind::Filter, &("x".repeat(90) + "end")));
    assert!(foot(&typing, 40).glyphs.contains("xxend"), "the end is what is being typed");
}

#[test]
fn a_toast_stands_until_its_time() {
    let mut told = model();
    told.toast = Some(Toast { text: "copied".to_owned(), until: ago(-1), bad: false });
    assert!(foot(&told, 60).glyphs.contains("→ copied"));
    told.now = ago(-1);
    assert!(foot(&told, 60).glyphs.contains("actions"));
}

#[test]
fn a_box_keeps_its_value_longer_than_its_age_and_subject() {
    let look = probe(Marker::Braille);
    let frame =
        Frame { title: "lag", about: "PriceAnalytics", value: Some(("▲ 38 s", Role::Warn)), age: "2 m", hint: "w why", focus: true };
    let drawn = [60, 30, 20, 14, 6, 3].map(|width| {
        let mut buffer = blank(&look, width, 3);
        frame.draw(&look, buffer.area, &mut buffer);
        dump(&buffer).glyphs
    });
    insta::assert_snapshot!(drawn.join("\n"));
}

#[test]
fn sizes_have_their_classes() {
    let class = |width, height| Class::of(Rect::new(0, 0, width, height));
    assert_eq!(
        [class(200, 60), class(120, 40), class(80, 24), class(40, 10), class(39, 10)],
        [Class::Full, Class::Wide, Class::Standard, Class::Compact, Class::Line]
    );
    assert_eq!([class(200, 59), class(119, 60), class(79, 60), class(200, 9)], [Class::Wide, Class::Standard, Class::Compact, Class::Line]);
}

#[test]
fn a_tiny_terminal_tells_the_worst_and_the_size_it_needs() {
    let mut worst = model();
    let text = "PriceAnalytics falls behind on shard 1 of 2".to_owned();
    worst.watch.board.verdict = Some(Verdict { level: Level::Alarm, text });
    let look = probe(Marker::Braille);
    let mut buffer = blank(&look, 39, 1);
    view::draw(&worst, &look, &mut buffer);
    assert_eq!(dump(&buffer).glyphs, "■ ALARM PriceAnalytics fal… needs 40×10");
    let mut buffer = blank(&look, 20, 3);
    view::draw(&worst, &look, &mut buffer);
    assert_eq!(dump(&buffer).glyphs, "■ ALARM PriceAnalyt…\n\nneeds 40×10");
}

#[test]
fn ascii_terminals_get_nothing_else() {
    let mut worst = model();
    worst.filter = "größe→".to_owned();
    let look = probe(Marker::Ascii);
    for (width, height) in [(120, 40), (60, 16), (30, 2)] {
        let mut buffer = blank(&look, width, height);
        view::draw(&worst, &look, &mut buffer);
        assert!(dump(&buffer).glyphs.is_ascii(), "{}", dump(&buffer).glyphs);
    }
}

#[test]
fn the_mouse_finds_panels_and_tabs() {
    let area = Rect::new(0, 0, 120, 40);
    let grid = layout::grid(area);
    for screen in Screen::ALL {
        for (panel, place) in layout::panels(screen, screen.panels()[0], grid.class, grid.body) {
            assert_eq!(layout::panel_at(screen, screen.panels()[0], area, place.x, place.bottom() - 1), Some(panel));
        }
    }
    assert_eq!(layout::screen_at(area, 1, 1), Some(Screen::Overview));
    assert_eq!(layout::screen_at(area, 14, 1), Some(Screen::Shards));
    assert_eq!(layout::screen_at(area, 119, 1), None);
    assert_eq!(layout::panel_at(Screen::Overview, model().focus, area, 0, 0), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_size_is_drawn(width in 1u16..210, height in 1u16..64, screen in prop::sample::select(Screen::ALL.to_vec()), marker in prop::sample::select(vec![Marker::Braille, Marker::Ascii])) {
        let mut model = model();
        model.screen = screen;
        model.focus = screen.panels()[0];
        let look = probe(marker);
        let mut buffer = blank(&look, width, height);
        view::draw(&model, &look, &mut buffer);
        prop_assert!(!dump(&buffer).roles.contains('?'), "every cell has a role");
    }

    #[test]
    fn panels_fill_the_body_and_never_overlap(width in 40u16..210, height in 10u16..64, screen in prop::sample::select(Screen::ALL.to_vec()), choice: prop::sample::Index) {
        let grid = layout::grid(Rect::new(0, 0, width, height));
        let focus = *choice.get(screen.panels());
        let places = layout::panels(screen, focus, grid.class, grid.body);
        prop_assert!(places.iter().any(|(panel, _)| *panel == focus), "the panel with the focus is always there");
        let cells: u32 = places.iter().map(|(_, place)| u32::from(place.width) * u32::from(place.height)).sum();
        prop_assert_eq!(cells, u32::from(grid.body.width) * u32::from(grid.body.height));
        for (index, (_, one)) in places.iter().enumerate() {
            prop_assert_eq!(one.intersection(grid.body), *one);
            prop_assert!(places[index + 1..].iter().all(|(_, other)| !one.intersects(*other)));
        }
    }
}
