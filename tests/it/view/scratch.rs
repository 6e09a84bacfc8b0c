//! Scratch.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
use super::paint::*;
use ratatui::layout::Rect;
use tidegate::domain::reading::{State, Unit};
use tidegate::view::chart::*;
use tidegate::view::frame::Frame;
use tidegate::view::theme::Role;
use tidegate::view::{chart, picture};

fn wave(n: usize, base: f64, amp: f64, seed: u64) -> Vec<Option<f64>> {
    let mut s = seed;
    (0..n)
        .map(|i| {
            s = s.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let noise = ((s >> 33) as f64 / 2f64.powi(31) - 0.5) * amp * 0.35;
            Some((base + amp * (i as f64 / 23.0).sin() + noise).max(0.0))
        })
        .collect()
}

#[test]
fn scratch() {
    for theme in std::env::var("THEMES").unwrap_or("tide".into()).split(',') {
        let look = look(theme);
        let mut b = blank(&look, 120, 40);
        let draw = |b: &mut ratatui::buffer::Buffer, r: Rect, f: Frame<'_>, d: &ChartData| {
            let inner = f.draw(&look, r, b);
            chart::draw(d, &look, inner, b);
        };
        let mut v = wave(180, 11.6, 3.0, 7);
        v[60] = None;
        v[61] = None;
        v[62] = None;
        v[100] = Some(22.0);
        let mut d = super::paint::chart(Unit::PerSecond, 180, minutes("records", Role::Series1, v));
        d.series[0].points.truncate(178);
        d.series[0].partial = Some((ago(2), 5.0));
        d.marks.push(Mark { at: ago(100), label: "flag 1 → 10 %".into() });
        draw(
            &mut b,
            Rect::new(0, 0, 60, 14),
            Frame {
                title: "incoming records",
                about: "PriceTicks",
                value: Some(("11.6/s", Role::Text)),
                age: "2 m",
                focus: true,
                hint: "f full · w why",
                ..Frame::default()
            },
            &d,
        );
        let lag: Vec<_> = (0..180).map(|i| Some(if i < 120 { 0.4 } else { f64::from(i - 120) * 0.7 })).collect();
        let mut d = super::paint::chart(Unit::Seconds, 180, minutes("lag", Role::Series1, lag));
        d.thresholds.push(Threshold { value: 60.0, label: "60 s limit".into() });
        draw(
            &mut b,
            Rect::new(60, 0, 60, 14),
            Frame { title: "lag", about: "PriceAnalytics", value: Some(("▲ 42 s", Role::Warn)), age: "2 m", ..Frame::default() },
            &d,
        );
        let mut d = super::paint::chart(
            Unit::PerMinute,
            180,
            minutes("refused", Role::Series1, (0..180).map(|i| Some(if i == 90 || i == 91 { 12.0 } else { 0.0 }))),
        );
        d.thresholds.push(Threshold { value: 10.0, label: "limit 10".into() });
        d.cursor = Some(ago(89));
        draw(
            &mut b,
            Rect::new(0, 14, 40, 11),
            Frame { title: "refused writes", value: Some(("0/min", Role::Text)), age: "2 m", ..Frame::default() },
            &d,
        );
        let mut d = ChartData::window(Unit::BytesPerSecond, ago(180), ago(0));
        d.note = Some(Note { state: State::Denied, text: "denied: needs cloudwatch:GetMetricData".into() });
        d.blind.push(Blind { from: ago(180), to: ago(0) });
        draw(&mut b, Rect::new(40, 14, 40, 11), Frame { title: "bytes", value: Some(("denied", Role::Unknown)), ..Frame::default() }, &d);
        let mut d = super::paint::chart(Unit::PerSecond, 1440, minutes("stream", Role::Series1, wave(1440, 900.0, 300.0, 3)));
        d.series.push(minutes("table", Role::Series2, wave(1440, 1400.0, 100.0, 9)));
        d.cursor = Some(ago(700));
        draw(&mut b, Rect::new(80, 14, 40, 11), Frame { title: "stream and table", ..Frame::default() }, &d);
        let mut d = super::paint::chart(Unit::PerSecond, 1440, minutes("stream", Role::Series1, wave(1440, 9000.0, 3000.0, 3)));
        d.blind.push(Blind { from: ago(400), to: ago(300) });
        for (at, value) in &mut d.series[0].points {
            if *at >= ago(400) && *at < ago(300) {
                *value = None;
            }
        }
        d.thresholds.push(Threshold { value: 200_000.0, label: "200 k limit".into() });
        draw(&mut b, Rect::new(0, 25, 80, 15), Frame { title: "incoming records, 24 h", ..Frame::default() }, &d);
        draw(&mut b, Rect::new(80, 25, 22, 6), Frame { title: "tiny", ..Frame::default() }, &d);
        let mut d = super::paint::chart(Unit::Count, 180, minutes("errors", Role::Series1, (0..180).map(|_| Some(0.0))));
        d.thresholds.push(Threshold { value: 0.0, label: "limit 0".into() });
        draw(
            &mut b,
            Rect::new(80, 31, 40, 9),
            Frame { title: "DynamoDB errors", value: Some(("0/min", Role::Text)), age: "2 m", ..Frame::default() },
            &d,
        );
        let svg = picture::svg(&b, &look.theme, "tidegate demo");
        std::fs::write(format!("/tmp/view-{theme}.svg"), &svg).unwrap();
        std::fs::write(format!("/tmp/view-{theme}.png"), png(&svg, 1.5)).unwrap();
    }
}

