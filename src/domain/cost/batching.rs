//! How a function's runs, and their length, go with the records that reach it.
//!
//! Lambda polls each shard about once a second and hands over what it finds, a batch at most. While batches are not full, more
//! records make fuller batches and no more runs; only full ones make more. So runs are never in proportion to records from a
//! small percentage to a large one, and what was measured at one rate bounds every other.

use rust_decimal::{Decimal, dec};
use serde::Serialize;

use super::figure::plain;
use crate::domain::facts::Mapping;

/// Most bytes that one run is handed. Source: Lambda developer guide, "How Lambda processes records from Amazon Kinesis Data
/// Streams": a full batch, the end of the window, or the payload limit of 6 MB.
const PAYLOAD: Decimal = dec!(6_291_456);

/// How far runs may lie above what polls explain before polls are no bound any more.
const LEEWAY: Decimal = dec!(1.05);

/// One end of what can be told, or what is most likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// As few runs, as short, as the measurement allows.
    Least,
    /// Each poll finds records, and runs are as long as they surely become.
    Likely,
    /// As many runs, as long, as the measurement allows.
    Most,
}

/// What makes runs of records: a measured point and the mapping's settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Batching {
    /// Records a second that were read while runs and their length were measured.
    pub records: Decimal,
    /// Runs a second when each poll finds records and no batch is full; `None` when nobody knows, as with fan-out, which pushes.
    pub polls: Option<Decimal>,
    /// Records that one run takes at most; `None` when nobody knows.
    pub batch: Option<Decimal>,
    /// Batches that are worked on at the same time at most; `None` when nobody knows.
    pub at_once: Option<Decimal>,
    /// The part of a run's length that grows with its records, 0 to 1: surely, and at most.
    pub growth: (Decimal, Decimal),
}

impl Batching {
    /// Of a function whose mapping is not known: anything between as many runs as now and runs in proportion.
    pub fn unknown(records: Decimal) -> Self {
        Self { records, polls: None, batch: None, at_once: None, growth: (Decimal::ZERO, Decimal::ONE) }
    }

    /// Of a mapping that reads so many shards. Source: the same page: each shard is polled once a second, or once a batching window,
    /// and up to `ParallelizationFactor` batches of it are worked on at the same time.
    pub fn of(mapping: &Mapping, shards: u32, records: Decimal, bytes_a_record: Decimal) -> Self {
        let at_once = Decimal::from(shards.max(1)) * Decimal::from(mapping.parallelisation.max(1));
        let polled = !mapping.source_arn.contains("/consumer/") || 0 < mapping.batch_window;
        let fitting = if bytes_a_record.is_zero() { Decimal::MAX } else { (PAYLOAD / bytes_a_record).max(Decimal::ONE) };
        Self {
            polls: polled.then(|| at_once / Decimal::from(mapping.batch_window.max(1))),
            batch: Some(Decimal::from(mapping.batch_size.max(1)).min(fitting)),
            at_once: Some(at_once),
            ..Self::unknown(records)
        }
    }

    /// Runs a second and the seconds of each when `records` a second are read, from those that were measured.
    ///
    /// The least is never above the most; both grow with the records, and are what was measured at the measured rate.
    /// Where nothing was measured, nothing can be told and everything stays.
    pub fn at(&self, (runs, seconds): (Decimal, Decimal), records: Decimal, extent: Extent) -> (Decimal, Decimal) {
        if runs.is_zero() || self.records.is_zero() {
            return (runs, seconds);
        }
        // Runs never grow faster than records do, nor fall faster: this is both bounds' other end.
        let in_proportion = runs * (records / self.records);
        let then = match extent {
            Extent::Least => self.fewest(runs, in_proportion, records),
            Extent::Likely | Extent::Most => self.most(runs, in_proportion, records),
        };
        if then.is_zero() {
            return (then, seconds);
        }
        let busy = |part: Decimal| ((Decimal::ONE - part) * then + part * in_proportion) * seconds;
        let (surely, at_most) = (busy(self.growth.0), busy(self.growth.1));
        let busy = match extent {
            Extent::Least => surely.min(at_most),
            Extent::Likely => surely,
            Extent::Most => surely.max(at_most),
        };
        // A shard's batches wait for each other: no more than these run at once, however long they take.
        let busy = self.at_once.map_or(busy, |at_once| busy.min(at_once.max(then * seconds)));
        (then, busy / then)
    }

    /// Records of a full batch: never fewer than a run was seen to take.
    fn full(&self, runs: Decimal) -> Option<Decimal> {
        self.batch.map(|batch| batch.max(self.records / runs))
    }

    fn fewest(&self, runs: Decimal, in_proportion: Decimal, records: Decimal) -> Decimal {
        if records < self.records {
            return in_proportion;
        }
        self.full(runs).map_or(runs, |batch| runs.max((records / batch).min(in_proportion)))
    }

    fn most(&self, runs: Decimal, in_proportion: Decimal, records: Decimal) -> Decimal {
        let by_batch = |records: Decimal| self.full(runs).map_or(Decimal::ZERO, |batch| records / batch);
        // More runs than polls and full batches explain: they are retried, or it is polled faster, and polls are no bound.
        let polls = self.polls.filter(|polls| runs <= LEEWAY * (*polls).max(by_batch(self.records)));
        if records < self.records {
            let polled = polls.map_or(runs, |polls| polls.max(in_proportion));
            return polled.min(runs).min(records.max(in_proportion));
        }
        polls.map_or(in_proportion, |polls| polls.max(runs).max(by_batch(records)).min(in_proportion))
    }

    /// What a formula says of runs that were not measured at this rate.
    pub(super) fn words(&self) -> String {
        match (self.polls, self.batch) {
            (Some(polls), Some(batch)) => {
                format!("; told for this rate: at most {} polls/s find records, then batches of {} fill", plain(polls), plain(batch))
            }
            _ => "; told for this rate in proportion to the records, an upper end".to_owned(),
        }
    }
}
