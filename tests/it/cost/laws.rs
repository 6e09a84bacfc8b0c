//! What holds of every bill: sums, monotony, rounding at the edges, the break-even.

use proptest::prelude::*;
use rust_decimal::{Decimal, dec};
use tidegate::domain::cost::{
    self, Assumptions, Billing, Delivery, Figure, Knob, Load, Mode, Neighbours, Shape, TableUse, Watching, WhatIf, breakeven,
    shards_needed, units,
};
use tidegate::domain::price::{Item, Prices};

const REGION: &str = "us-east-1";

fn total(load: &Load, shape: &Shape) -> Decimal {
    cost::bill(load, shape, &Prices::default(), REGION, 730).unwrap().total()
}

fn neighbours(records: Decimal) -> Neighbours {
    let said = Assumptions::default();
    Neighbours {
        firehose: Some(Delivery { buffer_seconds: 300, buffer_mb: 128, converts: true }),
        archive: Some(said.archive()),
        queries: Some(said.queries()),
        table: Some(TableUse {
            billing: Billing::OnDemand { writes: Figure::assumed(records) },
            bytes: Figure::assumed(42_000_000_000_u64),
        }),
        alarms: Some(3),
        watching: Some(Watching { metrics: 46, seconds: 60, seldom: Some(21_600) }),
        ..Neighbours::default()
    }
}

prop_compose! {
    fn modes()(kind in 0..3, shards in 1u32..2_000) -> Mode {
        match kind { 0 => Mode::Provisioned { shards }, 1 => Mode::OnDemand, _ => Mode::Advantage }
    }
}

prop_compose! {
    fn shapes()(mode in modes(), retention in 24u32..8761, polling in 0u32..6, fan_out in 0u32..6, metrics in 0u32..8) -> Shape {
        Shape { mode, retention_hours: retention, polling, fan_out, shard_metrics: metrics, ..Shape::provisioned(1) }
    }
}

