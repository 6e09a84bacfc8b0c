//! Numbers, ages and money in few columns.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use jiff::tz::TimeZone;
use proptest::prelude::*;
use rust_decimal::Decimal;
use tidegate::domain::reading::{Unit, Value};
use tidegate::view::text;

use super::paint::{ago, now};

#[test]
fn a_gist_is_made_of_whole_clauses() {
    let cases = [
        ("unchanged for 5 h, 15 m are wanted", 40, "unchanged for 5 h, 15 m are wanted"),
        ("unchanged for 5 h, 15 m are wanted", 20, "unchanged for 5 h"),
        (
            "0 of 8,639 writes refused (0.000 %, at most) in 15 minutes",
            44,
            "0 of 8,639 writes refused (0.000 %, at most)".split(" (").next().unwrap(),
        ),
        ("PriceAnalytics: 12 m behind, +1.00 s/s", 30, "PriceAnalytics: 12 m behind"),
        ("PriceAnalytics: 12 m behind, +1.00 s/s", 20, "12 m behind, +1.00 s/s".split(',').next().unwrap()),
        ("a clause that is too long for it, and more", 20, "a clause that is…"),
        ("a clause that is too long for it, and more", 21, "a clause that is too…"),
        ("abc", 0, ""),
    ];
    for (sentence, columns, expected) in cases {
        assert_eq!(text::gist(sentence, columns), expected, "{sentence} in {columns}");
    }
}

#[test]
fn advice_is_told_in_whole_sentences_or_not_at_all() {
    let advice = "Raise parallelisation first. Resharding and rollback do not help.";
    assert_eq!(text::sentences(advice, 40, 2), ["Raise parallelisation first. Resharding", "and rollback do not help."]);
    assert_eq!(text::sentences(advice, 40, 1), ["Raise parallelisation first."]);
    assert!(text::sentences(advice, 20, 1).is_empty());
}

#[test]
fn numbers_keep_three_figures() {
    let cases = [
        (0.0, "0"),
        (0.7, "0.7"),
        (0.0062, "0.006"),
        (0.04, "0.04"),
        (11.6, "11.6"),
        (11.04, "11"),
        (99.96, "100"),
        (116.4, "116"),
        (999.4, "999"),
        (999.6, "1 k"),
        (1234.0, "1.2 k"),
        (12_345.0, "12.3 k"),
        (3_400_000.0, "3.4 M"),
        (-2.5, "-2.5"),
        (-0.000_001, "-0.0001"),
        (f64::NAN, "—"),
    ];
    for (value, text) in cases {
        assert_eq!(text::number(value), text, "{value}");
    }
}

#[test]
fn each_unit_is_worded() {
    let cases = [
        (11.6, Unit::PerSecond, "11.6/s"),
        (0.0, Unit::PerMinute, "0/min"),
        (12_600.0, Unit::PerMinute, "12.6 k/min"),
        (1234.0, Unit::Count, "1,234"),
        (300.0, Unit::Bytes, "300 B"),
        (3481.0, Unit::BytesPerSecond, "3.4 KiB/s"),
        (1_048_576.0, Unit::Bytes, "1 MiB"),
        (0.4, Unit::Seconds, "0.4 s"),
        (38.0, Unit::Seconds, "38 s"),
        (76_320.0, Unit::Seconds, "21 h 12 m"),
        (420.0, Unit::Milliseconds, "420 ms"),
        (38_000.0, Unit::Milliseconds, "38 s"),
        (24.0, Unit::Hours, "1 d"),
        (9.8, Unit::Percent, "9.8 %"),
        (100.0, Unit::Percent, "100 %"),
        (0.04, Unit::Percent, "<0.1 %"),
        (99.97, Unit::Percent, ">99.9 %"),
        (0.024, Unit::UsdPerHour, "$0.024/h"),
        (22.33, Unit::UsdPerMonth, "$22.33/month"),
    ];
    for (value, unit, text) in cases {
        assert_eq!(text::quantity(value, unit), text, "{value} {unit:?}");
        assert_eq!(text::value(&Value::Number(value), unit), text);
    }
    assert_eq!(text::value(&Value::Flag(true), Unit::Flag), "on");
    assert_eq!(text::value(&Value::Text("ACTIVE".to_owned()), Unit::Text), "ACTIVE");
}

#[test]
fn money_is_rounded_to_what_it_is_about() {
    let cases = [
        ("22.33", "$22.33"),
        ("1368.75", "$1,368.75"),
        ("0", "$0.00"),
        ("0.0062", "$0.0062"),
        ("0.3", "$0.30"),
        ("-4.255", "-$4.26"),
        ("0.00000123", "$0.000001"),
    ];
    for (amount, text) in cases {
        assert_eq!(text::usd(amount.parse::<Decimal>().unwrap()), text);
    }
    assert_eq!(text::grouped(304_170_000), "304,170,000");
    assert_eq!(text::grouped(-1000), "-1,000");
}

