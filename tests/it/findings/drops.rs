//! Consumers that give up: what Lambda counts, what failing runs let fear, and what helps.

use tidegate::domain::facts::Mapping;
use tidegate::domain::finding::{judge, unhelpful};
use tidegate::domain::reading::Held;
use tidegate::domain::snapshot::Snapshot;

use super::support::{calm, expect, find, given, mapping, now};

const QUEUE: &str = "arn:aws:sqs:us-east-1:123456789012:PriceAnalyticsDropped";

/// Calm, with this mapping and these series.
fn with(mapping: Mapping, series: &str) -> Snapshot {
    let mut snapshot = calm();
    snapshot.mappings.insert("PriceAnalytics".to_owned(), Held::fresh(vec![mapping], now()));
    given(&mut snapshot, series);
    snapshot
}

fn counting() -> Mapping {
    Mapping { counts_events: true, ..mapping() }
}

fn wish(snapshot: &Snapshot, id: &str) -> String {
    find(snapshot, id).wish.map_or_else(String::new, |wish| wish.to_string())
}

#[test]
fn events_that_are_too_old_are_counted_and_the_age_is_lifted() {
    let short = Mapping { maximum_record_age: 120, ..counting() };
    let snapshot = with(short, "polled: 700*20\n dropped: .*3 40*2 .*5 300*10");
    expect(
        &snapshot,
        "consumer-drops ALARM PriceAnalytics: PriceAnalytics loses events: its mapping dropped 3,080 since 02:55 UTC, older than its \
         maximum record age of 2 m. Its age does not show it.",
    );
    let finding = find(&snapshot, "consumer-drops");
    assert_eq!(
        finding.evidence,
        [
            "3,000 events in 15 minutes — AWS/Lambda DroppedEventCount EventSourceMappingUUID=m-1, Sum, 2 m 30 s old",
            "MaximumRetryAttempts -1, MaximumRecordAgeInSeconds 120, failure destination none — lambda:ListEventSourceMappings",
            "not counted: what a failure destination took, and what the stream's own retention ended",
        ]
    );
    assert_eq!(wish(&snapshot, "consumer-drops"), "consumer PriceAnalytics --max-age until-expiry");
    for words in ["Set a failure destination first", "Never keep a maximum record age below the lag, which is 0.9 s now", "for 24 h"] {
        assert!(finding.advice.contains(words), "{}", finding.advice);
    }
}

#[test]
fn events_that_failed_too_often_are_counted_and_tried_on() {
    let few = Mapping { maximum_retries: 2, ..counting() };
    let snapshot = with(few, "consumer errors: 6*15\n polled: 700*20\n dropped: 100*1 .*4");
    expect(
        &snapshot,
        "consumer-drops ALARM PriceAnalytics: 100 since 03:07 UTC, which failed 3 times.
         consumer-errors WARN PriceAnalytics",
    );
    assert_eq!(wish(&snapshot, "consumer-drops"), "consumer PriceAnalytics --bisect on --retries until-expiry");
    let both = Mapping { maximum_record_age: 600, maximum_retries: 0, bisect: true, ..counting() };
    let snapshot = with(both, "polled: 700*20\n dropped: 100*1 .*4");
    expect(&snapshot, "consumer-drops ALARM PriceAnalytics: which were older than its maximum record age of 10 m or failed 1 time.");
    assert_eq!(wish(&snapshot, "consumer-drops"), "consumer PriceAnalytics --retries until-expiry --max-age until-expiry");
}

#[test]
fn a_destination_that_does_not_take_them_is_looked_at() {
    let told = Mapping { maximum_retries: 2, failure_destination: Some(QUEUE.to_owned()), ..counting() };
    let snapshot = with(told, "polled: 700*20\n dropped: 100*5");
    expect(&snapshot, "consumer-drops ALARM PriceAnalytics: 500 since 03:07 UTC, which its failure destination did not take.");
    let finding = find(&snapshot, "consumer-drops");
    assert!(finding.wish.is_none(), "no setting of the mapping mends that");
    assert!(finding.advice.starts_with("Look at DestinationDeliveryFailures of PriceAnalytics"), "{}", finding.advice);
}

