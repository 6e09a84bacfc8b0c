//! Discovery of an account's streams, tables and functions into a commented configuration.
//! What AWS says is written as it is; what is only likely is marked as a guess.

use std::fmt::Write as _;

use super::aws::discover::Discovery;
use super::config::print::literal;

/// The variables by which a writer of the flag is known.
pub const VARIABLES: [&str; 2] = ["USE_KINESIS", "KINESIS_PERCENTAGE"];

/// Most names listed in a comment.
const LISTED: usize = 12;

/// Why no file can be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    /// There is nothing to watch.
    #[error("no Kinesis stream was found in {0}: name one with --stream NAME, or another Region with --region")]
    NoStream(String),
    /// Somebody must choose.
    #[error("several streams were found: choose one with --stream NAME: {0}")]
    Several(String),
}

/// One key with what is known about it.
enum Known {
    /// AWS says so; the text says where.
    Fact(String, String),
    /// It is likely; the text says why.
    Guess(String, String),
    /// Nothing is known; the text says what was found.
    Nothing(String),
}

/// The stream to write a file for.
pub fn choose(found: &Discovery, wanted: Option<&str>) -> Result<String, Undecided> {
    match (wanted, found.streams.as_slice()) {
        (Some(stream), _) => Ok(stream.to_owned()),
        (None, [only]) => Ok(only.clone()),
        (None, []) => {
            let region = found.identity.as_ref().map_or_else(|| "this Region".to_owned(), |identity| identity.region.clone());
            Err(Undecided::NoStream(region))
        }
        (None, several) => Err(Undecided::Several(several.join(", "))),
    }
}

/// The file.
pub fn file(found: &Discovery, stream: &str, profile: Option<&str>, endpoint_url: Option<&str>) -> String {
    let mut text = String::from("# tidegate.toml, written by `tidegate init`.\n");
    if let Some(identity) = &found.identity {
        let _ = writeln!(text, "# Account {}, Region {}.", identity.account, identity.region);
    }
    text.push_str("# Lines that end with \"guess\" are likely, not known: check them. Every key: `tidegate config template`.\n");
    for fault in &found.faults {
        let _ = writeln!(text, "# Could not look: {}", one_line(&fault.to_string()));
    }
    let _ = writeln!(text, "\n[[pipeline]]\nstream = {}", quoted(stream));
    if let Some(identity) = &found.identity {
        let _ = writeln!(text, "region = {}", quoted(&identity.region));
    }
    for (key, value) in [("profile", profile), ("endpoint_url", endpoint_url)] {
        if let Some(value) = value {
            let _ = writeln!(text, "{key} = {}", quoted(value));
        }
    }
    text.push_str("# environment = \"prod\"             # shown in the header and typed to arm; \"prod\" is drawn as danger\n");
    let writers = writers(found);
    let flagged = matches!(writers, Known::Guess(..));
    line(&mut text, "table", &likely(&found.tables, stream, "tables"));
    line(&mut text, "writers", &writers);
    line(&mut text, "consumers", &consumers(found, stream));
    line(&mut text, "firehose", &firehose(found, stream));
    line(&mut text, "queue", &likely(&found.queues, stream, "queues"));
    text.push_str("# writes = \"never\"                 # nothing can be changed from here, ever\n");
    if flagged {
        let _ = write!(text, "\n[pipeline.flag]                    # guess: the writers have these variables\nstore = \"lambda-env\"\n");
        let _ = write!(text, "enabled = {}\npercentage = {}\n", quoted(VARIABLES[0]), quoted(VARIABLES[1]));
    }
    text.push_str("\n# [pipeline.limits]\n# lag = \"60s\"\n# throttles = 10                   # a minute\n# budget = \"500\"                   # US dollars a month\n");
    text
}

fn line(text: &mut String, key: &str, known: &Known) {
    let _ = match known {
        Known::Fact(value, why) => writeln!(text, "{:<34} # {why}", format!("{key} = {value}")),
        Known::Guess(value, why) => writeln!(text, "{:<34} # {why}: guess", format!("{key} = {value}")),
        Known::Nothing(why) => writeln!(text, "{:<34} # {why}", format!("# {key} =")),
    };
}

fn writers(found: &Discovery) -> Known {
    let has_flag =
        |function: &&super::aws::discover::FoundFunction| VARIABLES.iter().any(|name| function.variables.iter().any(|has| has == name));
    let names: Vec<&str> = found.functions.iter().filter(has_flag).map(|function| function.name.as_str()).collect();
    if names.is_empty() {
        let all: Vec<String> = found.functions.iter().map(|function| function.name.clone()).collect();
        return Known::Nothing(format!("no function has {}; {}", VARIABLES[0], listed(&all, "functions")));
    }
    Known::Guess(list(&names), format!("has {} or {}", VARIABLES[0], VARIABLES[1]))
}

fn consumers(found: &Discovery, stream: &str) -> Known {
    let reads = |function: &&super::aws::discover::FoundFunction| function.reads.iter().any(|read| read == stream);
    let names: Vec<&str> = found.functions.iter().filter(reads).map(|function| function.name.as_str()).collect();
    if names.is_empty() {
        return Known::Nothing("no function reads the stream".to_owned());
    }
    Known::Fact(list(&names), "reads the stream, by its event-source mapping".to_owned())
}

fn firehose(found: &Discovery, stream: &str) -> Known {
    let reads = found.firehoses.iter().find(|(_, source)| source.as_deref() == Some(stream));
    match reads {
        Some((name, _)) => Known::Fact(quoted(name), "reads the stream".to_owned()),
        None => Known::Nothing("no delivery stream reads the stream".to_owned()),
    }
}

/// The name that goes best with the stream's: the only one, or one that begins alike.
fn likely(names: &[String], stream: &str, what: &str) -> Known {
    match names {
        [] => Known::Nothing(format!("no {what} were found")),
        [only] => Known::Guess(quoted(only), format!("the only one of the {what}")),
        several => {
            let alike = |name: &&String| (1..=name.len()).filter(|end| common(name, stream, *end)).max().unwrap_or(0);
            match several.iter().max_by_key(alike).filter(|name| 3 < alike(name)) {
                Some(best) => Known::Guess(quoted(best), format!("named like the stream; {}", listed(several, what))),
                None => Known::Nothing(listed(several, what)),
            }
        }
    }
}

fn common(name: &str, stream: &str, end: usize) -> bool {
    name.get(..end).zip(stream.get(..end)).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
}

fn listed(names: &[String], what: &str) -> String {
    let shown = names.iter().take(LISTED).map(|name| one_line(name)).collect::<Vec<_>>().join(", ");
    let more = if LISTED < names.len() { format!(" and {} more", names.len() - LISTED) } else { String::new() };
    format!("{what} found: {shown}{more}")
}

fn quoted(text: &str) -> String {
    literal(&serde_json::Value::from(text))
}

fn list(names: &[&str]) -> String {
    literal(&serde_json::Value::from(names.to_vec()))
}

/// Nothing that was read can begin a new line in the file.
fn one_line(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}
