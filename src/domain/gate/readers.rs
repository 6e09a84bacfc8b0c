//! The gate of the readers' ages: level and slope, each reader by its own metric.

use crate::domain::checklist::{Check, Mark};
use crate::domain::finding::words;
use crate::domain::lag::{self, Kind, Reader, ReaderLag};
use crate::domain::metric::MetricId;
use crate::domain::metrics::GRACE;
use crate::domain::reading::State;
use crate::domain::snapshot::Snapshot;

/// No named reader is behind its limit or surely falling behind. The merged ages of stream and shards stand in for
/// pipelines without named readers.
pub(super) fn iterator_age(snapshot: &Snapshot) -> Check {
    let id = "iterator-age";
    let merged = |reader: &ReaderLag| matches!(reader.reader, Reader::Polling | Reader::Shard(_));
    let readers = lag::readers(snapshot);
    let named = readers.iter().any(|reader| !merged(reader));
    let asked: Vec<&ReaderLag> =
        readers.iter().filter(|reader| merged(reader) != named && !matches!(reader.reader, Reader::Shard(_))).collect();
    let mut parts: Vec<(String, Mark)> = asked.iter().map(|reader| (told(snapshot, reader), one(snapshot, reader))).collect();
    // Without the list of fan-out consumers one of them may be far behind.
    if snapshot.fan_out.state(snapshot.now) != State::Fresh {
        parts.push(("the fan-out consumers are not known".to_owned(), Mark::NotEnoughData));
    }
    // What decides is said first.
    parts.sort_by_key(|(_, judged)| judged.urgency());
    let mark = parts.iter().fold(Mark::NotApplicable, |mark, (_, judged)| mark.and(*judged));
    let evidence = parts.into_iter().map(|(said, _)| said).collect();
    if mark == Mark::NotEnoughData {
        return Check::waiting(id, evidence, "a new age of every reader").for_seconds(60);
    }
    // Of a reader that stopped nothing new can come: its silence is the evidence.
    let heard: Vec<&MetricId> =
        asked.iter().filter(|reader| reader.kind != Kind::Stopped && reader.kind != Kind::Idle).map(|reader| &reader.id).collect();
    Check::of(id, mark, evidence).resting_on(snapshot, &heard)
}

fn one(snapshot: &Snapshot, reader: &ReaderLag) -> Mark {
    let heard = reader.at.is_some_and(|at| snapshot.now.duration_since(at).as_secs() <= 300 + GRACE);
    match reader.kind {
        Kind::Stalled | Kind::Stopped | Kind::Slow => Mark::Fail,
        _ if reader.over_limit || reader.beyond_half() => Mark::Fail,
        Kind::KeepingUp | Kind::Recovering if heard => Mark::Pass,
        Kind::Idle => Mark::Pass,
        // One minute above the limit is a beginning, or nothing.
        Kind::KeepingUp | Kind::Recovering | Kind::Behind | Kind::Unknown => Mark::NotEnoughData,
    }
}

fn told(snapshot: &Snapshot, reader: &ReaderLag) -> String {
    let name = reader.reader.name();
    let Some(lag) = reader.lag else { return format!("{name}: no age is known") };
    let age = reader.at.map_or_else(String::new, |at| format!(", {} old", words::span(snapshot.now.duration_since(at).as_secs_f64())));
    let slope = reader.slope.map_or_else(String::new, |slope| {
        let rounded = [slope.value, slope.low, slope.high];
        if rounded.iter().all(|slope| slope.abs() < 0.005) {
            return ", steady".to_owned();
        }
        let [value, low, high] = rounded.map(signed);
        format!(", {value} s/s ({low} to {high})")
    });
    let limit = words::span(snapshot.pipeline.limits.lag.as_secs_f64());
    format!("{name}: {} behind{slope}, limit {limit}{age}", words::span(lag))
}

/// A slope with its sign; what rounds to nothing has none.
fn signed(slope: f64) -> String {
    if slope.abs() < 0.005 { "0.00".to_owned() } else { format!("{slope:+.2}") }
}
