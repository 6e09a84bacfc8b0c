//! The stream's limits: refused writes told from lost records, refused reads, and shards close to their limit.

use super::shape::{self, Keys, Shape, Untold};
use super::{Finding, Level, look, wish, words};
use crate::domain::facts::StreamMode;
use crate::domain::metric::Metric;
use crate::domain::parity::{Parity, Verdict};
use crate::domain::snapshot::Snapshot;

/// Minutes in which the worst one counts.
const MINUTES: i64 = 3;

/// Findings of both sides of the stream's limits.
pub(super) fn judge(snapshot: &Snapshot, parity: &Parity, findings: &mut Vec<Finding>) {
    let refused = look::worst(snapshot, &look::stream(snapshot, Metric::WriteThrottles), MINUTES).unwrap_or_default();
    if refused > 0.0 {
        findings.push(refused_writes(snapshot, parity, refused));
    } else {
        findings.extend(close_to_limit(snapshot));
    }
    findings.extend(refused_reads(snapshot));
}

fn refused_writes(snapshot: &Snapshot, parity: &Parity, refused: f64) -> Finding {
    let level = if refused > snapshot.pipeline.limits.throttles as f64 { Level::Alarm } else { Level::Warn };
    let shape = shape::of(snapshot);
    let stream = &snapshot.pipeline.stream;
    let rate = format!("{} a minute", words::count(refused, "write"));
    let used = |part: f64| words::percent(part * 100.0);
    let (id, subject, text) = match &shape {
        Shape::Hot(top, others, keys) => {
            let id = if matches!(keys, Keys::One(..)) { "hot-key" } else { "hot-shard" };
            let load = format!("{} of its limit used, {} on the others", used(top.used), used(*others));
            let text = format!("Shard {} of {stream} is hot and refuses {rate}: {load}. {}", top.short, shape::of_keys(keys));
            (id, top.id.as_str(), text)
        }
        Shape::Bursting(mean) => (
            "bursting",
            "",
            format!(
                "Writes to {stream} come in bursts: {rate} refused although the shards use only {} of their limit on average.",
                used(*mean)
            ),
        ),
        Shape::Even(mean) => {
            ("write-throttles", "", format!("{stream} refuses {rate}: its shards are full, {} of their limit used.", used(*mean)))
        }
        Shape::Unclear(mean, why) => {
            let load = mean.map_or(String::new(), |mean| format!(" at {} of its limit on average", used(mean)));
            (
                "write-throttles",
                "",
                format!("{stream} refuses {rate}{load}: bursts or one hot shard; cannot tell which shard: {}.", why.clause()),
            )
        }
    };
    let text = match lost(parity) {
        Some(lost) => format!("{text} {lost}"),
        None => text,
    };
    let throttles = look::stream(snapshot, Metric::WriteThrottles);
    let figure = format!("{} refused in the worst of {MINUTES} minutes; refused attempts count each retry again", words::number(refused));
    Finding::new(id, subject, level, text)
        .resting_on([look::measured(snapshot, &throttles, &figure), told_of_loss(parity)])
        .advise(advice(snapshot, &shape))
        .wish(wish::of_shape(snapshot, &shape))
        .reads(["stream.write_throttles_per_minute", "stream.write_utilisation_percent", "rollout.observed_percentage"])
}

/// Lost records, which are not refused attempts.
fn lost(parity: &Parity) -> Option<String> {
    let Verdict::Differs { lost_per_hour } = parity.verdict else { return None };
    (lost_per_hour > 0.0).then(|| format!("About {} records an hour never reach the stream.", words::about(lost_per_hour)))
}

fn told_of_loss(parity: &Parity) -> String {
    match &parity.verdict {
        Verdict::Agrees => "lost: none to be seen, set and observed percentage agree, so retries brought the records in".to_owned(),
        Verdict::Differs { lost_per_hour } if *lost_per_hour > 0.0 => {
            format!("lost: about {} records an hour, the gap between set and observed percentage", words::about(*lost_per_hour))
        }
        Verdict::CannotTell(why) => format!("lost: cannot be told, {why}"),
        _ => "lost: cannot be told yet".to_owned(),
    }
}

