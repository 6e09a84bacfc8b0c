//! How a command reaches AWS, and what time it is there.

use super::arguments::Common;
use super::around::Around;
use super::exit::Failure;
use crate::app::command::moment;
use crate::domain::metrics::kept;
use crate::domain::pipeline::Pipeline;
use crate::domain::series::shift;
use crate::edge::aws::{Aws, Connection};
use crate::edge::clock::{self, Clock};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The adapter as the pipeline's configuration says.
pub(super) fn aws(pipeline: &Pipeline, around: &Around<'_>) -> Aws {
    Aws::new(connection(pipeline, around))
}

/// How AWS is reached for this pipeline.
pub(super) fn connection(pipeline: &Pipeline, around: &Around<'_>) -> Connection {
    match &around.http_client {
        Some(client) => Connection::embedded(client.clone()),
        None => Connection::of(pipeline),
    }
}

/// The clock that counts: the surroundings' own, the one that the environment names, or the system's.
pub(super) async fn clock(around: &Around<'_>) -> Result<Clock, Failure> {
    match &around.clock {
        Some(clock) => Ok(clock.clone()),
        None => Clock::connect(around.variable(clock::VARIABLE)).await.map_err(Failure::usage),
    }
}

/// The past moment of `--at`, when there is one.
pub(super) fn at(common: &Common, now: Timestamp) -> Result<Option<Timestamp>, Failure> {
    let read = |text: &String| moment(text, now, &zone()).map_err(|why| Failure::usage(format!("--at: {}", why.trim_end_matches('.'))));
    let at = common.at.as_ref().map(read).transpose()?;
    if at.is_some_and(|at| at < shift(now, -kept::OLDEST)) {
        return Err(Failure::usage("--at: CloudWatch keeps no values for longer than 455 days; name a later moment"));
    }
    Ok(at)
}

/// The reader's own time zone.
pub(super) fn zone() -> TimeZone {
    TimeZone::system()
}
