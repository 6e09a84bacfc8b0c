//! What is foretold of a reshard is what the embedded AWS does.

use jiff::Timestamp;
use pretty_assertions::assert_eq;
use tidegate::domain::reshard::{cuts, is_legal, ladder, peak};
use tidegate::domain::shard::{Shard, ShardMap};
use tidegate::sim::world::reshard::uniform;
use tidegate::sim::world::stream::{Stream, StreamShard};

use super::world;

const STREAM: &str = "PriceTicks";

/// The same stream with these ranges, given by their first keys.
fn with_cuts(stream: &Stream, firsts: &[u128]) -> Stream {
    let lasts = firsts.iter().skip(1).map(|first| first - 1).chain([u128::MAX]);
    let shard = |(index, (first, last)): (usize, (&u128, u128))| {
        let id = format!("shardId-{index:012}");
        let shard = Shard { id, first: *first, last, parent: None, adjacent_parent: None, open: true };
        StreamShard { shard, opened: stream.created, closed: None }
    };
    let shards: Vec<StreamShard> = firsts.iter().zip(lasts).enumerate().map(shard).collect();
    Stream { next_shard: shards.len() as u64, shards, ..stream.clone() }
}

fn map(stream: &Stream) -> ShardMap {
    ShardMap::of(stream.shards.iter().map(|shard| shard.shard.clone()).collect())
}

#[test]
fn as_many_shards_are_open_at_once_as_was_foretold() {
    let world = world("calm", 1);
    let stream = world.stream(STREAM).unwrap();
    let mut rings: Vec<Vec<u128>> = (1..=24).map(cuts).collect();
    rings.push(vec![0, 1 << 100, 1 << 127]);
    rings.push(vec![0, 1 << 126, 1 << 127, 3 << 126, (3 << 126) + (1 << 90)]);
    for ring in &rings {
        let before = with_cuts(stream, ring);
        for to in (1..=48).filter(|to| is_legal(u32::try_from(ring.len()).unwrap(), *to)) {
            assert_eq!(peak(&map(&before), to), uniform(&before, to).peak, "{} to {to}: {ring:?}", ring.len());
        }
    }
}

#[test]
fn every_step_of_a_ladder_is_taken_and_leads_to_equal_ranges() {
    let mut world = world("calm", 1);
    let mut from = 2;
    for target in [8, 3, 9] {
        for to in ladder(from, target).unwrap() {
            assert_eq!(world.update_shard_count(STREAM, to), Ok((from, to)));
            world.advance_to(Timestamp::from_second(world.now.as_second() + 600).unwrap());
            from = to;
        }
        let after = map(world.stream(STREAM).unwrap());
        assert!(after.covers_ring());
        let firsts: Vec<u128> = after.open().map(|shard| shard.first).collect();
        let furthest = firsts.iter().zip(cuts(target)).map(|(first, cut)| first.abs_diff(cut)).max().unwrap();
        assert_eq!(firsts.len(), target as usize);
        assert!(furthest <= u128::from(target), "{furthest} keys beside an equal range");
    }
}
