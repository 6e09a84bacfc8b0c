//! How a watch ends: by which exit code, in which words, and what is rung for whoever does not look.

use std::io;

use crate::domain::checklist::Mark;
use crate::domain::finding::words;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::rollout::flags;
use crate::domain::rollout::machine::Phase;
use crate::domain::snapshot::Snapshot;
use crate::edge::cli::around::Around;
use crate::edge::cli::exit::{Exit, Failure};
use crate::edge::cli::status;
use crate::edge::config::Notifications;
use crate::edge::terminal::{BELL, notification};

/// How a watch ends.
pub(super) struct End {
    pub(super) exit: Exit,
    pub(super) text: String,
}

impl End {
    pub(super) fn new(exit: Exit, text: impl Into<String>) -> Self {
        Self { exit, text: text.into() }
    }

    /// Somebody ended it: by a word, or by going back.
    pub(super) fn stopped(phase: &Phase) -> Self {
        match phase {
            Phase::Paused(said) => Self::new(Exit::Refused, format!("the rollout is held: {}", said.reason)),
            Phase::Aborted(said) => Self::new(Exit::Refused, format!("the rollout was given up: {}", said.reason)),
            _ => Self::new(Exit::Bad, "the rollout was rolled back; it begins again with `rollout promote`"),
        }
    }

    /// Nothing could be told for so many seconds, and why, as far as that is known.
    pub(super) fn inconclusive(seconds: i64, cause: Option<&Failure>) -> Self {
        let exit =
            cause.map_or(Exit::Inconclusive, |cause| if cause.exit == Exit::Credentials { Exit::Credentials } else { Exit::Inconclusive });
        let why = cause.map_or_else(|| "look at `tidegate gate`".to_owned(), |cause| cause.text.trim_end_matches('.').to_owned());
        Self::new(exit, format!("nothing could be told for {}: {why}; the flag is left as it is", words::span(seconds as f64)))
    }

    /// The time for it is over.
    pub(super) fn out_of_time(until: u8, verdict: Mark) -> Self {
        let exit = if verdict == Mark::Fail { Exit::Bad } else { Exit::Inconclusive };
        Self::new(exit, format!("the time is over before {until} % was reached: gates {}", verdict.verdict()))
    }
}

/// What stands in the way of any first look, as for `gate`: nobody waits an hour for what was wrong from the beginning.
pub(super) fn at_once(snapshot: &Snapshot) -> Option<End> {
    let failure = status::unreachable(snapshot)?;
    let is_lasting = matches!(failure.exit, Exit::Error | Exit::Credentials | Exit::Usage);
    is_lasting.then(|| End::new(failure.exit, failure.text))
}

/// The first source that a rollout cannot be watched without and that does not answer: the stream, the flag, the metrics.
pub(super) fn cause(snapshot: &Snapshot) -> Option<Failure> {
    let records = MetricId::of(Metric::IncomingRecords, &snapshot.pipeline.stream);
    let metrics = || snapshot.metrics.track(&records).and_then(|track| track.fault.clone());
    let fault = snapshot.stream.fault.clone().or_else(|| flags(snapshot).fault).or_else(metrics)?;
    Some(Failure { exit: Exit::from(&fault), text: fault.to_string() })
}

/// Rings and notifies on the terminal of the error output, as the configuration switches it; a log gets no such signs.
pub(super) fn ring(text: &str, how: Notifications, around: &mut Around<'_>) -> io::Result<()> {
    if !around.error_terminal {
        return Ok(());
    }
    if how.bell {
        write!(around.err, "{BELL}")?;
    }
    if how.notify {
        write!(around.err, "{}", notification(&format!("tidegate: {text}")))?;
    }
    around.err.flush()
}
