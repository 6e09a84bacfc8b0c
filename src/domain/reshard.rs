//! The ladder of legal shard counts from one number to another, and what stands in its way.

mod allowance;
mod transient;

use std::collections::BTreeSet;
use std::iter::successors;
use std::ops::RangeInclusive;

use super::limits::MOST_SHARDS_BY_COUNT;

pub use allowance::{Allowance, Reach};
pub use transient::{cuts, even_peak, peak};

/// The counts that one UpdateShardCount call may ask for: at most twice as many, at least half as many, 1 to 10,000;
/// empty above 20,000. Source: API reference, UpdateShardCount. Half of an odd count is rounded up here, which AWS
/// does not document: the smaller of the two could be refused.
pub fn legal(from: u32) -> RangeInclusive<u32> {
    from.div_ceil(2).max(1)..=from.saturating_mul(2).min(MOST_SHARDS_BY_COUNT)
}

/// Whether one call may ask for that count.
pub fn is_legal(from: u32, to: u32) -> bool {
    from != to && legal(from).contains(&to)
}

/// Whether the step is one that AWS recommends: to a multiple of 25 % of the count before. Others may take longer.
/// Source: API reference, UpdateShardCount.
pub fn is_quarter(from: u32, to: u32) -> bool {
    0 < from && (u64::from(to) * 4).is_multiple_of(u64::from(from))
}

/// The targets of the fewest calls that lead from one count to another, in order; empty when there is nothing to do.
///
/// Among ladders of the same length that never turn back, one whose steps are all multiples of 25 % is taken where
/// there is any, the largest steps first. Otherwise one step is odd: the last one upwards, the first one downwards.
/// `None` when no ladder leads there: from or to 0, to more than 10,000, from more than 20,000.
pub fn ladder(from: u32, to: u32) -> Option<Vec<u32>> {
    if from == 0 || to == 0 || MOST_SHARDS_BY_COUNT < to || 2 * MOST_SHARDS_BY_COUNT < from {
        return None;
    }
    let length = length(from, to);
    let mut steps = Vec::new();
    if by_quarters(from, to, length, &mut steps, &mut BTreeSet::new()) {
        steps.reverse();
        return Some(steps);
    }
    Some(with_one_odd_step(from, to, length))
}

/// How few calls it takes when each at most doubles or halves.
fn length(from: u32, to: u32) -> usize {
    if from < to {
        successors(Some(from), |count| Some(count * 2)).take_while(|count| *count < to).count()
    } else {
        successors(Some(from), |count| Some(count.div_ceil(2))).take_while(|count| *count > to).count()
    }
}

/// Looks for a ladder of exactly that length, every step a multiple of 25 %; its steps are pushed last first.
/// `dead` holds what was tried in vain, so that no count is tried twice with the same number of calls left.
fn by_quarters(from: u32, to: u32, left: usize, steps: &mut Vec<u32>, dead: &mut BTreeSet<(u32, usize)>) -> bool {
    /// Quarters of the count before, the largest step first.
    const UP: &[u32] = &[8, 7, 6, 5];
    const DOWN: &[u32] = &[2, 3];
    if left == 0 {
        return from == to;
    }
    let quarters = if from < to { UP } else { DOWN };
    for next in quarters.iter().map(|quarters| from * quarters).filter(|product| product.is_multiple_of(4)).map(|product| product / 4) {
        let on_the_way = (from.min(to)..=from.max(to)).contains(&next) && next <= MOST_SHARDS_BY_COUNT;
        if !on_the_way || length(next, to) > left - 1 || dead.contains(&(next, left - 1)) {
            continue;
        }
        if by_quarters(next, to, left - 1, steps, dead) {
            steps.push(next);
            return true;
        }
        dead.insert((next, left - 1));
    }
    false
}

/// Doublings and then what is left; or what has to go, and then halvings.
fn with_one_odd_step(from: u32, to: u32, length: usize) -> Vec<u32> {
    if from < to {
        (1..length).map(|doublings| from << doublings).chain([to]).collect()
    } else {
        (0..length).rev().map(|halvings| (to << halvings).min(MOST_SHARDS_BY_COUNT)).collect()
    }
}
