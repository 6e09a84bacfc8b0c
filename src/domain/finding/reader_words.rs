//! The words of a reader's finding: sentence, evidence, and what helps.

use super::readers::{errors, shard_ages_known, shards_behind};
use super::{look, shape, words};
use crate::domain::facts::Mapping;
use crate::domain::lag::clock::{self, Clock};
use crate::domain::lag::{Kind, Reader, ReaderLag};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::shard::ShardMap;
use crate::domain::snapshot::Snapshot;

/// One sentence, or two: who, how far behind, how it changes, how long unread data is safe.
pub(super) fn sentence(snapshot: &Snapshot, reader: &ReaderLag, all: &[ReaderLag]) -> String {
    let lag = reader.lag.map_or_else(|| "by an unknown time".to_owned(), words::span);
    let who = who(snapshot, reader, all);
    let pace = reader.slope.map_or(String::new(), |slope| format!("{:.1} s", slope.value.abs()));
    let at_least = if reader.at_least { "at least " } else { "" };
    let state = match reader.kind {
        Kind::Stopped if reader.disabled_mapping.is_some() => match reader.lag {
            Some(_) => format!("{who} is stopped, its event-source mapping is disabled: {lag} behind and growing with the clock."),
            None => format!("{who} is stopped: its event-source mapping is disabled."),
        },
        Kind::Stopped => format!("{who} has stopped reading: {at_least}{lag} behind and growing with the clock."),
        Kind::Stalled => format!("{who} is stalled{}: {lag} behind and growing {pace} every second.", place(snapshot, reader, all)),
        Kind::Slow => format!("{who} falls behind{}: {lag}, growing {pace} every second.", place(snapshot, reader, all)),
        Kind::Recovering => match &reader.clock.drain {
            Some(drain) => format!("{who} catches up: {lag} behind, drained in {}.", words::banded(drain)),
            None => format!("{who} catches up: {lag} behind."),
        },
        _ => format!("{who} is {lag} behind{} and that does not change clearly.", place(snapshot, reader, all)),
    };
    format!("{state} {}", safe(&reader.clock))
}

fn who(snapshot: &Snapshot, reader: &ReaderLag, all: &[ReaderLag]) -> String {
    match &reader.reader {
        Reader::Shard(_) => "A polling reader".to_owned(),
        Reader::Polling if all.iter().any(|other| matches!(other.reader, Reader::Function(_) | Reader::Firehose(_))) => {
            format!("A polling reader of {} that is not one of the named consumers", snapshot.pipeline.stream)
        }
        Reader::Polling => format!("A polling reader of {}", snapshot.pipeline.stream),
        Reader::Firehose(name) => format!("Firehose {name}"),
        Reader::FanOut(name) => format!("Fan-out consumer {name}"),
        Reader::Function(name) => name.clone(),
    }
}

/// On which shard, as far as the shards' own ages tell.
fn place(snapshot: &Snapshot, reader: &ReaderLag, all: &[ReaderLag]) -> String {
    let short =
        |id: &str| snapshot.shards.get().and_then(|map| map.get(id)).map_or_else(|| id.to_owned(), |shard| shard.short().to_owned());
    if let Reader::Shard(id) = &reader.reader {
        return format!(" on shard {}", short(id));
    }
    if matches!(reader.reader, Reader::FanOut(_)) {
        return String::new();
    }
    let open = snapshot.shards.get().map_or(0, ShardMap::open_count);
    let behind = shards_behind(reader, all);
    match behind.as_slice() {
        [] => String::new(),
        [only] => format!(" on shard {}", short(only.reader.name())),
        many if many.len() == open => " on every shard".to_owned(),
        many => format!(" on {} of {open} shards", many.len()),
    }
}

/// The first clock of loss in words.
fn safe(clock: &Clock) -> String {
    match clock.floor {
        Some(left) if left <= 0.0 => "Unread data is being lost now.".to_owned(),
        Some(left) => format!("Unread data is safe for {}.", words::span(left)),
        None => "How long unread data is safe is unknown: the stream's retention was not read.".to_owned(),
    }
}

