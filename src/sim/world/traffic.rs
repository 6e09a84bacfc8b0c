//! Updates reach the writer; it writes the table, then thins by the percentage and puts to the stream.

use jiff::Timestamp;

use crate::domain::facts::StreamMode;
use crate::domain::series::seconds_between;

use super::World;
use super::engine::ShardTraffic;
use super::log::ArrivalLog;
use super::names;
use crate::sim::rhythm::rhythm;

/// Records a second that a shard takes.
pub(super) const SHARD_RECORDS: f64 = 1000.0;
/// Bytes a second that a shard takes.
pub(super) const SHARD_BYTES: f64 = 1_048_576.0;
/// Mean bytes of one record.
pub(super) const RECORD_BYTES: f64 = 300.0;

impl World {
    /// Plays the traffic from where it stood until this moment.
    pub(super) fn play(&mut self, until: Timestamp) {
        let from = self.engine.settled;
        let seconds = seconds_between(from, until);
        if seconds <= 0.0 {
            return;
        }
        let (ordinary, hot) = self.updates(from, seconds);
        let (ordinary, hot) = (self.write_table(from, ordinary), self.write_table(from, hot));
        let chance = self.sent_chance(from);
        let (ordinary, hot) = (self.engine.traffic.binomial(ordinary, chance), self.engine.traffic.binomial(hot, chance));
        self.put_to_stream(until, seconds, ordinary, hot);
        self.engine.settled = until;
        self.read(until, seconds);
    }

    /// Expected updates a second at a moment: ordinary and hot.
    pub(super) fn update_rates(&self, at: Timestamp) -> (f64, f64) {
        let engine = &self.engine;
        let usual = engine.updates_per_second * rhythm(at);
        let (ordinary, hot) = if engine.troubled(at) { (engine.onset.updates.unwrap_or(usual), engine.onset.hot) } else { (usual, 0.0) };
        (ordinary * engine.swell.exp(), hot)
    }

    fn updates(&mut self, at: Timestamp, seconds: f64) -> (u64, u64) {
        let (ordinary, hot) = self.update_rates(at);
        let drawn = (self.engine.traffic.poisson(ordinary * seconds), self.engine.traffic.poisson(hot * seconds));
        self.engine.minute.updates += drawn.0 + drawn.1;
        self.engine.ledger.updates += drawn.0 + drawn.1;
        drawn
    }

    /// Writes updates to the table; answers how many it took.
    fn write_table(&mut self, at: Timestamp, updates: u64) -> u64 {
        let engine = &mut self.engine;
        let share = if engine.troubled(at) { engine.onset.table_throttled } else { 0.0 };
        let throttled = if share > 0.0 { engine.traffic.binomial(updates, share) } else { 0 };
        let taken = updates - throttled;
        engine.minute.table_writes += taken;
        engine.minute.table_throttled += throttled;
        engine.ledger.table_writes += taken;
        engine.ledger.table_throttled += throttled;
        taken
    }

    /// The share of the updates that the writer's environment sends to the stream too.
    pub(super) fn set_share(&self) -> f64 {
        let environment = self.functions.get(names::WRITER).map(|writer| &writer.environment);
        let variable = |name: &str| environment.and_then(|environment| environment.get(name)).map(|value| value.trim().to_lowercase());
        let on = variable("USE_KINESIS").is_some_and(|value| matches!(value.as_str(), "true" | "1" | "yes" | "on"));
        let percentage = variable("KINESIS_PERCENTAGE").and_then(|value| value.parse::<f64>().ok()).unwrap_or(100.0);
        let wanted = if self.engine.ignores_percentage { 1.0 } else { (percentage / 100.0).clamp(0.0, 1.0) };
        if on { wanted } else { 0.0 }
    }

    /// The chance that an update is put to the stream too.
    pub(super) fn sent_chance(&self, at: Timestamp) -> f64 {
        let onset = &self.engine.onset;
        let hours = seconds_between(onset.at, at) / 3600.0;
        let really = if self.engine.troubled(at) { (onset.sent_share - onset.falling_an_hour * hours).max(0.0) } else { 1.0 };
        self.set_share() * really
    }

