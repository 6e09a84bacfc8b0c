//! The grammar of the command bar: what each command takes, and what it means.

use std::time::Duration;

use jiff::Timestamp;

mod completion;
mod moment;
mod verbs;

pub use completion::offers;
pub use moment::moment;

use super::keys::Command;
use super::model::{ChartWindow, Model};
use super::rows;
use crate::domain::action::Action;
use crate::domain::action::grammar::{self, VERBS};
use crate::domain::cost::WhatIf;
use crate::domain::finding::words::sentence;
use crate::domain::journal::{Event, Word};
use crate::domain::readings;
use crate::domain::rollout::store;

/// What a typed line means.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// A command that also has a key.
    Key(Command),
    /// Acknowledge findings of this name, or the leading one, for a time.
    Acknowledge(Option<String>, Duration),
    /// Take acknowledgements of this name, or all, back.
    Remind(Option<String>),
    /// Watch another pipeline.
    Pipeline(usize),
    /// Another theme.
    Theme(String),
    /// Filter the rows by this text; empty takes the filter away.
    Filter(String),
    /// Let the charts show this many seconds.
    Span(i64),
    /// Move the charts to a moment, or with `None` back to now.
    At(Option<Timestamp>),
    /// Explain a reading.
    Why(String),
    /// Ask whether to sample a shard.
    Sample(String),
    /// Ask whether to run the archive's query.
    Query,
    /// Ask whether to read a function's errors.
    Errors(String),
    /// Change figures of the Cost screen in thought.
    WhatIf(Box<WhatIf>),
    /// Copy every finding.
    Report,
    /// A word about the rollout, for the journal.
    Say(Event),
    /// Show the handover.
    Handover,
    /// A change of the pipeline.
    Wish(Action),
    /// Arm by typing the environment's name.
    Arm,
    /// Read-only again.
    Disarm,
    /// Show the newest change.
    Change,
    /// Stop what runs before its next step.
    Stop,
}

/// What a word after a command can be; it decides the completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// A duration, then the name of a finding that is not acknowledged.
    DurationAndFinding,
    /// The name of a finding that is acknowledged.
    Acknowledged,
    /// A pipeline's name.
    Pipeline,
    /// A theme's name.
    Theme,
    /// Any text.
    Text,
    /// A reason, which the journal keeps.
    Reason,
    /// A duration.
    Span,
    /// A time of day, an instant, or `live`.
    Moment,
    /// The name of a reading.
    Reading,
    /// A shard's id or number.
    Shard,
    /// The name of a writer or consumer function.
    Function,
    /// What is changed in thought, and to what.
    WhatIf,
}

/// Commands that need words, and so have no key: name, what they take, one line of help.
pub const WORDED: [(&str, Takes, &str); 21] = [
    ("ack", Takes::DurationAndFinding, "ack 30m [FINDING]: acknowledge a finding for a time; it stays listed"),
    ("unack", Takes::Acknowledged, "unack [FINDING]: take an acknowledgement back"),
    ("pipeline", Takes::Pipeline, "pipeline NAME: watch another pipeline"),
    ("theme", Takes::Theme, "theme [NAME]: change the colours"),
    ("filter", Takes::Text, "filter [TEXT]: show only rows that contain the text"),
    ("span", Takes::Span, "span 6h: how much time the charts show"),
    ("at", Takes::Moment, "at 03:02: move the charts to a moment; at live comes back"),
    ("why", Takes::Reading, "why [READING]: where a value comes from"),
    ("sample", Takes::Shard, "sample SHARD: read a shard's keys for a few seconds, after a question"),
    ("query", Takes::Nothing, "query: run the configured query over the archive, after its cost bound was shown"),
    ("errors", Takes::Function, "errors FUNCTION: read a function's last errors from its log group, after a question"),
    ("what-if", Takes::WhatIf, "what-if shards 4: change a figure of the Cost screen in thought; what-if none forgets it"),
    ("hold", Takes::Reason, "hold REASON: keep the rollout where it is until it is resumed"),
    ("resume", Takes::Reason, "resume REASON: let a rollout go on that was held or given up"),
    ("abort", Takes::Reason, "abort REASON: give the rollout up at this stage; only resume begins it again"),
    ("handover", Takes::Nothing, "handover: stage, evidence, findings and history as Markdown, for who takes it over"),
    ("report", Takes::Nothing, "report: copy every finding with evidence and advice"),
    ("arm", Takes::Nothing, "arm: allow changes for a time, after the environment's name was typed"),
    ("disarm", Takes::Nothing, "disarm: read-only again; what runs goes on"),
    ("change", Takes::Nothing, "change: show the change that runs, or the last one"),
    ("stop", Takes::Nothing, "stop: send no further call of the change that runs"),
];

