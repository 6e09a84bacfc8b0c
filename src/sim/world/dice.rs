//! Chance: named streams of random numbers, so that one law's draws never shift another's.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution, Normal, Poisson};
use sha2::{Digest, Sha256};

/// One stream of random numbers.
#[derive(Debug, Clone)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of this name in the world of this seed.
    pub fn named(seed: u64, name: &str) -> Self {
        let digest = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(name).finalize();
        let mut key = [0; 32];
        key.copy_from_slice(&digest);
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Any 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0.random()
    }

    /// Evenly from 0 to 1.
    pub fn unit(&mut self) -> f64 {
        self.0.random()
    }

    /// Evenly from one bound to the other.
    pub fn within(&mut self, [low, high]: [f64; 2]) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number, evenly from one bound to the other, both included.
    pub fn whole(&mut self, [low, high]: [f64; 2]) -> i64 {
        (low + ((high - low + 1.0) * self.unit()).floor()).min(high) as i64
    }

    /// Normal with mean 0 and deviation 1.
    pub fn normal(&mut self) -> f64 {
        Normal::new(0.0, 1.0).map_or(0.0, |law| law.sample(&mut self.0))
    }

    /// How many events there are when `mean` are expected.
    pub fn poisson(&mut self, mean: f64) -> u64 {
        Poisson::new(mean).map_or(0, |law: Poisson<f64>| law.sample(&mut self.0) as u64)
    }

    /// How many of `n` events happen with this chance each.
    pub fn binomial(&mut self, n: u64, chance: f64) -> u64 {
        if chance >= 1.0 {
            return n;
        }
        Binomial::new(n, chance.max(0.0)).map_or(0, |law| law.sample(&mut self.0))
    }

    /// `n` events over places with these weights; the answer has a count for each and their sum is `n`.
    pub fn multinomial(&mut self, n: u64, weights: &[f64]) -> Vec<u64> {
        let mut left = n;
        let mut weight_left: f64 = weights.iter().sum();
        let mut counts = Vec::with_capacity(weights.len());
        for (at, weight) in weights.iter().enumerate() {
            let last = at + 1 == weights.len();
            let chance = if weight_left > 0.0 { weight / weight_left } else { 0.0 };
            let count = if last { left } else { self.binomial(left, chance.min(1.0)) };
            counts.push(count);
            left -= count;
            weight_left -= weight;
        }
        counts
    }
}
