//! Readers: stalled, slow, stopped, recovering, and where.

use tidegate::domain::fault::FaultKind;
use tidegate::domain::finding::Level;
use tidegate::domain::reading::Held;

use super::support::{calm, check, expect, find, given, mapping};

/// Shard metrics of a calm stream, so that the shards' own ages are known.
const SHARDS: &str = "records of shard 0: 350*20
    records of shard 1: 350*20
    age of shard 0: 300*20";

#[test]
fn calm_has_nothing_to_say() {
    check("", "");
}

#[test]
fn a_stalled_consumer_is_named_with_its_shard() {
    let series = format!("{SHARDS}\n consumer age: 0..840000*15\n age of shard 1: 0..840000*15");
    check(
        &series,
        "consumer-stalled ALARM PriceAnalytics: PriceAnalytics is stalled on shard 1: 14 m behind and growing 1.0 s every second. \
         Unread data is safe for 23 h 46 m.",
    );
}

#[test]
fn a_stall_that_began_five_minutes_ago_is_already_a_stall() {
    check("consumer age: 900*20 60000 120000 180000 240000 300000", "consumer-stalled ALARM PriceAnalytics: growing 1.0 s every second");
}

#[test]
fn without_shard_metrics_the_shard_cannot_be_told() {
    let mut snapshot = calm();
    given(&mut snapshot, "consumer age: 0..840000*15");
    let finding = find(&snapshot, "consumer-stalled");
    assert!(finding.evidence.iter().any(|line| line.contains("shard metrics are off")), "{:#?}", finding.evidence);
    assert!(!finding.text.contains("shard 1"));
}

#[test]
fn shard_ages_that_do_not_show_it_are_no_place() {
    let mut snapshot = calm();
    given(&mut snapshot, &format!("{SHARDS}\n age of shard 1: 300*20\n consumer age: 0..840000*15"));
    let finding = find(&snapshot, "consumer-stalled");
    assert!(finding.evidence.iter().any(|line| line.contains("holds its batch ahead")), "{:#?}", finding.evidence);
}

#[test]
fn a_slow_consumer_is_not_called_stalled() {
    check(
        "consumer age: 1000..241000*11",
        "consumer-lag ALARM PriceAnalytics: PriceAnalytics falls behind: 4 m 1 s, growing 0.4 s every second.",
    );
}

#[test]
fn a_slow_consumer_below_the_limit_is_a_warning() {
    check("consumer age: 1000..38000*11", "consumer-lag WARN PriceAnalytics: falls behind: 38 s, growing 0.1 s every second.");
}

#[test]
fn one_minute_above_the_limit_is_not_two() {
    check("consumer age: 900*20 90000", "");
    check("consumer age: 900*20 90000 90000", "consumer-lag ALARM PriceAnalytics: 1 m 30 s behind");
}

#[test]
fn a_recovering_consumer_has_a_drain_time() {
    check("consumer age: 900000..600000*11", "consumer-lag WARN PriceAnalytics: PriceAnalytics catches up: 10 m behind, drained in 20 m.");
}

#[test]
fn a_growing_lag_has_no_drain_time() {
    let mut snapshot = calm();
    given(&mut snapshot, "consumer age: 1000..241000*11");
    let finding = find(&snapshot, "consumer-lag");
    assert!(!finding.text.contains("drained"));
    assert!(finding.evidence.iter().any(|line| line.contains("the first record is lost in")), "{:#?}", finding.evidence);
}

#[test]
fn a_vanished_age_grows_by_the_clock() {
    check(
        "consumer age: 900*20 .*10",
        "consumer-stopped ALARM PriceAnalytics: PriceAnalytics has stopped reading: 12 m behind and growing with the clock. \
         Unread data is safe for 23 h 47 m.",
    );
}

#[test]
fn two_missing_minutes_are_late_data() {
    check("consumer age: 900*20 .*2", "");
}

#[test]
fn an_age_that_was_never_seen_counts_from_the_first_record() {
    let mut snapshot = calm();
    given(&mut snapshot, "consumer age: .*180");
    expect(&snapshot, "consumer-stopped ALARM PriceAnalytics: has stopped reading: at least 3 h 2 m behind");
}

