//! A fortnight of minutes, reduced: the same as if all of them were held.

use proptest::prelude::*;
use tidegate::domain::fortnight::{Fortnight, Peak};
use tidegate::domain::series::shift;

use super::build::now;

proptest! {
    #[test]
    fn it_knows_of_its_minutes_what_all_of_them_together_tell(counts in prop::collection::vec((-50i64..400, 0u32..50), 0..200)) {
        let (from, until) = (now(), shift(now(), 300 * 60));
        let mut seen = std::collections::BTreeSet::new();
        let minutes: Vec<(i64, u32)> = counts.into_iter().filter(|(minute, _)| seen.insert(*minute)).collect();
        let told = minutes.iter().map(|(minute, count)| (shift(from, 60 * minute), f64::from(*count)));
        let mut fortnight = Fortnight::over(from, until);
        fortnight.extend(told.clone());
        let inside: Vec<(i64, u32)> = minutes.iter().copied().filter(|(minute, _)| (0..300).contains(minute)).collect();
        prop_assert_eq!(fortnight.minutes as usize, inside.len());
        prop_assert_eq!(fortnight.first, inside.iter().map(|(minute, _)| shift(from, 60 * minute)).min());
        let busiest = inside.iter().max_by_key(|(minute, count)| (*count, *minute));
        prop_assert_eq!(fortnight.busiest, busiest.map(|(minute, count)| Peak { at: shift(from, 60 * minute), count: f64::from(*count) }));
        let mut backwards = Fortnight::over(from, until);
        backwards.extend(told.rev());
        prop_assert_eq!(backwards, fortnight);
    }
}

#[test]
fn what_cannot_be_a_count_is_none() {
    let mut fortnight = Fortnight::over(now(), shift(now(), 600));
    fortnight.extend([f64::NAN, f64::INFINITY, -1.0].map(|count| (now(), count)));
    assert_eq!(fortnight, Fortnight::over(now(), shift(now(), 600)));
}
