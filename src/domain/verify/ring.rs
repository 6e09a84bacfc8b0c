//! After a change of shards: the ring, the count, the ranges, and who reads the new and the old shards.

use super::Proof;
use crate::domain::action::Action;
use crate::domain::finding::words;
use crate::domain::lag::{self, Kind};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::plan::Until;
use crate::domain::reshard::cuts;
use crate::domain::series::{floor, seconds_between, shift};
use crate::domain::shard::{Shard, ShardMap};

/// Complete minutes after the change without a value after which a shard counts as not read; fewer may be late data.
const MINUTES: i64 = 3;

/// Everything that the shard list and the readers' ages tell.
pub(super) fn verify(proof: &mut Proof<'_>) {
    let planned = proof.plan.steps.iter().rev().find_map(|step| match step.then {
        Until::StreamActive { open_shards } => open_shards,
        _ => None,
    });
    if let Some(map) = proof.read("ring-covered", "the shard list", &proof.snapshot.shards) {
        let open = words::count(map.open_count() as f64, "open shard");
        let whole = map.covers_ring();
        proof.seen(
            "ring-covered",
            whole,
            if whole { format!("{open} cover the ring once") } else { format!("{open} do not cover the ring once") },
        );
        if let Some(planned) = planned {
            proof.seen("count-reached", map.open_count() == planned as usize, format!("{open}, and {planned} were planned"));
        }
        if matches!(proof.plan.wish, Action::Reshard { .. }) {
            even(proof, map);
        } else {
            cut(proof, map);
        }
        children(proof, map);
    }
    parents(proof);
}

/// Equal ranges, up to how AWS rounds: a boundary may lie one key a shard beside the exact one.
fn even(proof: &mut Proof<'_>, map: &ShardMap) {
    let count = u32::try_from(map.open_count()).unwrap_or(u32::MAX);
    let furthest = map.open().zip(cuts(count)).map(|(shard, cut)| shard.first.abs_diff(cut)).max().unwrap_or_default();
    let evidence = if furthest == 0 {
        "every range is equal, up to one key".to_owned()
    } else {
        format!("the boundary that is furthest from an equal range lies {furthest} keys beside it")
    };
    proof.seen("ranges-even", furthest <= u128::from(count), evidence);
}

/// The planned ranges of a split or merge.
fn cut(proof: &mut Proof<'_>, map: &ShardMap) {
    let wanted = &proof.plan.redraw.after;
    let missing = wanted.iter().filter(|piece| !map.open().any(|shard| (shard.first, shard.last) == (piece.first, piece.last))).count();
    let evidence = match missing {
        0 => format!("{} as planned", words::count(wanted.len() as f64, "range")),
        missing => format!("no open shard takes {missing} of {}", words::count(wanted.len() as f64, "planned range")),
    };
    proof.seen("ranges-cut", missing == 0, evidence);
}

/// The new shards are read: by shard metrics, and by every named reader's own age.
fn children(proof: &mut Proof<'_>, map: &ShardMap) {
    const ID: &str = "children-read";
    let snapshot = proof.snapshot;
    let on = |stream: &crate::domain::facts::StreamSummary| {
        stream.shard_metrics.iter().any(|name| name == "IteratorAgeMilliseconds" || name == "ALL")
    };
    if !snapshot.stream.get().is_some_and(on) {
        return proof.unseen(ID, "shard-level metrics are off");
    }
    let closed: Vec<&str> = proof.plan.redraw.before.iter().filter_map(|piece| piece.shard.as_deref()).collect();
    let is_child = |shard: &&Shard| closed.is_empty() || shard.parent.as_deref().is_some_and(|parent| closed.contains(&parent));
    let children: Vec<&Shard> = map.open().filter(is_child).collect();
    let (mut unread, mut unknown) = (Vec::new(), 0);
    for child in &children {
        match is_read(proof, child) {
            Some(true) => {}
            Some(false) => unread.push(child.short().to_owned()),
            None => unknown += 1,
        }
    }
    let all = words::count(children.len() as f64, "new shard");
    if !unread.is_empty() {
        return proof.seen(ID, false, format!("nobody read {} of {all} for {MINUTES} minutes: {}", unread.len(), words::list(&unread)));
    }
    if 0 < unknown {
        return proof.unseen(ID, format!("there are no {MINUTES} complete minutes of {unknown} of {all} yet"));
    }
    let readers = lag::named(proof.snapshot);
    let late: Vec<&str> = readers.iter().filter(|reader| !reader.keeps_up()).map(|reader| reader.reader.name()).collect();
    if late.is_empty() {
        proof.seen(ID, true, format!("{all} were read; the age of a shard merges its polling readers, and each keeps up by its own age"));
    } else {
        proof.unseen(ID, format!("{all} were read, by whom the age of a shard does not say, and {} does not keep up", words::list(&late)));
    }
}

/// Whether somebody polled a shard since the change; `None` when there are not enough complete minutes.
fn is_read(proof: &Proof<'_>, shard: &Shard) -> Option<bool> {
    let metrics = &proof.snapshot.metrics;
    let id = MetricId::part(Metric::ShardAge, &proof.snapshot.pipeline.stream, &shard.id);
    let track = metrics.track(&id)?;
    let (from, until) = (shift(floor(proof.since, 60), 60), metrics.complete_until(&id, proof.snapshot.now));
    if track.series.range(from, until).any(|(_, age)| age.is_some()) {
        return Some(true);
    }
    (MINUTES * 60 <= until.duration_since(from).as_secs()).then_some(false)
}

/// Every record of a closed shard was written before the change: a reader whose oldest record is younger has read them.
fn parents(proof: &mut Proof<'_>) {
    const ID: &str = "parents-read";
    let readers = lag::named(proof.snapshot);
    if readers.is_empty() {
        return proof.unseen(ID, "no reader is known");
    }
    let (mut waiting, mut unknown) = (Vec::new(), Vec::new());
    for reader in &readers {
        let name = reader.reader.name();
        let (Some(lag), Some(at)) = (reader.lag, reader.at) else {
            unknown.push(name.to_owned());
            continue;
        };
        let measured_for = seconds_between(proof.since, at);
        match reader.kind {
            Kind::Idle => {}
            Kind::Unknown => unknown.push(name.to_owned()),
            Kind::Stopped | Kind::Stalled => waiting.push(format!("{name} does not get on, {} behind", words::span(lag))),
            _ if measured_for < 60.0 => unknown.push(name.to_owned()),
            _ if lag < measured_for => {}
            _ => waiting.push(format!("{name} is {} behind", words::span(lag))),
        }
    }
    if !waiting.is_empty() {
        proof.seen(ID, false, format!("what was written before the change is not read yet: {}", words::list(&waiting)));
    } else if !unknown.is_empty() {
        proof.unseen(ID, format!("there is no complete minute since the change of {}", words::list(&unknown)));
    } else {
        proof.seen(ID, true, format!("{} past what was written before the change", words::count(readers.len() as f64, "reader")));
    }
}