#[test]
fn nothing_to_read_is_no_stop() {
    // Stream writes were switched off twenty minutes ago: nothing comes in and no function runs.
    let mut snapshot = calm();
    given(&mut snapshot, "records: .*30\n consumer age: .*30\n fan-out age: .*30\n firehose age: .*30\n stream age: .*30");
    let writer = snapshot.functions.get_mut("HeliusPriceWebhook").unwrap();
    writer.value.as_mut().unwrap().enabled = Some("false".to_owned());
    writer.value.as_mut().unwrap().last_modified = Some(tidegate::domain::series::shift(super::support::complete(), -2000));
    expect(&snapshot, "flag-fell WARN : The flag fell from about 10 % to 0 %");
}

#[test]
fn a_quiet_stream_gives_its_reader_time() {
    // Twenty quiet minutes, then records: the first is read a minute later, and only three minutes make a stop.
    let quiet = |rest: &str, minutes: usize| format!("records: 0*20 {rest}\n consumer age: .*{minutes}");
    let idle_flag = |series: &str| {
        let mut snapshot = calm();
        snapshot.pipeline.flag = None;
        given(&mut snapshot, series);
        snapshot
    };
    expect(&idle_flag(&quiet("5", 21)), "");
    expect(&idle_flag(&quiet("5 5", 22)), "");
    expect(&idle_flag(&quiet("5 5 5", 23)), "consumer-stopped ALARM PriceAnalytics: has stopped reading: 5 m 30 s behind");
}

#[test]
fn a_disabled_mapping_is_named_at_once() {
    let mut snapshot = calm();
    let off = tidegate::domain::facts::Mapping { state: "Disabled".to_owned(), ..mapping() };
    snapshot.mappings.insert("PriceAnalytics".to_owned(), Held::fresh(vec![off], super::support::now()));
    expect(&snapshot, "consumer-stopped ALARM PriceAnalytics: its event-source mapping is disabled");
    assert!(find(&snapshot, "consumer-stopped").advice.starts_with("Enable the event-source mapping"));
}

#[test]
fn firehose_and_fan_out_are_told_apart() {
    check("fan-out age: 0..600000*11", "consumer-stalled ALARM Broadcaster: Fan-out consumer Broadcaster is stalled");
    check("firehose age: 0..600000*11", "consumer-stalled ALARM PriceArchiveFirehose: Firehose PriceArchiveFirehose is stalled");
}

#[test]
fn the_streams_own_age_speaks_only_when_no_named_reader_does() {
    check("stream age: 0..600000*11", "consumer-stalled ALARM the polling readers: not one of the named consumers");
    check("stream age: 0..600000*11\n consumer age: 0..600000*11", "consumer-stalled ALARM PriceAnalytics");
}

#[test]
fn beyond_half_of_the_retention_loss_is_near() {
    check("consumer age: 46800000*20", "loss-near ALARM PriceAnalytics: 13 h behind");
}

#[test]
fn a_maximum_record_age_shortens_the_clock() {
    let mut snapshot = calm();
    let short = tidegate::domain::facts::Mapping { maximum_record_age: 600, ..mapping() };
    snapshot.mappings.insert("PriceAnalytics".to_owned(), Held::fresh(vec![short], super::support::now()));
    given(&mut snapshot, "consumer age: 0..240000*11");
    expect(&snapshot, "consumer-lag ALARM PriceAnalytics: Unread data is safe for 6 m");
    given(&mut snapshot, "consumer age: 0..660000*12");
    expect(&snapshot, "loss-near ALARM PriceAnalytics: Unread data is being lost now.");
}

#[test]
fn advice_says_what_does_not_help() {
    let mut snapshot = calm();
    given(&mut snapshot, "consumer age: 0..840000*15");
    let finding = find(&snapshot, "consumer-stalled");
    for words in ["Resharding", "Never set a maximum record age below 14 m", "raise the retention"] {
        assert!(finding.advice.contains(words), "{}", finding.advice);
    }
}

#[test]
fn an_age_that_is_stale_leads_to_no_claim() {
    let mut snapshot = calm();
    given(&mut snapshot, "consumer age: 0..840000*15");
    snapshot.now = tidegate::domain::series::shift(snapshot.now, 3600);
    let ids: Vec<_> = snapshot.metrics.ids().collect();
    snapshot.metrics.fail(&ids, &super::support::fault(FaultKind::TimedOut, "cloudwatch:GetMetricData"));
    let findings = tidegate::domain::finding::judge(&snapshot);
    assert!(findings.iter().all(|finding| !finding.id.starts_with("consumer")), "{findings:#?}");
    assert_eq!(findings[0].level, Level::Unknown);
}
