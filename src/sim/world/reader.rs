//! Who reads the stream and how far: the consumer function, Firehose, the fan-out consumer.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::series::shift;

use super::World;
use super::engine::ShardTraffic;
use super::function::EventSourceMapping;
use super::names;
use super::stream::Stream;

/// How a reader reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A function behind an event-source mapping, by its id.
    Function(String),
    /// A delivery stream.
    Firehose,
    /// A registered consumer with a throughput of its own.
    FanOut,
}

/// One reader with a position on each shard.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Function, delivery stream or consumer name.
    pub name: String,
    /// How it reads.
    pub kind: Kind,
    /// Where it stands, by shard.
    pub positions: BTreeMap<String, Position>,
    /// What happened in the minute that is filling.
    pub minute: ReaderMinute,
    /// Records that it never saw: discarded by age or expired.
    pub missed: f64,
}

/// Where a reader stands on one shard.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// Records read, as the shard's log counts them.
    pub read: f64,
    /// Records a second that it can work off.
    pub capacity: f64,
    /// A record there fails for ever.
    pub blocked: bool,
    /// Seconds that the oldest unread record has waited; 0 when there is none.
    pub age: f64,
}

/// One reader's minute.
#[derive(Debug, Clone, Default)]
pub struct ReaderMinute {
    /// The worst age in seconds at which records were handed over; `None` when none were.
    pub age: Option<f64>,
    /// The worst age in seconds at GetRecords, by shard.
    pub fetched: BTreeMap<String, f64>,
    /// Records read.
    pub records: f64,
    /// Records that the mapping took from the stream, whether the function got them or not.
    pub polled: f64,
    /// Records that the mapping's own limits gave up: too old, or out of retries.
    pub given_up: f64,
    /// Times the function ran.
    pub runs: f64,
    /// Runs that failed.
    pub errors: f64,
}

/// Records a second that a healthy reader can work off on one shard.
pub const HEALTHY: f64 = 6_000.0;

impl World {
    /// Lets each reader read for so many seconds, up to this moment.
    pub(super) fn read(&mut self, until: Timestamp, seconds: f64) {
        let Some(stream) = self.streams.get(names::STREAM) else { return };
        let horizon = shift(until, -i64::from(stream.retention_hours) * 3600);
        let shards = &mut self.engine.shards;
        for traffic in shards.values_mut() {
            traffic.log.expire(horizon);
        }
        for reader in &mut self.engine.readers {
            let mapping = match &reader.kind {
                Kind::Function(uuid) => self.mappings.iter().find(|mapping| mapping.uuid == *uuid),
                Kind::Firehose | Kind::FanOut => None,
            };
            let given_up = if self.engine.onset.at <= until { self.engine.onset.given_up } else { 0.0 };
            let before = reader.minute.records;
            reader.read(stream, shards, mapping, until, seconds);
            reader.give_up_batches(mapping, given_up, before);
        }
    }
}

impl Reader {
    /// A healthy reader that has read nothing yet.
    pub fn new(name: &str, kind: Kind) -> Self {
        Self { name: name.to_owned(), kind, positions: BTreeMap::new(), minute: ReaderMinute::default(), missed: 0.0 }
    }

    fn read(
        &mut self,
        stream: &Stream,
        shards: &mut BTreeMap<String, ShardTraffic>,
        mapping: Option<&EventSourceMapping>,
        until: Timestamp,
        seconds: f64,
    ) {
        let stopped = matches!(self.kind, Kind::Function(_)) && !mapping.is_some_and(EventSourceMapping::is_running);
        for shard in &stream.shards {
            let id = &shard.shard.id;
            let parents: Vec<&String> = [&shard.shard.parent, &shard.shard.adjacent_parent].into_iter().flatten().collect();
            let waits = parents.iter().any(|parent| !self.drained(parent, shards));
            let capacity = parents.first().and_then(|parent| self.positions.get(*parent)).map_or(HEALTHY, |parent| parent.capacity);
            let Some(traffic) = shards.get_mut(id) else { continue };
            let fresh = Position { read: 0.0, capacity, blocked: false, age: 0.0 };
            let position = self.positions.entry(id.clone()).or_insert(fresh);
            self.missed += position.skip_to(traffic.log.oldest());
            let mut given_up = mapping.map_or(0.0, |mapping| position.give_up(mapping, traffic));
            if !stopped && !waits {
                let step = Step { until, seconds, polls: self.kind != Kind::FanOut, mapping };
                step.take(id, position, traffic, &mut self.minute);
            }
            // What was not read by now and is too old is never read.
            given_up += mapping.map_or(0.0, |mapping| position.discard(mapping, traffic, until));
            self.missed += given_up;
            self.minute.given_up += given_up;
            self.minute.polled += given_up;
            position.age = traffic.log.arrival(position.read).map_or(0.0, |(at, _)| (until.as_millisecond() - at) as f64 / 1000.0);
            if !stopped && !waits && (self.kind != Kind::FanOut || shard.shard.open || position.age > 0.0) {
                let worked = mapping.is_none() || self.minute.runs > 0.0;
                let worst = self.minute.age.unwrap_or(0.0).max(position.age);
                self.minute.age = worked.then_some(worst).or(self.minute.age);
            }
        }
    }

