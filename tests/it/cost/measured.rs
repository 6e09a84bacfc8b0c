//! Load and shape from the stream's own metrics and descriptions, and what follows from them.

use jiff::Timestamp;
use pretty_assertions::assert_eq;
use rust_decimal::dec;
use tidegate::domain::checklist::{Mark, validations};
use tidegate::domain::cost::{self, Basis, BillError, Line, Service, Worth, estimate, stream_bill};
use tidegate::domain::facts::StreamMode;
use tidegate::domain::finding::{Level, judge};
use tidegate::domain::metric::Metric;
use tidegate::domain::price::Item;
use tidegate::domain::reading::Held;
use tidegate::domain::readings;
use tidegate::domain::series::shift;

use crate::domain::build::{Build, of, stream};

/// 10 million records a day of 300 B on two shards.
pub(super) fn worked_example() -> Build {
    let a_minute = 10_000_000.0 / 1440.0;
    Build::reference()
        .steady(&of(Metric::IncomingRecords, "PriceTicks"), a_minute)
        .steady(&of(Metric::IncomingBytes, "PriceTicks"), a_minute * 300.0)
}

#[test]
fn the_worked_example_comes_out_to_the_cent_from_metrics() {
    let bill = stream_bill(&worked_example().snapshot).unwrap();
    let sums: Vec<String> = bill.lines.iter().map(Line::sum).collect();
    assert_eq!(sums, ["1,460 shard-hour × $0.015 = $21.90", "304.17 million PUT payload units × $0.014 = $4.26"]);
    assert_eq!(bill.total_text(), "26.16");
    assert_eq!((bill.lines[0].basis, bill.lines[1].basis), (Basis::Configured, Basis::Measured));
}

#[test]
fn an_on_demand_stream_is_billed_too() {
    let mut build = worked_example();
    let mut summary = stream(2);
    summary.mode = StreamMode::OnDemand;
    build.snapshot.stream = Held::fresh(summary, build.snapshot.now);
    let bill = stream_bill(&build.snapshot).unwrap();
    // Firehose and the function poll: twice the data out of the worked example.
    assert_eq!(bill.total_text(), "59.20");
}

#[test]
fn a_bill_without_its_figures_is_an_error_and_not_a_small_bill() {
    let no_size = Build::reference().steady(&of(Metric::IncomingRecords, "PriceTicks"), 10.0);
    for (build, missing) in [(Build::named(), "shard count"), (Build::reference(), "record rate"), (no_size, "size of a record")] {
        let Err(BillError::NotKnown(what)) = stream_bill(&build.snapshot) else { panic!("{missing}") };
        assert!(what.contains(missing), "{what}");
    }
}

#[test]
fn the_spread_of_sizes_is_told_by_minutes_and_says_what_the_mean_hides() {
    let (records, bytes) = (of(Metric::IncomingRecords, "PriceTicks"), of(Metric::IncomingBytes, "PriceTicks"));
    let even = estimate(&worked_example().snapshot).unwrap().load;
    let sizes = even.sizes.unwrap();
    assert_eq!((sizes.day, sizes.low, sizes.high, sizes.largest), (dec!(300), dec!(300), dec!(300), dec!(300)));
    assert!(sizes.words().contains("300 B in the mean of the day, in nearly every minute;") && even.notes.is_empty(), "{even:?}");

    // One minute in ten holds records of 6,000 B, the others of 900 B: the mean of 1,410 B hides a step of Firehose's.
    let size = |ago: i64| if ago % 10 == 0 { 6_000.0 } else { 900.0 };
    let uneven = Build::reference().steady(&records, 100.0).minutes(&bytes, |ago| Some(100.0 * size(ago)));
    let load = estimate(&uneven.snapshot).unwrap().load;
    let sizes = load.sizes.unwrap();
    assert_eq!((sizes.low, sizes.high, sizes.largest), (dec!(900), dec!(6000), dec!(6000)));
    assert!((sizes.day - dec!(1410)).abs() < dec!(5), "{sizes:?}");
    assert_eq!(
        load.notes,
        ["records of some minutes are 6,000 B and take more Firehose steps of 5 KB and on-demand steps of 1 KB than the mean record"]
    );
    // A minute without records has no size, and a day without any tells nothing.
    let silent = Build::reference().steady(&records, 0.0).steady(&bytes, 0.0);
    assert_eq!(estimate(&silent.snapshot).unwrap().load.sizes, None);
}

