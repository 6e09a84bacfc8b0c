//! Checks that changes of the stream share: its shards, the account's room, other hands, readers, permission.

use jiff::Timestamp;

use super::Verdict;
use super::draft::Draft;
use crate::domain::call::Call;
use crate::domain::digest::sha256_hex;
use crate::domain::facts::{StreamSummary, TrailEvent};
use crate::domain::finding::words;
use crate::domain::lag::{self, Kind, ReaderLag};
use crate::domain::outcome::Answer;
use crate::domain::permission::Decision;
use crate::domain::series::shift;
use crate::domain::shard::{Shard, ShardMap};
use crate::domain::snapshot::Snapshot;

/// Seconds in which what others did counts as lately.
const LATELY: i64 = 3600;

/// The shards, guarded by their ranges; a check says when they are not known well enough to be changed.
pub(super) fn shards<'a>(draft: &mut Draft<'a>, stream: &StreamSummary) -> Option<&'a ShardMap> {
    let held = &draft.snapshot.shards;
    draft.rest_on("stream.shard_map", held, map_digest);
    let Some(map) = held.get() else {
        let why = held.fault.as_ref().map_or_else(|| "it was not read yet".to_owned(), ToString::to_string);
        draft.block("shards-known", format!("the shard list is not known: {why}"));
        return None;
    };
    let open = map.open_count();
    if !map.covers_ring() {
        draft.block(
            "shards-known",
            format!("the {open} open shards do not cover the ring once: the list was read in the middle of a change"),
        );
        return None;
    }
    if open != stream.open_shards as usize {
        let counted = stream.open_shards;
        draft.block("shards-known", format!("the stream counts {counted} open shards and the list has {open}: read both again"));
        return None;
    }
    draft.pass("shards-known", format!("{} cover the ring once", words::count(open as f64, "open shard")));
    Some(map)
}

/// How many shards are open, with a digest of their ids and ranges.
fn map_digest(map: &ShardMap) -> String {
    let line = |shard: &Shard| format!("{} {} {}\n", shard.id, shard.first, shard.last);
    let text: String = map.open().map(line).collect();
    format!("{} open, {}", map.open_count(), &sha256_hex(text.as_bytes())[..16])
}

/// Room below the account's shard limit: `stay` more shards for good, `pass` more at the busiest moment.
///
/// Only what stays is certain, and stands in the way. How many short-lived shards AWS makes it does not say, so
/// that our cautious bound warns: a call that is refused for it changes nothing.
pub(super) fn account_room(draft: &mut Draft<'_>, stay: u32, pass: u32) {
    let held = &draft.snapshot.limits;
    draft.note("limits.shard_limit", held, |limits| format!("{} of {} open", limits.open_shards, limits.shard_limit));
    let Some(limits) = held.get() else {
        let why = held.fault.as_ref().map_or_else(|| "it was not read yet".to_owned(), ToString::to_string);
        draft.warn("account-shards", format!("the account's shard limit is not known: {why}"));
        return;
    };
    let number = |count: u32| words::number(f64::from(count));
    let have = format!("the account has {} of {} shards open", number(limits.open_shards), number(limits.shard_limit));
    let free = limits.shard_limit.saturating_sub(limits.open_shards);
    let evidence = match (stay, pass) {
        (0, 0) => format!("{have}, and there are no more on the way"),
        (stay, pass) if stay == pass => format!("{have}, and there will be {} more", number(stay)),
        (stay, pass) => format!("{have}, and there will be {} more, up to {} for a short while", number(stay), number(pass)),
    };
    if free < stay {
        draft.block("account-shards", format!("{evidence}: ask AWS for a higher quota first"));
    } else if free < pass {
        draft.warn(
            "account-shards",
            format!("{evidence}: AWS counts short-lived shards, does not say how many there will be, and may refuse"),
        );
    } else {
        draft.pass("account-shards", evidence);
    }
}

