//! Heat maps: shards × time.

use proptest::prelude::*;
use ratatui::layout::Rect;
use tidegate::domain::reading::{State, Unit};
use tidegate::view::Look;
use tidegate::view::chart::Note;
use tidegate::view::heatmap::{self, HeatData, HeatRow};
use tidegate::view::markers::Marker;
use tidegate::view::theme::{Dump, Theme, dump};

use super::paint::{ago, blank, probe};

fn row(label: &str, values: impl Fn(i64) -> Option<f64>) -> HeatRow {
    let points = (0..120).map(|minute| (ago(120 - minute), values(minute))).collect();
    HeatRow { label: label.to_owned(), value: "12 %".to_owned(), points, refused: Vec::new() }
}

fn shards() -> HeatData {
    let mut rows = vec![
        row("0", |_| Some(0.0)),
        row("1", |minute| Some(minute as f64)),
        row("2", |minute| (!(40..60).contains(&minute)).then_some(30.0)),
        row("3", |minute| Some(if minute == 70 { 104.0 } else { 5.0 })),
    ];
    rows[3].refused = vec![ago(50), ago(49)];
    HeatData { rows, from: ago(120), to: ago(0), full: 100.0, unit: Unit::Percent, selected: Some(1), cursor: None, note: None }
}

fn draw(data: &HeatData, look: &Look, width: u16, height: u16) -> Dump {
    let mut buffer = blank(look, width, height);
    heatmap::draw(data, look, buffer.area, &mut buffer);
    dump(&buffer)
}

#[test]
fn shards_over_time() {
    insta::assert_snapshot!(draw(&shards(), &probe(Marker::Braille), 60, 6));
}

#[test]
fn ascii_shows_heat_in_digits() {
    let drawn = draw(&shards(), &probe(Marker::Ascii), 60, 6).glyphs;
    assert!(drawn.is_ascii());
    insta::assert_snapshot!(drawn);
}

#[test]
fn without_colours_heat_is_shaded_and_a_gap_is_not_a_zero() {
    let look = Look::new(Theme::built_in("mono").unwrap(), Marker::Braille);
    let drawn = draw(&shards(), &look, 60, 6).glyphs;
    let lines: Vec<&str> = drawn.lines().collect();
    assert!(!lines[0].contains('·') && lines[2].contains("·····"), "{drawn}");
    assert!(lines[1].contains('░') && lines[1].contains('▓'), "{drawn}");
    assert!(lines[3].contains('×'), "{drawn}");
}

#[test]
fn a_peak_of_one_minute_survives_in_a_narrow_map() {
    let mut data = shards();
    data.rows[3].refused.clear();
    let drawn = draw(&data, &probe(Marker::Braille), 24, 6);
    assert!(drawn.roles.lines().nth(3).unwrap().contains('Y'), "{drawn}");
}

#[test]
fn the_selected_row_is_in_sight() {
    let mut data = shards();
    data.rows = (0..32).map(|index| row(&format!("s{index}"), |_| Some(1.0))).collect();
    for selected in 0..32 {
        data.selected = Some(selected);
        let drawn = draw(&data, &probe(Marker::Braille), 70, 12).glyphs;
        assert!(drawn.contains(&format!("▌{:>3} ", format!("s{selected}"))), "{selected}\n{drawn}");
        assert!(drawn.contains("10 of 32 shown"), "{drawn}");
    }
}

#[test]
fn no_shards_is_said_in_words() {
    let mut data = HeatData { rows: Vec::new(), ..shards() };
    assert!(draw(&data, &probe(Marker::Braille), 40, 6).glyphs.contains("no shards are known"));
    data.note = Some(Note { state: State::NotConfigured, text: "shard metrics are switched off".to_owned() });
    assert!(draw(&data, &probe(Marker::Braille), 40, 6).glyphs.contains("shard metrics are switched off"));
}

proptest! {
    #[test]
    fn any_map_is_drawn_at_any_size_and_only_inside(rows in 0usize..40, width in 1u16..80, height in 1u16..20, full in prop_oneof![Just(0.0), Just(-1.0), 1.0..1e6f64], window in -10i64..300, selected in prop::option::of(0usize..50)) {
        let look = probe(Marker::Braille);
        let mut data = shards();
        data.rows = (0..rows).map(|index| row(&format!("{index}"), |minute| (minute % 7 != 0).then_some(minute as f64))).collect();
        (data.full, data.selected, data.from, data.cursor) = (full, selected, ago(window), Some(ago(window / 2)));
        let mut buffer = blank(&look, width + 2, height + 2);
        let untouched = buffer.clone();
        let area = Rect::new(1, 1, width, height);
        heatmap::draw(&data, &look, area, &mut buffer);
        for position in buffer.area.positions().filter(|position| !area.contains(*position)) {
            prop_assert_eq!(&buffer[position], &untouched[position]);
        }
    }
}