prop_compose! {
    fn loads()(records in 0u64..10_000_000, size in 0u32..1_048_576) -> Load {
        Load::given(Decimal::from(records) / dec!(100), size)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_lines_add_up_exactly(load in loads(), shape in shapes(), hours in 1u32..8_785) {
        let shape = Shape { neighbours: neighbours(load.records.value), ..shape };
        let bill = cost::bill(&load, &shape, &Prices::default(), REGION, hours).unwrap();
        let sum: Decimal = bill.lines.iter().map(|line| line.quantity * line.unit_price).sum();
        prop_assert_eq!(sum, bill.total());
        prop_assert!(bill.lines.iter().all(|line| line.amount == line.quantity * line.unit_price && Decimal::ZERO <= line.amount));
        prop_assert!(bill.lines.iter().all(|line| !line.formula.is_empty() && !line.price.source.is_empty()));
    }

    #[test]
    fn cost_never_falls_when_the_load_rises(load in loads(), shape in shapes(), more in 0u64..1_000_000, larger in 0u32..100_000) {
        let shape = Shape { neighbours: neighbours(dec!(100)), ..shape };
        let faster = Load::given(load.records.value + Decimal::from(more) / dec!(100), load.size.value);
        let heavier = Load::given(load.records.value, load.size.value + Decimal::from(larger));
        prop_assert!(total(&load, &shape) <= total(&faster, &shape));
        prop_assert!(total(&load, &shape) <= total(&heavier, &shape));
    }

    #[test]
    fn cost_never_falls_when_shards_retention_or_readers_rise(load in loads(), shape in shapes(), shards in 1u32..50, hours in 0u32..3_000) {
        let before = total(&load, &shape);
        if let Mode::Provisioned { shards: now } = shape.mode {
            let more = shape.in_mode(Mode::Provisioned { shards: now + shards });
            prop_assert!(before < total(&load, &more));
        }
        let kept = Shape { retention_hours: (shape.retention_hours + hours).min(8760).max(shape.retention_hours), ..shape.clone() };
        prop_assert!(before <= total(&load, &kept));
        let read = Shape { polling: shape.polling + 1, fan_out: shape.fan_out + 1, shard_metrics: shape.shard_metrics, ..shape };
        prop_assert!(before <= total(&load, &read));
    }

    #[test]
    fn the_break_even_by_formula_is_the_one_found_by_search(load in loads(), shape in shapes(), target in 1u8..=100) {
        let prices = Prices::default();
        let found = breakeven(&load, &shape, &prices, REGION, 730, target).unwrap();
        let Some(found) = found else {
            prop_assert!(load.records.value.is_zero());
            return Ok(());
        };
        let on_demand = total(&load, &shape.in_mode(Mode::OnDemand));
        let provisioned = |shards| total(&load, &shape.in_mode(Mode::Provisioned { shards }));
        // Search by halves: what provisioned costs rises with every shard.
        let (mut low, mut high) = (1u32, 1u32);
        while provisioned(high) < on_demand {
            high *= 2;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if provisioned(middle) < on_demand { low = middle + 1 } else { high = middle }
        }
        prop_assert_eq!(found.shards, high);
        // Just beyond the ratio the peak needs that many shards, and at the ratio one fewer.
        let writes_only = Shape { polling: 0, ..shape };
        let at = |ratio: Decimal| shards_needed(load.records.value * ratio, &load, &writes_only, target).shards;
        let step = dec!(1.000001);
        if 1 < found.shards && Decimal::ZERO < found.peak_to_mean {
            prop_assert!(at(found.peak_to_mean / step) < found.shards);
            prop_assert!(found.shards <= at(found.peak_to_mean * step));
        }
    }

    #[test]
    fn shards_carry_what_they_are_counted_for(load in loads(), polling in 0u32..6, target in 1u8..=100) {
        let shape = Shape { polling, ..Shape::provisioned(1) };
        let needed = shards_needed(load.records.value, &load, &shape, target);
        let share = Decimal::from(target) / dec!(100) * Decimal::from(needed.shards);
        prop_assert!(load.records.value <= share * dec!(1000));
        prop_assert!(load.bytes() <= share * dec!(1_048_576));
        prop_assert!(load.bytes() * Decimal::from(polling) <= share * dec!(2_000_000));
    }

    #[test]
    fn turning_a_knob_up_and_down_keeps_it_in_its_bounds(load in loads(), shape in shapes(), turns in prop::collection::vec((0usize..8, any::<bool>()), 0..60)) {
        let mut thought = WhatIf::default();
        for (knob, up) in turns {
            thought.turn(Knob::ALL[knob], up, &load, &shape);
            let (load, shape) = (thought.load(&load), thought.shape(&load, &shape));
            prop_assert!((24..=8760).contains(&shape.retention_hours));
            prop_assert!(shape.mode.shards().is_none_or(|shards| (1..=10_000).contains(&shards)));
            prop_assert!(Decimal::ZERO <= total(&load, &shape));
        }
    }
}

/// A KB of AWS's bills has 1,024 bytes, and a step begins anew with its first byte.
#[test]
fn rounding_holds_at_the_edges() {
    for (bytes, step, taken) in [
        (0, 25_600, 1),
        (1, 25_600, 1),
        (25_600, 25_600, 1),
        (25_601, 25_600, 2),
        (51_200, 25_600, 2),
        (1_024, 1_024, 1),
        (1_025, 1_024, 2),
        (5_120, 5_120, 1),
        (5_121, 5_120, 2),
    ] {
        assert_eq!(units(Decimal::from(bytes), step), Decimal::from(taken), "{bytes} B in steps of {step} B");
    }
    let quantity = |size: u32, shape: &Shape, item: Item| {
        let bill = cost::bill(&Load::given(1, size), shape, &Prices::default(), REGION, 730).unwrap();
        bill.lines.iter().find(|line| line.item == item).unwrap().quantity
    };
    let provisioned = Shape { neighbours: neighbours(dec!(1)), ..Shape::provisioned(1) };
    let on_demand = provisioned.in_mode(Mode::OnDemand);
    assert_eq!(quantity(25_601, &provisioned, Item::PutPayloadUnit), quantity(25_600, &provisioned, Item::PutPayloadUnit) * dec!(2));
    assert_eq!(quantity(1_025, &on_demand, Item::OnDemandIn), quantity(1_024, &on_demand, Item::OnDemandIn) * dec!(2));
    assert_eq!(quantity(5_121, &provisioned, Item::FirehoseIn), quantity(5_120, &provisioned, Item::FirehoseIn) * dec!(2));
    assert_eq!(quantity(1, &provisioned, Item::FirehoseIn), quantity(5_120, &provisioned, Item::FirehoseIn));
}

/// Firehose's tiers: what is beyond 500 TB is billed at its own price, and only that.
#[test]
fn firehose_has_tiers() {
    let firehose = Some(Delivery { buffer_seconds: 300, buffer_mb: 128, converts: false });
    let shape = Shape { neighbours: Neighbours { firehose, ..Neighbours::default() }, ..Shape::provisioned(1) };
    let records = dec!(512_001) * cost::GIB / dec!(5120) / dec!(2_628_000);
    let bill = cost::bill(&Load::given(records, 5120), &shape, &Prices::default(), REGION, 730).unwrap();
    let of = |item| bill.lines.iter().find(|line| line.item == item).map(|line| line.quantity.round_dp(2));
    assert_eq!((of(Item::FirehoseIn), of(Item::FirehoseInOver500Tb)), (Some(dec!(512_000)), Some(dec!(1))));
    assert_eq!(of(Item::FirehoseInOver2Pb), None);
}
