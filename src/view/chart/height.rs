//! The y axis: its range, and ticks at round values.

use super::{ChartData, Scale};
use crate::domain::reading::Unit;

/// A limit that is more than this many times the highest value is named at the edge instead of drawn:
/// the line under it would lie flat.
const REACH: f64 = 5.0;

/// Values to heights.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heights {
    low: f64,
    high: f64,
    log: bool,
    /// Value and label, lowest first.
    pub(super) ticks: Vec<(f64, String)>,
    /// What the labels count.
    pub(super) unit: String,
}

impl Heights {
    /// The range that shows every value, and as many ticks as rows have room for.
    pub(super) fn of(data: &ChartData, rows: u16, grain: usize) -> Self {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        let mut least = f64::INFINITY;
        for line in &data.series {
            let partial = line.partial.map(|(_, value)| value);
            for value in line.points.iter().filter_map(|(_, value)| *value).chain(partial).filter(|value| value.is_finite()) {
                low = low.min(value);
                high = high.max(value);
                if 0.0 < value {
                    least = least.min(value);
                }
            }
        }
        let (reach, mut is_named) = (if 0.0 < high { high * REACH } else { f64::INFINITY }, false);
        for limit in data.thresholds.iter().map(|limit| limit.value).filter(|value| value.is_finite()) {
            is_named |= reach < limit;
            high = if limit <= reach { high.max(limit) } else { high };
        }
        if is_named && 6 <= rows {
            // A row of air at the top for the name of the limit that lies beyond.
            high *= f64::from(rows) / f64::from(rows - 1);
        }
        match data.scale {
            Scale::Log if least.is_finite() => Self::log(data.unit, least, high, rows),
            _ => Self::linear(data.unit, low, high, rows, grain),
        }
    }

    /// Ticks stand a whole number of cells apart, so that they look even and their labels are exact.
    fn linear(unit: Unit, low: f64, high: f64, rows: u16, grain: usize) -> Self {
        let (divisor, word) = shown_as(unit, high.max(-low));
        let (low, high) = (low / divisor, high / divisor);
        let high = if high <= low { low + 1.0 } else { high };
        let whole = matches!(unit, Unit::Count | Unit::PerMinute) && divisor <= 1.0;
        let dots = (usize::from(rows) * grain).saturating_sub(1).max(1) as f64;
        let apart = |cells: u16| {
            let intervals = dots / (f64::from(cells) * grain as f64);
            let mut step = nice((high - low) / intervals, &word);
            loop {
                step = if whole { step.max(1.0) } else { step };
                let bottom = (low / step + 1e-9).floor() * step;
                if high <= (bottom + step * intervals) * (1.0 + 1e-9) {
                    return (step, bottom, bottom + step * intervals);
                }
                step = nice(step * 1.01, &word);
            }
        };
        let (fewest, most) = (if rows < 4 { 1 } else { 2 }, rows.div_ceil(2).clamp(1, 6));
        let ranges = (fewest.min(most)..=most).map(apart);
        // The least room above the values, that is, the largest picture of them.
        let best = ranges.min_by(|one, other| (one.2 - one.1).total_cmp(&(other.2 - other.1)));
        let (step, bottom, top) = best.unwrap_or((1.0, low, high));
        let places = places(step);
        let count = ((top - bottom) / step + 1e-6).floor() as usize;
        let ticks = (0..=count).map(|index| {
            let at = bottom + step * index as f64;
            (at * divisor, label(at, places, unit))
        });
        Self { low: bottom * divisor, high: top * divisor, log: false, ticks: ticks.collect(), unit: word }
    }

    fn log(unit: Unit, least: f64, high: f64, rows: u16) -> Self {
        let (bottom, top) = (least.log10().floor(), high.max(least * 1.01).log10().ceil());
        let decades = (top - bottom).max(1.0) as i32;
        let every = (decades / i32::from((rows / 2).clamp(1, 8))).max(1);
        let ticks = (0..=decades).filter(|decade| decade % every == 0).map(|decade| {
            let at = 10f64.powi(bottom as i32 + decade);
            (at, super::super::text::number(at))
        });
        let (_, word) = shown_as(unit, 0.0);
        Self { low: bottom, high: bottom + f64::from(decades), log: true, ticks: ticks.collect(), unit: word }
    }