#[test]
fn a_month_has_a_band_and_a_peak() {
    // Half of each hour at 60 records a minute and half at 120, but for the last hour: 240 all the time.
    let records = of(Metric::IncomingRecords, "PriceTicks");
    let rate = |ago: i64| {
        if ago < 60 {
            240.0
        } else if ago % 60 < 30 {
            60.0
        } else {
            120.0
        }
    };
    let build = Build::reference()
        .minutes(&records, |ago| Some(if ago == 150 { 600.0 } else { rate(ago) }))
        .minutes(&of(Metric::IncomingBytes, "PriceTicks"), |ago| Some(100.0 * rate(ago)));
    let now = estimate(&build.snapshot).unwrap();
    assert_eq!((now.load.records.value, now.load.size.value, now.load.peak.value), (dec!(4), dec!(100), dec!(10)));
    let (low, high) = now.load.band.unwrap();
    assert!(low < dec!(1.7) && high == dec!(4), "{low} {high}");
    let (least, most) = now.band(&build.snapshot.pipeline.prices).unwrap();
    assert!(least < now.bill.total() && most == now.bill.total());
}

#[test]
fn the_load_counts_from_the_last_change_of_the_flag() {
    let (records, bytes) = (of(Metric::IncomingRecords, "PriceTicks"), of(Metric::IncomingBytes, "PriceTicks"));
    let mut build = Build::reference()
        .minutes(&records, |ago| Some(if ago < 10 { 600.0 } else { 60.0 }))
        .minutes(&bytes, |ago| Some(if ago < 10 { 60_000.0 } else { 6_000.0 }));
    let changed: Timestamp = shift(build.snapshot.now, -15 * 60);
    let mut function = build.snapshot.functions["HeliusPriceWebhook"].get().unwrap().clone();
    function.last_modified = Some(changed);
    build.snapshot.functions.insert("HeliusPriceWebhook".to_owned(), Held::fresh(function, build.snapshot.now));
    let load = estimate(&build.snapshot).unwrap().load;
    assert!(dec!(8) < load.records.value, "{load:?}");
    assert!(load.window.ends_with("since the flag changed"), "{}", load.window);
}

#[test]
fn the_whole_bill_has_every_part_and_says_what_it_rests_on() {
    let build = Build::reference().calm();
    let now = estimate(&build.snapshot).unwrap();
    let services: Vec<Service> = {
        let mut all: Vec<Service> = now.bill.lines.iter().map(|line| line.service).collect();
        all.dedup();
        all
    };
    assert_eq!(
        services,
        [
            Service::Stream,
            Service::Firehose,
            Service::S3,
            Service::Athena,
            Service::Table,
            Service::Functions,
            Service::Alarms,
            Service::Watching
        ]
    );
    let basis = |item| now.bill.lines.iter().find(|line| line.item == item).unwrap().basis;
    assert_eq!(
        [Item::ShardHour, Item::PutPayloadUnit, Item::S3Standard, Item::AthenaScan, Item::TableWrite].map(basis),
        [Basis::Configured, Basis::Measured, Basis::Assumed, Basis::Assumed, Basis::Measured]
    );
    assert_eq!(
        cost::cents(now.bill.of(Service::Table) - now.bill.lines.iter().find(|line| line.item == Item::TableStorage).unwrap().amount),
        "1900.92"
    );
}

#[test]
fn prices_and_assumptions_of_the_configuration_reach_bill_readings_and_checks() {
    let mut build = Build::reference().calm();
    let before = readings::number(&build.snapshot, "stream.cost_usd_per_month").unwrap();
    build.snapshot.pipeline.prices.set(Some("us-east-1"), Item::ShardHour, dec!(1));
    build.snapshot.pipeline.prices.set(None, Item::GetMetricData, dec!(10));
    build.snapshot.pipeline.limits.budget = Some(dec!(2000));
    let after = readings::number(&build.snapshot, "stream.cost_usd_per_month").unwrap();
    assert!((after - before - 1460.0 * 0.985).abs() < 1e-6, "{before} {after}");
    let hour = readings::number(&build.snapshot, "watching.cost_usd_per_hour").unwrap();
    assert!(10.0 < hour);
    assert!((readings::number(&build.snapshot, "watching.cost_usd_per_month").unwrap() - 730.0 * hour).abs() < 1e-6);
    let budget = validations(&build.snapshot).into_iter().find(|check| check.id == "budget").unwrap();
    assert_eq!(budget.mark, Mark::Fail);
    assert!(judge(&build.snapshot).iter().any(|finding| finding.id == "over-budget"));
    build.snapshot.pipeline.assumptions.archive_ratio = Some(1);
    let archive = estimate(&build.snapshot).unwrap().bill.lines.into_iter().find(|line| line.item == Item::S3Standard).unwrap();
    assert!(archive.formula.contains("at 1:1"), "{}", archive.formula);
}

