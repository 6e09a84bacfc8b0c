//! The whole state of the console.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::arm;
use super::board::Board;
use super::feed::{Feeds, JournalFeed};
use super::guard::Changes;
use super::judged::Judged;
use super::keys::KeyTable;
use super::timeline::Timeline;
use crate::domain::cost::WhatIf;
use crate::domain::pipeline::Pipeline;
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;

mod dialog;
mod screen;
mod window;

pub use dialog::{Bar, BarKind, Dialog};
pub use screen::{Panel, Screen};
pub use window::ChartWindow;

/// A line that says what just happened, until a moment.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Toast {
    /// One sentence.
    pub text: String,
    /// When it goes.
    pub until: Timestamp,
    /// Whether it reports something that failed.
    pub bad: bool,
}

/// Switches from the configuration and the command line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own that a person sets")]
pub struct Options {
    /// Ring on a change of verdict.
    pub bell: bool,
    /// Show the verdict in the terminal's title.
    pub title: bool,
    /// Send a desktop notification on a change of verdict.
    pub notify: bool,
    /// Armed from the start: `--write`.
    pub write: bool,
    /// The moment to look at, instead of now.
    pub at: Option<Timestamp>,
    /// Whether the gates are judged: what they alone rest on is read. A tape that does not know of it asked for none of that.
    #[serde(default)]
    pub gates: bool,
    /// Whether an embedded AWS answers (the header says DEMO).
    pub demo: bool,
    /// Seconds of the watched clock to one second of the reader's: 1, more in a fast demo, 0 where the clock stands.
    pub speed: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { bell: true, title: true, notify: false, write: false, at: None, gates: true, demo: false, speed: 1 }
    }
}

/// What is watched: the newest snapshot and how it came to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Watch {
    /// All that is known.
    pub snapshot: Snapshot,
    /// Cadence, asks in flight, backoff.
    pub feeds: Feeds,
    /// Findings over time.
    pub board: Board,
    /// Gates, phase, checklist and costs, as they were judged last.
    pub judged: Judged,
    /// What happened when.
    pub timeline: Timeline,
    /// When the journal was read last.
    pub journal_read: Option<Timestamp>,
}

impl Watch {
    /// A watch that knows nothing yet. Asks are numbered on from `last_number`, so that no answer is taken twice.
    pub fn begin(pipeline: Pipeline, now: Timestamp, last_number: u64) -> Self {
        let snapshot = Snapshot::blank(pipeline, now);
        Self {
            judged: Judged::of(&snapshot),
            snapshot,
            feeds: Feeds { last_number, ..Feeds::default() },
            board: Board::default(),
            timeline: Timeline::default(),
            journal_read: None,
        }
    }
}

/// What a model is made of at the start.
#[derive(Debug, Clone)]
pub struct Begin {
    /// The first moment.
    pub now: Timestamp,
    /// The user's own zone.
    pub zone: TimeZone,
    /// Every configured pipeline; never empty.
    pub pipelines: Vec<Pipeline>,
    /// The one to watch first.
    pub current: usize,
    /// The name of the theme.
    pub theme: String,
    /// Every theme's name.
    pub themes: Vec<String>,
    /// Commands and their keys.
    pub keys: KeyTable,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Switches.
    pub options: Options,
}

/// Columns and rows below which there is no more than a line: no plan can be read there, so none can be confirmed.
pub const LEAST: (u16, u16) = (40, 10);

