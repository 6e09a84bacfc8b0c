//! How wishes are typed, in the command bar and on the command line alike.

use std::fmt::Write as _;
use std::str::FromStr;

use super::{Action, MappingChange};
use crate::domain::alarm::AlarmOf;
use crate::domain::facts::StreamMode;

/// One option of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Without the dashes.
    pub name: &'static str,
    /// What follows it; empty for a switch.
    pub value: &'static str,
    /// One line of help.
    pub help: &'static str,
}

/// One verb: what follows it, and one line of help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verb {
    /// What it begins with.
    pub name: &'static str,
    /// The words that follow it.
    pub words: &'static str,
    /// Its options.
    pub options: &'static [Choice],
    /// One line of help.
    pub help: &'static str,
}

impl Verb {
    /// How it is written: `reshard --to N`.
    pub fn usage(&self) -> String {
        let mut usage = self.name.to_owned();
        if !self.words.is_empty() {
            let _ = write!(usage, " {}", self.words);
        }
        for option in self.options {
            let value = if option.value.is_empty() { String::new() } else { format!(" {}", option.value) };
            let _ = write!(usage, " [--{}{value}]", option.name);
        }
        usage
    }
}

macro_rules! verbs {
    ($($name:literal $words:literal $help:literal [$($option:literal $value:literal $told:literal),*];)+) => {
        /// Every verb, in the order of the help. The command bar and the command line are both made from it.
        pub const VERBS: &[Verb] = &[$(Verb {
            name: $name,
            words: $words,
            options: &[$(Choice { name: $option, value: $value, help: $told }),*],
            help: $help,
        }),+];
    };
}

verbs! {
    "rollback" "" "Stop stream writes at every writer: percentage 0 and the flag off" [];
    "back" "" "Go back to the rollout's stage before" [];
    "promote" "" "Go up to the rollout's next stage, on when it is off" [];
    "percentage" "N" "Send N percent of the writes to the stream too" [];
    "flag" "on|off" "Switch stream writes on or off, the percentage left as it is" [];
    "reshard" "" "Change the number of equal shards, in as few steps as are legal" ["to" "N" "Open shards that are wanted"];
    "split" "SHARD" "Split one shard in two" ["at" "KEY" "The first hash key of the second half; without it the halves are even"];
    "merge" "SHARD SHARD" "Merge two neighbours on the ring" [];
    "consumer" "NAME" "Change how a consumer function reads the stream" [
        "parallelisation" "1-10" "Batches of one shard at a time",
        "batch-size" "N" "Records a batch, up to 10,000",
        "bisect" "on|off" "Whether a failing batch is halved",
        "retries" "N|until-expiry" "Tries after the first",
        "max-age" "DURATION|until-expiry" "Records older than this are discarded",
        "destination" "ARN" "Where discarded batches are told of",
        "pause" "" "Stop reading",
        "resume" "" "Read again"
    ];
    "rescue" "NAME" "Free a reader that one record blocks, in the order that saves data" [
        "retention" "DURATION" "How long records are to be kept meanwhile",
        "retries" "N" "Tries after the first; 5 unless said otherwise",
        "destination" "ARN" "Where discarded batches are told of"
    ];
    "retention" "DURATION" "Keep records for so long, 24h to 365days" [];
    "mode" "on-demand|provisioned" "Change who counts the shards" [];
    "shard-metrics" "on|off" "Switch the seven shard-level metrics on or off" [];
    "scaling" "[freeze|thaw]" "Change the bounds of automatic scaling, or suspend it" [
        "min" "N" "Fewest shards",
        "max" "N" "Most shards"
    ];
    "alarm" "lag|throttles" "Create an alarm that the stream should have, with the configured limit" [
        "notify" "ARN" "Who is told when it rings, such as an SNS topic"
    ];
}

/// The verb of this name.
pub fn verb(name: &str) -> Option<&'static Verb> {
    VERBS.iter().find(|verb| verb.name == name)
}

/// The words after the verb, taken one by one.
struct Words<'a> {
    verb: &'static Verb,
    left: Vec<&'a str>,
}

