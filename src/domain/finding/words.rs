//! Numbers, spans and lists as people say them.

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::domain::lag::clock::Span;

/// A length of time in at most two units: `38 s`, `14 m`, `23 h 46 m`, `6 d 4 h`.
pub fn span(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "for ever".to_owned();
    }
    let seconds = seconds.max(0.0);
    if seconds < 9.95 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round() as i64;
    match whole {
        ..90 => format!("{whole} s"),
        90..600 => two(whole / 60, "m", whole % 60, "s"),
        600..3600 => format!("{} m", whole / 60),
        3600..172_800 => two(whole / 3600, "h", whole % 3600 / 60, "m"),
        _ => two(whole / 86_400, "d", whole % 86_400 / 3600, "h"),
    }
}

fn two(large: i64, large_unit: &str, small: i64, small_unit: &str) -> String {
    if small == 0 { format!("{large} {large_unit}") } else { format!("{large} {large_unit} {small} {small_unit}") }
}

/// A length of time with its band in one unit: `47 m (38–61 m)`.
pub fn banded(span: &Span) -> String {
    let (size, unit) = match span.value {
        ..120.0 => (1.0, "s"),
        120.0..7200.0 => (60.0, "m"),
        7200.0..172_800.0 => (3600.0, "h"),
        _ => (86_400.0, "d"),
    };
    let number = |seconds: f64| {
        let value = seconds / size;
        if value < 9.95 && size >= 3600.0 { format!("{value:.1}") } else { format!("{value:.0}") }
    };
    if number(span.low) == number(span.high) {
        format!("{} {unit}", number(span.value))
    } else if span.high.is_finite() {
        format!("{} {unit} ({}–{} {unit})", number(span.value), number(span.low), number(span.high))
    } else {
        format!("{} {unit} (at least {} {unit})", number(span.value), number(span.low))
    }
}

/// A count with thousands apart: `1,240`; small ones with a decimal when they have one.
pub fn number(value: f64) -> String {
    if value.abs() < 9.95 && (value - value.round()).abs() > 0.05 {
        return format!("{value:.1}");
    }
    let digits = thousands(&format!("{:.0}", value.abs()));
    if value <= -0.5 { format!("-{digits}") } else { digits }
}

/// Digits in groups of three: `304,170,000`.
pub fn thousands(digits: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A decimal as it stands, without needless zeros, its thousands apart: `1,460`, `304.17`.
pub fn decimal(value: Decimal) -> String {
    let text = value.normalize().abs().to_string();
    let (whole, rest) = text.find('.').map_or((text.as_str(), ""), |at| text.split_at(at));
    let sign = if value.is_sign_negative() && !value.is_zero() { "-" } else { "" };
    format!("{sign}{}{rest}", thousands(whole))
}

/// An estimate to three digits: `1,920,000` of 1,915,306. More digits would claim what was not measured.
pub fn about(value: f64) -> String {
    let size = 10f64.powf((value.abs().max(1.0).log10().floor() - 2.0).max(0.0));
    number((value / size).round() * size)
}

/// A share of a hundred with the decimals that matter: `0.7 %`, `9.8 %`, `100 %`.
pub fn percent(value: f64) -> String {
    if !value.is_finite() {
        return "—".to_owned();
    }
    let rounded = (value * 10.0).round() / 10.0;
    if rounded.abs() < 100.0 && rounded.fract() != 0.0 {
        return format!("{rounded:.1} %");
    }
    // A share that is not nothing never reads as nothing, and one that is not all never as all.
    match value {
        _ if 0.0 < value && rounded == 0.0 => "<0.1 %".to_owned(),
        _ if 99.9 < value && value < 100.0 => ">99.9 %".to_owned(),
        _ => format!("{:.0} %", if rounded == 0.0 { 0.0 } else { rounded }),
    }
}

/// The same words with a capital letter at their beginning.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A fragment without an end as a sentence of its own.
pub fn sentence(fragment: &str) -> String {
    format!("{}.", capital(fragment))
}

/// A number of things: `1 record`, `12 records`.
pub fn count(value: f64, thing: &str) -> String {
    let plural = if (value - 1.0).abs() < 1e-9 { "" } else { "s" };
    format!("{} {thing}{plural}", number(value))
}

/// `a`, `a and b`, `a, b and c`; after four the rest is counted.
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    let shown: Vec<&str> = items.iter().take(4).map(AsRef::as_ref).collect();
    match (shown.as_slice(), items.len().saturating_sub(4)) {
        ([], _) => String::new(),
        ([only], _) => (*only).to_owned(),
        (shown, 0) => format!("{} and {}", shown[..shown.len() - 1].join(", "), shown[shown.len() - 1]),
        (shown, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The minute of a moment, with its day when that is not within the last 24 hours: `03:12 UTC`, `Nov 14 03:12 UTC`.
pub fn moment(at: Timestamp, now: Timestamp) -> String {
    if now.duration_since(at).as_secs().abs() < 86_400 { clock(at) } else { dated(at) }
}

/// Day and minute of a moment: `Nov 14 03:12 UTC`.
pub fn dated(at: Timestamp) -> String {
    at.strftime("%b %-d %H:%M UTC").to_string()
}

/// The minute of a moment: `03:12 UTC`.
pub fn clock(at: Timestamp) -> String {
    at.strftime("%H:%M UTC").to_string()
}
