//! Gates of the functions: writers against the stage before, and consumers that work every record off.

use super::ENOUGH;
use super::against::{rare, risen};
use crate::domain::checklist::compare::Windows;
use crate::domain::checklist::validation::errors_of;
use crate::domain::checklist::{Check, Mark, fresh};
use crate::domain::dropped::{self, Count, Dropped};
use crate::domain::facts::Mapping;
use crate::domain::finding::words;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::rollout::stand;
use crate::domain::shard::ShardMap;
use crate::domain::snapshot::Snapshot;

/// A duration may rise by half and by fifty milliseconds.
const LONGER: (f64, f64) = (1.5, 50.0);

/// The writers fail no more, take no longer, and are not refused.
pub(super) fn writers(snapshot: &Snapshot) -> Check {
    let id = "writer-functions";
    let writers = &snapshot.pipeline.writers;
    if writers.is_empty() {
        return Check::not_applicable(id, "no writers are named: set writers = [\"…\"] for the pipeline");
    }
    let parts = writers.iter().flat_map(|writer| [errors_of(snapshot, writer), refused(snapshot, writer), longer(snapshot, writer)]);
    close(id, parts, "five complete minutes of each writer now, and five before")
}

/// The consumers fail no more, drop nothing, and read every shard.
pub(super) fn consumers(snapshot: &Snapshot) -> Check {
    let id = "consumers";
    let consumers = &snapshot.pipeline.consumers;
    if consumers.is_empty() {
        return Check::not_applicable(id, "no consumer functions are named: set consumers = [\"…\"] for the pipeline");
    }
    if stand(snapshot).effective == Some(0.0) {
        // Who gets nothing has no runs to judge by; that the mapping reads is what counts before the first stage.
        let idle = ("the flag is off: there is nothing to work off".to_owned(), Mark::NotApplicable);
        let ready = consumers.iter().map(|name| mapped(snapshot, name));
        return close(id, ready.chain([idle]), "its event-source mapping");
    }
    let each = consumers.iter().flat_map(|name| {
        let runs = [errors_of(snapshot, name), refused(snapshot, name), mapped(snapshot, name)];
        runs.into_iter().chain(drops(snapshot, name))
    });
    let parts: Vec<(String, Mark)> = each.chain([every_shard(snapshot)]).collect();
    close(id, parts.into_iter(), "five complete minutes of each consumer now and before, and its event-source mapping")
}

/// What decides is said first, and what does not apply last: a panel may have room for a few lines only.
fn close(id: &'static str, parts: impl Iterator<Item = (String, Mark)>, wanted: &str) -> Check {
    let mut parts: Vec<(String, Mark)> = parts.collect();
    parts.sort_by_key(|(_, judged)| match judged {
        Mark::Fail => 0,
        Mark::NotEnoughData => 1,
        Mark::Pass => 2,
        Mark::NotApplicable => 3,
    });
    let mark = parts.iter().fold(Mark::NotApplicable, |mark, (_, judged)| mark.and(*judged));
    let evidence = parts.into_iter().map(|(said, _)| said).collect();
    if mark == Mark::NotEnoughData {
        return Check::waiting(id, evidence, wanted).for_seconds(60);
    }
    Check::of(id, mark, evidence)
}

/// Runs that Lambda refused, as a part of all.
fn refused(snapshot: &Snapshot, function: &str) -> (String, Mark) {
    let of = |metric| MetricId::of(metric, function);
    let (throttles, runs) = (of(Metric::FunctionThrottles), of(Metric::FunctionInvocations));
    match Windows::of(snapshot, &[&throttles, &runs]) {
        Some(windows) => rare(snapshot, (&throttles, &runs), &windows, &format!("refused runs of {function}")),
        None => (format!("{function}: nothing new of its refused runs"), Mark::NotEnoughData),
    }
}

/// The 95th percentile of the duration, against before.
fn longer(snapshot: &Snapshot, function: &str) -> (String, Mark) {
    let id = MetricId::of(Metric::FunctionDuration, function);
    match Windows::of(snapshot, &[&id]) {
        Some(windows) => risen(snapshot, &id, &windows, LONGER, &format!("{function}: p95 of its duration")),
        None => (format!("{function}: nothing new of its duration"), Mark::NotEnoughData),
    }
}

fn is_ours(snapshot: &Snapshot, mapping: &Mapping) -> bool {
    mapping.source_arn.contains(&snapshot.pipeline.stream)
}

