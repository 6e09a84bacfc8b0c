//! Writing single records and reading them back: PutRecord, GetShardIterator, GetRecords.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use crate::domain::shard::HashKey;

use super::World;
use super::reader::Kind;
use super::refusal::Refusal;
use super::stream::{StreamShard, sequence_number};
use super::ticks::Picker;
use super::tokens::hash_key;
use super::traffic::{SHARD_BYTES, SHARD_RECORDS};

/// Records of clients that are kept; older ones read as ordinary ticks.
const KEPT: usize = 10_000;

/// Most records that one GetRecords call hands out here.
const BATCH: usize = 1_000;

/// Seconds that an iterator lives.
const ITERATOR_LIFE: i64 = 300;

/// One record as GetRecords hands it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its sequence number.
    pub sequence: String,
    /// When the stream took it.
    pub arrived: Timestamp,
    /// Its partition key.
    pub key: String,
    /// Its payload.
    pub data: Vec<u8>,
}

/// A record that a client put.
#[derive(Debug, Clone)]
pub struct Kept {
    shard: String,
    nth: u64,
    record: Record,
}

/// What clients used of a shard's limits in one second.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quota {
    second: i64,
    reads: u32,
    records: f64,
    bytes: f64,
}

/// Where an iterator begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// `TRIM_HORIZON`
    TrimHorizon,
    /// `LATEST`
    Latest,
    /// `AT_TIMESTAMP`
    At(Timestamp),
    /// `AT_SEQUENCE_NUMBER`
    AtSequence(String),
    /// `AFTER_SEQUENCE_NUMBER`
    AfterSequence(String),
}

/// What GetRecords answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The records, oldest first.
    pub records: Vec<Record>,
    /// The next iterator; `None` at the end of a closed shard.
    pub next: Option<String>,
    /// How far the batch is behind the newest record.
    pub behind_ms: i64,
    /// Shards that continue a closed one that was read to its end.
    pub children: Vec<String>,
}

/// Where a record was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Shard id.
    pub shard: String,
    /// Sequence number.
    pub sequence: String,
}

/// What an iterator's opaque text says.
struct Iterator {
    stream: String,
    shard: String,
    nth: u64,
    issued: i64,
}

impl Iterator {
    fn text(&self) -> String {
        STANDARD.encode(format!("{}\n{}\n{}\n{}", self.stream, self.shard, self.nth, self.issued))
    }

    fn read(text: &str) -> Option<Self> {
        let plain = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
        let mut parts = plain.split('\n').map(str::to_owned);
        let (stream, shard) = (parts.next()?, parts.next()?);
        Some(Self { stream, shard, nth: parts.next()?.parse().ok()?, issued: parts.next()?.parse().ok()? })
    }
}

fn too_fast(shard: &str, stream: &str, account: &str) -> Refusal {
    let message = format!("Rate exceeded for shard {shard} in stream {stream} under account {account}.");
    Refusal::bad("ProvisionedThroughputExceededException", message)
}