    /// Where a value stands, 0 at the bottom to 1 at the top.
    pub(super) fn share(&self, value: f64) -> f64 {
        let value = if self.log { if value <= 0.0 { self.low } else { value.log10() } } else { value };
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Whether a value lies above the range.
    pub(super) fn is_above(&self, value: f64) -> bool {
        let high = if self.log { 10f64.powf(self.high) } else { self.high };
        high * (1.0 + 1e-9) < value
    }

    /// The dot row of a value, counted from the top.
    pub(super) fn row(&self, value: f64, rows: usize) -> usize {
        let last = rows.saturating_sub(1);
        last - ((self.share(value) * last as f64).round() as usize).min(last)
    }

    /// Columns that the labels need.
    pub(super) fn label_width(&self) -> usize {
        self.ticks.iter().map(|(_, label)| super::super::text::width(label)).max().unwrap_or(0)
    }
}

/// What the axis counts in, for values up to `high`: the divisor and the word at the corner.
fn shown_as(unit: Unit, high: f64) -> (f64, String) {
    let thousands = |suffix: &str| {
        let steps = [(1e9, "G"), (1e6, "M"), (1e4, "k")];
        let step = steps.iter().find(|(least, _)| *least <= high);
        // From ten thousand on: 1,500 is still read faster than 1.5 k.
        step.map_or((1.0, suffix.to_owned()), |(least, word)| {
            (least.min(if *least < 1e5 { 1e3 } else { *least }), format!("{word}{suffix}"))
        })
    };
    let bytes = |suffix: &str| {
        let steps = [(1024f64.powi(4), "TiB"), (1024f64.powi(3), "GiB"), (1024f64.powi(2), "MiB"), (1024.0, "KiB")];
        let step = steps.iter().find(|(least, _)| *least <= high);
        step.map_or((1.0, format!("B{suffix}")), |(least, word)| (*least, format!("{word}{suffix}")))
    };
    let seconds = |one: f64| match high / one {
        size if 172_800.0 <= size => (86_400.0 * one, "d".to_owned()),
        size if 7200.0 <= size => (3600.0 * one, "h".to_owned()),
        size if 300.0 <= size => (60.0 * one, "min".to_owned()),
        _ => (one, "s".to_owned()),
    };
    match unit {
        Unit::Count | Unit::Text | Unit::Flag => thousands(""),
        Unit::PerSecond => thousands("/s"),
        Unit::PerMinute => thousands("/min"),
        Unit::Bytes => bytes(""),
        Unit::BytesPerSecond => bytes("/s"),
        Unit::Seconds => seconds(1.0),
        Unit::Milliseconds if high < 1000.0 => (1.0, "ms".to_owned()),
        Unit::Milliseconds => seconds(1000.0),
        Unit::Hours => seconds(1.0 / 3600.0),
        Unit::Percent => (1.0, "%".to_owned()),
        Unit::Usd => (1.0, "USD".to_owned()),
        Unit::UsdPerHour => (1.0, "/h".to_owned()),
        Unit::UsdPerMonth => (1.0, "/month".to_owned()),
    }
}

/// The smallest round number that is not below `least`: 1, 2, 5 × 10ⁿ; seconds and minutes also by 15 and 30,
/// per cent by 25.
fn nice(least: f64, word: &str) -> f64 {
    const CLOCK: [f64; 11] = [1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 180.0, 300.0];
    const SHARES: [f64; 7] = [1.0, 2.0, 5.0, 10.0, 20.0, 25.0, 50.0];
    let own: &[f64] = match word {
        "s" | "min" => &CLOCK,
        "%" => &SHARES,
        _ => &[],
    };
    if 0.999 < least
        && let Some(step) = own.iter().find(|step| least <= **step * 1.000_001)
    {
        return *step;
    }
    let decade = 10f64.powf(least.max(1e-12).log10().floor());
    let step = [1.0, 2.0, 5.0].iter().map(|step| step * decade).find(|step| least <= step * 1.000_001);
    step.unwrap_or(10.0 * decade)
}

/// Decimals that tell a step from the next.
fn places(step: f64) -> usize {
    (0..6)
        .find(|places| (step * 10f64.powi(*places)).fract().abs() < 1e-6 || 1.0 - (step * 10f64.powi(*places)).fract() < 1e-6)
        .unwrap_or(6) as usize
}

fn label(at: f64, places: usize, unit: Unit) -> String {
    let sign = if at < -1e-12 { "-" } else { "" };
    let money = if matches!(unit, Unit::UsdPerHour | Unit::UsdPerMonth) { "$" } else { "" };
    let size = at.abs();
    let digits = if places == 0 {
        super::super::text::grouped(size.round() as i128)
    } else if size < 1e-12 {
        "0".to_owned()
    } else {
        format!("{size:.places$}")
    };
    format!("{sign}{money}{digits}")
}