#[test]
fn scratch_heat() {
    use tidegate::view::heatmap::*;
    for theme in std::env::var("THEMES").unwrap_or("tide".into()).split(',') {
        let look = look(theme);
        let mut b = blank(&look, 120, 40);
        let row = |i: usize| {
            let mut points: Vec<_> = wave(180, 8.0 + 12.0 * ((i * 7) % 8) as f64, 14.0, i as u64 + 3)
                .into_iter()
                .zip(0..)
                .map(|(v, m)| (ago(180 - m), v))
                .collect();
            if i == 2 {
                for p in &mut points[60..75] {
                    p.1 = None;
                }
            }
            if i == 5 {
                for p in &mut points {
                    p.1 = Some(0.0);
                }
            }
            HeatRow {
                label: format!("{i}"),
                value: format!("{:.1} %", points[179].1.unwrap()),
                points,
                refused: if i == 7 { (20..26).map(ago).collect() } else { vec![] },
            }
        };
        let mut d = HeatData {
            rows: (0..8).map(row).collect(),
            from: ago(180),
            to: ago(0),
            full: 100.0,
            unit: Unit::Percent,
            selected: Some(3),
            cursor: None,
            note: None,
        };
        let inner = Frame { title: "load", about: "share of a shard's write limit, busiest minute", focus: true, ..Frame::default() }.draw(
            &look,
            Rect::new(0, 0, 120, 20),
            &mut b,
        );
        tidegate::view::heatmap::draw(&d, &look, inner, &mut b);
        d.rows = (0..32).map(row).collect();
        d.cursor = Some(ago(60));
        d.selected = Some(20);
        let inner = Frame { title: "load", ..Frame::default() }.draw(&look, Rect::new(0, 20, 70, 20), &mut b);
        tidegate::view::heatmap::draw(&d, &look, inner, &mut b);
        let svg = picture::svg(&b, &look.theme, "tidegate demo");
        std::fs::write(format!("/tmp/heat-{theme}.png"), png(&svg, 1.2)).unwrap();
    }
}
#[test]
fn scratch_screen() {
    for (w, h) in [(120, 40), (80, 24), (60, 18), (200, 60)] {
        let look = look("tide");
        let mut m = super::paint::model();
        m.size = (w, h);
        let mut b = blank(&look, w, h);
        tidegate::view::draw(&m, &look, &mut b);
        let svg = picture::svg(&b, &look.theme, "tidegate demo");
        std::fs::write(format!("/tmp/screen-{w}.png"), png(&svg, 1.2)).unwrap();
    }
}
#[test]
fn scratch_block() {
    use tidegate::view::markers::Marker;
    for (name, marker) in [("block", Marker::Block), ("ascii", Marker::Ascii)] {
        let look = tidegate::view::Look::new(tidegate::view::theme::Theme::built_in("tide").unwrap(), marker);
        let mut b = blank(&look, 120, 30);
        let mut d = super::paint::chart(Unit::PerSecond, 180, minutes("records", Role::Series1, wave(180, 11.6, 3.0, 7)));
        d.series[0].points.truncate(178);
        d.series[0].partial = Some((ago(2), 5.0));
        d.marks.push(Mark { at: ago(100), label: "flag 1 → 10 %".into() });
        d.thresholds.push(Threshold { value: 20.0, label: "20/s limit".into() });
        let inner = Frame {
            title: "incoming records",
            about: "PriceTicks",
            value: Some(("11.6/s", Role::Text)),
            age: "2 m",
            focus: true,
            hint: "f full · w why",
            ..Frame::default()
        }
        .draw(&look, Rect::new(0, 0, 60, 15), &mut b);
        chart::draw(&d, &look, inner, &mut b);
        d.cursor = Some(ago(100));
        d.series.push(minutes("table", Role::Series2, wave(180, 6.0, 1.0, 9)));
        let inner = Frame { title: "two", ..Frame::default() }.draw(&look, Rect::new(60, 0, 60, 15), &mut b);
        chart::draw(&d, &look, inner, &mut b);
        let svg = picture::svg(&b, &look.theme, name);
        std::fs::write(format!("/tmp/{name}.png"), png(&svg, 1.2)).unwrap();
    }
}
