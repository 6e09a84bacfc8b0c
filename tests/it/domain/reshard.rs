//! Laws of the ladder: legal, shortest, never longer for the sake of 25 %; and of what AWS allows in a day.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::VecDeque;

use jiff::Timestamp;
use proptest::prelude::*;
use tidegate::domain::reshard::{Allowance, Reach, cuts, even_peak, is_legal, is_quarter, ladder, legal, peak};
use tidegate::domain::series::shift;
use tidegate::domain::shard::{Shard, ShardMap};

use super::build::{even_shards, now};

const MOST: u32 = 10_000;

/// The first count from `at` on that was not reached yet.
fn next(unseen: &mut [u32], at: u32) -> u32 {
    let mut root = at;
    while unseen[root as usize] != root {
        unseen[root as usize] = unseen[unseen[root as usize] as usize];
        root = unseen[root as usize];
    }
    root
}

/// The fewest legal calls from one count to every other, by searching over legal steps and nothing else. Every count is
/// visited once: what a step reaches is a range, and `unseen` skips what was reached before.
fn searched(from: u32) -> Vec<u32> {
    let size = MOST as usize + 1;
    let mut calls = vec![u32::MAX; size];
    let mut unseen: Vec<u32> = (0..=MOST + 1).collect();
    let mut queue = VecDeque::from([from]);
    calls[from as usize] = 0;
    unseen[from as usize] = from + 1;
    while let Some(count) = queue.pop_front() {
        // Written out here, so that the law does not rest on the code that it judges.
        let (low, high) = (count.div_ceil(2).max(1), (2 * count).min(MOST));
        let mut at = next(&mut unseen, low);
        while at <= high {
            calls[at as usize] = calls[count as usize] + 1;
            unseen[at as usize] = at + 1;
            queue.push_back(at);
            at = next(&mut unseen, at);
        }
    }
    calls
}

/// The fewest steps that are no multiple of 25 %, over every ladder of that length that never turns back, by trying them all.
fn fewest_odd(from: u32, to: u32, calls: u32) -> Option<u32> {
    if calls == 0 {
        return (from == to).then_some(0);
    }
    let steps = legal(from).filter(|next| *next != from && (from.min(to)..=from.max(to)).contains(next));
    steps.filter_map(|next| Some(u32::from(!is_quarter(from, next)) + fewest_odd(next, to, calls - 1)?)).min()
}

fn check(from: u32, to: u32, fewest: u32) {
    let steps = ladder(from, to).unwrap();
    assert_eq!(steps.len(), fewest as usize, "{from} to {to}: {steps:?}");
    let mut at = from;
    for step in &steps {
        assert!(is_legal(at, *step), "{from} to {to}: {at} to {step} in {steps:?}");
        at = *step;
    }
    assert_eq!(at, to);
    let odd = std::iter::once(&from).chain(&steps).zip(&steps).filter(|(one, next)| !is_quarter(**one, **next)).count();
    assert!(odd <= 1, "{from} to {to}: {steps:?} has {odd} steps that are no multiple of 25 %");
}

#[test]
fn every_ladder_from_a_grid_of_counts_is_legal_and_as_short_as_a_search_says() {
    let grid = (1..=24).chain([97, 100, 127, 128, 129, 625, 999, 1000, 1024, 2500, 3333, 4999, 5000, 5001, 7777, 9999, MOST]);
    let mut walked = 0;
    for from in grid {
        let fewest = searched(from);
        for to in 1..=MOST {
            check(from, to, fewest[to as usize]);
            walked += 1;
        }
    }
    assert_eq!(walked, 41 * MOST);
}

#[test]
fn every_ladder_to_and_from_small_counts_has_as_few_odd_steps_as_any() {
    for from in 1..=40 {
        for to in (1..=40).filter(|to| *to != from) {
            let steps = ladder(from, to).unwrap();
            let odd = std::iter::once(&from).chain(&steps).zip(&steps).filter(|(one, next)| !is_quarter(**one, **next)).count();
            let best = fewest_odd(from, to, u32::try_from(steps.len()).unwrap()).unwrap();
            assert_eq!(odd, best as usize, "{from} to {to}: {steps:?}");
        }
    }
}

