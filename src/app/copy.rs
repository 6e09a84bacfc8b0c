//! What is put on the clipboard, as plain text that makes sense elsewhere.

mod change;

use std::fmt::Write as _;

use super::board::Standing;
use super::model::{Dialog, Model, Panel};
use super::rows;
use crate::domain::checklist::Check;
use crate::domain::finding::words;
use crate::domain::reading::{Reading, Unit, Value};
use crate::domain::readings;

/// The text for `y`: the open finding, the explained readings, the event, or the selected row.
pub fn selected(model: &Model) -> Option<String> {
    let watch = model.shown();
    match &model.dialog {
        Some(Dialog::Findings { selected }) => watch.board.standing.get(*selected).map(finding),
        Some(Dialog::Why { readings, .. }) => Some(values(model, readings)),
        Some(Dialog::Event { index }) => event(model, *index),
        Some(Dialog::Check { id, .. }) => watch.judged.check(id).map(check),
        Some(Dialog::Handover { text, .. }) => Some(text.clone()),
        Some(Dialog::Change { number, .. }) => model.changes.get(*number).map(change::told),
        Some(_) => None,
        None if model.focus == Panel::Verdict => match watch.board.standing.get(model.selected) {
            Some(standing) => Some(finding(standing)),
            None => watch.board.verdict.as_ref().map(|verdict| format!("{}: {}", verdict.level.word(), verdict.text)),
        },
        None if matches!(model.focus, Panel::Events | Panel::History) => event(model, model.selected),
        None => {
            let row = rows::of(model, model.focus).into_iter().nth(model.selected)?;
            if let Some(found) = watch.judged.check(&row.key).filter(|_| model.focus.lists_checks()) {
                return Some(check(found));
            }
            Some(if row.readings.is_empty() { row.key } else { values(model, &row.readings) })
        }
    }
}

/// Every finding with evidence and advice, under the verdict.
pub fn report(model: &Model) -> String {
    let watch = model.shown();
    let pipeline = &watch.snapshot.pipeline;
    let mut text = format!("{} ({}) at {}\n", pipeline.name, pipeline.environment, minute(watch.snapshot.now));
    if let Some(verdict) = &watch.board.verdict {
        let _ = writeln!(text, "{}: {}", verdict.level.word(), verdict.text);
    }
    for standing in &watch.board.standing {
        let _ = write!(text, "\n{}\n", finding(standing));
    }
    text
}

/// The AWS CLI commands that show the same facts. All of them read.
pub fn commands(model: &Model) -> String {
    let pipeline = &model.shown().snapshot.pipeline;
    let region = model.shown().snapshot.identity.get().map(|identity| identity.region.clone()).or_else(|| pipeline.region.clone());
    let mut common = String::new();
    for (flag, value) in [("--region", &region), ("--profile", &pipeline.profile), ("--endpoint-url", &pipeline.endpoint_url)] {
        if let Some(value) = value {
            let _ = write!(common, " {flag} {}", quoted(value));
        }
    }
    let stream = quoted(&pipeline.stream);
    let mut lines = vec![
        format!("aws{common} kinesis describe-stream-summary --stream-name {stream}"),
        format!("aws{common} kinesis list-shards --stream-name {stream}"),
        format!("aws{common} cloudwatch describe-alarms --state-value ALARM"),
    ];
    for name in &pipeline.consumers {
        lines.push(format!("aws{common} lambda list-event-source-mappings --function-name {}", quoted(name)));
    }
    for name in &pipeline.writers {
        lines.push(format!("aws{common} lambda get-function-configuration --function-name {}", quoted(name)));
    }
    lines.join("\n")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_./:".contains(sign);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

fn minute(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn finding(standing: &Standing) -> String {
    let finding = &standing.finding;
    let mut text = format!("{} {}: {}", finding.level.word(), standing.name(), finding.text);
    for line in &finding.evidence {
        let _ = write!(text, "\n  {line}");
    }
    if !finding.advice.is_empty() {
        let _ = write!(text, "\n  {}", finding.advice);
    }
    text
}

fn check(check: &Check) -> String {
    let mut text = format!("{} {}: {}", check.mark.word(), check.id, check.title);
    for line in check.evidence.iter().cloned().chain(check.waits_for.iter().map(|what| format!("waits for {what}"))) {
        let _ = write!(text, "\n  {line}");
    }
    text
}

fn event(model: &Model, index: usize) -> Option<String> {
    let event = super::timeline::listed(model).nth(index)?;
    let mut text = format!("{} {}", minute(event.at), event.text);
    for line in &event.evidence {
        let _ = write!(text, "\n  {line}");
    }
    Some(text)
}

fn values(model: &Model, names: &[String]) -> String {
    let snapshot = &model.shown().snapshot;
    let told = |name: &String| readings::get(snapshot, name).map(|reading| line(name, &reading));
    let lines: Vec<String> = names.iter().filter_map(told).collect();
    lines.join("\n")
}

fn line(name: &str, reading: &Reading) -> String {
    let value = match &reading.value {
        Some(Value::Number(number)) => format!("{} {}", figure(*number, reading.unit), unit(reading.unit)),
        Some(Value::Flag(flag)) => if *flag { "on" } else { "off" }.to_owned(),
        Some(Value::Text(text)) => text.clone(),
        None => "–".to_owned(),
    };
    let at = reading.at.map(|at| format!(" at {}", minute(at))).unwrap_or_default();
    format!("{name}  {}{at} ({}; {} {})", value.trim_end(), reading.state.word(), reading.source.call, reading.source.field)
}

/// A number as it stands, its thousands apart; bytes with what people call so many.
fn figure(number: f64, unit: Unit) -> String {
    let is_whole = number.fract() == 0.0;
    let figure = if is_whole { words::number(number) } else { number.to_string() };
    let mib = number / 1_048_576.0;
    if matches!(unit, Unit::Bytes | Unit::BytesPerSecond) && 1.0 <= mib { format!("{figure} ({mib:.1} MiB)") } else { figure }
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::PerSecond => "a second",
        Unit::PerMinute => "a minute",
        Unit::BytesPerSecond => "bytes a second",
        Unit::Bytes => "bytes",
        Unit::Seconds => "s",
        Unit::Milliseconds => "ms",
        Unit::Hours => "h",
        Unit::Percent => "%",
        Unit::Usd => "USD",
        Unit::UsdPerHour => "USD an hour",
        Unit::UsdPerMonth => "USD a month",
        Unit::Count | Unit::Text | Unit::Flag => "",
    }
}
