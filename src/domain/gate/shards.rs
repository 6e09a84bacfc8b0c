//! Whether every open shard is read by anybody, from the shards' own metrics.

use super::ENOUGH;
use super::part::Part;
use crate::domain::checklist::compare::known;
use crate::domain::checklist::{Mark, fresh};
use crate::domain::finding::words;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::series::shift;
use crate::domain::shard::{Shard, ShardMap};
use crate::domain::snapshot::Snapshot;

/// Seconds for which a new shard may stay unread: its parents are read to their end first.
const NEW: i64 = 900;

/// How one shard is read.
enum Read {
    /// Somebody read it in the newest minutes.
    Seen,
    /// Records arrive, and nobody reads them.
    Unread,
    /// Nothing arrives that could be read.
    Idle,
    /// Records arrive and are unread, but it is new, or an answer is missing.
    Untold,
}

/// Every open shard is read. A shard's age says that somebody reads it, not who: each consumer is told by its own age.
pub(super) fn every(snapshot: &Snapshot) -> Part {
    let Some(stream) = fresh(snapshot, &snapshot.stream) else {
        return Part::fact(("whether every shard is read: the stream's summary is not known".to_owned(), Mark::NotEnoughData));
    };
    if !stream.shard_metrics.iter().any(|metric| metric == "ALL" || metric == "IteratorAgeMilliseconds") {
        let said = "whether every shard is read is not verifiable: shard metrics are off".to_owned();
        return Part::fact((said, Mark::NotApplicable));
    }
    let open: Vec<&Shard> = snapshot.shards.get().into_iter().flat_map(ShardMap::open).collect();
    let ids: Vec<(MetricId, MetricId)> = open
        .iter()
        .map(|shard| [Metric::ShardAge, Metric::ShardRecords].map(|metric| MetricId::part(metric, &snapshot.pipeline.stream, &shard.id)))
        .map(|[age, records]| (age, records))
        .filter(|(age, _)| snapshot.metrics.track(age).is_some())
        .collect();
    let mut named: [Vec<&str>; 4] = Default::default();
    for (shard, of) in open.iter().filter_map(|shard| Some((shard, ids.iter().find(|(age, _)| age.part.as_ref() == Some(&shard.id))?))) {
        named[read(snapshot, of) as usize].push(shard.short());
    }
    let records: Vec<&MetricId> = ids.iter().map(|(_, records)| records).collect();
    Part::seen(snapshot, &records, told(&named))
}

fn told([seen, unread, idle, untold]: &[Vec<&str>; 4]) -> (String, Mark) {
    if !unread.is_empty() {
        let said = format!("records arrive on shard {}, and no reader took any in {ENOUGH} complete minutes", words::list(unread));
        return (said, Mark::Fail);
    }
    if !untold.is_empty() || seen.is_empty() && idle.is_empty() {
        let which = if untold.is_empty() { "no shard's".to_owned() } else { format!("that of shard {}", words::list(untold)) };
        return (format!("whether every shard is read: {which} age is not known now"), Mark::NotEnoughData);
    }
    let nothing = if idle.is_empty() { String::new() } else { format!("; nothing arrives on shard {}", words::list(idle)) };
    let count = seen.len();
    match count {
        0 => ("nothing arrives on any shard".to_owned(), Mark::NotApplicable),
        1 => (format!("the one shard with records is read by some reader{nothing}"), Mark::Pass),
        _ => (format!("each of {count} shards is read by some reader{nothing}"), Mark::Pass),
    }
}

fn read(snapshot: &Snapshot, (age, records): &(MetricId, MetricId)) -> Read {
    let metrics = &snapshot.metrics;
    let end = metrics.complete_until(age, snapshot.now).min(metrics.complete_until(records, snapshot.now));
    let answered = metrics.track(age).is_some_and(|track| track.answered_until.is_some());
    if !answered || !metrics.state(age, end, snapshot.now).is_evidence() {
        return Read::Untold;
    }
    let window = (shift(end, -60 * i64::try_from(ENOUGH).unwrap_or_default()), end);
    let ((_, ages), (arrived, minutes)) = (known(snapshot, age, window), known(snapshot, records, window));
    match () {
        () if 0 < ages => Read::Seen,
        () if minutes < ENOUGH => Read::Untold,
        () if arrived <= 0.0 => Read::Idle,
        () if known(snapshot, records, (shift(end, -NEW - 300), shift(end, -NEW))).0 <= 0.0 => Read::Untold,
        () => Read::Unread,
    }
}