impl<'a> Words<'a> {
    /// The value of `--name`, or of `name` alone; taken out.
    fn option(&mut self, name: &str) -> Result<Option<&'a str>, String> {
        let Some(at) = self.left.iter().position(|word| word.trim_start_matches("--") == name) else { return Ok(None) };
        if at + 1 == self.left.len() {
            return Err(self.wrong(&format!("--{name} needs a value")));
        }
        let value = self.left.remove(at + 1);
        self.left.remove(at);
        Ok(Some(value))
    }

    /// Whether `--name`, or `name` alone, is there; taken out.
    fn switch(&mut self, name: &str) -> bool {
        let at = self.left.iter().position(|word| word.trim_start_matches("--") == name);
        at.map(|at| self.left.remove(at)).is_some()
    }

    /// The next word that is no option.
    fn next(&mut self, what: &str) -> Result<&'a str, String> {
        match self.left.first() {
            Some(word) if !is_option(word) => Ok(self.left.remove(0)),
            _ => Err(self.wrong(&format!("{what} is missing"))),
        }
    }

    /// Nothing may be left.
    fn end(&self) -> Result<(), String> {
        match self.left.first() {
            None => Ok(()),
            Some(word) => Err(self.wrong(&format!("\"{word}\" means nothing here"))),
        }
    }

    fn wrong(&self, what: &str) -> String {
        format!("{what}: it is written {}", self.verb.usage())
    }

    fn number<T: FromStr>(&self, text: &str, what: &str) -> Result<T, String> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let why = if is_number { "is larger than any that there can be" } else { "is none" };
        text.parse().map_err(|_| self.wrong(&format!("{what} must be a whole number, and \"{text}\" {why}")))
    }

    fn on(&self, text: &str) -> Result<bool, String> {
        match text {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err(self.wrong(&format!("\"{text}\" is neither on nor off"))),
        }
    }

    fn hours(&self, text: &str) -> Result<u32, String> {
        let length =
            humantime::parse_duration(text).map_err(|_| self.wrong(&format!("\"{text}\" is not a length of time such as 48h or 7days")))?;
        if length.as_secs() % 3600 != 0 {
            return Err(self.wrong(&format!("records are kept for whole hours, and \"{text}\" is not")));
        }
        u32::try_from(length.as_secs() / 3600).map_err(|_| self.wrong(&format!("\"{text}\" is longer than AWS keeps anything")))
    }
}

/// A word that begins an option; a lone negative number does not.
fn is_option(word: &str) -> bool {
    word.starts_with("--")
}

/// Reads a typed wish. The error is one sentence.
pub fn parse(text: &str) -> Result<Action, String> {
    let mut left: Vec<&str> = text.split_whitespace().collect();
    if left.is_empty() {
        return Err("an action is missing".to_owned());
    }
    let name = left.remove(0);
    let verb = verb(name).ok_or_else(|| format!("there is no action {name}: there is {}", names()))?;
    let mut words = Words { verb, left };
    let action = action(&mut words)?;
    words.end()?;
    Ok(action)
}

fn names() -> String {
    VERBS.iter().map(|verb| verb.name).collect::<Vec<_>>().join(", ")
}

fn action(words: &mut Words<'_>) -> Result<Action, String> {
    Ok(match words.verb.name {
        "rollback" => Action::Rollback,
        "back" => Action::Back,
        "promote" => Action::Promote,
        "percentage" => {
            let word = words.next("the percentage")?;
            Action::Percentage { to: words.number(word.trim_end_matches('%'), "the percentage")? }
        }
        "flag" => {
            let word = words.next("on or off")?;
            Action::Flag { on: words.on(word)? }
        }
        "reshard" => {
            let to = match words.option("to")? {
                Some(to) => to,
                None => words.next("the number of shards")?,
            };
            Action::Reshard { to: words.number(to, "the number of shards")? }
        }
        "split" => {
            let at = words.option("at")?.map(|key| words.number(key, "the hash key")).transpose()?;
            Action::Split { shard: words.next("the shard")?.to_owned(), at }
        }
        "merge" => Action::Merge { shard: words.next("the shard")?.to_owned(), adjacent: words.next("the shard beside it")?.to_owned() },
        "consumer" => consumer(words)?,
        "rescue" => rescue(words)?,
        "retention" => {
            let mut text = words.next("the length of time")?.to_owned();
            while let Ok(more) = words.next("") {
                let _ = write!(text, " {more}");
            }
            Action::Retention { hours: words.hours(&text)? }
        }
        "mode" => mode(words)?,
        "shard-metrics" => {
            let word = words.next("on or off")?;
            Action::ShardMetrics { on: words.on(word)? }
        }
        "alarm" => alarm(words)?,
        _ => scaling(words)?,
    })
}

fn mode(words: &mut Words<'_>) -> Result<Action, String> {
    let word = words.next("the mode")?;
    let to = [StreamMode::OnDemand, StreamMode::Provisioned].into_iter().find(|mode| mode.word() == word);
    to.map(|to| Action::Mode { to }).ok_or_else(|| words.wrong(&format!("there is no mode {word}")))
}