/// Whether somebody else changed the stream lately, or a run of ours was torn off.
pub(super) fn other_hands(draft: &mut Draft<'_>) {
    let snapshot = draft.snapshot;
    let mut seen = Vec::new();
    for activity in snapshot.scaling.get().into_iter().flat_map(|scaling| scaling.activities.iter().flatten()) {
        let age = snapshot.now.duration_since(activity.started).as_secs();
        if matches!(activity.status.as_str(), "InProgress" | "Pending") {
            let since = words::span(age as f64);
            draft.block("other-hands", format!("automatic scaling has been at work for {since}: {}", activity.description));
            return;
        }
        if shift(snapshot.now, -LATELY) <= activity.started {
            seen.push(format!("automatic scaling acted {} ago ({}): {}", words::span(age as f64), activity.status, activity.description));
        }
    }
    seen.extend(drift(draft));
    seen.extend(foreign(snapshot).filter(|event| shift(snapshot.now, -LATELY) <= event.at).map(|event| {
        let age = snapshot.now.duration_since(event.at).as_secs();
        format!("{} called {} {} ago, as CloudTrail tells", event.who, event.operation, words::span(age as f64))
    }));
    let open = snapshot.history.open_runs();
    seen.extend(open.iter().map(|run| match run.is_free() {
        Ok(()) => format!("run {} ({}) did not come to an end: continue or close it", run.number, run.intent.action),
        Err(why) => format!("run {} ({}) is not over: {why}", run.number, run.intent.action),
    }));
    if seen.is_empty() {
        draft.pass("other-hands", "no other change is known; what others do without automatic scaling is not seen");
    }
    for sentence in seen {
        draft.warn("other-hands", sentence);
    }
}

/// Seconds by which CloudTrail's time of one of our own calls may differ from the journal's.
const SAME: i64 = 120;

/// Changes of the last day that CloudTrail tells and the journal does not have.
fn foreign(snapshot: &Snapshot) -> impl Iterator<Item = &TrailEvent> {
    snapshot.trail.get().into_iter().flatten().filter(|event| {
        let ours = snapshot.history.made_today(&format!("kinesis:{}", event.operation), snapshot.now);
        event.refused.is_none() && !ours.iter().any(|at| at.duration_since(event.at).abs().as_secs() <= SAME)
    })
}

/// Calls of an operation in the last 24 hours, as far as they are known: our own from the journal, those of others from CloudTrail.
pub(super) fn made_today(snapshot: &Snapshot, call: &str) -> Vec<Timestamp> {
    let others = foreign(snapshot).filter(|event| call.ends_with(&format!(":{}", event.operation))).map(|event| event.at);
    snapshot.history.made_today(call, snapshot.now).into_iter().chain(others).collect()
}

/// What the count of today's calls rests on, and what it may miss.
pub(super) fn counted(snapshot: &Snapshot) -> &'static str {
    match snapshot.trail.get() {
        Some(_) => "by the journal and CloudTrail, which tells some minutes late",
        None => "by this journal alone: CloudTrail was not read, and others may have made more",
    }
}

/// A shard count that is not the one our last reshard led to.
fn drift(draft: &Draft<'_>) -> Option<String> {
    let runs = draft.snapshot.history.runs();
    let calls = runs.iter().rev().flat_map(|run| {
        let stood = run.sent.iter().rev().filter(|(_, answer)| answer.is_some_and(Answer::stands));
        stood.filter_map(|(step, _)| run.intent.calls.get(*step)).collect::<Vec<_>>()
    });
    let changes_count = |call: &&Call| matches!(call, Call::UpdateShardCount { .. } | Call::SplitShard { .. } | Call::MergeShards { .. });
    let Some(Call::UpdateShardCount { to, .. }) = calls.into_iter().find(changes_count) else { return None };
    let open = draft.snapshot.stream.get()?.open_shards;
    (*to != open).then(|| format!("our last reshard led to {to} shards and there are {open}: somebody else changed them since"))
}

/// Closed shards of the last change that may hold unread records.
pub(super) fn parents(draft: &mut Draft<'_>, map: &ShardMap) {
    let parents = map.closed_parents();
    if parents.is_empty() {
        draft.pass("parents-drained", "no open shard has a parent in the list");
        return;
    }
    let readers = lag::named(draft.snapshot);
    let behind: Vec<String> = readers.iter().filter(|reader| !reader.keeps_up()).map(behind).collect();
    let count = words::count(parents.len() as f64, "closed parent");
    if readers.is_empty() || !behind.is_empty() {
        let who = if readers.is_empty() { "no reader is known".to_owned() } else { words::list(&behind) };
        draft.warn("parents-drained", format!("{count} may still hold unread records: {who}"));
    } else {
        draft.pass("parents-drained", format!("every reader keeps up, so that {count} must be read"));
    }
}

