//! Charts: axes, limits, gaps, peaks, read-outs, at every size.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use jiff::Timestamp;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tidegate::domain::reading::{State, Unit};
use tidegate::view::chart::{self, Blind, ChartData, Mark, Note, Scale, Threshold};
use tidegate::view::markers::Marker;
use tidegate::view::theme::{Role, dump};

use super::paint::{ago, blank, chart as chart_of, minutes, probe};

fn draw(data: &ChartData, marker: Marker, width: u16, height: u16) -> Buffer {
    let look = probe(marker);
    let mut buffer = blank(&look, width, height);
    chart::draw(data, &look, buffer.area, &mut buffer);
    buffer
}

fn shown(data: &ChartData, width: u16, height: u16) -> String {
    dump(&draw(data, Marker::Braille, width, height)).to_string()
}

/// A slow rise over three hours with one peak, a gap, and a newest minute that is filling.
fn records() -> ChartData {
    let value = |minute: i32| match minute {
        60..80 => None,
        120 => Some(24.0),
        _ => Some(6.0 + f64::from(minute) / 30.0),
    };
    let mut data = chart_of(Unit::PerSecond, 180, minutes("records", Role::Series1, (0..179).map(value)));
    data.series[0].points.iter_mut().for_each(|(at, _)| *at = Timestamp::from_second(at.as_second() - 60).unwrap());
    data.series[0].partial = Some((ago(1), 4.0));
    data.thresholds.push(Threshold { value: 20.0, label: "20/s limit".to_owned() });
    data.marks.push(Mark { at: ago(90), label: "flag 1 → 10 %".to_owned() });
    data
}

#[test]
fn a_whole_chart() {
    insta::assert_snapshot!(shown(&records(), 60, 14));
}

#[test]
fn a_chart_in_blocks_and_in_ascii() {
    insta::assert_snapshot!("blocks", dump(&draw(&records(), Marker::Block, 60, 12)).glyphs);
    let ascii = dump(&draw(&records(), Marker::Ascii, 60, 12)).glyphs;
    assert!(ascii.is_ascii());
    insta::assert_snapshot!("ascii", ascii);
}

#[test]
fn the_smallest_useful_chart_has_values_and_times() {
    insta::assert_snapshot!(shown(&records(), 20, 4));
}

#[test]
fn the_cursor_reads_every_line() {
    let mut data = records();
    data.series.push(minutes("table", Role::Series2, (0..180).map(|_| Some(12.0))));
    data.cursor = Some(ago(90));
    insta::assert_snapshot!(shown(&data, 60, 12));
    data.cursor = Some(ago(110));
    assert!(shown(&data, 60, 12).contains("records no data"), "a gap reads as no data, not as zero");
    data.cursor = Some(ago(1));
    assert!(shown(&data, 60, 12).contains("4/s so far"), "the newest minute is not final");
}

#[test]
fn nothing_known_is_said_in_words() {
    let empty = ChartData::window(Unit::PerSecond, ago(180), ago(0));
    assert!(shown(&empty, 40, 8).contains("no data in this window"));
    let mut denied = empty;
    denied.note = Some(Note { state: State::Denied, text: "denied: needs cloudwatch:GetMetricData".to_owned() });
    denied.blind.push(Blind { from: ago(180), to: ago(0) });
    insta::assert_snapshot!(shown(&denied, 44, 8));
}

#[test]
fn a_fault_stands_beside_the_last_values() {
    let mut data = records();
    data.note = Some(Note { state: State::Unreachable, text: "unreachable for 12 m".to_owned() });
    data.blind.push(Blind { from: ago(12), to: ago(0) });
    let drawn = dump(&draw(&data, Marker::Braille, 60, 12));
    assert!(drawn.glyphs.contains("? unreachable for 12 m"));
    assert!(drawn.glyphs.contains('╱') && drawn.roles.contains('1'), "the line stays and the blind time is hatched");
}

#[test]
fn a_limit_out_of_reach_is_named_at_the_top() {
    let mut data = chart_of(Unit::PerSecond, 60, minutes("records", Role::Series1, (0..60).map(|_| Some(11.6))));
    data.thresholds.push(Threshold { value: 2000.0, label: "2,000/s limit".to_owned() });
    let drawn = dump(&draw(&data, Marker::Braille, 60, 10)).glyphs;
    assert!(drawn.lines().next().unwrap().contains("↑ 2,000/s limit"), "{drawn}");
    assert!(!drawn.contains('┄'));
}

