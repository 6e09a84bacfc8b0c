//! How a command ends: the exit codes, and one sentence when it failed.

use std::fmt;

use crate::domain::fault::{Fault, FaultKind};

/// An exit code; each has one meaning in every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, healthy.
    Done,
    /// An error; something was not found.
    Error,
    /// Usage or configuration.
    Usage,
    /// The verdict is bad.
    Bad,
    /// Credentials.
    Credentials,
    /// Not enough data, or stale.
    Inconclusive,
    /// Refused by policy.
    Refused,
    /// A limit or throttle of AWS's.
    Throttled,
    /// It cannot be told whether a change was made: look before trying again.
    Unknown,
    /// The plan has changes.
    Changes,
    /// Ctrl-C.
    Interrupted,
    /// Ended by another signal; its number.
    Signal(i32),
}

impl Exit {
    /// The code that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Error => 1,
            Exit::Usage => 2,
            Exit::Bad => 3,
            Exit::Credentials => 4,
            Exit::Inconclusive => 5,
            Exit::Refused => 6,
            Exit::Throttled => 7,
            Exit::Unknown => 8,
            Exit::Changes => 10,
            Exit::Interrupted => 130,
            Exit::Signal(number) => u8::try_from(number).map_or(255, |number| number.saturating_add(128)),
        }
    }
}

impl From<&Fault> for Exit {
    /// How a command ends that could not do without this answer.
    fn from(fault: &Fault) -> Self {
        match fault.kind {
            FaultKind::NotFound => Exit::Error,
            FaultKind::Credentials => Exit::Credentials,
            // Nothing was asked yet: what is missing is a flag, a variable or a key.
            FaultKind::Rejected if fault.code.as_deref() == Some("MissingRegion") => Exit::Usage,
            FaultKind::Throttled => Exit::Throttled,
            _ => Exit::Inconclusive,
        }
    }
}

/// A command that failed: its exit code and one sentence for stderr.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What went wrong, without the program's name; several lines when several things did.
    pub text: String,
}

impl Failure {
    /// A usage or configuration error.
    pub fn usage(text: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, text: text.into() }
    }

    /// Any other error.
    pub fn error(text: impl Into<String>) -> Self {
        Self { exit: Exit::Error, text: text.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Failure {}

impl From<crate::edge::config::Problems> for Failure {
    fn from(problems: crate::edge::config::Problems) -> Self {
        Self::usage(problems.to_string())
    }
}

impl From<std::io::Error> for Failure {
    /// A reader that went away (`tidegate status | head -1`) is no error worth a sentence.
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self { exit: Exit::Done, text: String::new() };
        }
        Self::error(format!("failed to write the answer: {error}"))
    }
}

/// The end of the help: what each exit code means.
pub(super) const EXITS: &str = "\
Exit codes:
  0  done, healthy          5  not enough data, or stale
  1  error, not found       6  refused by policy
  2  usage, configuration   7  limit or throttle of AWS's
  3  verdict is bad         8  outcome of a change unknown: look before trying again
  4  credentials           10  the plan has changes
                          130  Ctrl-C";