fn advice(snapshot: &Snapshot, shape: &Shape) -> String {
    let on_demand = snapshot.stream.get().is_some_and(|summary| summary.mode == StreamMode::OnDemand);
    match shape {
        Shape::Hot(_, _, Keys::One(..)) => {
            "Spread this key (a suffix on the partition key) or write it less often: no shard count and no split helps one hot key.".to_owned()
        }
        Shape::Hot(_, _, Keys::Many(_)) => {
            "Split this one shard; changing the shard count spreads evenly and helps little. Rolling the percentage back lowers the load at once.".to_owned()
        }
        Shape::Hot(..) => "Sample the shard's keys first: a split of this one shard helps many keys, and nothing but a better partition key helps \
             one. Changing the shard count spreads evenly and helps little."
            .to_owned(),
        Shape::Bursting(_) => "Smooth the writers or retry with a pause; more shards help only as far as each second's peak is spread over them. The \
             minute's mean hides it."
            .to_owned(),
        Shape::Even(_) if on_demand => "Wait or warm the stream up: on-demand takes twice the peak of the last 30 days, and more only after 15 \
             minutes. Rolling the percentage back lowers the load at once."
            .to_owned(),
        Shape::Even(_) => "Add shards, or roll the percentage back: that lowers the load at once. More shards help since every shard is loaded.".to_owned(),
        Shape::Unclear(_, Untold::NotYet(_)) => "Wait for the shards' own metrics: they tell whether it is one shard. Adding shards helps even load, not one \
             hot key; rolling the percentage back lowers the load at once."
            .to_owned(),
        Shape::Unclear(_, Untold::Off) => "Switch shard metrics on to see which shard it is; they start in minutes and never look back. Adding shards helps even \
             load, not one hot key."
            .to_owned(),
    }
}

/// Nothing is refused yet, but there is little room.
fn close_to_limit(snapshot: &Snapshot) -> Option<Finding> {
    let stream = &snapshot.pipeline.stream;
    let used = |part: f64| words::percent(part * 100.0);
    let reads = ["stream.write_utilisation_percent", "stream.incoming_records_per_second", "stream.incoming_bytes_per_second"];
    let records = look::stream(snapshot, Metric::IncomingRecords);
    let hot = shape::loads(snapshot).and_then(shape::hottest).filter(|(top, _)| top.used >= shape::NEAR_LIMIT);
    if let Some((top, others)) = hot {
        let keys = shape::keys(snapshot, &top.id);
        let load = format!("{} of its limit used, {} on the others", used(top.used), used(others));
        let text = format!("Shard {} of {stream} is hot: {load}. {}", top.short, shape::of_keys(&keys));
        let id = if matches!(keys, Keys::One(..)) { "hot-key" } else { "hot-shard" };
        let figure = format!("shard {} at {}", top.short, used(top.used));
        let shape = Shape::Hot(top, others, keys);
        let finding = Finding::new(id, "", Level::Warn, text).resting_on([look::measured(snapshot, &records, &figure)]);
        return Some(finding.advise(advice(snapshot, &shape)).wish(wish::of_shape(snapshot, &shape)).reads(reads));
    }
    let mean = shape::mean_use(snapshot).filter(|mean| *mean >= 0.85)?;
    let text = format!("{stream} is nearly full: its shards use {} of what they take.", used(mean));
    let line = look::measured(snapshot, &records, &format!("{} of the write limit", used(mean)));
    let finding = Finding::new("near-capacity", "", Level::Warn, text).resting_on([line]);
    Some(finding.advise(advice(snapshot, &Shape::Even(mean))).wish(wish::more_shards(snapshot)).reads(reads))
}

/// Polling readers that get in each other's way.
fn refused_reads(snapshot: &Snapshot) -> Option<Finding> {
    let id = look::stream(snapshot, Metric::ReadThrottles);
    let refused = look::worst(snapshot, &id, MINUTES).filter(|refused| *refused > snapshot.pipeline.limits.throttles as f64)?;
    let readers = snapshot.pipeline.consumers.len() + usize::from(snapshot.pipeline.firehose.is_some());
    let text = format!(
        "{} a minute refused by {}: its readers share five calls and 2 MB a second of each shard.",
        words::count(refused, "read call"),
        snapshot.pipeline.stream
    );
    let finding = Finding::new("read-throttles", "", Level::Warn, text)
        .resting_on([look::measured(snapshot, &id, &words::number(refused)), format!("{readers} polling readers are configured")]);
    let advice = "Move a reader to enhanced fan-out, which has its own 2 MB a second, or let it poll less often. Writers are not concerned, and a \
                  rollback does not help readers.";
    Some(finding.advise(advice).reads(["stream.read_throttles_per_minute"]))
}
