//! Everything that can happen, in one total order.

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ask::{Ask, Outcome};
use super::model::{Panel, Screen};
use crate::domain::facts::QueryRun;
use crate::domain::journal::{Entry, Event, Hands};
use crate::domain::outcome::Progress;

/// What the mouse can point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spot {
    /// A screen's name in the tab bar.
    Tab(Screen),
    /// A panel.
    Panel(Panel),
}

/// One event. Time enters here and nowhere else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "one message at a time is moved, never kept in a long list")]
pub enum Msg {
    /// The clock moved. An earlier time than the model's is ignored.
    Tick(Timestamp),
    /// A key, at the time of the last tick: the runtime tells the time before each key.
    Key(KeyEvent),
    /// The mouse: focus and scroll, nothing else.
    Mouse {
        /// As the terminal told it.
        event: MouseEvent,
        /// What was drawn under it.
        over: Option<Spot>,
    },
    /// Pasted text: goes into the command bar, never into a confirmation.
    Paste(String),
    /// The terminal's new size, columns and rows.
    Resize(u16, u16),
    /// An ask came back.
    Answered {
        /// The ask as it was sent.
        ask: Ask,
        /// When the answer came.
        at: Timestamp,
        /// The fact or the fault.
        outcome: Outcome,
    },
    /// A change that runs goes on, or is over.
    Progress {
        /// The change, as [`super::effect::Effect::Execute`] named it.
        change: u64,
        /// When.
        at: Timestamp,
        /// What happened.
        progress: Progress,
    },
    /// The whole journal: at the start, after each run, and now and then while another process executes one.
    Journal {
        /// Oldest entry first.
        entries: Vec<Entry>,
        /// Who executes which run.
        hands: Hands,
    },
    /// The journal could not be read.
    Unread {
        /// One sentence without an end.
        why: String,
    },
    /// An event was written into the journal, or was not.
    Noted {
        /// As [`super::effect::Effect::Journal`] named it.
        event: Event,
        /// Why it could not be written, in one sentence without an end.
        outcome: Result<(), String>,
    },
    /// The last run of a pipeline's query, made before this console was opened.
    Recalled {
        /// Index of the pipeline.
        pipeline: usize,
        /// The run, without its rows.
        run: QueryRun,
    },
    /// SIGTERM or SIGHUP: leave in order.
    Terminate,
}