    /// Spreads records over the open shards; each takes what its limits let through.
    fn put_to_stream(&mut self, until: Timestamp, seconds: f64, ordinary: u64, hot: u64) {
        let on_demand = self.streams.get(names::STREAM).is_some_and(|stream| stream.mode == StreamMode::OnDemand);
        let engine = &mut self.engine;
        let shares: Vec<f64> = engine.shards.values().map(|shard| shard.share).collect();
        let hot_shares: Vec<f64> = engine.shards.values().map(|shard| shard.hot_share).collect();
        let ordinary = engine.traffic.multinomial(ordinary, &shares);
        let hot = engine.traffic.multinomial(hot, &hot_shares);
        for ((traffic, ordinary), hot) in engine.shards.values_mut().zip(ordinary).zip(hot) {
            let offered = ordinary + hot;
            let taken = if on_demand {
                // An on-demand stream makes room for the crowd; one key alone is still capped.
                let keys = (traffic.hot_share * engine.crowd.hot.len() as f64).round().max(1.0);
                ordinary + accept(hot, seconds, SHARD_RECORDS * keys, &mut engine.bursts)
            } else {
                accept(offered, seconds, SHARD_RECORDS, &mut engine.bursts)
            };
            let bytes = bytes_of(taken, &mut engine.traffic);
            let hot_part = if offered > 0 { hot as f32 / offered as f32 } else { 0.0 };
            traffic.log.add(until, taken as f64, hot_part);
            traffic.minute.records += taken;
            traffic.minute.bytes += bytes;
            traffic.minute.refused += offered - taken;
            engine.ledger.offered += offered;
            engine.ledger.accepted += taken;
            engine.ledger.refused += offered - taken;
        }
    }

    /// Counts each shard's part of the traffic anew, after the shards changed.
    pub(super) fn spread_over_shards(&mut self) {
        let Some(stream) = self.streams.get(names::STREAM) else { return };
        let engine = &mut self.engine;
        let ordered = if engine.troubled(self.now) { engine.onset.ordered_share } else { 0.0 };
        for shard in &stream.shards {
            let fresh = || ShardTraffic {
                log: ArrivalLog::new(shard.opened),
                share: 0.0,
                hot_share: 0.0,
                minute: super::engine::ShardMinute::default(),
                rate: 0.0,
            };
            let traffic = engine.shards.entry(shard.shard.id.clone()).or_insert_with(fresh);
            let last = if shard.shard.last == crate::domain::shard::HashKey::MAX { ordered } else { 0.0 };
            traffic.share = if shard.shard.open { engine.crowd.share(&shard.shard) * (1.0 - ordered) + last } else { 0.0 };
            traffic.hot_share = if shard.shard.open { engine.crowd.hot_share(&shard.shard) } else { 0.0 };
        }
    }
}

/// How many of the records fit under the limit of each second. Far below it there is nothing to count.
fn accept(offered: u64, seconds: f64, limit: f64, dice: &mut super::dice::Dice) -> u64 {
    if (offered as f64) < limit * 0.5 * seconds {
        return offered;
    }
    let whole = seconds.ceil().max(1.0) as usize;
    let length = |nth: usize| (seconds - nth as f64).min(1.0);
    let weights: Vec<f64> = (0..whole).map(|nth| length(nth) * (0.12 * dice.normal()).exp()).collect();
    let counts = dice.multinomial(offered, &weights);
    counts.into_iter().enumerate().map(|(nth, count)| count.min((limit * length(nth)).round() as u64)).sum()
}

/// The bytes of so many records: about 300 each.
fn bytes_of(records: u64, dice: &mut super::dice::Dice) -> u64 {
    let n = records as f64;
    (n * RECORD_BYTES + 30.0 * n.sqrt() * dice.normal()).max(n).round() as u64
}
