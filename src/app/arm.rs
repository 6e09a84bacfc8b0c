//! Arming: read-only until the environment's name is typed, then for a time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::guard::Question;
use super::model::Model;
use crate::domain::action::Action;
use crate::domain::approval::Arming;
use crate::domain::pipeline::Writes;
use crate::domain::series::shift;

/// The dialog in which the environment's name is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arm {
    /// The name, as far as it is typed.
    pub question: Question,
    /// What begins once it is armed, and the run in the journal that it goes on with.
    pub then: Option<(Action, Option<u64>)>,
}

impl Arm {
    /// An empty dialog, opened now.
    pub fn open(model: &Model, then: Option<(Action, Option<u64>)>) -> Self {
        let name = model.watch.snapshot.pipeline.environment.clone();
        Self { question: Question::of("environment", name, model.now), then }
    }
}

/// Whether changes may begin now: what consent is checked against. A past moment is never armed.
pub fn arming(model: &Model) -> Arming {
    let until = if model.options.at.is_some() { None } else { model.armed_until };
    Arming { writes: model.watch.snapshot.pipeline.writes, until }
}

/// Whether it is armed at this moment.
pub fn is_armed(model: &Model) -> bool {
    arming(model).is_armed(model.now)
}

/// Whether it could be armed, and if not, why.
pub fn can_arm(model: &Model) -> Result<(), String> {
    if model.options.at.is_some() {
        return Err("a past moment cannot be changed".to_owned());
    }
    if model.watch.snapshot.pipeline.writes == Writes::Never {
        return Err("the configuration says writes = \"never\" for this pipeline".to_owned());
    }
    Ok(())
}

/// Until when arming that begins now lasts, in the reader's time: a fast demo does not end it sooner.
pub fn until(model: &Model) -> Timestamp {
    let lasts = i64::try_from(model.watch.snapshot.pipeline.arm_for.as_secs()).unwrap_or(i64::MAX);
    shift(model.now, lasts.saturating_mul(i64::from(model.options.speed.max(1))))
}

/// Seconds of the reader's time for which it is still armed; 0 when it is not.
pub fn left(model: &Model) -> i64 {
    let left = i64::try_from(arming(model).left(model.now).as_secs()).unwrap_or(i64::MAX);
    left / i64::from(model.options.speed.max(1))
}
