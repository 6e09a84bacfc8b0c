//! Who is traded how much: tokens with skewed weights, and the hash key of each.

use md5::{Digest, Md5};

use crate::domain::shard::{HashKey, Shard};

use super::dice::Dice;

/// Tokens that everybody knows; the others have made-up names.
const KNOWN: [&str; 16] =
    ["SOL", "USDC", "JUP", "BONK", "WIF", "PYTH", "JTO", "RAY", "ORCA", "RENDER", "HNT", "MSOL", "POPCAT", "MEW", "PENGU", "FARTCOIN"];

/// One traded token; its name is the partition key.
#[derive(Debug, Clone)]
pub struct Token {
    /// The partition key.
    pub key: String,
    /// The point on the ring that it falls on.
    pub hash: HashKey,
    /// Its part of the traffic.
    pub weight: f64,
}

/// Where Kinesis puts a partition key: its MD5, read as a number.
pub fn hash_key(partition_key: &str) -> HashKey {
    HashKey::from_be_bytes(Md5::digest(partition_key.as_bytes()).into())
}

/// All tokens, and those that become hot.
#[derive(Debug, Clone, Default)]
pub struct Crowd {
    /// Every token; the weights sum to 1.
    pub tokens: Vec<Token>,
    /// Tokens that take the extra traffic of a hot key or shard, by even parts.
    pub hot: Vec<Token>,
}

impl Crowd {
    /// Draws the tokens: weights by Zipf's law, handed out in random order.
    pub fn draw(count: u32, skew: f64, dice: &mut Dice) -> Self {
        let mut weights: Vec<f64> = (1..=count.max(1)).map(|rank| f64::from(rank).powf(-skew)).collect();
        let total: f64 = weights.iter().sum();
        for at in (1..weights.len()).rev() {
            let other = dice.whole([0.0, at as f64]) as usize;
            weights.swap(at, other);
        }
        let token = |(nth, weight): (usize, f64)| {
            let key = KNOWN.get(nth).map_or_else(|| format!("TKN{:04X}-{nth}", dice.bits() & 0xFFFF), |name| (*name).to_owned());
            Token { hash: hash_key(&key), key, weight: weight / total }
        };
        Self { tokens: weights.into_iter().enumerate().map(token).collect(), hot: Vec::new() }
    }

    /// Makes `count` tokens hot. They all fall on this shard, by turns into its lower and upper half,
    /// so that a split helps when there are several.
    pub fn heat(&mut self, count: usize, shard: &Shard, dice: &mut Dice) {
        let half = shard.first + (shard.last - shard.first) / 2;
        while self.hot.len() < count {
            let key = format!("MEME{:05X}", dice.bits() & 0xF_FFFF);
            let hash = hash_key(&key);
            let lower = self.hot.len().is_multiple_of(2);
            let range = if lower { shard.first..=half } else { half + 1..=shard.last };
            if range.contains(&hash) && self.hot.iter().all(|token| token.key != key) {
                self.hot.push(Token { key, hash, weight: 1.0 / count as f64 });
            }
        }
    }

    /// The part of the ordinary traffic that falls on a shard.
    pub fn share(&self, shard: &Shard) -> f64 {
        Self::on(&self.tokens, shard).map(|token| token.weight).sum()
    }

    /// The part of the hot traffic that falls on a shard.
    pub fn hot_share(&self, shard: &Shard) -> f64 {
        Self::on(&self.hot, shard).map(|token| token.weight).sum()
    }

    /// The tokens of a list that fall on a shard.
    pub fn on<'a>(tokens: &'a [Token], shard: &Shard) -> impl Iterator<Item = &'a Token> {
        let range = shard.first..=shard.last;
        tokens.iter().filter(move |token| range.contains(&token.hash))
    }
}
