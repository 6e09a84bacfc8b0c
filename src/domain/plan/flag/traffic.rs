//! How the traffic moves by a change of the flag, and what becomes of the records that are not sent.

use super::holders::{Holder, Target};
use crate::domain::facts::FlagReading;
use crate::domain::finding::words;
use crate::domain::holes::writes_per_hour;
use crate::domain::pipeline::FlagStore;
use crate::domain::plan::draft::Draft;
use crate::domain::rollout::agreed;
use crate::domain::series::shift;

/// How the traffic moves; a share is `None` where the holders differ or one cannot be told.
pub(super) struct Shares {
    /// Percent before.
    pub(super) before: Option<f64>,
    /// Percent afterwards.
    pub(super) after: Option<f64>,
    /// The stored percentage before, on or off.
    pub(super) stored: Option<f64>,
    /// Whether a holder sends more afterwards than before.
    pub(super) rises: bool,
    /// Whether a holder sends less afterwards than before, or nobody knows.
    pub(super) falls: bool,
    /// Holders that are left out, by name.
    left_out: Vec<String>,
}

impl Shares {
    pub(super) fn of(store: &FlagStore, holders: &[Holder], target: Target) -> Self {
        let says = || holders.iter().filter_map(|holder| holder.says.as_ref().ok());
        let after: Vec<FlagReading> = says().map(|says| target.after(says)).collect();
        let pairs = || says().zip(&after).map(|(says, after)| (says.effective(), after.effective()));
        // Parameters and deploys are written without a reading before it; every other holder that cannot be read is left out.
        let is_blind = matches!(store, FlagStore::Ssm { .. } | FlagStore::Command { .. });
        let unread = || holders.iter().filter(|holder| holder.says.is_err());
        let blind_off = is_blind && target.enabled == Some(false) && after.iter().all(|after| after.effective() == Some(0.0));
        let agreed_after = if unread().next().is_none() { agreed(&after, FlagReading::effective) } else { None };
        Self {
            before: if unread().next().is_none() { agreed(says(), FlagReading::effective) } else { None },
            after: agreed_after.or(blind_off.then_some(0.0)),
            stored: agreed(says(), |says| says.percentage),
            rises: pairs().any(|(before, after)| before.zip(after).is_some_and(|(before, after)| before < after)),
            falls: blind_off && unread().next().is_some()
                || pairs().any(|(before, after)| after.is_none_or(|after| after < before.unwrap_or(100.0))),
            left_out: unread().filter(|_| !is_blind).map(|holder| holder.name.clone()).collect(),
        }
    }
}

/// How much more or less reaches the stream, and what becomes of the rest.
pub(super) fn tell(draft: &mut Draft<'_>, shares: &Shares) {
    let hourly = writes_per_hour(draft.snapshot);
    let records = |share: Option<f64>| match hourly.zip(share) {
        Some((hourly, share)) => format!("about {} records an hour", words::about(hourly * share / 100.0)),
        None => "an unknown number of records an hour".to_owned(),
    };
    let missing = shares.after.map(|share| 100.0 - share);
    if !shares.rises && !shares.falls {
        draft.say("What reaches the stream stays as it is.");
        return;
    }
    draft.shape().percentage = shares.after;
    if shares.rises {
        match shares.before.zip(shares.after) {
            Some((before, after)) => {
                let more = words::capital(&records(Some(after - before)));
                draft.say(format!(
                    "{more} more reach the stream: {} instead of {} of the writes.",
                    words::percent(after),
                    words::percent(before)
                ));
            }
            None => draft.say("More of the writes reach the stream; how many cannot be told, for the holders do not agree."),
        }
        draft.say("Until the observed percentage has followed, be ready for all of them: a writer that does not read its percentage sends everything.");
        let left = shares.before.map(|share| 100.0 - share);
        draft.cost().do_nothing = format!("{} stay in the table alone.", words::capital(&records(left)));
    }
    if !shares.falls {
        return;
    }
    let until = kept_until(draft);
    match (shares.after, missing) {
        (Some(0.0), _) => {
            draft.say(format!("Stream writes stop; the archive has a hole from now; the table still holds these records {until}."));
        }
        (Some(_), Some(missing)) => {
            let share = words::percent(missing);
            draft.say(format!("The archive misses {share} of the writes from now; the table still holds these records {until}."));
        }
        _ if shares.left_out.is_empty() => {
            draft.say(format!("The archive misses a part of the writes from now; the table still holds these records {until}."));
        }
        _ => {
            let names = words::list(&shares.left_out);
            draft.say(format!("What {names} sends is not known and goes on. Of the others the archive misses records from now; the table still holds these {until}."));
        }
    }
    draft.loses(format!("{} are missing from the archive from now on, until they are filled in from the table", records(missing)));
}

/// Until when the table holds what the archive misses.
fn kept_until(draft: &Draft<'_>) -> String {
    let snapshot = draft.snapshot;
    let keeps = snapshot.pipeline.table_keeps.and_then(|keeps| i64::try_from(keeps.as_secs()).ok());
    let ttl = snapshot.table.get().and_then(|table| table.ttl_attribute.as_ref().ok().map(Option::is_some));
    match (keeps, ttl) {
        (_, Some(false)) => "for ever, for its time to live is off".to_owned(),
        (Some(keeps), _) => {
            format!("until {}, when the first of them is dropped", shift(snapshot.now, keeps).strftime("%Y-%m-%d %H:%M UTC"))
        }
        (None, _) => "until its time to live drops them (how long that is AWS does not tell: set table_keeps)".to_owned(),
    }
}