#[test]
fn ladders_that_people_know() {
    let known: &[(u32, u32, &[u32])] = &[
        (2, 8, &[4, 8]),
        (2, 128, &[4, 8, 16, 32, 64, 128]),
        (4, 9, &[6, 9]),
        (4, 15, &[8, 15]),
        (4, 7, &[7]),
        (7, 1, &[4, 2, 1]),
        (8, 3, &[4, 3]),
        (13, 1, &[8, 4, 2, 1]),
        (5, 5, &[]),
        (20_000, 10_000, &[10_000]),
        (15_000, 5, &[10_000, 5120, 2560, 1280, 640, 320, 160, 80, 40, 20, 10, 5]),
    ];
    for (from, to, steps) in known {
        assert_eq!(ladder(*from, *to).as_deref(), Some(*steps), "{from} to {to}");
    }
    for (from, to) in [(0, 5), (5, 0), (5, 10_001), (20_001, 5)] {
        assert_eq!(ladder(from, to), None, "{from} to {to}");
    }
}

#[test]
fn doubling_and_halving_need_no_short_lived_shards_and_other_steps_do() {
    assert_eq!([even_peak(4, 8), even_peak(8, 4), even_peak(4, 6), even_peak(4, 7), even_peak(100, 75)], [8, 8, 8, 10, 150]);
    let uneven = ShardMap::of(vec![piece(0, 0, 9), piece(1, 10, u128::MAX)]);
    assert_eq!((peak(&uneven, 1), peak(&uneven, 2), peak(&uneven, 4)), (2, 3, 5));
    let third = ShardMap::of(vec![piece(0, 0, u128::MAX / 3), piece(1, u128::MAX / 3 + 1, u128::MAX)]);
    assert_eq!((peak(&third, 4), peak(&third, 3)), (5, 3));
}

fn piece(number: u32, first: u128, last: u128) -> Shard {
    Shard { id: format!("shardId-{number:012}"), first, last, parent: None, adjacent_parent: None, open: true }
}

proptest! {
    #[test]
    fn any_ladder_is_legal_shortest_and_the_same_every_time(from in 1..=MOST, to in 1..=MOST) {
        check(from, to, searched(from)[to as usize]);
        prop_assert_eq!(ladder(from, to), ladder(from, to));
    }

    #[test]
    fn equal_ranges_differ_by_one_key_and_cover_the_ring(count in 1..=MOST) {
        let cuts = cuts(count);
        prop_assert_eq!(cuts.len(), count as usize);
        prop_assert_eq!(cuts[0], 0);
        let ends = cuts.iter().skip(1).map(|cut| cut - 1).chain([u128::MAX]);
        let sizes: Vec<u128> = cuts.iter().zip(ends).map(|(first, last)| last - first).collect();
        let (least, most) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
        prop_assert!(most - least <= 1);
    }

    #[test]
    fn the_peak_of_equal_ranges_is_what_their_cuts_say(from in 1..=600u32, to in 1..=600u32) {
        prop_assert_eq!(peak(&even_shards(from), to), even_peak(from, to));
        prop_assert!(from.max(to) <= even_peak(from, to) && even_peak(from, to) < from + to);
    }

    #[test]
    fn a_call_is_free_as_soon_as_fewer_than_ten_others_lie_within_a_day(ages in prop::collection::vec(1..86_400i64, 0..14), calls in 1..14u32) {
        let used: Vec<Timestamp> = ages.iter().map(|age| shift(now(), -age)).collect();
        let allowance = Allowance::of(10, used.clone(), now());
        let mut made = used;
        for nth in 1..=calls {
            let at = allowance.free_at(nth);
            let within = |at: Timestamp| made.iter().filter(|made| shift(at, -86_400) < **made).count();
            prop_assert!(within(at) < 10, "call {nth} at {at}");
            // A second sooner it was not: something had to fall out of the window.
            prop_assert!(at == now() || 10 <= within(shift(at, -1)), "call {nth} at {at} could be sooner");
            made.push(at);
        }
    }
}

#[test]
fn a_ladder_that_is_too_long_for_today_says_how_far_it_leads_and_when_the_rest_is_free() {
    let hours = |hours: i64| shift(now(), -hours * 3600);
    let allowance = Allowance::of(10, (1..=8).map(hours).collect(), now());
    let steps = ladder(2, 16).unwrap();
    let (next, last) = (shift(now(), 16 * 3600), shift(now(), 16 * 3600));
    assert_eq!(allowance.reach(2, &steps), Reach::Later { calls: 2, today: 8, next, last });
    assert_eq!(allowance.reach(2, &steps[..2]), Reach::Today { left: 0 });
    let none = Allowance::of(10, (1..=10).map(hours).collect(), now());
    assert_eq!(none.reach(2, &[4]), Reach::Later { calls: 0, today: 2, next: shift(now(), 14 * 3600), last: shift(now(), 14 * 3600) });
    let forgotten = Allowance::of(10, (20..=30).map(hours).collect(), now());
    assert_eq!((forgotten.used(), forgotten.left(), forgotten.left_after(9)), (4, 6, 0));
}