/// The state. `update` is the only one that changes it; `view` only reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Never goes back.
    pub now: Timestamp,
    /// The user's own zone, beside UTC.
    pub zone: TimeZone,
    /// Every configured pipeline.
    pub pipelines: Vec<Pipeline>,
    /// The one that is watched.
    pub current: usize,
    /// Its watch.
    pub watch: Watch,
    /// When the journal is read, of which every pipeline has its part.
    pub journal: JournalFeed,
    /// What is shown while PAUSED; data is still recorded in `watch`.
    pub frozen: Option<Box<Watch>>,
    /// Which screen.
    pub screen: Screen,
    /// Which panel has the focus.
    pub focus: Panel,
    /// The selected row or cell of the focused panel.
    pub selected: usize,
    /// Where each other panel's selection was left.
    pub selections: BTreeMap<Panel, usize>,
    /// The shared time window.
    pub chart: ChartWindow,
    /// What is changed in thought on the Cost screen; nothing of it is ever done.
    pub what_if: WhatIf,
    /// What lies over the screen.
    pub dialog: Option<Dialog>,
    /// The dialogs under it, to which `Esc` goes back.
    pub beneath: Vec<Dialog>,
    /// Actions on their way, and the last one that ended.
    pub changes: Changes,
    /// Armed until then; `None` is read-only.
    pub armed_until: Option<Timestamp>,
    /// The command bar or the filter, while it is open.
    pub bar: Option<Bar>,
    /// The filter in force.
    pub filter: String,
    /// Commands typed before, oldest first.
    pub history: Vec<String>,
    /// What just happened.
    pub toast: Option<Toast>,
    /// The name of the theme in force.
    pub theme: String,
    /// Every theme's name, in the order of `t`.
    pub themes: Vec<String>,
    /// Commands and their keys.
    pub keys: KeyTable,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Switches.
    pub options: Options,
    /// Set by `quit`; the runtime leaves.
    pub leaving: bool,
}

impl Model {
    /// How many typed commands are remembered.
    pub const HISTORY: usize = 100;

    /// The first screen, before anything was asked.
    pub fn new(begin: Begin) -> Self {
        let mut pipelines = begin.pipelines;
        if pipelines.is_empty() {
            pipelines.push(Pipeline::of_stream("none"));
        }
        let current = begin.current.min(pipelines.len() - 1);
        let looked_at = begin.options.at.unwrap_or(begin.now);
        let chart = ChartWindow { end: begin.options.at, cursor: begin.options.at, ..ChartWindow::default() };
        let mut model = Self {
            now: begin.now,
            zone: begin.zone,
            watch: Watch::begin(pipelines[current].clone(), looked_at, 0),
            pipelines,
            current,
            journal: JournalFeed::default(),
            frozen: None,
            screen: Screen::Overview,
            focus: Panel::Verdict,
            selected: 0,
            selections: BTreeMap::new(),
            chart,
            what_if: WhatIf::default(),
            dialog: None,
            beneath: Vec::new(),
            changes: Changes::default(),
            armed_until: None,
            bar: None,
            filter: String::new(),
            history: Vec::new(),
            toast: None,
            theme: begin.theme,
            themes: begin.themes,
            keys: begin.keys,
            size: begin.size,
            options: begin.options,
            leaving: false,
        };
        if model.options.write && arm::can_arm(&model).is_ok() {
            model.armed_until = Some(arm::until(&model));
        }
        model
    }

    /// What the screens show: the frozen watch while PAUSED, else the live one.
    pub fn shown(&self) -> &Watch {
        self.frozen.as_deref().unwrap_or(&self.watch)
    }

    /// The selection of any panel of the screen, focused or not.
    pub fn selection(&self, panel: Panel) -> usize {
        if panel.selects_like() == self.focus.selects_like() {
            return self.selected;
        }
        self.selections.get(&panel.selects_like()).copied().unwrap_or(0)
    }

    /// The moment that the watch is about: now, or the moment of `--at`.
    pub fn watched_moment(&self) -> Timestamp {
        self.options.at.unwrap_or(self.now)
    }

    /// Says one sentence for a few seconds of the reader's time.
    pub(super) fn say(&mut self, text: impl Into<String>, bad: bool) {
        let seconds = 6 * i64::from(self.options.speed.max(1));
        self.toast = Some(Toast { text: text.into(), until: shift(self.now, seconds), bad });
    }
}
