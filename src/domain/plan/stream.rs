//! Plans of the stream's own settings: retention and shard-level metrics.

use rust_decimal::Decimal;

use super::draft::Draft;
use super::{Until, preflight};
use crate::domain::action::Action;
use crate::domain::call::Call;
use crate::domain::facts::StreamSummary;
use crate::domain::finding::words;
use crate::domain::lag;
use crate::domain::limits::RETENTION_HOURS;
use crate::domain::price::{HOURS_A_MONTH, Item, Prices, region};

/// Hours that a shard's own price includes. Source: Kinesis Data Streams pricing.
const INCLUDED_HOURS: u32 = 24;

/// Shard-level metrics that there are.
const SHARD_METRICS: u32 = 7;

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
        if INCLUDED_HOURS < hours {
            draft.say(kept_longer(draft, stream));
        }
        draft.loses(format!("lowering it again drops what is then older than {before} hours, at once"));
    } else {
        draft.call(Call::DecreaseRetention { stream: name, hours }, until);
        draft.say(format!("Records older than {hours} hours are dropped at once and cannot be read again."));
        draft.loses(format!("records between {hours} and {before} hours old are gone for good"));
        still_needed(draft, hours);
    }
    draft.takes(SETTING.0, SETTING.1, SETTING_BASIS);
    preflight::other_hands(draft);
    preflight::permission(draft);
    draft.way_back(format!("Set it back to {before} hours at any time; about as long."), Some(Action::Retention { hours: before }));
    let back = if before < hours { "kinesis:DecreaseStreamRetentionPeriod" } else { "kinesis:IncreaseStreamRetentionPeriod" };
    preflight::permission_back(draft, back);
}

/// Whether a reader still needs what a shorter retention drops.
fn still_needed(draft: &mut Draft<'_>, hours: u32) {
    let limit = f64::from(hours) * 3600.0;
    let readers = lag::named(draft.snapshot);
    let late: Vec<String> = readers.iter().filter(|reader| reader.lag.is_some_and(|lag| limit < lag)).map(preflight::behind).collect();
    let unknown: Vec<&str> = readers.iter().filter(|reader| reader.lag.is_none()).map(|reader| reader.reader.name()).collect();
    if !late.is_empty() {
        let evidence = format!("{}: records older than {hours} h that were not read would be dropped", words::list(&late));
        draft.block("retention-loss", evidence);
    } else if readers.is_empty() {
        draft.warn("retention-loss", format!("no reader is known: whether somebody needs what is older than {hours} h cannot be told"));
    } else if !unknown.is_empty() {
        draft.warn(
            "retention-loss",
            format!("how far behind is not known of {}: records older than {hours} h may still be needed", words::list(&unknown)),
        );
    } else {
        let worst = readers.iter().filter_map(|reader| reader.lag).fold(0.0, f64::max);
        draft.pass("retention-loss", format!("no reader is further behind than {}", words::span(worst)));
    }
}

/// What keeping records beyond a day costs.
fn kept_longer(draft: &Draft<'_>, stream: &StreamSummary) -> String {
    match Prices::default().of(&region(draft.snapshot), Item::ExtendedRetention) {
        Ok(price) => {
            let month = price.amount * HOURS_A_MONTH * Decimal::from(stream.open_shards);
            let (amount, shards) = (price.amount.normalize(), words::count(f64::from(stream.open_shards), "shard"));
            format!(
                "Beyond {INCLUDED_HOURS} hours AWS bills ${amount} a shard-hour: ${month:.2} a month for {shards}; beyond 7 days the stored GB too."
            )
        }
        Err(error) => format!("AWS bills keeping records beyond {INCLUDED_HOURS} hours; {error}."),
    }
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
        (true, 7) => return draft.say("All seven shard-level metrics are on already: there is nothing to do."),
        (false, 0) => return draft.say("Shard-level metrics are off already: there is nothing to do."),
        (true, _) => {
            draft.call(Call::EnableShardMetrics { stream: name, metrics }, until);
            draft.say("CloudWatch gets seven metrics of each shard, billed as custom metrics. They start in minutes and never look back.");
            draft.say(price_of_metrics(draft, stream));
        }
        (false, _) => {
            draft.call(Call::DisableShardMetrics { stream: name, metrics }, until);
            draft.say("CloudWatch gets no new values of single shards; what it has stays.");
        }
    }
    draft.takes(SETTING.0, SETTING.1, SETTING_BASIS);
    preflight::other_hands(draft);
    preflight::permission(draft);
    draft.way_back("Switch it back at any time; the minutes between have no values.", Some(Action::ShardMetrics { on: !on }));
    preflight::permission_back(draft, if on { "kinesis:DisableEnhancedMonitoring" } else { "kinesis:EnableEnhancedMonitoring" });
    if !on {
        draft.loses("values of single shards while they are off: CloudWatch never adds them later");
    }
}

/// What all seven cost.
fn price_of_metrics(draft: &Draft<'_>, stream: &StreamSummary) -> String {
    match Prices::default().of(&region(draft.snapshot), Item::CustomMetric) {
        Ok(price) => {
            let month = price.amount * Decimal::from(SHARD_METRICS) * Decimal::from(stream.open_shards);
            let shards = words::count(f64::from(stream.open_shards), "shard");
            format!("They cost ${:.2} each: {SHARD_METRICS} metrics of {shards} are ${month:.2} a month.", price.amount)
        }
        Err(error) => format!("AWS bills {SHARD_METRICS} custom metrics of each shard; {error}."),
    }
}
