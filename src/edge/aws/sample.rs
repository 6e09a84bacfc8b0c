//! Sampling a shard's keys on request: a few calls, counts only, never payloads.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_kinesis::types::ShardIteratorType;
use tokio::time::Instant;

use super::door::{Door, date_time};
use super::operation::Operation;
use crate::domain::facts::KeySample;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::series::shift;

/// How far back reading begins. Records of the last seconds are in memory and cost their readers the least.
const LOOK_BACK: i64 = 10;

/// Most calls, two a second, of the five that all readers of the shard share.
const CALLS: u32 = 4;

/// Most records of one call: the shard's readers share 2 MB a second.
const RECORDS: i32 = 1000;

/// How long sampling may take.
const LIMIT: Duration = Duration::from_secs(2);

/// The commonest keys that are told.
const KEYS: usize = 20;

/// GetShardIterator and a few GetRecords.
pub(super) async fn ask(door: &Door, stream: &str, shard: &str) -> Result<KeySample, Fault> {
    let began = Instant::now();
    let request = door
        .session
        .kinesis
        .get_shard_iterator()
        .stream_name(stream)
        .shard_id(shard)
        .shard_iterator_type(ShardIteratorType::AtTimestamp)
        .timestamp(date_time(shift(door.at, -LOOK_BACK)));
    let place = door.send(Operation::GetShardIterator, request.send()).await?;
    let mut iterator = place.shard_iterator().map(str::to_owned);
    if iterator.is_none() {
        return Err(door.unreadable(Operation::GetShardIterator, "the answer holds no iterator"));
    }
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut calls = 0;
    while let Some(place) = iterator.take() {
        let request = door.session.kinesis.get_records().shard_iterator(place).limit(RECORDS);
        let answer = match door.send(Operation::GetRecords, request.send()).await {
            // The shard's own readers need the calls: what was seen so far is enough.
            Err(Fault { kind: FaultKind::Throttled, .. }) if calls > 0 => break,
            answer => answer?,
        };
        calls += 1;
        for key in answer.records().iter().filter_map(|record| record.partition_key()) {
            *counts.entry(key.to_owned()).or_default() += 1;
        }
        if calls < CALLS && began.elapsed() + Operation::GetRecords.gap() < LIMIT {
            iterator = answer.next_shard_iterator().map(str::to_owned);
        }
    }
    let records = counts.values().sum();
    let mut keys: Vec<(String, u64)> = counts.into_iter().collect();
    keys.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    keys.truncate(KEYS);
    Ok(KeySample { shard: shard.to_owned(), records, keys, calls })
}
