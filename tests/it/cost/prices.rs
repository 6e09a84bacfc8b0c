//! Prices are dated and sourced; an unknown one is an error that says how to get it; the configuration's own win.

use rust_decimal::dec;
use tidegate::domain::cost::{self, BillError, Load, Shape};
use tidegate::domain::price::{BUILT_IN_REGIONS, Item, PriceError, Prices, Quote};

#[test]
fn an_unknown_region_is_an_error_that_says_how_to_get_its_prices() {
    let error = cost::bill(&Load::given(10, 300), &Shape::provisioned(2), &Prices::default(), "eu-west-1", 730).unwrap_err();
    let BillError::Price(PriceError::Unknown { .. }) = &error else { panic!("{error}") };
    let said = error.to_string();
    for word in [
        "shard-hour",
        "eu-west-1",
        "tidegate prices refresh --region eu-west-1",
        "AmazonKinesis/current/eu-west-1/index.json",
        "[prices.eu-west-1]",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert_eq!(Prices::default().of("", Item::ShardHour), Err(PriceError::NoRegion));
}

#[test]
fn a_neighbour_without_a_price_is_said_and_never_a_zero() {
    let neighbours = tidegate::domain::cost::Neighbours { alarms: Some(3), ..tidegate::domain::cost::Neighbours::default() };
    let shape = Shape { neighbours, ..Shape::provisioned(2) };
    let bill = cost::bill(&Load::given(10, 300), &shape, &Prices::default(), "ap-northeast-1", 730).unwrap();
    assert!(bill.lines.iter().all(|line| line.item != Item::Alarm));
    assert!(bill.left_out.iter().any(|what| what.starts_with("alarms: no price for alarm in ap-northeast-1")), "{:?}", bill.left_out);
    assert_eq!(bill.lines[0].unit_price, dec!(0.0195));
}

#[test]
fn the_configuration_wins_over_what_was_read_and_that_over_what_is_compiled_in() {
    let quote = Quote { amount: dec!(0.014), as_of: Some("2026-12-01".parse().unwrap()), source: "a file".to_owned() };
    let read = [("us-east-1".to_owned(), [(Item::ShardHour, quote)].into())].into();
    let mut prices = Prices::default().with_refreshed(read);
    assert_eq!(prices.of("us-east-1", Item::ShardHour).unwrap().amount, dec!(0.014));
    prices.set(None, Item::ShardHour, dec!(0.012));
    assert_eq!(prices.of("us-east-1", Item::ShardHour).unwrap().amount, dec!(0.012));
    assert_eq!(prices.of("mars-1", Item::ShardHour).unwrap().amount, dec!(0.012));
    prices.set(Some("us-east-1"), Item::ShardHour, dec!(0.011));
    let own = prices.of("us-east-1", Item::ShardHour).unwrap();
    assert_eq!((own.amount, own.as_of, own.source.as_str()), (dec!(0.011), None, "the configuration's [prices]"));
}

#[test]
fn what_is_compiled_in_has_a_day_and_a_source() {
    for item in Item::ALL {
        assert!(Prices::default().of("us-east-1", *item).is_ok(), "{}", item.key());
        assert_eq!(Item::of_key(item.key()), Some(*item));
        assert_eq!(serde_json::to_value(item).unwrap(), item.key());
    }
    for region in BUILT_IN_REGIONS {
        let price = Prices::default().of(region, Item::ShardHour).unwrap();
        assert!(price.as_of.is_some() && price.source.contains(region), "{price:?}");
    }
}

#[test]
fn prices_survive_being_written_down() {
    let mut prices = Prices::default();
    prices.set(Some("eu-west-1"), Item::ShardHour, dec!(0.017));
    let text = serde_json::to_string(&prices).unwrap();
    assert_eq!(serde_json::from_str::<Prices>(&text).unwrap(), prices);
}