/// What it rests on.
pub(super) fn evidence(snapshot: &Snapshot, reader: &ReaderLag, all: &[ReaderLag]) -> Vec<String> {
    let mut lines = Vec::new();
    let lag = reader.lag.map_or_else(|| "no age".to_owned(), |lag| format!("age {}", words::span(lag)));
    lines.push(look::measured(snapshot, &reader.id, &lag));
    if let Some(slope) = reader.slope {
        lines.push(format!("slope {:.2} s/s ({:.2} to {:.2}), over the newest complete minutes", slope.value, slope.low, slope.high));
    }
    if let Some(projection) = &reader.clock.projection {
        lines.push(format!("at this pace the first record is lost in {}", words::banded(projection)));
    }
    if let Some(kept) = reader.clock.kept {
        let shortened = clock::maximum_record_age(snapshot, &reader.reader).is_some_and(|age| age <= kept);
        let why = if shortened { "the mapping's maximum record age" } else { "the stream's retention" };
        lines.push(format!("an unread record is kept for {}: {why}", words::span(kept)));
    }
    if let Some(mapping) = &reader.disabled_mapping {
        lines.push(format!("event-source mapping {mapping} is disabled — lambda:ListEventSourceMappings"));
    }
    if let Some(errors) = errors(snapshot, &reader.reader).filter(|errors| *errors > 0.0) {
        let id = MetricId::of(Metric::FunctionErrors, reader.reader.name());
        lines.push(look::measured(snapshot, &id, &format!("{} a minute", words::count(errors, "error"))));
    }
    if let Some(last) = mapping(snapshot, reader).map(|mapping| mapping.last_result.as_str()).filter(|last| !last.is_empty()) {
        lines.push(format!("last result of the mapping: {last}"));
    }
    if matches!(reader.reader, Reader::Function(_) | Reader::Firehose(_))
        && matches!(reader.kind, Kind::Stalled | Kind::Slow | Kind::Behind)
    {
        if !shard_ages_known(all) {
            lines.push(format!("which shard: cannot be told, {}", shape::untold(snapshot, Metric::ShardAge).clause()));
        } else if shards_behind(reader, all).is_empty() {
            lines.push("which shard: no shard's GetRecords age shows it; a function holds its batch ahead and retries it".to_owned());
        }
    }
    lines.push(format!("what this age cannot see: {}", reader.reader.blind_spot()));
    lines
}

fn mapping<'a>(snapshot: &'a Snapshot, reader: &ReaderLag) -> Option<&'a Mapping> {
    let Reader::Function(name) = &reader.reader else { return None };
    snapshot.mappings.get(name)?.get()?.first()
}

/// What helps, and what does not although it looks as if it would.
pub(super) fn advice(snapshot: &Snapshot, reader: &ReaderLag) -> String {
    let lag = reader.lag.unwrap_or_default();
    let trap = format!(
        "Never set a maximum record age below {}: it discards the healthy backlog, silently without a failure destination.",
        words::span(lag)
    );
    match (&reader.reader, reader.kind) {
        (Reader::Function(_), Kind::Stopped) if reader.disabled_mapping.is_some() => {
            "Enable the event-source mapping: it goes on where it stopped. Resharding and rollback do not bring it back.".to_owned()
        }
        (Reader::Function(_), Kind::Stopped) => format!(
            "Look at the mapping's state, the function's throttles and its permission to read the stream. Resharding and rollback do not help. {trap}"
        ),
        (Reader::Function(_), Kind::Stalled) => format!(
            "One batch fails and is retried: read the function's log. In this order: raise the retention, add a failure destination, bisect on \
             error, finite retries. Resharding, rollback and more parallelisation do not help. {trap}"
        ),
        (Reader::Function(_), Kind::Recovering) => format!("Nothing: it drains. Resharding does not make it faster. {trap}"),
        (Reader::Function(_), _) => {
            let factor = mapping(snapshot, reader).map_or(String::new(), |mapping| format!(" (now {} of 10)", mapping.parallelisation));
            format!(
                "Its readers are busy all the time: raise the parallelisation{factor} or the batch size, or make the function faster. \
                 Resharding does not drain a backlog that is already written, and rollback does not help readers. {trap}"
            )
        }
        (Reader::FanOut(_), _) => {
            "Look at the consumer's own process: a subscription lasts five minutes and must be renewed, and events must be \
             taken as they come. Resharding and rollback do not help readers."
                .to_owned()
        }
        (Reader::Firehose(_), _) => {
            "Look at the delivery stream's error log: its role, the bucket and the key. Resharding does not drain a \
             backlog, and rollback does not help readers."
                .to_owned()
        }
        (Reader::Polling | Reader::Shard(_), _) => {
            "Find the reader that polls this stream; each named consumer's own age is told apart. Resharding \
             does not drain a backlog, and rollback does not help readers."
                .to_owned()
        }
    }
}