/// The name nearest to a misspelt one, if one is near.
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let score = |other: &str| if other.starts_with(name) && !name.is_empty() { 1.0 } else { strsim::jaro_winkler(name, other) };
    let best = names.into_iter().map(|other| (score(other), other)).max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(score, _)| 0.75 < *score).map(|(_, name)| name)
}

fn hint<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, names).map(|name| format!(": did you mean {name}?")).unwrap_or_default()
}

/// Every word that a line can begin with.
pub fn names() -> impl Iterator<Item = &'static str> {
    let keyed = Command::ALL.iter().filter(|command| can_be_typed(**command)).map(|command| command.row().name);
    let verbs = VERBS.iter().map(|verb| verb.name);
    WORDED.iter().map(|(name, ..)| *name).chain(verbs).chain(keyed.filter(|name| WORDED.iter().all(|(other, ..)| other != name)))
}

/// The keys that type or move within what is open mean nothing as a word.
fn can_be_typed(command: Command) -> bool {
    use super::keys::{Group, Place};
    let row = command.row();
    row.places.contains(&Place::Screen) && row.group != Group::Typing && !matches!(command, Command::CommandBar | Command::Back)
}

/// Reads one line. The error is one sentence.
pub fn parse(text: &str, model: &Model) -> Result<Line, String> {
    let text = text.trim();
    let (name, rest) = text.split_once(char::is_whitespace).map_or((text, ""), |(name, rest)| (name, rest.trim()));
    let name = match name {
        "q" | "q!" => "quit",
        "h" => "help",
        other => other,
    };
    if let Some((_, takes, help)) = WORDED.iter().find(|(other, ..)| *other == name) {
        return worded(name, *takes, rest, help, model);
    }
    if grammar::verb(name).is_some() {
        return grammar::parse(text).map(Line::Wish).map_err(|why| sentence(&why));
    }
    let Some(command) = Command::named(name).filter(|command| can_be_typed(*command)) else {
        return Err(format!("There is no command {name}{}", full_stop(&hint(name, names()))));
    };
    if rest.is_empty() { Ok(Line::Key(command)) } else { Err(format!("{name} takes nothing more, but \"{rest}\" follows it.")) }
}

/// How a command is written and what it does, for the line while it is typed.
pub fn usage(text: &str) -> Option<String> {
    let name = text.split_whitespace().next()?;
    let worded = WORDED.iter().find(|(other, ..)| *other == name).map(|(.., help)| (*help).to_owned());
    worded.or_else(|| grammar::verb(name).map(|verb| format!("{}: {}", verb.usage(), verb.help)))
}

fn full_stop(hint: &str) -> String {
    if hint.is_empty() { ".".to_owned() } else { hint.to_owned() }
}

fn worded(name: &str, takes: Takes, rest: &str, help: &str, model: &Model) -> Result<Line, String> {
    match (name, takes) {
        ("ack", _) => acknowledge(rest, help, model),
        ("unack", _) if rest.is_empty() => Ok(Line::Remind(None)),
        ("unack", _) => finding(rest, model).map(|name| Line::Remind(Some(name))),
        ("pipeline", _) => pipeline(rest, model),
        ("theme", _) if rest.is_empty() => Ok(Line::Key(Command::Theme)),
        ("theme", _) => known("theme", rest, model.themes.iter().map(String::as_str)).map(|name| Line::Theme(name.to_owned())),
        ("filter", _) if !rows::can_filter(model.screen) => Err("This screen has no list to filter.".to_owned()),
        ("filter", _) => Ok(Line::Filter(rest.to_owned())),
        ("span", _) => span(rest),
        ("at", _) if matches!(rest, "live" | "now") => Ok(Line::At(None)),
        ("at", _) => moment(rest, model.now, &model.zone).map(|at| Line::At(Some(at))),
        ("why", _) if rest.is_empty() => Ok(Line::Key(Command::Why)),
        ("why", _) => {
            let names = readings::names(&model.shown().snapshot);
            known("reading", rest, names.iter().map(String::as_str)).map(|name| Line::Why(name.to_owned()))
        }
        ("sample", _) => shard(rest, model).map(Line::Sample),
        ("query", _) if rest.is_empty() => Ok(Line::Query),
        ("errors", _) => function(rest, model).map(Line::Errors),
        ("what-if", _) => super::what_if::read(rest, model).map(|change| Line::WhatIf(Box::new(change))),
        ("hold", _) => say(Word::Held, rest, help, model),
        ("resume", _) => say(Word::Resumed, rest, help, model),
        ("abort", _) => say(Word::Aborted, rest, help, model),
        ("handover", _) if rest.is_empty() => Ok(Line::Handover),
        ("arm", _) if rest.is_empty() => Ok(Line::Arm),
        ("disarm", _) if rest.is_empty() => Ok(Line::Disarm),
        ("change", _) if rest.is_empty() => Ok(Line::Change),
        ("stop", _) if rest.is_empty() => Ok(Line::Stop),
        _ if rest.is_empty() => Ok(Line::Report),
        _ => Err(format!("{name} takes nothing more, but \"{rest}\" follows it.")),
    }
}

