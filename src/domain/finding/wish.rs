//! The action that helps, ready to be planned: sizes by the measured load and the owner's own target.

use super::{look, shape};
use crate::domain::action::{Action, MappingChange};
use crate::domain::facts::{Mapping, StreamMode};
use crate::domain::lag::{Kind, Reader, ReaderLag};
use crate::domain::limits::{SHARD_WRITE_BYTES, SHARD_WRITE_RECORDS};
use crate::domain::metric::Metric;
use crate::domain::snapshot::Snapshot;

/// Hours that records are kept while a blocked reader is freed: a week leaves time to mend what blocks it.
const RESCUE_HOURS: u32 = 168;

/// Tries after the first before a record that blocks a reader is given up.
const RESCUE_TRIES: u32 = 3;

/// Most batches of one shard at a time. Source: Lambda API reference, ParallelizationFactor.
const MOST_PARALLEL: u32 = 10;

/// Shards that carry what is put to the stream at the owner's target; refused records are part of the load.
pub(super) fn shards_needed(snapshot: &Snapshot) -> Option<u64> {
    let rate = |metric| look::worst(snapshot, &look::stream(snapshot, metric), 5).map(|sum| sum / 60.0);
    let taken = rate(Metric::IncomingRecords)?;
    let offered = taken + rate(Metric::WriteThrottles).unwrap_or_default();
    let bytes = rate(Metric::IncomingBytes).unwrap_or_default() * offered / taken.max(1.0);
    let target = f64::from(snapshot.pipeline.scaling.target_utilisation.max(1)) / 100.0;
    let shards = (offered / SHARD_WRITE_RECORDS).max(bytes / SHARD_WRITE_BYTES) / target;
    Some((shards.ceil() as u64).max(1))
}

/// More shards, when the load needs more than there are.
pub(super) fn more_shards(snapshot: &Snapshot) -> Option<Action> {
    let stream = snapshot.stream.get().filter(|stream| stream.mode == StreamMode::Provisioned)?;
    let to = shards_needed(snapshot)?;
    (u64::from(stream.open_shards) < to).then_some(Action::Reshard { to })
}

/// Fewer shards, when the load leaves room; not fewer than the owner's own bound. No mode is cheaper by itself: that is
/// for the cost screen to compare.
pub(super) fn fewer_shards(snapshot: &Snapshot) -> Option<Action> {
    let stream = snapshot.stream.get().filter(|stream| stream.mode == StreamMode::Provisioned)?;
    let to = shards_needed(snapshot)?.max(u64::from(snapshot.pipeline.scaling.min));
    (to < u64::from(stream.open_shards)).then_some(Action::Reshard { to })
}

/// What helps a stream that refuses writes, by the shape of its load. One hot key has no action; of a hot shard whose keys
/// nobody sampled it is not known yet, and of shards whose load is not known neither.
pub(super) fn of_shape(snapshot: &Snapshot, shape: &shape::Shape) -> Option<Action> {
    match shape {
        shape::Shape::Even(_) => more_shards(snapshot),
        shape::Shape::Hot(top, _, shape::Keys::Many(_)) => Some(Action::Split { shard: top.id.clone(), at: None }),
        shape::Shape::Hot(..) | shape::Shape::Bursting(_) | shape::Shape::Unclear(_, shape::Untold::NotYet(_)) => None,
        shape::Shape::Unclear(_, shape::Untold::Off) => Some(Action::ShardMetrics { on: true }),
    }
}

/// What helps a reader that is behind; only functions have settings that this console changes.
pub(super) fn of_reader(snapshot: &Snapshot, reader: &ReaderLag) -> Option<Action> {
    let Reader::Function(function) = &reader.reader else { return None };
    let mapping = snapshot.mappings.get(function)?.get()?.first()?;
    let change = |change: MappingChange| Some(Action::Consumer { function: function.clone(), change });
    match reader.kind {
        Kind::Stopped if reader.disabled_mapping.is_some() => change(MappingChange { enabled: Some(true), ..MappingChange::default() }),
        Kind::Stalled => {
            let kept = snapshot.stream.get().map_or(RESCUE_HOURS, |stream| stream.retention_hours.max(RESCUE_HOURS));
            Some(Action::Rescue { function: function.clone(), retention_hours: kept, destination: None, retries: RESCUE_TRIES })
        }
        Kind::Slow | Kind::Behind if mapping.parallelisation < MOST_PARALLEL => {
            let parallelisation = Some((mapping.parallelisation.max(1) * 2).min(MOST_PARALLEL));
            change(MappingChange { parallelisation, ..MappingChange::default() })
        }
        _ => None,
    }
}

/// A consumer that gives up tries on until the record expires, and halves a batch that fails; no record is too old for it.
/// Where a failure destination is told, it is for the owner to say whether it may give up.
pub(super) fn keep_trying(consumer: &str, mapping: &Mapping) -> Option<Action> {
    let gives_up = (0 <= mapping.maximum_retries, 0 < mapping.maximum_record_age);
    if mapping.failure_destination.is_some() || gives_up == (false, false) {
        return None;
    }
    let change = MappingChange {
        maximum_retries: gives_up.0.then_some(-1),
        bisect: (gives_up.0 && !mapping.bisect).then_some(true),
        maximum_record_age: gives_up.1.then_some(-1),
        ..MappingChange::default()
    };
    Some(Action::Consumer { function: consumer.to_owned(), change })
}
