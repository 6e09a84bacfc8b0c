//! `init`: looks through the account and writes a commented configuration.

use std::io::Write as _;
use std::path::Path;

use serde_json::json;

use super::arguments::{Common, Init, Output};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::watched::plain;
use super::{reach, watched, write_json};
use crate::domain::pipeline::Pipeline;
use crate::edge::init::{self, Undecided, VARIABLES};

/// Looks, chooses, writes. A file that exists is only overwritten with `--force`.
pub(super) async fn run(init: &Init, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let printed = init.to == Path::new("-");
    let path = around.here.join(&init.to);
    if !printed && !init.force && path.exists() {
        return Err(Failure::error(format!("{} exists already: --force overwrites it, --to FILE writes another", init.to.display())));
    }
    let target = target(common, around)?;
    let clock = reach::clock(around).await?;
    let found = reach::aws(&target, around).discover(&VARIABLES, clock.now()).await;
    if found.identity.is_none()
        && let Some(fault) = found.faults.first()
    {
        return Err(Failure { exit: Exit::from(fault), text: fault.to_string() });
    }
    let stream = init::choose(&found, common.stream.as_deref()).map_err(|why| match why {
        Undecided::NoStream(_) => Failure::error(why.to_string()),
        Undecided::Several(_) => Failure::usage(why.to_string()),
    })?;
    if !found.streams.is_empty() && !found.streams.contains(&stream) {
        writeln!(around.err, "tidegate: no stream {stream} was found there; the file names it all the same")?;
    }
    let text = init::file(&found, &stream, target.profile.as_deref(), target.endpoint_url.as_deref());
    for fault in &found.faults {
        writeln!(around.err, "tidegate: could not look: {fault}")?;
    }
    if printed {
        around.out.write_all(text.as_bytes())?;
        return Ok(Exit::Done);
    }
    write(&path, &text, init.force).map_err(|error| Failure::error(format!("failed to write {}: {}", init.to.display(), plain(&error))))?;
    match common.output {
        Output::Json => write_json(around, &json!({ "file": path, "stream": stream }))?,
        Output::Text => writeln!(around.out, "wrote {}: check the lines marked as guesses, then run `tidegate`", init.to.display())?,
    }
    Ok(Exit::Done)
}

/// Where to look: flags and environment, whatever an old file says.
fn target(common: &Common, around: &Around<'_>) -> Result<Pipeline, Failure> {
    let config = watched::without_files(common, around)?;
    config.pipelines.into_iter().next().ok_or_else(|| Failure::error("nothing to look at"))
}

/// Without `--force` the file is made anew or not at all, even when another process is as quick.
fn write(path: &Path, text: &str, force: bool) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    options.open(path)?.write_all(text.as_bytes())
}