#[test]
fn what_could_cost_less_is_found_with_its_formula() {
    let build = Build::reference().calm();
    let found = judge(&build.snapshot);
    let of = |id: &str| found.iter().find(|finding| finding.id == id).unwrap_or_else(|| panic!("{id}: {found:?}"));
    let rounding = of("firehose-rounding");
    assert_eq!((rounding.level, rounding.text.as_str()), (Level::Ok, "Batching records to 5 KB would save $64.17 a month on Firehose."));
    assert!(rounding.evidence[0].contains("300 B ÷ 5,120 B"), "{:?}", rounding.evidence);
    let files = of("small-files");
    assert_eq!(files.text, "300 s buffers make 8,760 small files a month; 900 s would do with 2,920.");
    // 1,157 writes a second at 100 % need two shards at 70 %.
    assert!(found.iter().all(|finding| finding.id != "shards-spare"));
    let three = Build::reference().calm().shards(4);
    let spare = judge(&three.snapshot).into_iter().find(|finding| finding.id == "shards-spare").unwrap();
    assert!(spare.text.starts_with("2 shards would do: 4 are paid, $"), "{}", spare.text);
}

#[test]
fn the_guide_stands_beside_what_is_computed_with_a_reason_each() {
    let build = Build::reference().calm();
    let now = estimate(&build.snapshot).unwrap();
    let guide = cost::guide(&now, &build.snapshot.pipeline);
    let whats: Vec<&str> = guide.lines.iter().map(|line| line.what).collect();
    assert_eq!(whats, ["Kinesis", "Firehose", "S3", "Athena", "total", "DynamoDB saved"]);
    assert!(guide.lines.iter().all(|line| line.computed.is_some() && !line.reason.is_empty()), "{guide:?}");
    let total = guide.lines[4].computed.unwrap();
    assert_eq!(total, guide.lines[..4].iter().filter_map(|line| line.computed).sum());
    // Only half of the storage falls away when items live 7 days instead of 14; no write does.
    let storage = now.bill.lines.iter().find(|line| line.item == Item::TableStorage).unwrap().amount;
    assert_eq!(guide.lines[5].computed.unwrap().round_dp(6), (storage / dec!(2)).round_dp(6));
    assert!(guide.lines[5].reason.contains("a dual write saves no write"), "{}", guide.lines[5].reason);
}

#[test]
fn whether_it_is_time_for_the_upgrade_is_told_by_the_guides_thresholds() {
    let mut build = Build::reference().calm();
    build.snapshot.pipeline.assumptions.archive_days = Some(2555);
    let now = estimate(&build.snapshot).unwrap();
    let worth: Vec<Worth> = cost::worth(&now, &build.snapshot.pipeline).into_iter().map(|threshold| threshold.worth).collect();
    assert_eq!(worth, [Worth::Reached, Worth::NotReached, Worth::Reached]);
    let bare = worked_example();
    let now = estimate(&bare.snapshot).unwrap();
    let told = cost::worth(&now, &bare.snapshot.pipeline);
    assert_eq!(told[2].worth, Worth::CannotTell);
}

#[test]
fn the_stages_are_priced_for_todays_traffic() {
    let build = Build::reference().calm();
    let now = estimate(&build.snapshot).unwrap();
    let traffic = now.traffic.unwrap();
    let pipeline = &build.snapshot.pipeline;
    let stages = cost::stages(&now.load, &now.shape, traffic, &[1, 10, 50, 100], (&pipeline.prices, &now.region), 70).unwrap();
    let totals: Vec<_> = stages.iter().map(|stage| stage.bill.total()).collect();
    assert!(totals.windows(2).all(|pair| pair[0] < pair[1]), "{totals:?}");
    // At the percentage that is set the stage costs what is billed now; the two rates are measured apart.
    let share = (stages[1].bill.total() / now.bill.total() - dec!(1)).abs();
    assert!(share < dec!(0.001), "{share}");
    assert_eq!((stages[0].needed.shards, stages[3].needed.shards), (1, 2));
    let of_table = |stage: &cost::Stage| stage.bill.of(Service::Table);
    assert_eq!(of_table(&stages[0]), of_table(&stages[3]));
}
