//! Examples that others published, to the cent, each with its source and its own month of hours.

use pretty_assertions::assert_eq;
use rust_decimal::{Decimal, dec};
use tidegate::domain::cost::{
    self, Archive, Assumptions, Batching, Bill, Billing, Delivery, Figure, FunctionUse, Load, Mode, Neighbours, Service, Shape, TableUse,
    archive_after, cents, shards_needed,
};
use tidegate::domain::price::{Item, Prices};

fn bill(load: &Load, shape: &Shape, region: &str, hours: u32) -> Bill {
    cost::bill(load, shape, &Prices::default(), region, hours).unwrap()
}

fn amount(bill: &Bill, item: Item) -> String {
    cents(bill.lines.iter().filter(|line| line.item == item).map(|line| line.amount).sum())
}

/// 10 million records a day of 300 B.
fn ten_million() -> Load {
    Load::given(dec!(10_000_000) / dec!(86_400), 300)
}

/// Source: the project's own worked example, made from the us-east-1 price lists; 730 hours.
#[test]
fn ten_million_records_a_day_on_two_shards() {
    let made = bill(&ten_million(), &Shape::provisioned(2), "us-east-1", 730);
    assert_eq!((amount(&made, Item::ShardHour), amount(&made, Item::PutPayloadUnit)), ("21.90".to_owned(), "4.26".to_owned()));
    assert_eq!(made.total_text(), "26.16");
    let made = bill(&ten_million(), &Shape::provisioned(2).in_mode(Mode::OnDemand), "us-east-1", 730);
    let parts = [Item::OnDemandHour, Item::OnDemandIn, Item::OnDemandOut].map(|item| amount(&made, item));
    assert_eq!(parts, ["29.20", "23.21", "3.40"]);
    assert_eq!(made.total_text(), "55.81");
}

/// Source: the same worked example, the archive: each record billed by Firehose as 5 KB, then Parquet, then S3 at 7:1.
#[test]
fn its_archive_and_its_table() {
    let said = Assumptions::default();
    let neighbours = Neighbours {
        firehose: Some(Delivery { buffer_seconds: 300, buffer_mb: 128, converts: true }),
        archive: Some(said.archive()),
        table: Some(TableUse {
            billing: Billing::OnDemand { writes: Figure::configured(dec!(10_000_000) / dec!(86_400)) },
            bytes: Figure::configured(0),
        }),
        ..Neighbours::default()
    };
    let shape = Shape { neighbours, ..Shape::provisioned(2) };
    let made = bill(&ten_million(), &shape, "us-east-1", 730);
    assert_eq!(made.lines.iter().find(|line| line.item == Item::FirehoseIn).unwrap().quantity.round(), dec!(1450));
    assert_eq!((amount(&made, Item::FirehoseIn), amount(&made, Item::FirehoseConversion)), ("42.06".to_owned(), "26.11".to_owned()));
    assert_eq!(cents(made.of(Service::Firehose)), "68.17");
    assert_eq!(amount(&made, Item::S3Standard), "0.28");
    assert_eq!(amount(&made, Item::TableWrite), "190.10");
    // The same bytes in records of whole 5 KB: "about $4".
    let batched = Load::given(ten_million().bytes() / dec!(5120), 5120);
    assert_eq!(cents(bill(&batched, &shape, "us-east-1", 730).of(Service::Firehose)), "3.99");
}

/// Source: the same worked example, 100,000 records a second.
#[test]
fn a_hundred_thousand_records_a_second() {
    let load = Load::given(100_000, 300);
    for (target, shards, hours, total) in [(80, 125, "1368.75", "5047.95"), (70, 143, "1565.85", "5245.05")] {
        assert_eq!(shards_needed(dec!(100_000), &load, &Shape::provisioned(1), target).shards, shards);
        let made = bill(&load, &Shape::provisioned(shards), "us-east-1", 730);
        assert_eq!((amount(&made, Item::ShardHour).as_str(), made.total_text().as_str()), (hours, total));
    }
    let made = bill(&load, &Shape::provisioned(1).in_mode(Mode::OnDemand), "us-east-1", 730);
    assert_eq!(made.total().round(), dec!(23_016));
}

/// Source: Amazon Kinesis Data Streams pricing page, provisioned example: 100 records/s of 35 KB, four shards, a month of
/// 31 days: $44.64 for the shards, $7.499 for 535,680,000 PUT units, $52.14 in all; $59.52 more to keep records for 7 days.
#[test]
fn the_pricing_page_provisioned_with_extended_retention() {
    let load = Load::given(100, 35 * 1024);
    let made = bill(&load, &Shape::provisioned(4), "us-east-1", 744);
    let puts = made.lines.iter().find(|line| line.item == Item::PutPayloadUnit).unwrap();
    assert_eq!(puts.quantity, dec!(535.68));
    assert_eq!((amount(&made, Item::ShardHour), amount(&made, Item::PutPayloadUnit)), ("44.64".to_owned(), "7.50".to_owned()));
    assert_eq!(made.total_text(), "52.14");
    let kept = Shape { retention_hours: 168, ..Shape::provisioned(4) };
    assert_eq!(amount(&bill(&load, &kept, "us-east-1", 744), Item::ExtendedRetention), "59.52");
}

