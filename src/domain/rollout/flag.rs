//! What each holder of the flag says: yes/no and percentage, or why it cannot be told.

use crate::domain::facts::{FlagReading, Function};
use crate::domain::pipeline::{FlagStore, Pipeline};
use crate::domain::reading::Held;
use crate::domain::snapshot::Snapshot;

/// Reads a yes/no as people write it; `None` when it is neither.
pub fn parse_enabled(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "on" | "yes" | "y" | "t" | "enabled" => Some(true),
        "false" | "0" | "off" | "no" | "n" | "f" | "disabled" => Some(false),
        _ => None,
    }
}

/// Reads a percentage as people write it, `10`, `10%` or `10.0 %`; `None` when it is not one from 0 to 100.
pub fn parse_percentage(text: &str) -> Option<f64> {
    let text = text.trim();
    let number: f64 = text.strip_suffix('%').unwrap_or(text).trim().parse().ok()?;
    (0.0..=100.0).contains(&number).then_some(number)
}

/// A yes or no in the spelling of the value that it replaces, for a writer may compare with exactly that: `on` turns to `off`,
/// `TRUE` to `FALSE`, and what is not a yes or no, or was absent, to `true` or `false`.
pub fn spelled(before: Option<&str>, on: bool) -> String {
    const PAIRS: &[(&str, &str)] =
        &[("true", "false"), ("1", "0"), ("on", "off"), ("yes", "no"), ("y", "n"), ("t", "f"), ("enabled", "disabled")];
    let before = before.unwrap_or_default().trim();
    let lower = before.to_ascii_lowercase();
    let (yes, no) = PAIRS.iter().find(|(yes, no)| lower == *yes || lower == *no).copied().unwrap_or(PAIRS[0]);
    let word = if on { yes } else { no };
    let mut letters = before.chars();
    let first_is_upper = letters.next().is_some_and(|letter| letter.is_ascii_uppercase());
    match (first_is_upper, letters.all(|letter| letter.is_ascii_uppercase())) {
        (true, true) => word.to_ascii_uppercase(),
        (true, false) => word[..1].to_ascii_uppercase() + &word[1..],
        (false, _) => word.to_owned(),
    }
}

/// What one writer function's environment says; `None` when the flag does not live in environments.
pub fn flag_of_function(pipeline: &Pipeline, function: &Function) -> Option<FlagReading> {
    let (enabled_name, percentage_name) = variables(pipeline)?;
    let (raw_enabled, raw_percentage) = (function.enabled.as_deref(), function.percentage.as_deref());
    let enabled = raw_enabled.and_then(parse_enabled);
    let percentage = raw_percentage.and_then(parse_percentage);
    let name = &function.name;
    let told = |variable: &str, raw: Option<&str>, known: bool, kind: &str| match raw {
        None => Some(format!("{variable} is not set in {name}")),
        Some(_) if known => None,
        Some(raw) => Some(format!("{variable} in {name} is \"{raw}\", which is not {kind}")),
    };
    let problem = match &function.environment_error {
        Some(error) => Some(format!("the environment of {name} cannot be read: {error}")),
        None => told(enabled_name, raw_enabled, enabled.is_some(), "on or off")
            .or_else(|| told(percentage_name, raw_percentage, percentage.is_some(), "a number from 0 to 100"))
            .or_else(|| alias(function)),
    };
    let (revision, changed) = (function.revision.clone(), function.last_modified);
    Some(FlagReading { enabled, percentage, revision, changed, problem, ..FlagReading::of(name) })
}

/// A caller of an alias runs a published version, whose environment is not the one that was read.
fn alias(function: &Function) -> Option<String> {
    let (alias, version) = function.pinned().next()?;
    Some(format!("callers of the alias {alias} of {} run version {version}, whose environment may differ from this one", function.name))
}

fn variables(pipeline: &Pipeline) -> Option<(&str, &str)> {
    match pipeline.flag.as_ref()? {
        FlagStore::LambdaEnv { enabled, percentage } | FlagStore::Command { enabled, percentage, .. } => Some((enabled, percentage)),
        _ => None,
    }
}

/// What every writer function says, in the configuration's order. A writer that did not answer is listed with the reason.
pub fn flag_of_functions(snapshot: &Snapshot) -> Vec<FlagReading> {
    let silent = |writer: &String, why: String| FlagReading { problem: Some(why), ..FlagReading::of(writer) };
    let of = |writer: &String| {
        let held = snapshot.functions.get(writer);
        if let Some(function) = held.and_then(Held::get) {
            return flag_of_function(&snapshot.pipeline, function);
        }
        let fault = held.and_then(|held| held.fault.as_ref());
        Some(silent(writer, fault.map_or_else(|| format!("{writer} did not answer yet"), ToString::to_string)))
    };
    if variables(&snapshot.pipeline).is_none() {
        return Vec::new();
    }
    snapshot.pipeline.writers.iter().filter_map(of).collect()
}

/// What every holder says, wherever the flag lives. Of several functions the oldest answer gives the age,
/// and one that never answered gives the fault: without it the flag is not known.
pub fn flags(snapshot: &Snapshot) -> Held<Vec<FlagReading>> {
    if variables(&snapshot.pipeline).is_none() {
        return snapshot.flag.clone();
    }
    let writers = || snapshot.pipeline.writers.iter().map(|writer| snapshot.functions.get(writer));
    let fault = writers().flatten().find_map(|held| held.fault.clone());
    let complete = 0 < writers().count() && writers().all(|held| held.is_some_and(|held| held.value.is_some()));
    Held {
        value: complete.then(|| flag_of_functions(snapshot)),
        at: writers().flatten().filter_map(|held| held.at).min().filter(|_| complete),
        fault,
        ..Held::default()
    }
}
