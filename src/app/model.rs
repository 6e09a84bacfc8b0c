//! The whole state of the console.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::board::Board;
use super::feed::Feeds;
use super::keys::KeyTable;
use super::timeline::Timeline;
use crate::domain::pipeline::Pipeline;
use crate::domain::snapshot::Snapshot;

/// The seven screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "each is named as on the screen")]
pub enum Screen {
    Overview,
    Shards,
    Rollout,
    Cost,
    Pipeline,
    Checklist,
    Activity,
}

impl Screen {
    /// In the order of their keys, `1` to `7`.
    pub const ALL: [Screen; 7] =
        [Screen::Overview, Screen::Shards, Screen::Rollout, Screen::Cost, Screen::Pipeline, Screen::Checklist, Screen::Activity];

    /// The name in the tab bar.
    pub fn title(self) -> &'static str {
        match self {
            Screen::Overview => "Overview",
            Screen::Shards => "Shards",
            Screen::Rollout => "Rollout",
            Screen::Cost => "Cost",
            Screen::Pipeline => "Pipeline",
            Screen::Checklist => "Checklist",
            Screen::Activity => "Activity",
        }
    }
}

/// A panel that can have the focus. Each screen lists its own, in `Tab` order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "each is named as on the screen")]
pub enum Panel {
    Verdict,
    Rollout,
    Records,
    Lag,
    Shards,
    Throttles,
    TableErrors,
    ShardTable,
    ShardHeat,
    ShardDetail,
    Ladder,
    Percentages,
    Gates,
    Bill,
    Watching,
    Flow,
    FlowDetail,
    Checks,
    Events,
}

impl Screen {
    /// The screen's panels, in `Tab` order.
    pub fn panels(self) -> &'static [Panel] {
        match self {
            Screen::Overview => {
                &[Panel::Verdict, Panel::Rollout, Panel::Records, Panel::Lag, Panel::Shards, Panel::Throttles, Panel::TableErrors]
            }
            Screen::Shards => &[Panel::ShardTable, Panel::ShardHeat, Panel::ShardDetail],
            Screen::Rollout => &[Panel::Ladder, Panel::Percentages, Panel::Gates],
            Screen::Cost => &[Panel::Bill, Panel::Watching],
            Screen::Pipeline => &[Panel::Flow, Panel::FlowDetail],
            Screen::Checklist => &[Panel::Checks],
            Screen::Activity => &[Panel::Events],
        }
    }
}

/// The window of time that all charts share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChartWindow {
    /// Seconds across; between 15 minutes and 15 days.
    pub span: i64,
    /// The right edge; `None` follows now.
    pub end: Option<Timestamp>,
    /// The cursor's minute, when `v` put one on the charts.
    pub cursor: Option<Timestamp>,
    /// Whether the focused chart fills the screen.
    pub full: bool,
}

impl Default for ChartWindow {
    fn default() -> Self {
        Self { span: 3 * 3600, end: None, cursor: None, full: false }
    }
}

/// What lies over the screen. One at a time; `Esc` closes it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Dialog {
    /// Help of this screen, from the key table; the number is the first line shown.
    Help {
        /// First line shown.
        scroll: usize,
    },
    /// Where the selected value comes from: a reading name of `domain::readings`.
    Why {
        /// Reading names, the selected one first.
        readings: Vec<String>,
        /// First line shown.
        scroll: usize,
    },
    /// Every finding with evidence and advice; the selected one is open.
    Findings {
        /// Index on the board.
        selected: usize,
    },
    /// What can be done, each disabled entry with its reason.
    Actions {
        /// Index of the selected entry.
        selected: usize,
    },
    /// Sampling keys of a shard: what it takes of the read quota, before it is done.
    Sample {
        /// The shard's id.
        shard: String,
    },
    /// One event of the timeline with its evidence.
    Event {
        /// Index in the list as shown.
        index: usize,
    },
}

/// What the line at the bottom is being used for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bar {
    /// `:` or `/`.
    pub kind: BarKind,
    /// What was typed.
    pub text: String,
    /// Completions of what was typed, best first.
    pub offers: Vec<String>,
    /// Which offer `Tab` chose.
    pub chosen: Option<usize>,
}

/// The two uses of the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum BarKind {
    /// `:` a command.
    Command,
    /// `/` a filter of the rows on this screen.
    Filter,
}

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Ring on a change of verdict.
    pub bell: bool,
    /// Show the verdict in the terminal's title.
    pub title: bool,
    /// Send a desktop notification on a change of verdict.
    pub notify: bool,
    /// Whether the account's writes are possible in this run (issue: guarded actions).
    pub write: bool,
    /// The moment to look at, instead of now.
    pub at: Option<Timestamp>,
    /// Whether an embedded AWS answers (the header says DEMO).
    pub demo: bool,
}

/// What is watched: the newest snapshot and how it came to be.
#[derive(Debug, Clone)]
pub struct Watch {
    /// All that is known.
    pub snapshot: Snapshot,
    /// Cadence, asks in flight, backoff.
    pub feeds: Feeds,
    /// Findings over time.
    pub board: Board,
    /// What happened when.
    pub timeline: Timeline,
}

/// The state. `update` is the only one that changes it; `view` only reads.
#[derive(Debug, Clone)]
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
    /// What is shown while PAUSED; data is still recorded in `watch`.
    pub frozen: Option<Box<Watch>>,
    /// Which screen.
    pub screen: Screen,
    /// Which panel has the focus.
    pub focus: Panel,
    /// The selected row or cell of the focused panel.
    pub selected: usize,
    /// The shared time window.
    pub chart: ChartWindow,
    /// What lies over the screen.
    pub dialog: Option<Dialog>,
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
    /// What the screens show: the frozen watch while PAUSED, else the live one.
    pub fn shown(&self) -> &Watch {
        self.frozen.as_deref().unwrap_or(&self.watch)
    }
}