impl World {
    /// PutRecord; PutRecords is one of these for each record. Only the pipeline's own stream takes records.
    pub fn put_record(&mut self, stream: &str, key: &str, explicit: Option<HashKey>, data: &[u8]) -> Result<Placed, Refusal> {
        let found = self.stream(stream)?;
        let most = found.max_record_kib as usize * 1024;
        if key.is_empty() || key.chars().count() > 256 {
            return Err(Refusal::bad("ValidationException", "PartitionKey must have 1 to 256 characters."));
        }
        if data.len() + key.len() > most {
            let message = format!("Record of {} bytes is larger than the {most} bytes that the stream takes.", data.len() + key.len());
            return Err(Refusal::bad("InvalidArgumentException", message));
        }
        let hash = explicit.unwrap_or_else(|| hash_key(key));
        let name = found.name.clone();
        let home = found.open().find(|shard| (shard.shard.first..=shard.shard.last).contains(&hash));
        let shard = home.map(|shard| shard.shard.id.clone()).ok_or_else(|| Refusal::with_status("InternalFailure", 500, "no shard"))?;
        self.settle();
        let (now, account) = (self.now, self.account.clone());
        let rate = self.engine.shards.get(&shard).map_or(0.0, |traffic| traffic.rate);
        let quota = self.quota(&shard);
        let size = (data.len() + key.len()) as f64;
        let full = rate + quota.records + 1.0 > SHARD_RECORDS || rate * super::traffic::RECORD_BYTES + quota.bytes + size > SHARD_BYTES;
        if !full {
            quota.records += 1.0;
            quota.bytes += size;
        }
        let engine = &mut self.engine;
        let traffic = engine.shards.get_mut(&shard).ok_or_else(|| Refusal::with_status("InternalFailure", 500, "no traffic"))?;
        engine.ledger.offered += 1;
        if full {
            engine.ledger.refused += 1;
            traffic.minute.refused += 1;
            return Err(too_fast(&shard, &name, &account));
        }
        engine.ledger.accepted += 1;
        traffic.minute.records += 1;
        traffic.minute.bytes += size as u64;
        let nth = traffic.log.total().round() as u64;
        traffic.log.add(now, 1.0, 0.0);
        let sequence = sequence_number(now, (nth % 1_000_000) as u32);
        let record = Record { sequence: sequence.clone(), arrived: now, key: key.to_owned(), data: data.to_vec() };
        engine.kept.push_back(Kept { shard: shard.clone(), nth, record });
        if engine.kept.len() > KEPT {
            engine.kept.pop_front();
        }
        Ok(Placed { shard, sequence })
    }

    /// What clients used of this shard in the running second.
    fn quota(&mut self, shard: &str) -> &mut Quota {
        let second = self.now.as_second();
        let quota = self.engine.quotas.entry(shard.to_owned()).or_default();
        if quota.second != second {
            *quota = Quota { second, ..Quota::default() };
        }
        quota
    }

    fn known_shard(&self, stream: &str, shard: &str) -> Result<&StreamShard, Refusal> {
        let found = self.stream(stream)?;
        found.shard(shard).ok_or_else(|| {
            let message = format!("Shard {shard} in stream {} under account {} does not exist", found.name, self.account);
            Refusal::bad("ResourceNotFoundException", message)
        })
    }

    /// GetShardIterator.
    pub fn shard_iterator(&mut self, stream: &str, shard: &str, start: &Start) -> Result<String, Refusal> {
        self.known_shard(stream, shard)?;
        self.settle();
        let name = self.stream(stream)?.name.clone();
        let log = self.engine.shards.get(shard).map(|traffic| &traffic.log);
        let at = |moment: i64| Timestamp::from_millisecond(moment).unwrap_or(self.now);
        let count = |moment: i64| log.map_or(0.0, |log| log.count_at(at(moment)));
        let sequence = |text: &str| {
            let wrong = || {
                let message =
                    format!("StartingSequenceNumber {text} used in GetShardIterator on shard {shard} in stream {name} is invalid.");
                Refusal::bad("InvalidArgumentException", message)
            };
            let digits = text.strip_prefix("496").filter(|digits| digits.len() == 53).ok_or_else(wrong)?;
            let moment: i64 = digits[..20].parse().map_err(|_| wrong())?;
            let tail: u64 = digits[20..26].parse().map_err(|_| wrong())?;
            Ok((moment, tail))
        };
        let nth = match start {
            Start::TrimHorizon => log.map_or(0.0, super::log::ArrivalLog::oldest).ceil() as u64,
            Start::Latest => log.map_or(0.0, super::log::ArrivalLog::total).round() as u64,
            Start::At(moment) => count(moment.as_millisecond()).ceil() as u64,
            Start::AtSequence(text) => nearest(count(sequence(text)?.0), sequence(text)?.1),
            Start::AfterSequence(text) => nearest(count(sequence(text)?.0), sequence(text)?.1) + 1,
        };
        Ok(Iterator { stream: name, shard: shard.to_owned(), nth, issued: self.now.as_second() }.text())
    }

