//! What the model wants done outside.

use serde::{Deserialize, Serialize};

use super::ask::Ask;

/// One wish to the edge. None of them changes anything in AWS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Ask the world and send [`super::msg::Msg::Answered`].
    Ask(Ask),
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