/// Source: the same page, enhanced fan-out for one consumer of that stream: 2,976 consumer-shard hours for $44.64, and
/// 31 days × 100 records/s × 35 KB = 8,940.12 GB for $116.22.
#[test]
fn the_pricing_page_enhanced_fan_out() {
    let shape = Shape { fan_out: 1, ..Shape::provisioned(4) };
    let made = bill(&Load::given(100, 35 * 1024), &shape, "us-east-1", 744);
    let data = made.lines.iter().find(|line| line.item == Item::FanOutData).unwrap();
    assert_eq!(data.quantity.round_dp(2), dec!(8940.12));
    assert_eq!((amount(&made, Item::FanOutHour), amount(&made, Item::FanOutData)), ("44.64".to_owned(), "116.22".to_owned()));
}

/// Source: Amazon Data Firehose pricing page, example: 100 records/s of 3 KB, each billed as 5 KB; in a month of 30 days
/// 1,235.96 GB for $35.84, and $22.25 to convert them.
#[test]
fn the_firehose_pricing_page() {
    let firehose = Some(Delivery { buffer_seconds: 300, buffer_mb: 128, converts: true });
    let shape = Shape { neighbours: Neighbours { firehose, ..Neighbours::default() }, ..Shape::provisioned(1) };
    let made = bill(&Load::given(100, 3 * 1024), &shape, "us-east-1", 720);
    assert_eq!(made.lines.iter().find(|line| line.item == Item::FirehoseIn).unwrap().quantity.round_dp(2), dec!(1235.96));
    assert_eq!((amount(&made, Item::FirehoseIn), amount(&made, Item::FirehoseConversion)), ("35.84".to_owned(), "22.25".to_owned()));
}

/// Source: AWS Pricing Calculator, its default estimates of Kinesis Data Streams for us-east-2, 730 hours: 10 records/s of
/// 10 KB, ten polling and ten fan-out consumers: provisioned (2 shards) $273.85, on-demand $274.81.
#[test]
fn the_pricing_calculator_provisioned_and_on_demand() {
    let shape = Shape { polling: 10, fan_out: 10, ..Shape::provisioned(2) };
    let load = Load::given(10, 10 * 1024);
    assert_eq!(bill(&load, &shape, "us-east-2", 730).total_text(), "273.85");
    assert_eq!(bill(&load, &shape.in_mode(Mode::OnDemand), "us-east-2", 730).total_text(), "274.81");
}

/// Source: the same calculator, on-demand Advantage: 3 records/s of 200 KB with two consumers is $3,079.73 there, which rounds
/// on its way; 25 MiB/s in and out of 2,628,000 s ÷ 1,024 at $0.032 and $0.016 is $3,079.69.
#[test]
fn the_pricing_calculator_advantage() {
    let shape = Shape { polling: 2, ..Shape::provisioned(1).in_mode(Mode::Advantage) };
    assert_eq!(bill(&Load::given(3, 200 * 1024), &shape, "us-east-2", 730).total_text(), "3079.69");
}

/// Source: AWS Lambda pricing page, example 1, before its free tier: 3 M runs of 1 s at 512 MB are 1,500,000 GB-seconds.
#[test]
fn the_lambda_pricing_page() {
    let runs = dec!(3_000_000) / dec!(2_628_000);
    let function = FunctionUse {
        name: "f".to_owned(),
        runs: Figure::configured(runs),
        seconds: Figure::configured(1),
        memory_mb: 512,
        batching: Batching::unknown(runs),
    };
    let shape = Shape { neighbours: Neighbours { functions: vec![function], ..Neighbours::default() }, ..Shape::provisioned(1) };
    let made = bill(&Load::given(0, 0), &shape, "us-east-1", 730);
    let seconds = made.lines.iter().find(|line| line.item == Item::FunctionDuration).unwrap();
    assert_eq!(seconds.quantity.round_dp(3), dec!(1_500_000));
    assert_eq!((amount(&made, Item::FunctionRequest), amount(&made, Item::FunctionDuration)), ("0.60".to_owned(), "25.00".to_owned()));
}

/// Storage grows by the month until objects move, and again until the oldest are dropped.
#[test]
fn the_archive_grows_moves_and_stops_growing() {
    let archive = Archive { cold: cost::ColdClass::GlacierInstant, ..Assumptions::default().archive() };
    let after = |months| archive_after(&ten_million(), &archive, months, &Prices::default(), "us-east-1").unwrap();
    let month = ten_million().total(dec!(2_628_000)) * dec!(300) / cost::GIB / dec!(7);
    assert_eq!(after(1), (month * dec!(0.023)).normalize());
    assert_eq!(after(3).round_dp(6), (month * dec!(3) * dec!(0.023)).round_dp(6));
    let full = month * (dec!(3) * dec!(0.023) + dec!(81) * dec!(0.004));
    assert_eq!(after(84).round_dp(6), full.round_dp(6));
    assert_eq!(after(120), after(84));
    let _: Decimal = full;
}