#[test]
fn axes_count_in_units_that_fit() {
    let corner = |unit, high: f64| {
        let data = chart_of(unit, 60, minutes("x", Role::Series1, (0..60).map(|_| Some(high))));
        let drawn = dump(&draw(&data, Marker::Braille, 60, 10)).glyphs;
        drawn.lines().last().unwrap().split_whitespace().next().unwrap().to_owned()
    };
    assert_eq!(corner(Unit::PerSecond, 11.6), "/s");
    assert_eq!(corner(Unit::PerSecond, 45_000.0), "k/s");
    assert_eq!(corner(Unit::BytesPerSecond, 3_000.0), "KiB/s");
    assert_eq!(corner(Unit::Milliseconds, 300.0), "ms");
    assert_eq!(corner(Unit::Milliseconds, 90_000.0), "s");
    assert_eq!(corner(Unit::Seconds, 900.0), "min");
    assert_eq!(corner(Unit::Seconds, 50_000.0), "h");
    assert_eq!(corner(Unit::Percent, 70.0), "%");
}

#[test]
fn a_logarithmic_axis_has_a_tick_for_each_power() {
    let mut data = chart_of(Unit::PerSecond, 60, minutes("x", Role::Series1, (0..60).map(|minute| Some(10f64.powi(minute / 15)))));
    data.scale = Scale::Log;
    let drawn = dump(&draw(&data, Marker::Braille, 60, 12)).glyphs;
    for tick in ["1 k", "100", "10", " 1 "] {
        assert!(drawn.contains(tick), "{tick} in\n{drawn}");
    }
}

#[test]
fn bars_keep_the_highest_and_show_gaps() {
    let look = probe(Marker::Braille);
    let mut buffer = blank(&look, 8, 1);
    let mut values = vec![Some(1.0); 32];
    values[13] = Some(8.0);
    values[24..28].fill(None);
    chart::sparkline(&values, Role::Series1, &look, buffer.area, &mut buffer);
    assert_eq!(dump(&buffer).glyphs, "▂▂▂█▂▂·▂");
}

/// The plot of a drawn chart: the first column right of the axis, and the rows above the stroke below.
fn plot(glyphs: &str) -> (usize, usize) {
    let rows: Vec<Vec<char>> = glyphs.lines().map(|line| line.chars().collect()).collect();
    let left = rows[0].iter().position(|glyph| matches!(glyph, '┤' | '│')).map_or(0, |column| column + 1);
    let below = rows.iter().position(|row| row.contains(&'└')).unwrap_or(rows.len());
    (left, below)
}

fn any_chart() -> impl Strategy<Value = ChartData> {
    let value = prop_oneof![
        3 => (0.0..1e4f64).prop_map(Some),
        1 => Just(None),
        1 => prop_oneof![Just(0.0), Just(-5.0), Just(1e300), Just(f64::NAN), Just(f64::INFINITY), Just(1e-300)].prop_map(Some),
    ];
    let series = prop::collection::vec(prop::collection::vec(value, 0..50), 0..4);
    let units = prop::sample::select(vec![
        Unit::Count,
        Unit::PerSecond,
        Unit::Seconds,
        Unit::Milliseconds,
        Unit::Bytes,
        Unit::Percent,
        Unit::UsdPerHour,
    ]);
    (series, units, -30i64..2000, any::<bool>(), prop::option::of(-10i64..100), -1e3..1e6f64).prop_map(
        |(series, unit, window, log, cursor, limit)| {
            let mut data = ChartData::window(unit, ago(window), ago(0));
            data.series = series.into_iter().zip(Role::SERIES).map(|(values, role)| minutes("line", role, values)).collect();
            data.scale = if log { Scale::Log } else { Scale::Linear };
            data.cursor = cursor.map(ago);
            data.thresholds = vec![Threshold { value: limit, label: "limit".to_owned() }];
            data.marks = vec![Mark { at: ago(5), label: "mark".to_owned() }];
            data.blind = vec![Blind { from: ago(20), to: ago(10) }];
            data.note = log.then(|| Note { state: State::Throttled, text: "throttled".to_owned() });
            data
        },
    )
}

