//! The bill at 100 % as each earlier stage predicts it, against the bill that is measured at 100 % of the same world.

use rust_decimal::Decimal;
use tidegate::domain::cost::{self, Stage, cents, estimate};
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;
use tidegate::sim::scenario;
use tidegate::sim::world::World;

use super::observe;

/// How far the prediction may be off, in parts of the truth.
const OFF: &str = "0.10";

/// Seconds and batches of the mapping that feeds the consumer.
type Settings = (u32, u32, u32);

fn seen(name: &str, seed: u64, percentage: u8, (window, factor, batch): Settings) -> Snapshot {
    let start = shift("2026-11-23T03:14:30Z".parse().unwrap(), i64::try_from(seed).unwrap() * 3571);
    let mut scenario = scenario::get(name).unwrap();
    scenario.law.percentage = percentage;
    let mut world = World::genesis_after(&scenario, seed, start, 6 * 3600);
    if let Some(mapping) = world.mappings.first_mut().filter(|_| (window, factor, batch) != (0, 1, 100)) {
        (mapping.batch_window, mapping.parallelisation, mapping.batch_size) = (window, factor, batch);
        world.advance_to(shift(start, 6 * 3600));
    }
    observe::observe_hours(&mut world, 6)
}

fn predicted(snapshot: &Snapshot) -> Stage {
    let now = estimate(snapshot).unwrap();
    let prices = (&snapshot.pipeline.prices, now.region.as_str());
    cost::stages(&now.load, &now.shape, now.traffic.unwrap(), &[100], prices, 70).unwrap().remove(0)
}

#[expect(clippy::print_stdout, reason = "how far each prediction is off is read there")]
fn compare(name: &str, seed: u64, settings: Settings) {
    let truth = estimate(&seen(name, seed, 100, settings)).unwrap();
    let off: Decimal = OFF.parse().unwrap();
    for percentage in [1, 10, 50] {
        let stage = predicted(&seen(name, seed, percentage, settings));
        let (told, measured) = (stage.bill.total(), truth.bill.total());
        let (least, most) = stage.range;
        println!(
            "{name} {settings:?} from {percentage} %: {} ({} to {}), measured {}, off {:+.1} %",
            cents(told),
            cents(least),
            cents(most),
            cents(measured),
            (told - measured) / measured * Decimal::from(100)
        );
        assert!((told - measured).abs() <= off * measured, "{name} {settings:?} from {percentage} %: {told}, measured {measured}");
        assert!(least <= measured * (Decimal::ONE + off) && measured * (Decimal::ONE - off) <= most, "{name} from {percentage} %");
    }
}

#[test]
fn the_bill_at_100_percent_is_foretold_from_each_earlier_stage() {
    let usual = (0, 1, 100);
    for (seed, name) in (600..).zip(["calm", "firehose-delay", "broadcast-loss", "writer-errors", "over-budget", "table-errors"]) {
        compare(name, seed, usual);
    }
}

#[test]
fn windows_parallel_batches_and_full_ones_are_foretold_too() {
    for settings in [(20, 1, 100), (0, 4, 100), (0, 1, 10), (5, 2, 1000)] {
        compare("calm", 620, settings);
    }
}
