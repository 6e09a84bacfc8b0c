//! Numbers, bytes and money, three figures that matter.

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::time::{duration, seconds_short};
use crate::domain::finding::words::{percent, thousands};
use crate::domain::reading::{Unit, Value};

/// Up to three figures and a suffix: `0.7`, `11.6`, `116`, `1.2 k`, `3.4 M`.
pub fn number(value: f64) -> String {
    scaled(value, 1000.0, &["", " k", " M", " G", " T", " P"])
}

/// Bytes by powers of 1024: `300 B`, `1.2 KiB`, `3.4 MiB`.
pub fn bytes(value: f64) -> String {
    scaled(value, 1024.0, &[" B", " KiB", " MiB", " GiB", " TiB", " PiB"])
}

/// A whole number in full, in groups of three: `304,170,000`.
pub fn grouped(value: i128) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", thousands(&value.unsigned_abs().to_string()))
}

/// A count: in full up to 9,999, then with a suffix.
pub fn count(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 10_000.0 { grouped(value as i128) } else { number(value) }
}

/// The number in at most `columns`: with fewer figures where it must be, `#` where nothing fits.
pub fn number_in(value: f64, columns: usize) -> String {
    let full = number(value);
    let tight = full.replace(' ', "");
    let whole = tight.split_once('.').map(|(whole, rest)| format!("{whole}{}", rest.trim_start_matches(|c: char| c.is_ascii_digit())));
    let offers = [Some(full), Some(tight), whole];
    offers.into_iter().flatten().find(|text| text.chars().count() <= columns).unwrap_or_else(|| "#".repeat(columns.min(1)))
}

fn scaled(value: f64, base: f64, suffixes: &[&str]) -> String {
    if !value.is_finite() {
        return "—".to_owned();
    }
    let mut size = value.abs();
    let mut step = 0;
    // What would be rounded up to the base belongs to the next suffix.
    while base - 0.5 <= size && step + 1 < suffixes.len() {
        size /= base;
        step += 1;
    }
    let figures = figures(size);
    let sign = if value < 0.0 && figures.contains(|c: char| ('1'..='9').contains(&c)) { "-" } else { "" };
    format!("{sign}{figures}{}", suffixes[step])
}

/// One decimal below a hundred when it says something, none above; very small numbers keep one figure.
fn figures(size: f64) -> String {
    let tenths = (size * 10.0).round() / 10.0;
    if size == 0.0 {
        "0".to_owned()
    } else if size < 0.05 {
        let places = (-size.log10().floor()).clamp(2.0, 4.0) as usize;
        let text = format!("{size:.places$}");
        if text.contains(|c: char| ('1'..='9').contains(&c)) { text } else { "0.0001".to_owned() }
    } else if 99.95 <= tenths || tenths.fract() == 0.0 {
        format!("{tenths:.0}")
    } else {
        format!("{tenths:.1}")
    }
}

/// US dollars: `$22.33`, `$1,368.75`; amounts below a cent keep two figures: `$0.0062`.
pub fn usd(amount: Decimal) -> String {
    let sign = if amount.is_sign_negative() && !amount.is_zero() { "-" } else { "" };
    let amount = amount.abs();
    let small = Decimal::new(1, 1);
    let places = if amount.is_zero() || small <= amount {
        2
    } else {
        let size = amount.to_f64().unwrap_or(1.0);
        ((-size.log10().floor()) as u32 + 1).clamp(2, 6)
    };
    let rounded = amount.round_dp_with_strategy(places, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    let text = format!("{rounded:.0$}", places as usize);
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let cents = if 2 < cents.len() { cents.trim_end_matches('0') } else { cents };
    format!("{sign}${}.{cents:0<2}", grouped(whole.parse().unwrap_or_default()))
}

/// What follows the number of a unit: `/s`, ` %`, …; empty for plain counts and for units that are worded.
pub fn unit_suffix(unit: Unit) -> &'static str {
    match unit {
        Unit::PerSecond | Unit::BytesPerSecond => "/s",
        Unit::PerMinute => "/min",
        Unit::Percent => " %",
        Unit::UsdPerHour => "/h",
        Unit::UsdPerMonth => "/month",
        Unit::Hours => " h",
        Unit::Count | Unit::Bytes | Unit::Seconds | Unit::Milliseconds | Unit::Usd | Unit::Text | Unit::Flag => "",
    }
}

/// A number of a unit as a screen shows it: `11.6/s`, `1.2 KiB/s`, `38 s`, `9.8 %`, `$0.024/h`.
pub fn count_of(number_value: f64, unit: Unit) -> String {
    let suffix = unit_suffix(unit);
    match unit {
        Unit::Count | Unit::Text | Unit::Flag => count(number_value),
        Unit::PerSecond => format!("{}{suffix}", number(number_value)),
        Unit::PerMinute => format!("{}{suffix}", count(number_value)),
        Unit::BytesPerSecond => format!("{}{suffix}", bytes(number_value)),
        Unit::Bytes => bytes(number_value),
        Unit::Seconds => seconds_short(number_value),
        Unit::Milliseconds if number_value.abs() < 1000.0 => format!("{} ms", number(number_value)),
        Unit::Milliseconds => seconds_short(number_value / 1000.0),
        Unit::Hours => duration((number_value * 3600.0) as i64),
        Unit::Percent => percent(number_value),
        Unit::Usd | Unit::UsdPerHour | Unit::UsdPerMonth => {
            Decimal::from_f64(number_value).map_or_else(|| "—".to_owned(), |amount| format!("{}{suffix}", usd(amount)))
        }
    }
}

/// Any value of a unit in words: numbers with their unit, `on` and `off`, AWS's own words as they are.
pub fn value(value: &Value, unit: Unit) -> String {
    match value {
        Value::Number(number) => count_of(*number, unit),
        Value::Flag(on) => if *on { "on" } else { "off" }.to_owned(),
        Value::Text(word) => word.clone(),
    }
}
