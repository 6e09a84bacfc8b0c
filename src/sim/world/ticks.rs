//! Ordinary records, made when somebody reads them: the same place in a shard always holds the same tick.

use jiff::Timestamp;

use crate::sim::metrics::mix;

use super::records::Record;
use super::stream::{StreamShard, sequence_number};
use super::tokens::Crowd;

/// Which token an ordinary record of a shard belongs to.
pub(super) struct Picker<'a> {
    crowd: &'a Crowd,
    tokens: Vec<(&'a str, f64)>,
    hot: Vec<&'a str>,
    seed: u64,
    shard: u64,
}

impl<'a> Picker<'a> {
    pub(super) fn new(crowd: &'a Crowd, shard: &'a StreamShard, seed: u64) -> Self {
        let mut sum = 0.0;
        let rising = Crowd::on(&crowd.tokens, &shard.shard).map(|token| {
            sum += token.weight;
            (token.key.as_str(), sum)
        });
        let tokens = rising.collect();
        let hot = Crowd::on(&crowd.hot, &shard.shard).map(|token| token.key.as_str()).collect();
        Self { crowd, tokens, hot, seed, shard: shard.shard.first as u64 ^ (shard.shard.last >> 64) as u64 }
    }

    pub(super) fn record(&self, nth: u64, (arrived, hot): (i64, f32)) -> Option<Record> {
        let chance = |what: u64| mix(self.seed, self.shard, nth.wrapping_mul(3) + what) as f64 / u64::MAX as f64;
        let key = if !self.hot.is_empty() && chance(0) < f64::from(hot) {
            self.hot[((chance(1) * self.hot.len() as f64) as usize).min(self.hot.len() - 1)]
        } else {
            let point = chance(1) * self.tokens.last()?.1;
            self.tokens[self.tokens.partition_point(|(_, sum)| *sum < point).min(self.tokens.len() - 1)].0
        };
        let arrived = Timestamp::from_millisecond(arrived).ok()?;
        let nth_token = self.crowd.tokens.iter().position(|token| token.key == key).unwrap_or(0);
        let price = 200.0 / (nth_token as f64 + 1.0) * (0.99 + 0.02 * chance(2));
        let data = serde_json::json!({
            "token": key, "price": (price * 1e6).round() / 1e6, "timestamp": arrived.as_millisecond(), "source": "helius",
        });
        let sequence = sequence_number(arrived, (nth % 1_000_000) as u32);
        Some(Record { sequence, arrived, key: key.to_owned(), data: data.to_string().into_bytes() })
    }
}
