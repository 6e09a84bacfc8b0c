//! Readers: who is behind, whether it is stalled, slow or stopped, and how long unread data is safe.

use super::{Finding, Level, look, reader_words, wish};
use crate::domain::lag::{self, Kind, Reader, ReaderLag};
use crate::domain::snapshot::Snapshot;

/// Findings of every reader; the merged ages of stream and shards speak only when no named reader explains them.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let readers = lag::readers(snapshot);
    let merged = |reader: &ReaderLag| matches!(reader.reader, Reader::Polling | Reader::Shard(_));
    let mut named: Vec<(f64, Finding)> =
        readers.iter().filter(|reader| !merged(reader)).filter_map(|reader| one(snapshot, reader, &readers)).collect();
    if named.iter().all(|(_, finding)| finding.level <= Level::Ok) {
        let shards = readers.iter().filter(|reader| matches!(reader.reader, Reader::Shard(_)));
        named.extend(shards.filter_map(|reader| one(snapshot, reader, &readers)));
    }
    if named.iter().all(|(_, finding)| finding.level <= Level::Ok) {
        let polling = readers.iter().filter(|reader| reader.reader == Reader::Polling);
        named.extend(polling.filter_map(|reader| one(snapshot, reader, &readers)));
    }
    named.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    findings.extend(named.into_iter().map(|(_, finding)| finding));
}

/// One reader's finding with its lag, by which they are ordered.
fn one(snapshot: &Snapshot, reader: &ReaderLag, all: &[ReaderLag]) -> Option<(f64, Finding)> {
    let level = level(reader)?;
    let id = match reader.kind {
        _ if reader.beyond_half() => "loss-near",
        Kind::Stalled => "consumer-stalled",
        Kind::Stopped => "consumer-stopped",
        _ => "consumer-lag",
    };
    let text = reader_words::sentence(snapshot, reader, all);
    let finding = Finding::new(id, reader.reader.name(), level, text)
        .resting_on(reader_words::evidence(snapshot, reader, all))
        .advise(reader_words::advice(snapshot, reader))
        .wish(wish::of_reader(snapshot, reader))
        .reads([reader.reader.reading(), "stream.retention_hours".to_owned()]);
    Some((reader.lag.unwrap_or_default(), finding))
}

/// How bad; `None` when there is nothing to say. More lag never makes it better.
fn level(reader: &ReaderLag) -> Option<Level> {
    if reader.beyond_half() && reader.kind != Kind::Unknown {
        return Some(Level::Alarm);
    }
    let merged = matches!(reader.reader, Reader::Polling | Reader::Shard(_));
    match reader.kind {
        // A stream that nobody polls any more is no fault by itself; the consumers' own ages tell.
        Kind::Stopped if merged => None,
        Kind::Stopped => Some(Level::Alarm),
        Kind::Stalled | Kind::Slow | Kind::Behind if reader.over_limit => Some(Level::Alarm),
        Kind::Recovering if !reader.over_limit => None,
        Kind::Stalled | Kind::Slow | Kind::Recovering => Some(Level::Warn),
        Kind::KeepingUp | Kind::Behind | Kind::Idle | Kind::Unknown => None,
    }
}

/// The shards whose own age says that their polling readers are behind too, by short number.
pub(super) fn shards_behind<'a>(reader: &ReaderLag, all: &'a [ReaderLag]) -> Vec<&'a ReaderLag> {
    let Some(lag) = reader.lag else { return Vec::new() };
    let shard = |other: &&ReaderLag| matches!(other.reader, Reader::Shard(_)) && other.kind != Kind::Unknown;
    all.iter().filter(shard).filter(|other| other.lag.is_some_and(|age| age >= 10.0 && age >= lag / 2.0)).collect()
}

/// Whether any shard's own age is known at all.
pub(super) fn shard_ages_known(all: &[ReaderLag]) -> bool {
    all.iter().any(|reader| matches!(reader.reader, Reader::Shard(_)) && reader.lag.is_some())
}

/// Errors a minute of a consumer function, when they are known.
pub(super) fn errors(snapshot: &Snapshot, reader: &Reader) -> Option<f64> {
    let Reader::Function(name) = reader else { return None };
    look::mean(snapshot, &crate::domain::metric::MetricId::of(crate::domain::metric::Metric::FunctionErrors, name), 5)
}
