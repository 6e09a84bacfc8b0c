//! The loop: keys, time, signals and answers in; frames and effects out. It never waits for the network.

use std::io;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

mod change;
mod input;
mod signals;
mod world;

pub use world::Source;

use self::change::{Changes, Subject};
use self::signals::{Signal, Signals};
use self::world::World;
use super::cli::plain;
use super::journal::Journal;
use super::queries::Queries;
use super::tape::Recorder;
use super::terminal::Console;
use crate::app::ask::Answer;
use crate::app::effect::Effect;
use crate::app::model::{Begin, Model};
use crate::app::msg::Msg;
use crate::app::update::{start, update};
use crate::domain::facts::QueryRun;
use crate::view::markers::Marker;
use crate::view::theme::{Depth, Theme};
use crate::view::{self, Look};

/// All that a run of the console needs.
#[derive(Debug)]
pub struct Setup {
    /// What the model is made of. Size and first moment are set by the runtime.
    pub begin: Begin,
    /// Who answers.
    pub source: Source,
    /// The theme to begin with. The others are read when `t` comes to them: reading all would cost half of the first frame.
    pub theme: Theme,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// Which glyphs the terminal has.
    pub marker: Marker,
    /// Who records the run, when somebody does.
    pub tape: Option<Recorder>,
    /// Where changes are written down.
    pub journal: Journal,
    /// Where the runs of queries are kept; `None` without a home for them.
    pub queries: Option<Queries>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// By `q` or `:quit`.
    Quit,
    /// By a signal or by Ctrl-C, which is the key of SIGINT; its number.
    Signal(i32),
}

/// Least time between two frames. A key is drawn sooner than an answer.
const FRAME: Duration = Duration::from_millis(16);
const FRAME_AFTER_KEY: Duration = Duration::from_millis(4);

/// How often time is told: once a second, and more often when the world is fast.
const TICK: Duration = Duration::from_secs(1);
const FAST_TICK: Duration = Duration::from_millis(250);

/// Runs the console until it is left. The terminal is as it was when this returns, also with an error.
pub async fn run(setup: Setup) -> io::Result<Left> {
    let mut console = Console::take()?;
    let mut signals = Signals::listen()?;
    let Setup { mut begin, source, theme, depth, marker, mut tape, journal, queries } = setup;
    begin.theme.clone_from(&theme.name);
    begin.size = console.size();
    if let Some(tape) = &mut tape {
        // The head was written before the terminal was taken: the size is the first thing that happened.
        tape.take(&Msg::Resize(begin.size.0, begin.size.1));
    }
    let mut model = Model::new(begin);
    let mut stage = Stage { look: Look::new(theme.at(depth), marker), first: theme, depth, marker, drawn: None };
    // The first frame stands before any world is built or any configuration of the SDK is read.
    stage.draw(&mut console, &model)?;
    let world = World::begin(source, model.now);
    let (answers, inbox) = mpsc::unbounded_channel();
    let effects = start(&mut model);
    let mut run = Run { console, model, stage, world, changes: Changes::new(journal), queries, answers, tape, left: Left::Quit };
    run.perform(effects)?;
    let ended = run.turn(&mut signals, inbox).await;
    if let Some(tape) = run.tape.take() {
        tape.finish();
    }
    ended.map(|()| run.left)
}

/// What frames are drawn with, and when the last one was.
struct Stage {
    look: Look,
    first: Theme,
    depth: Depth,
    marker: Marker,
    drawn: Option<Instant>,
}

impl Stage {
    fn draw(&mut self, console: &mut Console, model: &Model) -> io::Result<()> {
        if self.look.theme.name != model.theme {
            let other = Theme::built_in(&model.theme).filter(|_| model.theme != self.first.name);
            self.look = Look::new(other.as_ref().unwrap_or(&self.first).at(self.depth), self.marker);
        }
        console.draw(|buffer| view::draw(model, &self.look, buffer))?;
        self.drawn = Some(Instant::now());
        Ok(())
    }

    /// When the next frame may be drawn.
    fn next(&self, hurried: bool) -> Instant {
        let gap = if hurried { FRAME_AFTER_KEY } else { FRAME };
        self.drawn.map_or_else(Instant::now, |drawn| drawn + gap)
    }
}

struct Run {
    console: Console,
    model: Model,
    stage: Stage,
    world: World,
    changes: Changes,
    queries: Option<Queries>,
    answers: mpsc::UnboundedSender<Msg>,
    tape: Option<Recorder>,
    left: Left,
}

/// Whether a frame is owed, and how soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owed {
    Nothing,
    Frame,
    Hurried,
}

impl Run {
    async fn turn(&mut self, signals: &mut Signals, mut inbox: mpsc::UnboundedReceiver<Msg>) -> io::Result<()> {
        let mut events = input::listen();
        let mut owed = Owed::Nothing;
        let mut tick = Instant::now();
        while !self.model.leaving {
            let frame_at = self.stage.next(owed == Owed::Hurried);
            tokio::select! {
                biased;
                signal = signals.next() => {
                    self.signal(signal)?;
                    owed = Owed::Hurried;
                }
                event = events.recv() => {
                    let Some(event) = event else { return Ok(()) };
                    self.input(event?)?;
                    // What was typed meanwhile is one frame.
                    while let Ok(event) = events.try_recv() {
                        self.input(event?)?;
                    }
                    owed = Owed::Hurried;
                }
                () = sleep_until(frame_at), if owed != Owed::Nothing => {
                    self.stage.draw(&mut self.console, &self.model)?;
                    owed = Owed::Nothing;
                }
                () = sleep_until(tick) => {
                    tick = self.next_tick();
                    let now = self.world.now();
                    self.take(Msg::Tick(now))?;
                    owed = owed.max_with(Owed::Frame);
                }
                answer = inbox.recv() => {
                    if let Some(answer) = answer {
                        self.take(answer)?;
                        owed = owed.max_with(Owed::Frame);
                        tick = tick.min(self.tick_after_answer());
                    }
                }
            }
        }
        Ok(())
    }

