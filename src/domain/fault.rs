//! Why an ask was not answered, told apart the way an operator must act on it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What kind of failure it was: each kind has its own cure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum FaultKind {
    /// AWS refused: the identity lacks this permission (`service:Action`).
    Denied {
        /// The IAM action that is missing, as in a policy.
        permission: String,
    },
    /// AWS asked us to slow down.
    Throttled,
    /// No answer: name, route, connection or TLS failed.
    Unreachable,
    /// The connection stood, the answer did not come within our time limit.
    TimedOut,
    /// No usable credentials: missing, expired, or the provider failed.
    Credentials,
    /// The named resource does not exist in this account and Region.
    NotFound,
    /// An answer came that is not what the service's protocol says: a proxy's page, half a body.
    Unreadable,
    /// AWS answered with an error of its own making (status 5xx or an unlisted code).
    Service,
    /// AWS says that the request itself is wrong; asking again will not help.
    Rejected,
}

/// One failed ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The kind, which decides cell, advice and pace.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// The call that failed, as IAM names it: `kinesis:DescribeStreamSummary`.
    pub call: String,
    /// AWS's own error code when it gave one: `ResourceNotFoundException`.
    pub code: Option<String>,
    /// One sentence, free of secrets, in the words of who refused.
    pub message: String,
    /// When it failed.
    pub at: Timestamp,
}

impl Fault {
    /// One or two words for a cell: `denied`, `throttled`, `unreachable`, …
    pub fn word(&self) -> &'static str {
        match self.kind {
            FaultKind::Denied { .. } => "denied",
            FaultKind::Throttled => "throttled",
            FaultKind::Unreachable => "unreachable",
            FaultKind::TimedOut => "timed out",
            FaultKind::Credentials => "no credentials",
            FaultKind::NotFound => "not found",
            FaultKind::Unreadable => "unreadable answer",
            FaultKind::Service => "AWS error",
            FaultKind::Rejected => "rejected",
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.call, self.word())?;
        if let FaultKind::Denied { permission } = &self.kind {
            write!(f, " (needs {permission})")?;
        }
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}
