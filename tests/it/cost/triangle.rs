//! The price of acting, of going back and of doing nothing.

use pretty_assertions::assert_eq;
use rust_decimal::dec;
use tidegate::domain::cost::triangle::Part;
use tidegate::domain::cost::{ShapeChange, estimate, triangle};
use tidegate::domain::facts::StreamMode;
use tidegate::domain::metric::Metric;

use crate::domain::build::{Build, of};

fn calm() -> Build {
    Build::reference().calm()
}

fn words(part: &Part) -> String {
    part.words()
}

#[test]
fn more_shards_cost_their_hours_and_the_way_back_gives_them_back() {
    let build = calm();
    let price = triangle(&build.snapshot, &ShapeChange { shards: Some(4), ..ShapeChange::default() });
    assert_eq!(price.monthly_before.amount(), Some(estimate(&build.snapshot).unwrap().bill.total()));
    assert_eq!((words(&price.difference).as_str(), words(&price.one_off).as_str()), ("21.90", "0.00"));
    assert!(price.way_back.starts_with("Going back changes the bill by −$21.90 a month: it is as before then."), "{}", price.way_back);
    assert!(price.way_back.ends_with("It takes its minutes again."), "{}", price.way_back);
}

#[test]
fn each_kind_of_change_has_its_price() {
    let build = calm();
    let difference = |change: ShapeChange| triangle(&build.snapshot, &change).difference.amount().unwrap();
    assert_eq!(difference(ShapeChange { retention_hours: Some(168), ..ShapeChange::default() }), dec!(29.20));
    assert_eq!(difference(ShapeChange { shard_metrics: Some(7), ..ShapeChange::default() }), dec!(4.20));
    assert!(dec!(0) < difference(ShapeChange { mode: Some(StreamMode::OnDemand), ..ShapeChange::default() }));
    assert!(dec!(0) < difference(ShapeChange { percentage: Some(50.0), ..ShapeChange::default() }));
    assert!(difference(ShapeChange { percentage: Some(0.0), ..ShapeChange::default() }) < dec!(0));
    assert_eq!(difference(ShapeChange::default()), dec!(0));
}

#[test]
fn lost_records_and_the_time_to_data_loss_come_before_dollars() {
    let lag = of(Metric::FunctionIteratorAge, "PriceAnalytics");
    // A reader that falls behind by a second a second, an hour behind by now.
    let build = calm().minutes(&lag, |ago| Some((3600.0 - 60.0 * ago as f64).max(0.0) * 1000.0));
    let nothing = triangle(&build.snapshot, &ShapeChange::default()).do_nothing;
    let left = nothing.seconds_until_loss.unwrap();
    assert!((80_000.0..86_400.0).contains(&left), "{left}");
    assert_eq!(nothing.words.len(), 3);
    assert!(nothing.words[0].contains("records"), "{:?}", nothing.words);
    assert!(nothing.words[1].starts_with("unread data of PriceAnalytics is lost in "), "{:?}", nothing.words);
    assert!(nothing.words[2].starts_with('$'), "{:?}", nothing.words);
}

#[test]
fn what_is_not_known_is_said_in_each_part() {
    let price = triangle(&Build::named().snapshot, &ShapeChange { shards: Some(4), ..ShapeChange::default() });
    assert_eq!(words(&price.monthly_before), "cannot tell: not known yet: the stream's mode and shard count");
    assert_eq!(price.monthly_after, price.difference);
    assert_eq!(price.do_nothing.lost_records_per_hour, None);
    let json = serde_json::to_value(&price).unwrap();
    for part in ["monthly_before", "monthly_after", "one_off", "way_back", "do_nothing"] {
        assert!(json.get(part).is_some(), "{part}");
    }
    assert_eq!(serde_json::to_value(triangle(&calm().snapshot, &ShapeChange::default())).unwrap()["one_off"], "0.00");
}