/// The name itself when it is known, else a sentence with the nearest one.
fn known<'a>(what: &str, name: &str, names: impl Iterator<Item = &'a str> + Clone) -> Result<&'a str, String> {
    names.clone().find(|other| *other == name).ok_or_else(|| format!("There is no {what} {name}{}", full_stop(&hint(name, names))))
}

fn duration(text: &str) -> Result<Duration, String> {
    let length =
        humantime::parse_duration(text).map_err(|_| format!("\"{text}\" is not a length of time: write it like 30m or 1h 30m."))?;
    if length.is_zero() { Err("A length of time must be more than nothing.".to_owned()) } else { Ok(length) }
}

/// A word about the rollout is tier 1: it changes this journal alone, `resume` takes it back, and the command line asks for no more.
/// The reason that has to be typed out is what keeps it from happening by mistake.
fn say(word: Word, reason: &str, help: &str, model: &Model) -> Result<Line, String> {
    if reason.is_empty() {
        return Err(format!("Why? {help}."));
    }
    if model.options.at.is_some() {
        return Err("A past moment cannot be changed.".to_owned());
    }
    if model.watch.journal_read.is_none() {
        return Err("The journal was not read yet.".to_owned());
    }
    let kept = store::read(&model.watch.snapshot.history, model.now);
    store::say(word, reason, &kept).map(Line::Say).map_err(sentence)
}

/// Longest acknowledgement: one that outlives a shift hides things from the next.
const LONGEST: Duration = Duration::from_hours(24);

fn acknowledge(rest: &str, help: &str, model: &Model) -> Result<Line, String> {
    if rest.is_empty() {
        return Err(format!("How long? {help}."));
    }
    // A duration may have several words; what follows the words that begin with a digit names the finding.
    let words: Vec<&str> = rest.split_whitespace().collect();
    let split = words.iter().position(|word| !word.starts_with(|sign: char| sign.is_ascii_digit())).unwrap_or(words.len());
    let length = duration(&words[..split].join(" "))?;
    if LONGEST < length {
        return Err("24h is the longest: nobody remembers a longer one.".to_owned());
    }
    let name = words[split..].join(" ");
    let name = if name.is_empty() { None } else { Some(finding(&name, model)?) };
    if name.is_none() && model.watch.board.leading().next().is_none() {
        return Err("Nothing is found that is not acknowledged.".to_owned());
    }
    Ok(Line::Acknowledge(name, length))
}

fn finding(name: &str, model: &Model) -> Result<String, String> {
    let standing = &model.watch.board.standing;
    if standing.iter().any(|standing| standing.finding.id == name || standing.name() == name) {
        return Ok(name.to_owned());
    }
    let names: Vec<String> = standing.iter().map(super::board::Standing::name).collect();
    Err(format!("No finding is called {name}{}", full_stop(&hint(name, names.iter().map(String::as_str)))))
}

fn pipeline(rest: &str, model: &Model) -> Result<Line, String> {
    let names = model.pipelines.iter().map(|pipeline| pipeline.name.as_str());
    if rest.is_empty() {
        return Err(format!("Which pipeline? There is {}.", names.collect::<Vec<_>>().join(", ")));
    }
    let name = known("pipeline", rest, names)?;
    let index = model.pipelines.iter().position(|pipeline| pipeline.name == name).unwrap_or(model.current);
    Ok(Line::Pipeline(index))
}

fn span(rest: &str) -> Result<Line, String> {
    let seconds = i64::try_from(duration(rest)?.as_secs()).unwrap_or(i64::MAX);
    if (ChartWindow::SPANS[0]..=ChartWindow::REACH).contains(&seconds) {
        Ok(Line::Span(seconds / 60 * 60))
    } else {
        Err("The charts show from 15m to 15days.".to_owned())
    }
}

fn function(rest: &str, model: &Model) -> Result<String, String> {
    let pipeline = &model.watch.snapshot.pipeline;
    let names = pipeline.writers.iter().chain(&pipeline.consumers).map(String::as_str);
    if rest.is_empty() {
        return Err(format!("Which function? There is {}.", names.collect::<Vec<_>>().join(", ")));
    }
    known("function", rest, names).map(str::to_owned)
}

fn shard(rest: &str, model: &Model) -> Result<String, String> {
    let Some(map) = model.watch.snapshot.shards.get() else { return Err("No shards are known yet.".to_owned()) };
    let selected = || rows::selected_shard(model).ok_or_else(|| "Which shard?".to_owned());
    if rest.is_empty() {
        return selected();
    }
    let found = map.all().iter().find(|shard| shard.id == rest || shard.short() == rest);
    found.map(|shard| shard.id.clone()).ok_or_else(|| format!("There is no shard {rest}."))
}