fn alarm(words: &mut Words<'_>) -> Result<Action, String> {
    let notify = words.option("notify")?.map(str::to_owned);
    let word = words.next("what it rings for")?;
    let of = AlarmOf::ALL.into_iter().find(|of| of.word() == word);
    of.map(|of| Action::Alarm { of, notify }).ok_or_else(|| words.wrong(&format!("there is no alarm {word}")))
}

fn scaling(words: &mut Words<'_>) -> Result<Action, String> {
    if words.switch("freeze") {
        return Ok(Action::ScalingFreeze { frozen: true });
    }
    if words.switch("thaw") {
        return Ok(Action::ScalingFreeze { frozen: false });
    }
    let (min, max) = (words.option("min")?, words.option("max")?);
    match (min, max) {
        (Some(min), Some(max)) => {
            Ok(Action::ScalingBounds { min: words.number(min, "the fewest shards")?, max: words.number(max, "the most shards")? })
        }
        _ => Err(words.wrong("both bounds are needed")),
    }
}

/// What stands for −1: until the stream drops the record.
const EXPIRY: &str = "until-expiry";

fn consumer(words: &mut Words<'_>) -> Result<Action, String> {
    let function = words.next("the function")?.to_owned();
    let bisect = words.option("bisect")?.map(|text| words.on(text)).transpose()?;
    let retries = words.option("retries")?.map(|text| if text == EXPIRY { Ok(-1) } else { words.number(text, "the retries") });
    let age = words.option("max-age")?.map(|text| if text == EXPIRY { Ok(-1) } else { seconds(words, text) });
    let enabled = match (words.switch("pause"), words.switch("resume")) {
        (true, true) => return Err(words.wrong("it can be paused or resumed, not both")),
        (true, false) => Some(false),
        (false, true) => Some(true),
        (false, false) => None,
    };
    let change = MappingChange {
        enabled,
        batch_size: words.option("batch-size")?.map(|text| words.number(text, "the batch size")).transpose()?,
        parallelisation: words.option("parallelisation")?.map(|text| words.number(text, "the parallelisation")).transpose()?,
        maximum_retries: retries.transpose()?,
        maximum_record_age: age.transpose()?,
        bisect,
        destination: words.option("destination")?.map(str::to_owned),
    };
    if change.is_empty() {
        return Err(words.wrong("nothing is to be different"));
    }
    Ok(Action::Consumer { function, change })
}

fn seconds(words: &Words<'_>, text: &str) -> Result<i32, String> {
    let length =
        humantime::parse_duration(text).map_err(|_| words.wrong(&format!("\"{text}\" is not a length of time such as 6h or 90m")))?;
    i32::try_from(length.as_secs()).map_err(|_| words.wrong(&format!("\"{text}\" is longer than AWS keeps anything")))
}

fn rescue(words: &mut Words<'_>) -> Result<Action, String> {
    /// Tries after the first, when nobody says otherwise: enough for a dependency that hiccups.
    const RETRIES: u32 = 5;
    let function = words.next("the function")?.to_owned();
    let retention = words.option("retention")?.ok_or_else(|| words.wrong("--retention is missing"))?;
    let retries = words.option("retries")?.map(|text| words.number(text, "the retries")).transpose()?;
    Ok(Action::Rescue {
        function,
        retention_hours: words.hours(retention)?,
        destination: words.option("destination")?.map(str::to_owned),
        retries: retries.unwrap_or(RETRIES),
    })
}

/// The settings of a mapping as they are typed, each with a space before it.
pub(super) fn settings(change: &MappingChange) -> String {
    let expiry = |number: i32, unit: &str| if number < 0 { EXPIRY.to_owned() } else { format!("{number}{unit}") };
    let mut words = String::new();
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = write!(words, " --{name}");
            if !value.is_empty() {
                let _ = write!(words, " {value}");
            }
        }
    };
    add("pause", change.enabled.filter(|on| !on).map(|_| String::new()));
    add("resume", change.enabled.filter(|on| *on).map(|_| String::new()));
    add("batch-size", change.batch_size.map(|size| size.to_string()));
    add("parallelisation", change.parallelisation.map(|factor| factor.to_string()));
    add("bisect", change.bisect.map(|on| if on { "on" } else { "off" }.to_owned()));
    add("retries", change.maximum_retries.map(|count| expiry(count, "")));
    add("max-age", change.maximum_record_age.map(|age| expiry(age, "s")));
    add("destination", change.destination.clone());
    words
}
