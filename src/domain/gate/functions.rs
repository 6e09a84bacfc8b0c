//! Gates of the functions: writers against the stage before, and consumers that work every record off.

use super::against::{Rise, rare, risen};
use super::part::{Part, close};
use super::shards;
use crate::domain::checklist::validation::errors_in;
use crate::domain::checklist::{Check, Mark, fresh};
use crate::domain::dropped::{self, Count, Dropped};
use crate::domain::facts::Mapping;
use crate::domain::finding::words;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::rollout::stand;
use crate::domain::snapshot::Snapshot;

/// A run may take half as long again and fifty milliseconds more: a second write takes its own milliseconds, and a p95 scatters.
const LONGER: Rise = Rise { factor: 1.5, milliseconds: 50.0 };

/// The writers fail no more, take no longer, and are not refused.
pub(super) fn writers(snapshot: &Snapshot) -> Check {
    let id = "writer-functions";
    let writers = &snapshot.pipeline.writers;
    if writers.is_empty() {
        return Check::not_applicable(id, "no writers are named: set writers = [\"…\"] for the pipeline");
    }
    let parts = writers.iter().flat_map(|writer| [errors(snapshot, writer), refused(snapshot, writer), longer(snapshot, writer)]);
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
        let idle = Part::fact(("the flag is off: there is nothing to work off".to_owned(), Mark::NotApplicable));
        let ready = consumers.iter().map(|name| Part::fact(mapped(snapshot, name)));
        return close(id, ready.chain([idle]), "its event-source mapping");
    }
    let each = consumers.iter().flat_map(|name| {
        let runs = [errors(snapshot, name), refused(snapshot, name), Part::fact(mapped(snapshot, name))];
        runs.into_iter().chain(drops(snapshot, name))
    });
    close(id, each.chain([shards::every(snapshot)]), "five complete minutes of each consumer now and before, and its event-source mapping")
}

/// Runs that fail.
fn errors(snapshot: &Snapshot, function: &str) -> Part {
    let of = |metric| MetricId::of(metric, function);
    let ids = [&of(Metric::FunctionErrors), &of(Metric::FunctionInvocations)];
    Part::compared(snapshot, &ids, &format!("{function}: errors"), |windows| errors_in(snapshot, function, windows))
}

/// Runs that Lambda refused, as a part of all.
fn refused(snapshot: &Snapshot, function: &str) -> Part {
    let of = |metric| MetricId::of(metric, function);
    let (throttles, runs) = (of(Metric::FunctionThrottles), of(Metric::FunctionInvocations));
    let what = format!("refused runs of {function}");
    Part::compared(snapshot, &[&throttles, &runs], &what, |windows| rare(snapshot, (&throttles, &runs), windows, &what))
}

/// The 95th percentile of the duration, against before.
fn longer(snapshot: &Snapshot, function: &str) -> Part {
    let id = MetricId::of(Metric::FunctionDuration, function);
    let what = format!("{function}: p95 of its duration");
    Part::compared(snapshot, &[&id], &what, |windows| risen(snapshot, &id, windows, &LONGER, &what))
}

fn is_ours(snapshot: &Snapshot, mapping: &Mapping) -> bool {
    mapping.source_arn.contains(&snapshot.pipeline.stream)
}

/// What each mapping dropped, where Lambda counts it. Mappings that are not known are told by [`mapped`].
fn drops(snapshot: &Snapshot, consumer: &str) -> Vec<Part> {
    let held = snapshot.mappings.get(consumer).and_then(|held| fresh(snapshot, held));
    let ours = held.into_iter().flatten().filter(|mapping| is_ours(snapshot, mapping));
    ours.map(|mapping| dropped_by(snapshot, consumer, mapping)).collect()
}

/// One lost event fails: there is no rate at which losing is well.
fn dropped_by(snapshot: &Snapshot, consumer: &str, mapping: &Mapping) -> Part {
    if !mapping.counts_events {
        let said = format!("{consumer}: dropped events are not counted, EventCount of its mapping is off");
        return Part::fact((said, Mark::NotApplicable));
    }
    let [dropped, polled] = dropped::metrics(mapping);
    Part::compared(snapshot, &[&dropped, &polled], &format!("{consumer}: dropped events"), |windows| {
        let Dropped::Counted(Count { events, minutes, run }) = Dropped::within(snapshot, mapping, windows.now) else {
            return (format!("{consumer}: nothing new of its dropped events"), Mark::NotEnoughData);
        };
        let Some(run) = run else {
            let mark = if minutes < windows.fewest { Mark::NotEnoughData } else { Mark::Pass };
            return (format!("{consumer}: no event dropped in {minutes} minutes"), mark);
        };
        let lost = words::count(events, "event");
        let since = words::clock(run.since);
        (format!("{consumer}: mapping {} dropped {lost} in {minutes} minutes, since {since}", mapping.uuid), Mark::Fail)
    })
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