#[test]
fn the_worst_of_several_mappings_leads_and_all_are_told() {
    let other = Mapping { uuid: "m-2".to_owned(), maximum_retries: 4, ..counting() };
    let mut snapshot = with(Mapping { maximum_retries: 2, ..counting() }, "polled: 700*20\n dropped: 100*5");
    let of = |metric| tidegate::domain::metric::MetricId::of(metric, "m-2");
    super::support::put(&mut snapshot, &of(tidegate::domain::metric::Metric::MappingDropped), &[Some(900.0)]);
    snapshot.mappings.get_mut("PriceAnalytics").unwrap().value.as_mut().unwrap().push(other);
    expect(&snapshot, "consumer-drops ALARM PriceAnalytics: 900 since 03:11 UTC, which failed 5 times.");
    let evidence = find(&snapshot, "consumer-drops").evidence;
    assert!(evidence[0].starts_with("500 events") && evidence[1].starts_with("900 events"), "{evidence:?}");
}

#[test]
fn a_quarter_of_an_hour_without_a_drop_ends_it() {
    let few = || Mapping { maximum_retries: 2, ..counting() };
    expect(&with(few(), "polled: 700*40\n dropped: 100*1 .*14"), "consumer-drops ALARM PriceAnalytics: 100 since 02:57 UTC");
    expect(&with(few(), "polled: 700*40\n dropped: 100*1 .*15"), "");
}

#[test]
fn a_count_of_zero_refutes_what_failing_runs_let_fear() {
    let errors = "consumer errors: 6*5";
    let few = |counts_events| Mapping { maximum_retries: 2, counts_events, ..mapping() };
    let feared = "consumer-gives-up ALARM PriceAnalytics: 30 of 300 runs in 5 minutes, and each failed batch is skipped after 3 tries.
        consumer-errors WARN PriceAnalytics";
    let uncounted = with(few(false), errors);
    expect(&uncounted, feared);
    let command = "aws lambda update-event-source-mapping --uuid m-1 --metrics-config Metrics=EventCount";
    let evidence = find(&uncounted, "consumer-gives-up").evidence;
    assert!(evidence[2].contains(&command.replacen("aws", "aws --region us-east-1", 1)), "{evidence:?}");
    expect(&with(few(true), &format!("{errors}\n polled: 700*20\n dropped:")), "consumer-errors WARN PriceAnalytics");
    // Counting has only just begun, or nothing arrives: the failing runs still speak.
    for series in [format!("{errors}\n polled: 700*4\n dropped:"), errors.to_owned()] {
        let unknown = with(few(true), &series);
        expect(&unknown, feared);
        assert!(find(&unknown, "consumer-gives-up").evidence[2].contains("nothing new of the mapping's DroppedEventCount"));
    }
}

#[test]
fn drops_lead_what_only_brings_them_near() {
    let short = Mapping { maximum_record_age: 600, ..counting() };
    let snapshot = with(short, "consumer age: 0..660000*12\n polled: 700*20\n dropped: 40*3");
    let ids: Vec<&str> = judge(&snapshot).iter().map(|finding| finding.id).take(2).collect();
    assert_eq!(ids, ["consumer-drops", "loss-near"]);
}

#[test]
fn neither_shards_nor_the_way_back_help() {
    let snapshot = with(Mapping { maximum_retries: 2, ..counting() }, "polled: 700*20\n dropped: 100*5");
    let finding = find(&snapshot, "consumer-drops");
    for wish in ["reshard --to 4", "rollback"] {
        let wish = tidegate::domain::action::grammar::parse(wish).unwrap();
        assert!(unhelpful(&finding, &wish).is_some(), "{wish}");
    }
}
