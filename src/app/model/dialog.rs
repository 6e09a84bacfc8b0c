//! What can lie over the screen, and the line at the bottom.

use crate::app::arm::Arm;
use crate::app::guard::Question;

/// What lies over the screen. One at a time; `Esc` closes it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Dialog {
    /// Help of this screen, from the key table; the number is the first line shown.
    Help {
        /// First line shown.
        scroll: usize,
    },
    /// Where the selected value comes from: names of `domain::readings`.
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
    /// The archive's query: what bounds its cost before it is run, and its rows afterwards.
    Query {
        /// First line shown.
        scroll: usize,
    },
    /// A function's errors in its log group: what reading them takes, and what was read.
    Errors {
        /// The function.
        function: String,
        /// First line shown.
        scroll: usize,
    },
    /// One gate or check with all of its evidence.
    Check {
        /// Its id.
        id: String,
        /// First line shown.
        scroll: usize,
    },
    /// The handover: what is read is what is copied.
    Handover {
        /// The Markdown, as it was when the dialog opened.
        text: String,
        /// First line shown.
        scroll: usize,
    },
    /// One event of the timeline with its evidence.
    Event {
        /// Index in the list as shown.
        index: usize,
    },
    /// Arming: the environment's name is typed.
    Arm(Arm),
    /// One action on its way: prepared, reviewed, running or over.
    Change {
        /// Its number.
        number: u64,
        /// First line shown.
        scroll: usize,
    },
    /// A run of the journal that did not come to an end: go on with it, or close it.
    Torn {
        /// Its number in the journal.
        run: u64,
        /// Index of the selected way.
        selected: usize,
    },
    /// Closing such a run: a reason is typed.
    Close {
        /// Its number in the journal.
        run: u64,
        /// The reason.
        question: Question,
    },
    /// Leaving while a change runs.
    Leave,
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
    /// What was typed before `Tab` or the history replaced it; offers are made for this.
    pub typed: String,
    /// Which line of the history is shown, counted from the newest.
    pub recalled: Option<usize>,
}

/// The two uses of the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum BarKind {
    /// `:` a command.
    Command,
    /// `/` a filter of the rows on this screen.
    Filter,
}

impl Bar {
    /// An empty bar.
    pub fn open(kind: BarKind, text: &str) -> Self {
        Self { kind, text: text.to_owned(), offers: Vec::new(), chosen: None, typed: text.to_owned(), recalled: None }
    }
}
