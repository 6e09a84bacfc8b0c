//! The kinds of text that a configuration holds: each is read in one place and refused in one sentence.

use std::time::Duration;

use rust_decimal::Decimal;

pub use crate::domain::cost::size;
use crate::domain::hours;

/// A duration as people write it.
pub fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text.trim()).map_err(|_| "not a duration; write it as 60s, 15m or 1h 30m".to_owned())
}

/// A duration between two bounds, both included.
pub fn duration_within(text: &str, least: Option<&str>, most: Option<&str>) -> Result<Duration, String> {
    let length = duration(text)?;
    if let Some(least) = least.filter(|least| duration(least).is_ok_and(|bound| length < bound)) {
        return Err(format!("too short; the shortest is {least}"));
    }
    if let Some(most) = most.filter(|most| duration(most).is_ok_and(|bound| bound < length)) {
        return Err(format!("too long; the longest is {most}"));
    }
    Ok(length)
}

/// US dollars as decimal text, zero or more.
pub fn amount(text: &str) -> Result<Decimal, String> {
    let amount = text.parse::<Decimal>().map_err(|_| "not an amount; write US dollars as \"500\" or \"0.015\"".to_owned())?;
    if amount.is_sign_negative() && !amount.is_zero() { Err("negative; an amount is zero or more".to_owned()) } else { Ok(amount) }
}

fn url(text: &str) -> Result<(), String> {
    let wrong = || "not an address; write it as http://127.0.0.1:4566".to_owned();
    let address = text.parse::<http::Uri>().map_err(|_| wrong())?;
    let web = matches!(address.scheme_str(), Some("http" | "https"));
    if web && address.host().is_some_and(|host| !host.is_empty()) { Ok(()) } else { Err(wrong()) }
}

fn name(text: &str) -> Result<(), String> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "_.:/-".contains(letter);
    if text.is_empty() {
        return Err("empty; write the name or leave the key out".to_owned());
    }
    match text.chars().find(|letter| !fits(*letter)) {
        Some(letter) => Err(format!("not a name that AWS takes: {letter:?} cannot be in it")),
        None => Ok(()),
    }
}

fn region(text: &str) -> Result<(), String> {
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let shaped = text.starts_with(|first: char| first.is_ascii_lowercase()) && !text.ends_with('-');
    if shaped && text.chars().all(fits) { Ok(()) } else { Err("not a Region; write it as us-east-1".to_owned()) }
}

fn filled(text: &str) -> Result<(), String> {
    if text.trim().is_empty() { Err("empty; write something or leave the key out".to_owned()) } else { Ok(()) }
}

fn word(text: &str) -> Result<(), String> {
    filled(text)?;
    if text.chars().any(char::is_control) { Err("not a name: it has control characters in it".to_owned()) } else { Ok(()) }
}

/// Checks a text against its kind; the sentence says what is wrong and how to write it.
pub fn check(kind: &str, text: &str, least: Option<&str>, most: Option<&str>) -> Result<(), String> {
    match kind {
        "duration" => duration_within(text, least, most).map(drop),
        "amount" | "price" => amount(text).map(drop),
        "size" => size(text).map(drop),
        "hours" => hours::parse(text).map(drop),
        "url" => url(text),
        "name" => name(text),
        "region" => region(text),
        "word" => word(text),
        _ => filled(text),
    }
}

/// The pattern of a kind in the published schema; kinds that no pattern can hold have none.
pub fn pattern(kind: &str) -> Option<&'static str> {
    match kind {
        "duration" => Some(r"^\s*\d+\s*[a-zA-Z]+(\s*\d+\s*[a-zA-Z]+)*\s*$"),
        "amount" => Some(r"^\+?(\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)$"),
        "size" => Some(r"^\s*(\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)\s*([bB]|[kKmMgGtT][iI]?[bB])?\s*$"),
        "url" => Some("^https?://[^/]+"),
        "name" => Some("^[A-Za-z0-9_.:/-]+$"),
        "region" => Some("^[a-z]([a-z0-9-]*[a-z0-9])?$"),
        "word" | "text" | "key" => Some(r"\S"),
        "hours" => Some(r"^\s*\w{3,}\s+\d{1,2}:\d{2}\s*(-|–|to)\s*\w{3,}\s+\d{1,2}:\d{2}\s+\S+\s*$"),
        _ => None,
    }
}

/// What a value of this kind looks like, for sentences about wrong types.
pub fn example(kind: &str) -> &'static str {
    match kind {
        "duration" => "text such as \"60s\", \"15m\" or \"1h 30m\"",
        "amount" => "text such as \"500\"",
        "size" => "text such as \"25KiB\"",
        "price" => "text such as \"0.015\"",
        "hours" => "text such as \"Fri 16:00 - Mon 08:00 Europe/Berlin\"",
        "url" => "text such as \"http://127.0.0.1:4566\"",
        "region" => "text such as \"us-east-1\"",
        "key" => "text such as \"ctrl-f\"",
        _ => "text in quotes",
    }
}