#[test]
fn spans_and_ages_name_two_units_and_one() {
    let spans = [
        (0, "0 s"),
        (38, "38 s"),
        (60, "1 m"),
        (252, "4 m 12 s"),
        (76_320, "21 h 12 m"),
        (86_400, "1 d"),
        (187_200, "2 d 4 h"),
        (-38, "-38 s"),
    ];
    for (seconds, text) in spans {
        assert_eq!(text::duration(seconds), text);
    }
    let ages = [(0, "just now"), (38, "38 s ago"), (125, "2 m ago"), (7300, "2 h ago"), (200_000, "2 d ago"), (-18, "in 18 s")];
    for (seconds, text) in ages {
        assert_eq!(text::age(seconds), text);
    }
    let counts = [(-3, "0 s"), (60, "60 s"), (245, "4:05"), (3723, "1:02:03")];
    for (seconds, text) in counts {
        assert_eq!(text::minutes_seconds(seconds), text);
    }
}

#[test]
fn times_are_told_in_both_zones() {
    let local = TimeZone::fixed(jiff::tz::offset(1));
    assert_eq!(text::clock(now()), "03:12");
    assert_eq!(text::clock_both(now(), &local), "03:12 UTC (04:12 local)");
    assert_eq!(text::clock_both(now(), &TimeZone::UTC), "03:12 UTC");
    assert_eq!(text::date_clock(ago(5 * 60)), "Nov 21 22:12");
}

#[test]
fn long_names_keep_what_tells_them_apart() {
    assert_eq!(text::account("123456789012"), "1234…9012");
    assert_eq!(text::account("short"), "short");
    let arn = "arn:aws:kinesis:us-east-1:123456789012:stream/PriceTicks/consumer/analytics:1700000000";
    assert_eq!(text::arn(arn, 100), arn);
    assert_eq!(text::arn(arn, 60), "stream/PriceTicks/consumer/analytics:1700000000");
    assert_eq!(text::arn(arn, 12), "…:1700000000");
    assert_eq!(text::short_arn("PriceTicks"), "PriceTicks");
}

#[test]
fn lines_break_at_spaces() {
    let words = "Unread data is safe for 23 h 59 m.";
    assert_eq!(text::wrap(words, 20), ["Unread data is safe", "for 23 h 59 m."]);
    assert_eq!(text::wrap("shardId-000000000003", 8), ["shardId-", "00000000", "0003"]);
    assert_eq!(text::wrap("set 10 % now", 6), ["set", "10 %", "now"], "a number keeps its sign");
    assert_eq!(text::wrap("(4.2 %), then 3", 9), ["(4.2 %),", "then 3"]);
    assert_eq!(text::wrap("a % b 1 %2", 3), ["a %", "b 1", "%2"], "and nothing else does");
    assert_eq!(text::fit("PriceAnalytics", 8), "PriceAn…");
    assert_eq!(text::fit("漢字漢字", 5), "漢字…");
    assert_eq!(text::right("7", 4), "   7");
}

/// The number that a text of [`text::number`] stands for.
fn read(text: &str) -> f64 {
    let (digits, suffix) = text.split_once(' ').unwrap_or((text, ""));
    let power = ["", "k", "M", "G", "T", "P"].iter().position(|other| *other == suffix).unwrap();
    digits.parse::<f64>().unwrap() * 1000f64.powi(i32::try_from(power).unwrap())
}

proptest! {
    #[test]
    fn text_is_never_wider_than_asked(words in "\\PC{0,40}", columns in 0usize..30) {
        prop_assert!(text::width(&text::fit(&words, columns)) <= columns);
        prop_assert_eq!(text::width(&text::left(&words, columns)), columns);
        prop_assert_eq!(text::width(&text::right(&words, columns)), columns);
        let arn = format!("arn:aws:x:y:z:{words}");
        prop_assert!(text::width(&text::arn(&arn, columns)) <= columns);
        for line in text::wrap(&words, columns) {
            prop_assert!(text::width(&line) <= columns.max(1));
        }
        prop_assert!(text::width(&text::gist(&words, columns)) <= columns);
        prop_assert!(text::sentences(&words, columns, 2).len() <= 2);
    }

    #[test]
    fn numbers_are_never_wider_than_asked(value in -1e15..1e15f64, columns in 0usize..10) {
        prop_assert!(text::width(&text::number_in(value, columns)) <= columns);
        prop_assert!(text::width(&text::number(value)) <= 7);
    }

    #[test]
    fn a_larger_number_never_reads_smaller(one in prop_oneof![-1e15..1e15f64, -100.0..2000.0f64, 0.0..0.2f64], other in prop_oneof![-1e15..1e15f64, -100.0..2000.0f64, 0.0..0.2f64]) {
        let (small, large) = (one.min(other), one.max(other));
        prop_assert!(read(&text::number(small)) <= read(&text::number(large)), "{} {}", text::number(small), text::number(large));
    }

    #[test]
    fn what_is_not_nothing_never_reads_as_nothing(value in 1e-9..1e12f64) {
        prop_assert_ne!(text::number(value), "0");
        prop_assert_ne!(text::percent(value), "0 %");
    }

    #[test]
    fn words_survive_wrapping(words in "[a-z ]{0,60}", columns in 1usize..30) {
        let joined: String = text::wrap(&words, columns).concat().split_whitespace().collect();
        let whole: String = words.split_whitespace().collect();
        prop_assert_eq!(joined, whole);
    }
}

#[test]
fn a_name_is_cut_in_its_middle_where_its_end_tells_it_apart() {
    assert_eq!(text::ends("PriceArchiveFirehose", 10), "Price…hose");
    assert_eq!(text::ends("PriceArchiveBucket", 10), "Price…cket");
    assert_eq!(text::ends("PriceTicks", 10), "PriceTicks");
    assert_eq!(text::ends("PriceTicks", 2), "P…");
}
