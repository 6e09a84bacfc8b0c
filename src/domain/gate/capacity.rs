//! The gate of capacity: the busiest minute of the last 14 days × the next percentage, against the shards at their target load.

use super::busiest::{Busiest, busiest_minute};
use crate::domain::checklist::{Check, Mark, fresh};
use crate::domain::facts::StreamMode;
use crate::domain::finding::words;
use crate::domain::fortnight::FORTNIGHT;
use crate::domain::limits::{SHARD_WRITE_BYTES, SHARD_WRITE_RECORDS};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::parity::{Parity, Verdict};
use crate::domain::readings;
use crate::domain::rollout::{Stand, stand};
use crate::domain::series::{seconds_between, shift};
use crate::domain::snapshot::Snapshot;

/// Whether the stream can carry the next stage, or `to` percent. Until the observed percentage has followed the set one, that is 100 %.
pub(super) fn gate(snapshot: &Snapshot, parity: &Parity, to: Option<f64>) -> Check {
    let id = "capacity";
    let stand = stand(snapshot);
    let Some(next) = to.or(stand.next_stage.map(f64::from)) else {
        return match stand.effective {
            Some(_) => Check::not_applicable(id, "the ladder's end is reached: there is no next stage"),
            None if snapshot.pipeline.flag.is_none() => {
                Check::not_applicable(id, "no flag is named: set store = \"…\" under [pipeline.flag]")
            }
            None => Check::waiting(id, Vec::new(), "what the flag says"),
        };
    };
    if snapshot.pipeline.table.is_none() {
        return Check::not_applicable(id, "no table is named, whose writes are the whole load: set table = \"…\" for the pipeline");
    }
    let Some(stream) = fresh(snapshot, &snapshot.stream) else { return Check::waiting(id, Vec::new(), "the stream's summary") };
    if stream.mode == StreamMode::OnDemand {
        return Check::not_applicable(
            id,
            "the stream is on-demand: it takes twice the peak of its last 30 days, and more only after 15 minutes",
        );
    }
    let Some(busiest) = busiest_minute(snapshot) else { return Check::waiting(id, Vec::new(), "the table's requests by the minute") };
    let followed = has_followed(parity, &stand);
    let judged_as = judged_as(parity, &stand, next);
    let rate = busiest.per_second * judged_as / 100.0;
    let size = readings::get(snapshot, "stream.record_bytes").and_then(|reading| reading.number());
    let target = f64::from(snapshot.pipeline.scaling.target_utilisation) / 100.0;
    let (share, how) = worst_share(snapshot, stream.open_shards);
    let used = |rate: f64| (rate / SHARD_WRITE_RECORDS).max(rate * size.unwrap_or_default() / SHARD_WRITE_BYTES) * share;
    let why = if judged_as <= next {
        String::new()
    } else {
        format!(", judged as 100 % until the observed percentage has followed, not {next} %")
    };
    let mut evidence = vec![
        format!("busiest minute of {}: {:.1} writes/s at {}", busiest.of(), busiest.per_second, words::moment(busiest.at, snapshot.now)),
        format!("at {judged_as:.0} %: {rate:.1} records/s{why}"),
        format!(
            "{} of the busiest shard's limit ({how}), target {} %",
            words::percent(used(rate) * 100.0),
            snapshot.pipeline.scaling.target_utilisation
        ),
    ];
    evidence.extend(busiest.quiet());
    let fits = used(rate) <= target;
    // What is known to be too much stays too much, whatever else comes to light.
    if fits && let Some((wanted, seconds)) = missing(snapshot, &busiest) {
        let waiting = Check::waiting(id, evidence, &wanted);
        return if 0 < seconds { waiting.for_seconds(seconds) } else { waiting };
    }
    if size.is_none() && 0.0 < rate {
        if stand.effective != Some(0.0) {
            return Check::waiting(id, evidence, "the size of a record");
        }
        // Before the first stage no record has a size, and waiting for one would be for ever.
        evidence.push("counted in records alone: nothing is sent yet whose size could be measured".to_owned());
    }
    // What fails only because nobody knows whether the percentage is read waits for that.
    if !fits && !followed && used(busiest.per_second * next / 100.0) <= target && !matches!(parity.verdict, Verdict::Ignored) {
        return Check::waiting(id, evidence, "the observed percentage to follow the set one, or more shards");
    }
    Check::of(id, if fits { Mark::Pass } else { Mark::Fail }, evidence)
}

/// What of the past must still be known before anything fits, and how long that takes where it can be told.
fn missing(snapshot: &Snapshot, busiest: &Busiest) -> Option<(String, i64)> {
    if !busiest.is_whole() {
        let days = FORTNIGHT / 86_400;
        let why = snapshot.fortnight.fault.as_ref().map(|fault| format!(": {fault}")).unwrap_or_default();
        return Some((format!("the minutes of the table's last {days} days{why}"), 0));
    }
    let seconds = busiest.seconds_to_a_day();
    (0 < seconds).then(|| ("a whole day of the table's writes: less may miss the peak".to_owned(), seconds))
}

/// Whether the observed percentage has followed the set one.
fn has_followed(parity: &Parity, stand: &Stand) -> bool {
    matches!(parity.verdict, Verdict::Agrees) && stand.effective.is_some_and(|share| 0.0 < share)
}

/// The percentage that the next one is judged and priced as: 100 until the observed percentage has followed the set one.
pub(super) fn judged_as(parity: &Parity, stand: &Stand, next: f64) -> f64 {
    if has_followed(parity, stand) { next } else { 100.0 }
}

/// The part of the load that the busiest shard takes: measured, or an even part.
fn worst_share(snapshot: &Snapshot, open: u32) -> (f64, String) {
    let even = 1.0 / f64::from(open.max(1));
    let stream = &snapshot.pipeline.stream;
    let loads: Option<Vec<f64>> = snapshot.shards.get().and_then(|map| {
        let mean = |shard: &crate::domain::shard::Shard| {
            let id = MetricId::part(Metric::ShardRecords, stream, &shard.id);
            let end = snapshot.metrics.complete_until(&id, snapshot.now);
            let values: Vec<f64> = snapshot.metrics.range(&id, shift(end, -900), end).into_iter().filter_map(|(_, value)| value).collect();
            (5 <= values.len() && seconds_between(end, snapshot.now) < 900.0).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        map.open().map(mean).collect()
    });
    let total: f64 = loads.iter().flatten().sum();
    match loads.filter(|loads| !loads.is_empty() && 0.0 < total) {
        Some(loads) => {
            let worst = loads.iter().copied().fold(0.0, f64::max) / total;
            (worst.max(even), format!("which takes {} of the records", words::percent(worst * 100.0)))
        }
        None => (even, format!("an even part of {open} shards: shard metrics are off")),
    }
}
