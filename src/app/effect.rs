//! What the model wants done outside.

use serde::Serialize;

use super::ask::Ask;
use crate::domain::approval::Approved;
use crate::domain::journal::Event;

/// One wish to the edge. Only [`Effect::Execute`] changes anything outside this console, and it takes an [`Approved`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Effect {
    /// Ask the world and send [`super::msg::Msg::Answered`].
    Ask(Ask),
    /// Execute an approved change and tell how it goes by [`super::msg::Msg::Progress`].
    Execute {
        /// By which the progress is known.
        change: u64,
        /// The plan and the consent.
        approved: Box<Approved>,
        /// The run in the journal that this one goes on with.
        continues: Option<u64>,
    },
    /// Send no further call of a change that runs; the call that is out is awaited.
    Stop(u64),
    /// Write an event into the journal and send [`super::msg::Msg::Noted`].
    Journal(Event),
    /// Read the journal and send [`super::msg::Msg::Journal`] or [`super::msg::Msg::Unread`]: always one of them.
    ReadJournal,
    /// Look for the last run of the pipeline's query that this machine keeps, and send [`super::msg::Msg::Recalled`] if there is one.
    Recall(usize),
    /// Put text on the clipboard (OSC 52).
    Copy(String),
    /// Ring the bell.
    Bell,
    /// Set the terminal's title.
    Title(String),
    /// Desktop notification (OSC 9).
    Notify(String),
    /// Stop the process until it is brought back (Ctrl-Z).
    Suspend,
    /// Leave.
    Quit,
}
