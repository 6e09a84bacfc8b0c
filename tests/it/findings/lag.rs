//! Slopes, clocks of loss and drain times.

use proptest::prelude::*;
use tidegate::domain::lag::clock;
use tidegate::domain::lag::slope::{Slope, newest, theil_sen};
use tidegate::domain::lag::{Kind, readers};

use super::support::{calm, given};

fn line(from: f64, step: f64, count: usize) -> Vec<(f64, f64)> {
    (0..count).map(|nth| (nth as f64 * 60.0, from + step * nth as f64 * 60.0)).collect()
}

#[test]
fn a_straight_line_has_its_own_slope() {
    let slope = theil_sen(&line(5.0, 0.4, 10)).unwrap();
    assert!((slope.value - 0.4).abs() < 1e-9 && (slope.low - 0.4).abs() < 1e-9 && (slope.high - 0.4).abs() < 1e-9);
}

#[test]
fn three_points_are_no_slope() {
    assert_eq!(theil_sen(&line(5.0, 0.4, 3)), None);
}

#[test]
fn a_bend_is_not_averaged_away() {
    let mut points = line(1.0, 0.0, 5);
    points.extend((5..10).map(|nth| (f64::from(nth) * 60.0, 1.0 + f64::from(nth - 4) * 60.0)));
    assert!(newest(&points).unwrap().is_stall());
}

#[test]
fn a_slope_of_seven_tenths_is_no_stall() {
    assert!(!newest(&line(100.0, 0.7, 10)).unwrap().is_stall());
}

#[test]
fn the_two_clocks_of_loss() {
    let slope = Slope { value: 0.5, low: 0.4, high: 0.6 };
    let clock = clock::of(Some(86_400.0), Some(6_400.0), Some(slope));
    assert_eq!(clock.floor, Some(80_000.0));
    let projection = clock.projection.unwrap();
    assert!((projection.value - 160_000.0).abs() < 1e-6);
    assert!(projection.low < projection.value && projection.value < projection.high);
    assert_eq!(clock.drain, None);
}

#[test]
fn kinds_of_readers_are_told_from_their_series() {
    for (series, kind) in [
        ("900*20", Kind::KeepingUp),
        ("0..600000*11", Kind::Stalled),
        ("0..240000*11", Kind::Slow),
        ("900000..600000*11", Kind::Recovering),
        ("300000*20", Kind::Behind),
        ("900*5 .*5", Kind::Stopped),
    ] {
        let mut snapshot = calm();
        given(&mut snapshot, &format!("consumer age: {series}"));
        assert_eq!(readers(&snapshot)[0].kind, kind, "{series}");
    }
}

proptest! {
    #[test]
    fn a_drain_time_needs_a_surely_falling_age(lag in 0.0..1e6, value in -2.0..2.0f64, below in 0.0..1.0f64, above in 0.0..1.0f64) {
        let slope = Slope { value, low: value - below, high: value + above };
        let clock = clock::of(Some(86_400.0), Some(lag), Some(slope));
        prop_assert_eq!(clock.drain.is_some(), value < 0.0 && value + above < 0.0);
        prop_assert!(!(clock.drain.is_some() && clock.projection.is_some()));
        if let Some(drain) = clock.drain {
            prop_assert!(drain.low <= drain.value && drain.value <= drain.high && drain.high.is_finite());
        }
    }

    #[test]
    fn the_band_holds_its_middle(values in prop::collection::vec(0.0..1e5f64, 4..12)) {
        let points: Vec<(f64, f64)> = values.iter().enumerate().map(|(nth, value)| (nth as f64 * 60.0, *value)).collect();
        let slope = theil_sen(&points).unwrap();
        prop_assert!(slope.low <= slope.value && slope.value <= slope.high, "{:?}", slope);
    }
}