/// What each mapping dropped, where Lambda counts it. Mappings that are not known are told by [`mapped`].
fn drops(snapshot: &Snapshot, consumer: &str) -> Vec<(String, Mark)> {
    let held = snapshot.mappings.get(consumer).and_then(|held| fresh(snapshot, held));
    let ours = held.into_iter().flatten().filter(|mapping| is_ours(snapshot, mapping));
    ours.map(|mapping| dropped_by(snapshot, consumer, mapping)).collect()
}

/// One lost event fails: there is no rate at which losing is well.
fn dropped_by(snapshot: &Snapshot, consumer: &str, mapping: &Mapping) -> (String, Mark) {
    let [dropped, polled] = dropped::metrics(mapping);
    let known = match Windows::of(snapshot, &[&dropped, &polled]) {
        Some(windows) => Dropped::within(snapshot, mapping, windows.now),
        None if mapping.counts_events => Dropped::Unknown,
        None => Dropped::NotCounted,
    };
    match known {
        Dropped::NotCounted => {
            (format!("{consumer}: dropped events are not counted, EventCount of its mapping is off"), Mark::NotApplicable)
        }
        Dropped::Unknown => (format!("{consumer}: nothing new of its dropped events"), Mark::NotEnoughData),
        Dropped::Counted(Count { events, minutes, run: Some(run) }) => {
            let lost = words::count(events, "event");
            let said =
                format!("{consumer}: mapping {} dropped {lost} in {minutes} minutes, since {}", mapping.uuid, words::clock(run.since));
            (said, Mark::Fail)
        }
        Dropped::Counted(Count { minutes, .. }) => {
            let mark = if minutes < ENOUGH { Mark::NotEnoughData } else { Mark::Pass };
            (format!("{consumer}: no event dropped in {minutes} minutes"), mark)
        }
    }
}

/// The mapping reads, and nothing is given up unread or unseen, as far as its failing runs tell.
fn mapped(snapshot: &Snapshot, consumer: &str) -> (String, Mark) {
    let Some(mappings) = snapshot.mappings.get(consumer).and_then(|held| fresh(snapshot, held)) else {
        return (format!("{consumer}: its event-source mapping is not known"), Mark::NotEnoughData);
    };
    let ours: Vec<&Mapping> = mappings.iter().filter(|mapping| is_ours(snapshot, mapping)).collect();
    if ours.is_empty() {
        return (format!("{consumer}: no event-source mapping of this stream"), Mark::Fail);
    }
    if let Some(off) = ours.iter().find(|mapping| matches!(mapping.state.as_str(), "Disabled" | "Disabling")) {
        return (format!("{consumer}: its mapping {} is {}", off.uuid, off.state), Mark::Fail);
    }
    if ours.iter().any(|mapping| crate::domain::finding::gives_up(snapshot, mapping)) {
        return (format!("{consumer}: batches fail and are given up, and no destination is told"), Mark::Fail);
    }
    let last = &ours[0].last_result;
    (format!("{consumer}: mapping {}, last result {last}", ours[0].state), Mark::Pass)
}

/// Whether each open shard is read; not to be verified without shard metrics.
fn every_shard(snapshot: &Snapshot) -> (String, Mark) {
    let metrics = &snapshot.metrics;
    let shards = snapshot.shards.get().into_iter().flat_map(ShardMap::open);
    let (mut watched, mut unread) = (0, Vec::new());
    for shard in shards {
        let age = MetricId::part(Metric::ShardAge, &snapshot.pipeline.stream, &shard.id);
        let Some(track) = metrics.track(&age).filter(|track| track.answered_until.is_some()) else { continue };
        watched += 1;
        let heard = track.series.last().is_some_and(|(start, _)| metrics.state(&age, start, snapshot.now).is_evidence());
        if !heard {
            unread.push(shard.short().to_owned());
        }
    }
    match (watched, unread.is_empty()) {
        (0, _) => ("whether every shard is read is not verifiable: shard metrics are off".to_owned(), Mark::NotApplicable),
        (_, true) => (format!("each of {watched} shards was read in the newest minutes"), Mark::Pass),
        // A shard without records has no age either, and an idle one is no failure.
        (_, false) => (format!("no reader was seen lately on shard {}", unread.join(", ")), Mark::NotApplicable),
    }
}