    /// GetRecords. Each shard answers five calls a second, the pipeline's own readers included.
    pub fn get_records(&mut self, iterator: &str, limit: usize) -> Result<Batch, Refusal> {
        let from = Iterator::read(iterator).ok_or_else(|| Refusal::bad("InvalidArgumentException", "Invalid ShardIterator."))?;
        if self.now.as_second() - from.issued > ITERATOR_LIFE {
            let message = format!(
                "Iterator expired. The iterator was created at time {} while right now it is {} which is further in the future than the tolerated \
                 delay of {ITERATOR_LIFE} seconds.",
                from.issued,
                self.now.as_second()
            );
            return Err(Refusal::bad("ExpiredIteratorException", message));
        }
        self.known_shard(&from.stream, &from.shard)?;
        self.settle();
        self.count_read(&from)?;
        let open = self.known_shard(&from.stream, &from.shard)?.shard.open;
        let (records, nth, behind_ms) = self.batch(&from, limit.clamp(1, BATCH));
        let total = self.engine.shards.get(&from.shard).map_or(0, |traffic| traffic.log.total().round() as u64);
        let ended = !open && nth >= total;
        let issued = self.now.as_second();
        let next = (!ended).then(|| Iterator { nth, issued, stream: from.stream.clone(), shard: from.shard.clone() }.text());
        let children = if ended { self.children(&from) } else { Vec::new() };
        Ok(Batch { records, next, behind_ms, children })
    }

    fn count_read(&mut self, from: &Iterator) -> Result<(), Refusal> {
        let polling = |reader: &&super::reader::Reader| match &reader.kind {
            Kind::Function(uuid) => self.mappings.iter().any(|mapping| mapping.uuid == *uuid && mapping.is_running()),
            Kind::Firehose => true,
            Kind::FanOut => false,
        };
        let pollers = self.engine.readers.iter().filter(polling).count() as u32;
        let account = self.account.clone();
        let quota = self.quota(&from.shard);
        quota.reads += 1;
        if quota.reads + pollers > 5 {
            if let Some(traffic) = self.engine.shards.get_mut(&from.shard) {
                traffic.minute.reads_refused += 1;
            }
            return Err(too_fast(&from.shard, &from.stream, &account));
        }
        Ok(())
    }

    fn children(&self, from: &Iterator) -> Vec<String> {
        let Some(stream) = self.streams.get(&from.stream) else { return Vec::new() };
        let parents = |shard: &StreamShard| [shard.shard.parent.clone(), shard.shard.adjacent_parent.clone()];
        let child = |shard: &&StreamShard| parents(shard).iter().flatten().any(|parent| *parent == from.shard);
        stream.shards.iter().filter(child).map(|shard| shard.shard.id.clone()).collect()
    }

    /// The records from an iterator on, the count after them, and how far that is behind.
    fn batch(&self, from: &Iterator, limit: usize) -> (Vec<Record>, u64, i64) {
        let engine = &self.engine;
        let (Some(traffic), Some(stream)) = (engine.shards.get(&from.shard), self.streams.get(&from.stream)) else {
            return (Vec::new(), from.nth, 0);
        };
        let Some(shard) = stream.shard(&from.shard) else { return (Vec::new(), from.nth, 0) };
        let first = from.nth.max(traffic.log.oldest().ceil() as u64);
        let last = (traffic.log.total().round() as u64).min(first.saturating_add(limit as u64));
        let picker = Picker::new(&engine.crowd, shard, engine.seed);
        let kept = |nth: u64| engine.kept.iter().find(|kept| kept.nth == nth && kept.shard == from.shard);
        let records = (first..last).filter_map(|nth| match kept(nth) {
            Some(kept) => Some(kept.record.clone()),
            None => picker.record(nth, traffic.log.arrival(nth as f64)?),
        });
        let records = records.collect();
        let behind = traffic.log.arrival(last as f64).map_or(0, |(at, _)| (self.now.as_millisecond() - at).max(0));
        (records, last.max(first), behind)
    }
}

/// The count nearest to `about` whose last six digits are these.
fn nearest(about: f64, tail: u64) -> u64 {
    let base = (about.max(0.0) as u64) / 1_000_000 * 1_000_000;
    let near = |candidate: &u64| (*candidate as f64 - about).abs() as u64;
    [base.checked_sub(1_000_000), Some(base), Some(base + 1_000_000)]
        .into_iter()
        .flatten()
        .map(|base| base + tail)
        .min_by_key(near)
        .unwrap_or(tail)
}