    /// The first answers are judged soon after they came, for nobody wants to wait a second more for the first verdict.
    /// While nothing comes there is nothing to judge, and no reason to hurry.
    fn tick_after_answer(&self) -> Instant {
        Instant::now() + if self.model.watch.board.verdict.is_none() { FAST_TICK } else { TICK }
    }

    /// Ticks fall on the seconds of the watched clock, so that what counts seconds never skips one.
    fn next_tick(&self) -> Instant {
        if 1 < self.model.options.speed {
            return Instant::now() + FAST_TICK;
        }
        let into = u64::try_from(self.world.now().subsec_nanosecond()).unwrap_or(0);
        Instant::now() + TICK - Duration::from_nanos(into.min(900_000_000)) + Duration::from_millis(2)
    }

    /// A key is taken at the moment at which it is pressed: what confirms depends on the time between keys.
    fn input(&mut self, event: crossterm::event::Event) -> io::Result<()> {
        let interrupts = input::is_interrupt(&event);
        let Some(msg) = input::message(event, &self.model) else { return Ok(()) };
        if matches!(msg, Msg::Key(_)) {
            let now = self.world.now();
            self.take(Msg::Tick(now))?;
        }
        self.take(msg)?;
        if self.model.leaving && interrupts {
            self.left = Left::Signal(input::INTERRUPT);
        }
        Ok(())
    }

    fn signal(&mut self, signal: Signal) -> io::Result<()> {
        match signal {
            Signal::Leave(number) => {
                self.left = Left::Signal(number);
                self.take(Msg::Terminate)
            }
            Signal::Resumed => {
                self.console.resume()?;
                self.resized()
            }
        }
    }

    fn take(&mut self, msg: Msg) -> io::Result<()> {
        if let Some(tape) = &mut self.tape {
            tape.take(&msg);
        }
        if let Msg::Answered { ask, outcome: Ok(Answer::Query(run)), .. } = &msg {
            self.keep(ask.pipeline, run);
        }
        let effects = update(&mut self.model, msg);
        self.perform(effects)
    }

    /// Keeps a run of the query for other commands, beside the loop: a slow disk holds nothing up.
    fn keep(&self, pipeline: usize, run: &QueryRun) {
        let (Some(queries), Some(pipeline)) = (self.queries.clone(), self.model.pipelines.get(pipeline).cloned()) else { return };
        let run = run.clone();
        tokio::task::spawn_blocking(move || {
            if let Err(error) = queries.keep(&pipeline, &run) {
                tracing::warn!("the run of the query is not kept: {}", plain(&error));
            }
        });
    }

    /// Looks for the last run that is kept.
    fn recall(&self, pipeline: usize) {
        let (Some(queries), Some(of)) = (self.queries.clone(), self.model.pipelines.get(pipeline).cloned()) else { return };
        let answers = self.answers.clone();
        tokio::task::spawn_blocking(move || {
            if let Some(run) = queries.last(&of) {
                // Nobody listens any more once the console is left.
                let _ = answers.send(Msg::Recalled { pipeline, run });
            }
        });
    }

    /// The pipeline that is watched.
    fn subject(&self) -> Subject {
        Subject { index: self.model.current, pipeline: self.model.watch.snapshot.pipeline.clone() }
    }

    fn resized(&mut self) -> io::Result<()> {
        let (columns, rows) = self.console.size();
        self.take(Msg::Resize(columns, rows))
    }

    fn perform(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Ask(ask) => {
                    let pipeline = self.model.pipelines.get(ask.pipeline).cloned();
                    if let Some(pipeline) = pipeline {
                        self.world.ask(ask, pipeline, self.answers.clone());
                    }
                }
                Effect::Execute { change, approved, continues } => {
                    let (subject, answers) = (self.subject(), self.answers.clone());
                    self.changes.execute((change, continues), *approved, subject, &self.world, answers);
                }
                Effect::Stop(change) => self.changes.stop(change),
                Effect::Journal(event) => {
                    let who = self.model.watch.snapshot.identity.get().map(|identity| identity.arn.clone());
                    self.changes.note(event, who, self.subject(), &self.world, self.answers.clone());
                }
                Effect::ReadJournal => self.changes.read(self.answers.clone()),
                Effect::Recall(pipeline) => self.recall(pipeline),
                Effect::Copy(text) => self.console.copy(&text)?,
                Effect::Bell => self.console.bell()?,
                Effect::Title(text) => self.console.title(&text)?,
                Effect::Notify(text) => self.console.notify(&text)?,
                Effect::Suspend => {
                    self.console.suspend()?;
                    self.resized()?;
                }
                // The loop ends by itself.
                Effect::Quit => {}
            }
        }
        Ok(())
    }
}

impl Owed {
    fn max_with(self, other: Owed) -> Owed {
        if self == Owed::Hurried { self } else { other }
    }
}
