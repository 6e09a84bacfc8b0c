//! Plans of the stream's own settings: retention and shard-level metrics.

use super::Until;
use super::draft::Draft;
use crate::domain::action::Action;
use crate::domain::call::Call;
use crate::domain::limits::RETENTION_HOURS;

/// Seconds that a change of the stream's settings keeps it UPDATING, from experience; AWS promises nothing.
const SETTING: (u64, u64) = (10, 60);
const SETTING_BASIS: &str = "such changes keep a stream UPDATING for less than a minute as a rule; AWS promises no time";

/// Longer or shorter retention.
pub(super) fn retention(draft: &mut Draft<'_>, hours: u32) {
    let Some(stream) = draft.active_stream() else { return };
    let (least, most) = RETENTION_HOURS;
    if !(least..=most).contains(&hours) {
        draft.block("wish", format!("records can be kept for {least} to {most} hours, and {hours} is outside"));
        return;
    }
    let before = stream.retention_hours;
    if hours == before {
        draft.say(format!("{} keeps records for {hours} hours already: there is nothing to do.", stream.name));
        return;
    }
    let (name, until) = (stream.name.clone(), Until::StreamActive { open_shards: None });
    if before < hours {
        draft.call(Call::IncreaseRetention { stream: name, hours }, until);
        draft.say(format!("Records are kept for {hours} hours instead of {before}. What is older than {before} hours now stays lost."));
    } else {
        draft.call(Call::DecreaseRetention { stream: name, hours }, until);
        draft.say(format!("Records older than {hours} hours are dropped at once and cannot be read again."));
        draft.loses(format!("records between {hours} and {before} hours old are gone for good"));
    }
    draft.takes(SETTING.0, SETTING.1, SETTING_BASIS);
    draft.way_back(format!("Set it back to {before} hours at any time."), Some(Action::Retention { hours: before }));
}

/// All seven shard-level metrics on or off.
pub(super) fn shard_metrics(draft: &mut Draft<'_>, on: bool) {
    /// What AWS calls all of them together.
    const ALL: &str = "ALL";
    let Some(stream) = draft.active_stream() else { return };
    let metrics = vec![ALL.to_owned()];
    let (name, until) = (stream.name.clone(), Until::StreamActive { open_shards: None });
    draft.guard("stream.shard_metrics", Some(stream.shard_metrics.join(" ")));
    match (on, stream.shard_metrics.len()) {
        (true, 7) => draft.say("All seven shard-level metrics are on already: there is nothing to do."),
        (false, 0) => draft.say("Shard-level metrics are off already: there is nothing to do."),
        (true, _) => {
            draft.call(Call::EnableShardMetrics { stream: name, metrics }, until);
            draft.say("CloudWatch gets seven metrics of each shard, billed as custom metrics. They start in minutes and never look back.");
        }
        (false, _) => {
            draft.call(Call::DisableShardMetrics { stream: name, metrics }, until);
            draft.say("CloudWatch gets no new values of single shards; what it has stays.");
        }
    }
    draft.takes(SETTING.0, SETTING.1, SETTING_BASIS);
    draft.way_back("Switch it back at any time; the minutes between have no values.", Some(Action::ShardMetrics { on: !on }));
}
