//! A console on the embedded world: the SDK asks, the model takes the answers, and any screen can be drawn of it.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tidegate::app::effect::Effect;
use tidegate::app::keys::{KeyTable, parse_key};
use tidegate::app::model::{Begin, Model, Options};
use tidegate::app::msg::Msg;
use tidegate::app::update::{start, update};
use tidegate::domain::pipeline::Pipeline;
use tidegate::domain::series::shift;
use tidegate::edge::aws::{Aws, Connection};
use tidegate::sim::{self, Sim};
use tidegate::view::markers::Marker;
use tidegate::view::theme::Theme;
use tidegate::view::{self, Look};

/// Somebody is woken: the moment of every picture.
pub(crate) fn night() -> Timestamp {
    "2026-11-23T03:12:40Z".parse().unwrap()
}

/// Seconds that pass before the picture: long enough for every dwell time and for the second look of each source.
const WATCHED: i64 = 260;

/// A console before its first answer.
pub(crate) fn blank(pipeline: Pipeline, options: Options) -> Model {
    Model::new(begin(pipeline, options))
}

/// What such a console begins with.
pub(crate) fn begin(pipeline: Pipeline, options: Options) -> Begin {
    Begin {
        now: night(),
        zone: TimeZone::fixed(jiff::tz::offset(1)),
        pipelines: vec![pipeline],
        current: 0,
        theme: "tide".to_owned(),
        themes: Theme::names().map(str::to_owned).collect(),
        keys: KeyTable::default(),
        size: (120, 40),
        options,
    }
}

/// The switches of the demo, without bell and title.
pub(crate) fn demo() -> Options {
    Options { bell: false, title: false, demo: true, ..Options::default() }
}

/// A world and the console that watches it. Time stands still but for [`Bed::pass`].
pub(crate) struct Bed {
    pub(crate) model: Model,
    sim: Sim,
    aws: Aws,
    runtime: tokio::runtime::Runtime,
    /// Every message so far, in the order in which they were taken.
    pub(crate) messages: Vec<Msg>,
}

impl Bed {
    /// A console that has asked everything once.
    pub(crate) fn open(scenario: &str, pipeline: Pipeline, options: Options) -> Self {
        let world = sim::Options { scenario: scenario.to_owned(), seed: 7, speed: 0.0, start: night() };
        // The runtime's own clock is virtual: waiting between retries takes no time.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let (sim, aws) = runtime.block_on(async {
            let sim = Sim::start(&world).unwrap();
            let aws = Aws::new(Connection::embedded(sim.http_client()));
            (sim, aws)
        });
        let mut bed = Self { model: blank(pipeline, options), sim, aws, runtime, messages: Vec::new() };
        let first = start(&mut bed.model);
        bed.perform(first);
        bed
    }

    /// Answers every ask among effects, and what follows from the answers.
    pub(crate) fn perform(&mut self, effects: Vec<Effect>) {
        let mut waiting: std::collections::VecDeque<Effect> = effects.into();
        while let Some(effect) = waiting.pop_front() {
            let Effect::Ask(ask) = effect else { continue };
            let pipeline = self.model.pipelines[ask.pipeline].clone();
            let at = self.model.now;
            let outcome = self.runtime.block_on(self.aws.perform(&pipeline, &ask, at));
            waiting.extend(self.take(Msg::Answered { ask, at, outcome }));
        }
    }

    /// One message, remembered.
    pub(crate) fn take(&mut self, msg: Msg) -> Vec<Effect> {
        self.messages.push(msg.clone());
        update(&mut self.model, msg)
    }

    /// Lets seconds pass, for the world and for the console.
    pub(crate) fn pass(&mut self, seconds: i64) {
        for _ in 0..seconds {
            self.sim.advance(1);
            let next = shift(self.model.now, 1);
            let effects = self.take(Msg::Tick(next));
            self.perform(effects);
        }
    }
}

/// The console some minutes after it was opened on a scenario. Built once a scenario.
pub(crate) fn watched(scenario: &'static str) -> Model {
    type Cell = Arc<OnceLock<Model>>;
    static BUILT: Mutex<BTreeMap<&'static str, Cell>> = Mutex::new(BTreeMap::new());
    let cell = BUILT.lock().unwrap().entry(scenario).or_default().clone();
    let build = || {
        let mut bed = Bed::open(scenario, Sim::pipeline(), demo());
        bed.pass(WATCHED);
        bed.model
    };
    cell.get_or_init(build).clone()
}

/// The model after some keys; what they ask stays unanswered.
pub(crate) fn after(mut model: Model, keys: &str) -> Model {
    press(&mut model, keys);
    model
}

/// Presses keys, written as in `[keys]`.
pub(crate) fn press(model: &mut Model, keys: &str) {
    for key in keys.split_whitespace() {
        update(model, Msg::Key(parse_key(key).unwrap().into()));
    }
}

/// Draws the whole terminal.
pub(crate) fn draw(model: &Model, look: &Look, (columns, rows): (u16, u16)) -> Buffer {
    let mut model = model.clone();
    update(&mut model, Msg::Resize(columns, rows));
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    view::draw(&model, look, &mut buffer);
    buffer
}

/// A compiled-in theme with a terminal that has braille.
pub(crate) fn look(theme: &str) -> Look {
    Look::new(Theme::built_in(theme).unwrap(), Marker::Braille)
}
