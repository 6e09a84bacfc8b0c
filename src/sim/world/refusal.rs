//! What AWS says when it refuses: its own name for it, the HTTP status and a sentence.

/// A refusal by AWS's own name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `ResourceInUseException`, …
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// What the answer's message says.
    pub message: String,
}

impl Refusal {
    /// A refusal with status 400, as nearly all of the JSON services answer.
    pub fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, status: 400, message: message.into() }
    }

    /// A refusal with a status of its own.
    pub fn with_status(code: &'static str, status: u16, message: impl Into<String>) -> Self {
        Self { code, status, message: message.into() }
    }
}
