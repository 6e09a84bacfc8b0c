//! The console: on AWS or on the embedded world; the status instead where there is no terminal.

use std::path::PathBuf;

use tracing_appender::non_blocking::WorkerGuard;

use super::arguments::{Common, Status, World};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::watched::plain;
use super::{change, paint, query, reach, sim, status, watched};
use crate::app::keys::KeyTable;
use crate::app::model::{Begin, Options};
use crate::domain::pipeline::Writes;
use crate::edge::clock::Clock;
use crate::edge::config::Config;
use crate::edge::journal::Journal;
use crate::edge::log;
use crate::edge::paths::Paths;
use crate::edge::queries::Queries;
use crate::edge::runtime::{self, Left, Setup, Source};
use crate::edge::tape::{Head, Recorder};
use crate::sim::{Options as WorldOptions, Sim};
use crate::view::theme::Theme;

/// The theme when nobody chose one.
pub(super) const THEME: &str = "tide";

/// Whether a console can be opened here.
fn has_screen(common: &Common, around: &Around<'_>) -> bool {
    around.terminal && !common.no_input
}

/// `tidegate`: the console on AWS, or `status` where there is no terminal.
pub(super) async fn open(common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    if !has_screen(common, around) {
        only_on_a_screen(common)?;
        return status::status(&Status::default(), common, around).await;
    }
    let config = watched::configuration(common, around)?;
    let current = watched::first(&config, common)?;
    let clock = reach::clock(around).await?;
    let connections = config.pipelines.iter().map(|pipeline| reach::connection(pipeline, around)).collect();
    let begin = begin(&config, current, common, &clock)?;
    Box::pin(run(begin, Source::Aws { connections, clock }, &config, common, around)).await
}

/// `tidegate demo`: the same console on a world of our own.
pub(super) async fn demo(world: &World, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let mut config = Config::of(Sim::pipeline());
    if !has_screen(common, around) {
        only_on_a_screen(common)?;
        let sim = sim::world(world)?;
        around.http_client = Some(sim.http_client());
        around.clock = Some(Clock::World(sim));
        return status::of(&config.pipelines[0], common, around).await;
    }
    sim::known(world)?;
    // Theme and keys are the user's own; what to watch is not.
    let own = watched::configuration(&Common { stream: None, pipeline: None, ..common.clone() }, around)?;
    (config.theme, config.keys, config.notifications, config.said) = (own.theme, own.keys, own.notifications, own.said);
    let clock = Clock::System;
    let mut begin = begin(&config, 0, common, &clock)?;
    begin.options.demo = true;
    // A clock that stands never lets time pass between two keys.
    begin.options.speed = if world.speed == 0.0 { 0 } else { world.speed.round().max(1.0) as u32 };
    let options = WorldOptions { scenario: world.scenario.clone(), seed: world.seed, speed: world.speed, start: begin.now };
    Box::pin(run(begin, Source::World(options), &config, common, around)).await
}

/// What makes sense with a console alone.
fn only_on_a_screen(common: &Common) -> Result<(), Failure> {
    match &common.tape {
        Some(_) => Err(Failure::usage("--tape records the console, and there is none without a terminal; leave it out")),
        None => Ok(()),
    }
}

fn begin(config: &Config, current: usize, common: &Common, clock: &Clock) -> Result<Begin, Failure> {
    let now = clock.now();
    let options = Options {
        bell: config.notifications.bell,
        title: config.notifications.title,
        notify: config.notifications.notify,
        write: common.write && config.pipelines.iter().any(|pipeline| pipeline.writes != Writes::Never),
        at: reach::at(common, now)?,
        ..Options::default()
    };
    Ok(Begin {
        now,
        zone: reach::zone(),
        pipelines: config.pipelines.clone(),
        current,
        theme: config.theme.clone().unwrap_or_else(|| THEME.to_owned()),
        themes: Vec::new(),
        keys: KeyTable::with(&config.keys).map_err(|problem| Failure::usage(problem.to_string()))?,
        size: (0, 0),
        options,
    })
}

async fn run(mut begin: Begin, source: Source, config: &Config, common: &Common, around: &Around<'_>) -> Result<Exit, Failure> {
    let depth = paint::depth(common, around);
    let theme = watched::theme(config, around)?.or_else(|| Theme::built_in(THEME)).unwrap_or_else(Theme::probe);
    begin.themes = Theme::names().map(str::to_owned).collect();
    if !begin.themes.contains(&theme.name) {
        begin.themes.push(theme.name.clone());
    }
    begin.theme.clone_from(&theme.name);
    let _log = log(common, around)?;
    let tape = tape(&begin, config, common, around)?;
    let written = Written::of(&source, around)?;
    let (journal, queries) = (written.journal.clone(), written.queries.clone());
    let setup = Setup { begin, source, theme, depth, marker: paint::marker(common, around), tape, journal, queries };
    let left = Box::pin(runtime::run(setup)).await.map_err(|error| Failure::error(format!("the terminal failed: {}", plain(&error))))?;
    Ok(match left {
        Left::Quit => Exit::Done,
        Left::Signal(number) => Exit::Signal(number),
    })
}

/// Where changes are written down: the user's journal, or for the embedded world one that goes with it.
struct Written {
    journal: Journal,
    queries: Option<Queries>,
    passing: Option<PathBuf>,
}

impl Written {
    fn of(source: &Source, around: &Around<'_>) -> Result<Self, Failure> {
        match source {
            Source::Aws { .. } => Ok(Self { journal: change::journal(around)?, queries: query::queries(around), passing: None }),
            Source::World(_) => {
                let state = Paths::of(&around.environment).map_or_else(std::env::temp_dir, |paths| paths.state);
                let place = state.join(format!("demo-{}", std::process::id()));
                // One that a crash left behind is of another world.
                let _ = std::fs::remove_dir_all(&place);
                let queries = Some(Queries::at(place.join("queries.json")));
                Ok(Self { journal: Journal::at(place.join("journal.jsonl")), queries, passing: Some(place) })
            }
        }
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        if let Some(place) = &self.passing {
            let _ = std::fs::remove_dir_all(place);
        }
    }
}

/// Begins the tape that is asked for.
fn tape(begin: &Begin, config: &Config, common: &Common, around: &Around<'_>) -> Result<Option<Recorder>, Failure> {
    let Some(path) = &common.tape else { return Ok(None) };
    let refused = |error| Failure::usage(format!("failed to begin the tape {}: {}", path.display(), plain(&error)));
    let file = Recorder::file(&around.here.join(path)).map_err(refused)?;
    Recorder::start(file, &Head::of(begin, &config.keys)).map(Some).map_err(refused)
}

/// Begins the log. Without a place for it the console opens all the same, unless the place was asked for.
fn log(common: &Common, around: &Around<'_>) -> Result<Option<WorkerGuard>, Failure> {
    let asked = common.log_file.as_ref().map(|path| around.here.join(path));
    let standard = Paths::of(&around.environment).map(|paths| paths.log_file());
    let Some(path) = asked.clone().or(standard) else { return Ok(None) };
    match log::open(&path) {
        Ok(file) => Ok(log::start(file)),
        Err(error) if asked.is_some() => Err(Failure::usage(format!("failed to open the log {}: {}", path.display(), plain(&error)))),
        Err(_) => Ok(None),
    }
}