/// Readers that are behind. They lose nothing by a change of shards, and their backlog does not get shorter by it.
pub(super) fn readers(draft: &mut Draft<'_>) {
    let readers = lag::named(draft.snapshot);
    let behind: Vec<String> = readers.iter().filter(|reader| !reader.keeps_up()).map(behind).collect();
    if !behind.is_empty() {
        let why = "what is not read yet stays in the shards it is in";
        draft.warn("readers-keep-up", format!("{}: {why}", words::list(&behind)));
    } else if readers.is_empty() {
        draft.warn("readers-keep-up", "no reader is known");
    } else {
        draft.pass("readers-keep-up", format!("{} keep up", words::count(readers.len() as f64, "reader")));
    }
}

/// `PriceAnalytics is 2 h behind`
pub(super) fn behind(reader: &ReaderLag) -> String {
    let name = reader.reader.name();
    match reader.lag {
        Some(lag) if reader.kind != Kind::Unknown => {
            format!("{name} is {}{} behind", if reader.at_least { "at least " } else { "" }, words::span(lag))
        }
        _ => format!("whether {name} is behind is not known"),
    }
}

/// Seconds for which a simulation counts: as long as a plan that was made with it is before its reader, and not much longer.
const SIMULATED: i64 = 900;

/// What IAM's simulation says of an operation: it may be allowed, and is never a reason to refuse. Nothing when the newest
/// answer tells nothing of it.
fn simulated(snapshot: &Snapshot, operation: &str) -> Option<(Verdict, String)> {
    let held = &snapshot.simulation;
    let is_fresh = held.fault.is_none() && held.at.is_some_and(|at| shift(snapshot.now, -SIMULATED) <= at);
    let decision = held.get().filter(|_| is_fresh)?.get(operation)?;
    Some(match decision {
        Decision::Allowed => (Verdict::Pass, format!("IAM's simulation allows {operation}")),
        Decision::NotGranted => {
            (Verdict::Warn, format!("by IAM's simulation {operation} is not granted to this caller: AWS is likely to refuse it"))
        }
        Decision::Denied => {
            (Verdict::Warn, format!("by IAM's simulation {operation} is explicitly denied to this caller: AWS is likely to refuse it"))
        }
    })
}

/// Whether an operation will be allowed: `taken` says when AWS took it, by this console's journal; else IAM's simulation
/// tells; else nobody knows, and `unknown` says so.
pub(super) fn allowed(snapshot: &Snapshot, operation: &str, taken: impl FnOnce(Timestamp) -> String, unknown: String) -> (Verdict, String) {
    match snapshot.history.last_success(operation) {
        Some(at) => (Verdict::Pass, taken(at)),
        None => simulated(snapshot, operation).unwrap_or((Verdict::Warn, unknown)),
    }
}

/// The permission of every call that the plan makes.
pub(super) fn permission(draft: &mut Draft<'_>) {
    let now = draft.snapshot.now;
    for operation in draft.operations() {
        let taken = |at| format!("AWS took {operation} from this console {} ago", words::span(now.duration_since(at).as_secs_f64()));
        let unknown = format!("whether {operation} is allowed shows when it is called: the journal has none that was taken");
        let (verdict, evidence) = allowed(draft.snapshot, operation, taken, unknown);
        draft.check("permission", verdict, evidence);
    }
}

/// The permission of the way back, when it takes the same calls.
pub(super) fn same_permission_back(draft: &mut Draft<'_>) {
    for operation in draft.operations() {
        draft.back_check("permission", Verdict::Pass, format!("it is {operation} again: where this is allowed, going back is"));
    }
}

/// The permission of the way back, when it takes another operation.
pub(super) fn permission_back(draft: &mut Draft<'_>, operation: &'static str) {
    let taken = |_| format!("AWS took {operation} from this console before");
    let unknown = format!("whether {operation} is allowed shows when it is called");
    let (verdict, evidence) = allowed(draft.snapshot, operation, taken, unknown);
    draft.back_check("permission", verdict, evidence);
}
