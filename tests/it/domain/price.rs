//! Prices add up exactly, and an unknown one is an error that says how to get it.

use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::dec;
use tidegate::domain::facts::StreamMode;
use tidegate::domain::metric::Metric;
use tidegate::domain::price::{Basis, BillError, Item, Line, PriceError, Prices, stream_monthly};
use tidegate::domain::reading::Held;

use super::build::{Build, of, stream};

/// 10 million records a day of 300 B on two shards, as in the published worked example.
fn worked_example() -> Build {
    let a_minute = 10_000_000.0 / 1440.0;
    Build::reference()
        .steady(&of(Metric::IncomingRecords, "PriceTicks"), a_minute)
        .steady(&of(Metric::IncomingBytes, "PriceTicks"), a_minute * 300.0)
}

#[test]
fn the_worked_example_comes_out_to_the_cent() {
    let bill = stream_monthly(&worked_example().snapshot, &Prices::default()).unwrap();
    let sums: Vec<String> = bill.lines.iter().map(Line::sum).collect();
    assert_eq!(sums, ["1460 shard-hour × $0.015 = $21.90", "304.17 million PUT payload units × $0.014 = $4.26"]);
    assert_eq!(bill.total_text(), "26.16");
    assert_eq!(bill.lines[0].basis, Basis::Configured);
    assert_eq!(bill.lines[1].basis, Basis::Measured);
}

#[test]
fn a_record_of_26_kb_takes_two_units() {
    let build = Build::reference()
        .steady(&of(Metric::IncomingRecords, "PriceTicks"), 60.0)
        .steady(&of(Metric::IncomingBytes, "PriceTicks"), 60.0 * 26_000.0);
    let bill = stream_monthly(&build.snapshot, &Prices::default()).unwrap();
    assert_eq!(bill.lines[1].quantity, dec!(5.256));
}

#[test]
fn longer_retention_fan_out_and_shard_metrics_are_lines_of_their_own() {
    let mut build = worked_example();
    let mut summary = stream(2);
    (summary.retention_hours, summary.consumers) = (168, 1);
    summary.shard_metrics = vec!["IncomingBytes".to_owned(), "IncomingRecords".to_owned()];
    build.snapshot.stream = Held::fresh(summary, build.snapshot.now);
    let bill = stream_monthly(&build.snapshot, &Prices::default()).unwrap();
    let amounts: Vec<(Item, Decimal)> = bill.lines.iter().map(|line| (line.item, line.amount.round_dp(2))).collect();
    assert_eq!(
        amounts,
        [
            (Item::ShardHour, dec!(21.90)),
            (Item::ExtendedRetention, dec!(29.20)),
            (Item::PutPayloadUnit, dec!(4.26)),
            (Item::FanOutHour, dec!(21.90)),
            (Item::CustomMetric, dec!(1.20)),
        ]
    );
}

#[test]
fn a_bill_without_its_figures_is_an_error_and_not_a_small_bill() {
    let no_size = Build::reference().steady(&of(Metric::IncomingRecords, "PriceTicks"), 10.0);
    for (build, missing) in [(Build::named(), "shard count"), (Build::reference(), "record rate"), (no_size, "size of a record")] {
        let Err(BillError::NotKnown(what)) = stream_monthly(&build.snapshot, &Prices::default()) else {
            panic!("a bill without {missing}")
        };
        assert!(what.contains(missing), "{what} should name the {missing}");
    }
}

#[test]
fn an_on_demand_stream_is_not_billed_as_a_provisioned_one() {
    let mut build = worked_example();
    let mut summary = stream(2);
    summary.mode = StreamMode::OnDemand;
    build.snapshot.stream = Held::fresh(summary, build.snapshot.now);
    assert!(matches!(stream_monthly(&build.snapshot, &Prices::default()), Err(BillError::NotMade(_))));
}

#[test]
fn an_unknown_region_says_how_to_get_its_prices() {
    let error = Prices::default().of("eu-west-1", Item::ShardHour).unwrap_err();
    let text = error.to_string();
    for part in [
        "shard-hour",
        "eu-west-1",
        "[prices.eu-west-1]",
        "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonKinesis/current/eu-west-1/index.json",
    ] {
        assert!(text.contains(part), "{text} should contain {part}");
    }
    assert_eq!(Prices::default().of("", Item::ShardHour), Err(PriceError::NoRegion));
}

#[test]
fn tokyo_has_the_prices_that_were_looked_up_and_no_others() {
    let prices = Prices::default();
    assert_eq!(prices.of("ap-northeast-1", Item::ShardHour).unwrap().amount, dec!(0.0195));
    assert!(prices.of("ap-northeast-1", Item::Alarm).is_err());
}

#[test]
fn the_configuration_takes_the_place_of_the_table() {
    let mut prices = Prices::default();
    prices.set("eu-west-1", Item::ShardHour, dec!(0.017), jiff::civil::date(2026, 11, 2));
    let price = prices.of("eu-west-1", Item::ShardHour).unwrap();
    assert_eq!((price.amount, price.as_of), (dec!(0.017), jiff::civil::date(2026, 11, 2)));
    assert!(prices.of("eu-west-1", Item::OnDemandIn).is_err());
}

#[test]
fn every_item_has_one_key_and_a_price_in_virginia() {
    for item in Item::ALL {
        assert_eq!(Item::of_key(item.key()), Some(*item));
        assert_eq!(serde_json::to_value(item).unwrap(), item.key());
        assert!(Prices::default().of("us-east-1", *item).is_ok(), "{}", item.key());
    }
}

proptest! {
    #[test]
    fn lines_add_up_exactly(quantities in prop::collection::vec(0i64..1_000_000_000_000, 1..12)) {
        let prices = Prices::default();
        let lines: Vec<Line> = quantities.iter().zip(Item::ALL.iter().cycle()).map(|(quantity, item)| {
            let price = prices.of("us-east-1", *item).unwrap();
            Line::of(*item, Decimal::new(*quantity, 3), price, Basis::Assumed, String::new())
        }).collect();
        for line in &lines {
            prop_assert_eq!(line.amount, line.quantity * line.unit_price);
        }
        let bill = tidegate::domain::price::Bill { region: "us-east-1".to_owned(), left_out: Vec::new(), lines: lines.clone() };
        let forwards = lines.iter().fold(Decimal::ZERO, |sum, line| sum + line.amount);
        let backwards = lines.iter().rev().fold(Decimal::ZERO, |sum, line| sum + line.amount);
        prop_assert_eq!(bill.total(), forwards);
        prop_assert_eq!(bill.total(), backwards);
    }
}