proptest! {
    #[test]
    fn any_chart_is_drawn_at_any_size_and_only_inside(data in any_chart(), width in 1u16..70, height in 1u16..20, kind in 0usize..3) {
        let look = probe([Marker::Braille, Marker::Block, Marker::Ascii][kind]);
        let mut buffer = blank(&look, width + 4, height + 4);
        let untouched = buffer.clone();
        let area = Rect::new(2, 2, width, height);
        chart::draw(&data, &look, area, &mut buffer);
        for position in buffer.area.positions().filter(|position| !area.contains(*position)) {
            prop_assert_eq!(&buffer[position], &untouched[position]);
        }
        // An area that the buffer does not have is cut, not an error.
        chart::draw(&data, &look, Rect::new(width, height, width + 9, height + 9), &mut buffer);
    }

    #[test]
    fn a_peak_is_kept_however_much_time_a_column_holds(window in 30i64..3000, place in 0.02..0.98f64, peak in 200.0..1000.0f64) {
        let at = (window as f64 * place) as i64;
        let values = (0..window).map(|minute| Some(if minute == at { peak } else { 10.0 }));
        let data = chart_of(Unit::PerSecond, window, minutes("x", Role::Series1, values));
        let drawn = dump(&draw(&data, Marker::Braille, 60, 14));
        let (left, _) = plot(&drawn.glyphs);
        let columns = 60 - left;
        let expected = left + (at as f64 / window as f64 * columns as f64 + 1e-6) as usize;
        let (row, top) = drawn.roles.lines().enumerate().find(|(_, line)| line.contains('1')).unwrap();
        prop_assert_eq!(top.chars().nth(expected), Some('1'), "row {} of\n{}", row, drawn);
        // It stands as high as the axis says: between its neighbouring ticks.
        prop_assert!(row <= 6, "a peak fills at least half of the height:\n{}", drawn);
    }

    #[test]
    fn a_gap_is_never_joined(before in 0.0..100.0f64, after in 0.0..100.0f64, gap in 12i64..80) {
        let from = 60 - gap / 2;
        let values = (0..120).map(|minute| match minute {
            _ if minute < from => Some(before),
            _ if minute < from + gap => None,
            _ => Some(after),
        });
        let data = chart_of(Unit::PerSecond, 120, minutes("x", Role::Series1, values));
        let mut holes = data.clone();
        // Minutes that are left out are a gap as well as minutes that are named without a value.
        holes.series[0].points.retain(|(_, value)| value.is_some());
        for data in [data, holes] {
            let drawn = dump(&draw(&data, Marker::Braille, 70, 10));
            let (left, below) = plot(&drawn.glyphs);
            let columns = (70 - left) as f64;
            let column = |minute: i64| left + (minute as f64 / 120.0 * columns + 1e-6) as usize;
            for line in drawn.roles.lines().take(below) {
                let inside: String = line.chars().skip(column(from) + 1).take(column(from + gap) - column(from) - 1).collect();
                prop_assert!(!inside.contains(['1', 'F']), "{}", drawn);
            }
        }
    }

    #[test]
    fn a_higher_value_never_stands_lower(values in prop::collection::vec(0.0..1000.0f64, 2..40)) {
        let data = chart_of(Unit::PerSecond, i64::try_from(values.len()).unwrap(), minutes("x", Role::Series1, values.iter().copied().map(Some)));
        let drawn = dump(&draw(&data, Marker::Braille, 200, 16));
        let (left, below) = plot(&drawn.glyphs);
        let roles: Vec<Vec<char>> = drawn.roles.lines().map(|line| line.chars().collect()).collect();
        let top_of = |minute: usize| {
            let column = left + (minute as f64 / values.len() as f64 * (200 - left) as f64 + 1e-6) as usize;
            (0..below).find(|row| roles[*row].get(column) == Some(&'1'))
        };
        let high = (0..values.len()).max_by(|one, other| values[*one].total_cmp(&values[*other])).unwrap();
        let highest = top_of(high).unwrap();
        for minute in 0..values.len() {
            prop_assert!(highest <= top_of(minute).unwrap(), "{}", drawn);
        }
    }
}
