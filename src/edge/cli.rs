//! The command line: one definition per flag feeds parser, help, man page and completions.

use std::ffi::OsString;

use clap::Parser;
use clap::error::ErrorKind;
use serde_json::Value;

mod apply;
mod arguments;
mod around;
mod change;
mod config;
mod console;
mod cost;
mod doctor;
mod document;
mod errors;
mod exit;
mod gate;
mod generated;
mod handover;
pub mod iam;
mod init;
mod journal;
mod lists;
mod numbers;
mod paint;
mod permissions;
mod plan;
mod prices;
mod query;
mod reach;
mod replay;
mod rollout;
mod sim;
mod status;
mod surroundings;
mod watch;
mod watched;

pub use arguments::{Arguments, Command, Common, Output};
pub use around::Around;
pub use exit::{Exit, Failure};
pub(in crate::edge) use watched::plain;

/// Parses, runs, and tells a failure in one sentence on the error output.
pub async fn main(words: impl IntoIterator<Item = OsString>, around: &mut Around<'_>) -> Exit {
    let ended = match Arguments::try_parse_from(words) {
        Ok(arguments) => Box::pin(run(arguments, around)).await,
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
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let usage = text.lines().find_map(|line| line.trim().strip_prefix("Usage: ")).unwrap_or("tidegate");
        let named: Vec<&str> = usage.split_whitespace().take_while(|word| !word.starts_with(['[', '<'])).collect();
        let named = named.join(" ");
        return Err(Failure::usage(format!("what to do is missing after `{named}`; `{named} --help` lists it")));
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

/// Runs a command. Ctrl-C ends it, except in the console, where it is a key.
async fn run(arguments: Arguments, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let common = &arguments.common;
    let opens = matches!(arguments.command, None | Some(Command::Demo(_)));
    if common.tape.is_some() && !opens {
        return Err(Failure::usage("--tape records the console, and this command opens none; leave it out"));
    }
    let command = async {
        match &arguments.command {
            None => Box::pin(console::open(common, around)).await,
            Some(Command::Demo(world)) => Box::pin(console::demo(world, common, around)).await,
            Some(Command::Sim(sim)) => sim::run(sim, around).await,
            Some(Command::Status(status)) => status::status(status, common, around).await,
            Some(Command::Check(check)) => status::check(check, common, around).await,
            Some(Command::Plan(arguments)) => plan::run(arguments, common, around).await,
            Some(Command::Apply(arguments)) => Box::pin(apply::apply(arguments, common, around)).await,
            Some(Command::Rollback(arguments)) => Box::pin(apply::rollback(arguments, common, around)).await,
            Some(Command::Resume(arguments)) => Box::pin(apply::resume(arguments, common, around)).await,
            Some(Command::Gate) => gate::gate(common, around).await,
            Some(Command::Checklist) => gate::checklist(common, around).await,
            Some(Command::Rollout { action }) => Box::pin(rollout::run(action, common, around)).await,
            Some(Command::Handover) => handover::run(common, around).await,
            Some(Command::Journal { action }) => journal::run(action, common, around).await,
            Some(Command::Holes { action }) => journal::holes_of(action, common, around).await,
            Some(Command::Query(asked)) => Box::pin(query::run(asked, common, around)).await,
            Some(Command::Errors(asked)) => errors::run(asked, common, around).await,
            Some(Command::Cost(asked)) => Box::pin(cost::run(asked, common, around)).await,
            Some(Command::Prices { action }) => Box::pin(prices::run(action, common, around)).await,
            Some(Command::Doctor) => doctor::run(common, around).await,
            Some(Command::Init(init)) => init::run(init, common, around).await,
            Some(Command::Iam(iam)) => iam::run(iam, common, around),
            Some(Command::Config { action }) => config::run(action, common, around),
            Some(Command::Replay(replay)) => replay::run(replay, common, around),
            Some(Command::Keys) => lists::keys(common, around),
            Some(Command::Themes) => lists::themes(common, around),
            Some(Command::Ids) => lists::ids(common, around),
            Some(Command::Completions { shell }) => generated::completions(*shell, around),
            Some(Command::Man) => generated::man(around),
        }
    };
    // In the console Ctrl-C is a key, and a change that runs ends by its own rules.
    let minds = matches!(
        arguments.command,
        None | Some(Command::Demo(_) | Command::Apply(_) | Command::Rollback(_) | Command::Resume(_) | Command::Rollout { .. })
    );
    tokio::select! {
        ended = command => ended,
        _ = tokio::signal::ctrl_c(), if !minds => Ok(Exit::Interrupted),
    }
}

/// One JSON document and a line end.
fn write_json(around: &mut Around<'_>, document: &Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(document).map_err(|error| Failure::error(format!("failed to write the answer: {error}")))?;
    writeln!(around.out, "{text}")?;
    Ok(())
}
