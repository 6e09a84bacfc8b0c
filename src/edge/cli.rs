//! The command line: one definition per flag feeds parser, help, man page and completions.

use std::ffi::OsString;

use clap::Parser;
use clap::error::ErrorKind;
use serde_json::Value;

mod arguments;
mod around;
mod config;
mod exit;
mod generated;
pub mod iam;
mod lists;
mod watched;

pub use arguments::{Arguments, Command, Common, Output};
pub use around::Around;
pub use exit::{Exit, Failure};

/// Parses, runs, and tells a failure in one sentence on the error output.
pub async fn main(words: impl IntoIterator<Item = OsString>, around: &mut Around<'_>) -> Exit {
    let ended = match Arguments::try_parse_from(words) {
        Ok(arguments) => run(arguments, around).await,
        Err(error) => refuse(&error, around),
    };
    ended.unwrap_or_else(|failure| {
        for line in failure.text.lines() {
            // When even the error output is gone there is nobody left to tell.
            let _ = writeln!(around.err, "tidegate: {line}");
        }
        failure.exit
    })
}

/// Help and version are answers; everything else that the parser says is one sentence.
fn refuse(error: &clap::Error, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let text = error.to_string();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        around.out.write_all(text.as_bytes())?;
        return Ok(Exit::Done);
    }
    let mut lines = text.lines().map(str::trim);
    let first = lines.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    if first.ends_with(':') {
        let named: Vec<&str> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
        return Err(Failure::usage(format!("{first} {}; see `tidegate --help`", named.join(", "))));
    }
    let tip = text.lines().find_map(|line| line.trim().strip_prefix("tip: ")).map(|tip| format!("; {tip}")).unwrap_or_default();
    let choices = text.lines().find(|line| line.trim().starts_with("[possible values"));
    let choices = choices.map(|line| format!(" {}", line.trim())).unwrap_or_default();
    Err(Failure::usage(format!("{first}{choices}{tip}; see `tidegate --help`")))
}

async fn run(arguments: Arguments, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let common = &arguments.common;
    match arguments.command {
        Some(Command::Config { action }) => config::run(action, common, around),
        Some(Command::Iam(iam)) => iam::run(&iam, common, around),
        Some(Command::Themes) => lists::themes(common, around),
        Some(Command::Completions { shell }) => generated::completions(shell, around),
        Some(Command::Man) => generated::man(around),
        _ => Ok(Exit::Done),
    }
}

/// One JSON document and a line end.
fn write_json(around: &mut Around<'_>, document: &Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(document).map_err(|error| Failure::error(format!("failed to write the answer: {error}")))?;
    writeln!(around.out, "{text}")?;
    Ok(())
}