    /// Counts the batches of this stretch that failed after they were checkpointed: nobody reads them again.
    fn give_up_batches(&mut self, mapping: Option<&EventSourceMapping>, share: f64, before: f64) {
        if mapping.is_some_and(|mapping| mapping.maximum_retries == 0) && share > 0.0 {
            self.minute.errors = self.minute.runs * share;
            let given_up = (self.minute.records - before) * share;
            self.missed += given_up;
            self.minute.given_up += given_up;
        }
    }

    /// Whether everything of a closed shard was read, so that its children may be.
    fn drained(&self, id: &str, shards: &BTreeMap<String, ShardTraffic>) -> bool {
        let read = self.positions.get(id).map_or(0.0, |position| position.read);
        shards.get(id).is_none_or(|traffic| read + 1e-6 >= traffic.log.total())
    }

    /// The worst age over all shards, in seconds.
    pub fn worst_age(&self) -> f64 {
        self.positions.values().map(|position| position.age).fold(0.0, f64::max)
    }
}

impl Position {
    /// Moves on to a count without reading; answers how many records were missed.
    fn skip_to(&mut self, count: f64) -> f64 {
        let missed = (count - self.read).max(0.0);
        if missed > 0.0 {
            self.read = count;
            self.blocked = false;
        }
        missed
    }

    /// Discards the records that are older than the mapping's maximum age.
    fn discard(&mut self, mapping: &EventSourceMapping, traffic: &ShardTraffic, until: Timestamp) -> f64 {
        if mapping.maximum_record_age < 60 {
            return 0.0;
        }
        self.skip_to(traffic.log.count_at(shift(until, -i64::from(mapping.maximum_record_age))))
    }

    /// Gives up a batch that failed too often.
    fn give_up(&mut self, mapping: &EventSourceMapping, traffic: &ShardTraffic) -> f64 {
        if !self.blocked || mapping.maximum_retries < 0 {
            return 0.0;
        }
        // Bisecting leaves the one bad record; without it the whole batch goes.
        let batch = if mapping.bisect { 1.0 } else { f64::from(mapping.batch_size) };
        let missed = self.skip_to((self.read + batch).min(traffic.log.total()));
        self.blocked = false;
        missed
    }
}

/// One reader, one shard, one stretch of time.
struct Step<'a> {
    until: Timestamp,
    seconds: f64,
    polls: bool,
    mapping: Option<&'a EventSourceMapping>,
}

impl Step<'_> {
    fn take(&self, id: &str, position: &mut Position, traffic: &mut ShardTraffic, minute: &mut ReaderMinute) {
        let total = traffic.log.total();
        let ahead = self.mapping.map_or(0.0, |mapping| f64::from(mapping.batch_size * mapping.parallelisation));
        let taken = if position.blocked {
            minute.errors += self.seconds / 6.0;
            minute.runs += self.seconds / 6.0;
            0.0
        } else {
            let parallel = self.mapping.map_or(1.0, |mapping| f64::from(mapping.parallelisation));
            (position.capacity * parallel * self.seconds).min(total - position.read)
        };
        position.read += taken;
        minute.records += taken;
        minute.polled += taken;
        if let Some(mapping) = self.mapping {
            // Each shard is polled once a second, or once a batching window; a poll may be spread over several batches.
            let polls = self.seconds * f64::from(mapping.parallelisation.max(1)) / f64::from(mapping.batch_window.max(1));
            minute.runs += (taken / f64::from(mapping.batch_size.max(1))).max(taken.min(polls));
        }
        // A held batch that is retried stops the polling of its shard.
        if self.polls && !position.blocked {
            let fetched = (position.read + ahead).min(total);
            let age = traffic.log.arrival(fetched).map_or(0.0, |(at, _)| (self.until.as_millisecond() - at) as f64 / 1000.0);
            let worst = minute.fetched.entry(id.to_owned()).or_insert(0.0);
            *worst = worst.max(age);
            traffic.minute.outgoing += taken;
        }
    }
}
