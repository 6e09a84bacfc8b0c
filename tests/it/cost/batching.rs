//! What holds of a function's runs at another rate, whatever was measured: bounds, order, and the measured point itself.

use proptest::prelude::*;
use rust_decimal::{Decimal, dec};
use tidegate::domain::cost::{Batching, Extent};

use crate::domain::build::mapping;

/// Away from rounding in the last of 28 places.
const HAIR: Decimal = dec!(0.000000001);

/// Runs and busy seconds a second.
type Work = (Decimal, Decimal);

#[derive(Debug, Clone)]
struct Case {
    batching: Batching,
    runs: Decimal,
    seconds: Decimal,
}

impl Case {
    fn at(&self, records: Decimal, extent: Extent) -> Work {
        let (runs, seconds) = self.batching.at((self.runs, self.seconds), records, extent);
        (runs, runs * seconds)
    }
}

prop_compose! {
    fn cases()(
        records in 1u32..1_000_000,
        a_run in 1u32..2_000,
        seconds in 1u32..100_000,
        shards in 1u32..20,
        settings in (1u32..10_000, 1u32..11, 0u32..301, any::<bool>()),
        growth in (0u32..=100, 0u32..=100),
        is_known in any::<bool>(),
    ) -> Case {
        let records = Decimal::from(records) / dec!(100);
        let (batch_size, parallelisation, batch_window, pushes) = settings;
        let source_arn = format!("{}{}", mapping().source_arn, if pushes { "/consumer/PriceAnalytics:1" } else { "" });
        let mapping = tidegate::domain::facts::Mapping { batch_size, parallelisation, batch_window, source_arn, ..mapping() };
        let batching = if is_known { Batching::of(&mapping, shards, records, dec!(300)) } else { Batching::unknown(records) };
        let hundredths = |part: u32| Decimal::from(part) / dec!(100);
        let growth = (hundredths(growth.0.min(growth.1)), hundredths(growth.0.max(growth.1)));
        // Fewer records than one a run are retries, more than a batch holds are another reader's.
        Case { batching: Batching { growth, ..batching }, runs: records * dec!(2) / Decimal::from(a_run), seconds: Decimal::from(seconds) / dec!(1000) }
    }
}

const EXTENTS: [Extent; 3] = [Extent::Least, Extent::Likely, Extent::Most];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_was_measured_stays_at_its_own_rate(case in cases()) {
        for extent in EXTENTS {
            let (runs, busy) = case.at(case.batching.records, extent);
            prop_assert!((runs - case.runs).abs() < HAIR && (busy - case.runs * case.seconds).abs() < HAIR, "{extent:?} {runs} {busy}");
        }
    }

    #[test]
    fn more_records_never_make_less_work_and_the_ends_never_cross(case in cases(), one in 0u32..2_000_000, other in 0u32..2_000_000) {
        let rate = |records: u32| Decimal::from(records) / dec!(100);
        let (low, high) = (rate(one.min(other)), rate(one.max(other)));
        for extent in EXTENTS {
            let (fewer, more) = (case.at(low, extent), case.at(high, extent));
            prop_assert!(fewer.0 <= more.0 + HAIR && fewer.1 <= more.1 + HAIR, "{extent:?}: {fewer:?} at {low}, {more:?} at {high}");
        }
        let [least, likely, most] = EXTENTS.map(|extent| case.at(high, extent));
        prop_assert!(least.0 <= likely.0 + HAIR && likely.0 <= most.0 + HAIR, "{least:?} {likely:?} {most:?}");
        prop_assert!(least.1 <= likely.1 + HAIR && likely.1 <= most.1 + HAIR, "{least:?} {likely:?} {most:?}");
    }

    #[test]
    fn work_never_grows_faster_than_the_records_nor_stays_below_full_batches(case in cases(), times in 100u32..100_000) {
        let factor = Decimal::from(times) / dec!(100);
        let records = case.batching.records * factor;
        for extent in EXTENTS {
            let (runs, busy) = case.at(records, extent);
            prop_assert!(runs <= case.runs * factor + HAIR && busy <= case.runs * case.seconds * factor + HAIR, "{extent:?}");
            if let Some(batch) = case.batching.batch {
                let full = batch.max(case.batching.records / case.runs);
                prop_assert!((records / full).min(case.runs * factor) <= runs + HAIR, "{extent:?}: {runs} of {full} records");
            }
        }
    }
}

/// One poll a second and shard, batches of 100, one batch of a shard at a time.
fn polled(records: Decimal) -> Batching {
    Batching { growth: (Decimal::ZERO, Decimal::ZERO), ..Batching::of(&mapping(), 2, records, dec!(300)) }
}

#[test]
fn runs_stay_while_batches_fill_and_grow_with_full_ones() {
    let of = |records: Decimal, runs: Decimal, at: Decimal| polled(records).at((runs, dec!(0.1)), at, Extent::Likely).0;
    // One record a run: each poll of two shards will find some.
    assert_eq!(of(dec!(1.2), dec!(1.2), dec!(120)), dec!(2));
    // Each poll finds some already.
    assert_eq!(of(dec!(12), dec!(2), dec!(120)), dec!(2));
    assert_eq!(of(dec!(12), dec!(2), dec!(1000)), dec!(10));
    // Down again, and down to where each record is a run of its own.
    assert_eq!((of(dec!(120), dec!(2), dec!(12)), of(dec!(120), dec!(2), dec!(1.2))), (dec!(2), dec!(1.2)));
    // It is polled faster than documented: nothing but the proportion bounds it, and the least is what was measured.
    assert_eq!(of(dec!(12), dec!(8), dec!(120)), dec!(80));
    assert_eq!(polled(dec!(12)).at((dec!(8), dec!(0.1)), dec!(120), Extent::Least).0, dec!(8));
}

#[test]
fn the_window_parallel_batches_and_the_payload_bound_runs() {
    let mapping = |window, factor| tidegate::domain::facts::Mapping { batch_window: window, parallelisation: factor, ..mapping() };
    let of = |window, factor, bytes| Batching::of(&mapping(window, factor), 2, dec!(12), bytes);
    assert_eq!(of(0, 1, dec!(300)).polls, Some(dec!(2)));
    assert_eq!(of(20, 1, dec!(300)).polls, Some(dec!(0.1)));
    assert_eq!(of(0, 10, dec!(300)).polls, Some(dec!(20)));
    assert_eq!((of(0, 1, dec!(300)).batch, of(0, 1, dec!(1_048_576)).batch), (Some(dec!(100)), Some(dec!(6))));
}

#[test]
fn a_run_grows_at_most_in_proportion_and_never_beyond_what_runs_at_once() {
    let grows = Batching { growth: (dec!(0), dec!(1)), ..polled(dec!(12)) };
    let at = |records, extent| grows.at((dec!(2), dec!(0.1)), records, extent).1;
    assert_eq!((at(dec!(60), Extent::Likely), at(dec!(60), Extent::Most)), (dec!(0.1), dec!(0.5)));
    // Two shards: two runs at a time, of one second each, two in a second.
    assert_eq!(at(dec!(199), Extent::Most), dec!(1));
}
