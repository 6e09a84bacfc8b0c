//! The other rules, each from series to sentence.

use tidegate::domain::facts::{AccountLimits, KeySample, ScalingActivity, StreamChange, StreamSummary};
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;

use super::support::{alarm, calm, check, complete, expect, find, given, now};

const TWO_SHARDS: &str = "records of shard 0: 55000*5
    records of shard 1: 3000*5
    refused of shard 0: 900*5
    refused of shard 1: 0*5
    bytes of shard 0: 1000*5
    bytes of shard 1: 1000*5
    records: 58000*5
    writes: 580000*5
    refused writes: 900*5";

#[test]
fn a_hot_shard_is_named_and_its_key_cannot_be_told() {
    check(
        TWO_SHARDS,
        "hot-shard ALARM shardId-000000000000: Shard 0 of PriceTicks is hot and refuses 900 writes a minute: 91.7 % of its limit used, 5 % on the others. Whether it is one key cannot be told",
    );
}

fn sampled(keys: &[(&str, u64)]) -> tidegate::domain::snapshot::Snapshot {
    let mut snapshot = calm();
    given(&mut snapshot, TWO_SHARDS);
    let shard = "shardId-000000000000".to_owned();
    let keys = keys.iter().map(|(key, count)| ((*key).to_owned(), *count)).collect();
    let sample = KeySample { shard: shard.clone(), records: 1000, keys, calls: 3 };
    snapshot.samples.insert(shard, Held::fresh(sample, now()));
    snapshot
}

#[test]
fn a_sample_tells_one_key_from_many() {
    let one = sampled(&[("SOL", 930), ("JUP", 10)]);
    expect(&one, "hot-key ALARM shardId-000000000000: One key, SOL, makes 93 % of the sampled records.");
    assert!(find(&one, "hot-key").advice.contains("no shard count and no split helps one hot key"));
    let many = sampled(&[("SOL", 90), ("JUP", 80)]);
    expect(&many, "hot-shard ALARM shardId-000000000000: It is many keys: the commonest makes 9 % of the sampled records.");
}

#[test]
fn refusals_at_a_low_mean_are_bursts() {
    check(
        "records of shard 0: 350*5\n records of shard 1: 350*5\n refused of shard 0: 20*5\n refused of shard 1: 25*5\n refused writes: 45*5",
        "bursting ALARM : Writes to PriceTicks come in bursts: 45 writes a minute refused although the shards use only 0.6 % of their limit",
    );
}

#[test]
fn full_shards_are_even_load() {
    check(
        "records of shard 0: 58000*5\n records of shard 1: 57000*5\n refused of shard 0: 500*5\n refused of shard 1: 450*5\n refused writes: 950*5\n records: 115000*5\n writes: 1150000*5",
        "write-throttles ALARM : PriceTicks refuses 950 writes a minute: its shards are full",
    );
}

#[test]
fn without_shard_metrics_the_shape_cannot_be_told() {
    check("refused writes: 45*5", "write-throttles ALARM : bursts or one hot shard; cannot tell which shard: shard metrics are off.");
}

#[test]
fn few_refusals_warn_and_many_alarm() {
    check("refused writes: 10*5", "write-throttles WARN : refuses 10 writes a minute");
    check("refused writes: 11*5", "write-throttles ALARM : refuses 11 writes a minute");
}

#[test]
fn refused_attempts_and_lost_records_are_two_things() {
    let mut snapshot = calm();
    given(&mut snapshot, "refused writes: 45*5");
    assert!(find(&snapshot, "write-throttles").evidence[1].starts_with("lost: none to be seen"));
    given(&mut snapshot, "records: 490*60");
    let finding = find(&snapshot, "write-throttles");
    assert!(finding.text.ends_with("About 12,600 records an hour never reach the stream."), "{}", finding.text);
}

#[test]
fn nearly_full_shards_are_told_before_they_refuse() {
    check("records: 105000*5\n writes: 1050000*5", "near-capacity WARN : PriceTicks is nearly full: its shards use 87.5 %");
}

#[test]
fn refused_reads_are_the_readers_side() {
    check("refused reads: 40*5", "read-throttles WARN : 40 read calls a minute refused by PriceTicks");
}

#[test]
fn table_errors_are_an_alarm() {
    check("table errors: 0*3 4", "table-errors ALARM PriceTimeSeriesTable: DynamoDB fails 4 requests a minute");
}

#[test]
fn table_throttles_name_the_limit() {
    check(
        "table throttles: 50*3\n table events: 50*3\n key-range events: 45*3",
        "table-throttles ALARM PriceTimeSeriesTable: one key range is hot, whatever the table's capacity",
    );
    check(
        "table throttles: 50*3\n table events: 50*3",
        "table-throttles ALARM PriceTimeSeriesTable: the table's own ceiling or the account's",
    );
    let mut snapshot = calm();
    given(&mut snapshot, "table throttles: 5*3\n table events: 5*3");
    let table = snapshot.table.value.as_mut().unwrap();
    "PROVISIONED".clone_into(&mut table.billing);
    table.write_units = 200;
    expect(&snapshot, "table-throttles WARN PriceTimeSeriesTable: its 200 write units a second are used up");
}

#[test]
fn a_silent_table_under_running_writers_is_the_worst() {
    let mut snapshot = calm();
    given(&mut snapshot, "writes: .*4\n consumed: .*4");
    let first = &tidegate::domain::finding::judge(&snapshot)[0];
    assert_eq!(
        (first.id, first.text.as_str()),
        ("table-silent", "Nothing was written to PriceTimeSeriesTable for three minutes while its writers ran 21,000 times.")
    );
}

#[test]
fn failing_writers_are_worse_than_failing_consumers() {
    check("writer errors: 200*5", "writer-errors ALARM HeliusPriceWebhook: fails 1,000 of 35,000 runs in 5 minutes (2.9 %)");
    check("writer errors: 0*4 1", "writer-errors WARN HeliusPriceWebhook: fails 1 of 35,000 runs");
    check("consumer errors: 6*5", "consumer-errors WARN PriceAnalytics: fails 30 of 300 runs");
}

#[test]
fn refused_runs_name_the_side() {
    check("writer throttles: 30*3", "writer-throttles ALARM HeliusPriceWebhook: Lambda refuses 30 runs a minute of writer");
    check("consumer throttles: 30*3", "consumer-throttles WARN PriceAnalytics: of consumer PriceAnalytics");
}

#[test]
fn freshness_is_judged_against_the_buffer() {
    check("freshness: 400*3", "");
    check("freshness: 500*3", "firehose-late WARN PriceArchiveFirehose: its oldest record waits for 8 m 20 s, and the buffer is 5 m.");
    check("freshness: 900*3", "firehose-late ALARM PriceArchiveFirehose");
    check("delivered: 0.4*5", "firehose-fails ALARM PriceArchiveFirehose: fails 60 % of its deliveries to S3.");
    check("conversions failed: 12*2", "firehose-conversion WARN PriceArchiveFirehose: cannot convert 12 records a minute");
}

#[test]
fn a_waiting_queue_is_told_while_it_grows() {
    check("queue age: 0..540*10", "queue-waits WARN BroadcastQueue: the oldest for 9 m, growing 1.0 s every second.");
    check("queue age: 90*12", "");
    check("queue age: 190000*12", "queue-waits ALARM BroadcastQueue: Messages are safe for");
}

#[test]
fn alarms_that_ring_and_alarms_that_cannot() {
    let mut snapshot = calm();
    snapshot.alarms = Held::fresh(
        vec![
            alarm("Throttles", "ALARM", ("AWS/Kinesis", "WriteProvisionedThroughputExceeded"), &[("StreamName", "PriceTicks")]),
            alarm("Put", "INSUFFICIENT_DATA", ("AWS/Kinesis", "UserRecordsPut"), &[("StreamName", "PriceTicks")]),
            alarm("Errors", "INSUFFICIENT_DATA", ("AWS/DynamoDB", "UserErrors"), &[("TableName", "PriceTimeSeriesTable")]),
            alarm("Fine", "OK", ("AWS/DynamoDB", "SystemErrors"), &[("TableName", "PriceTimeSeriesTable"), ("Operation", "PutItem")]),
        ],
        now(),
    );
    expect(
        &snapshot,
        "alarm-rings WARN Throttles: CloudWatch alarm Throttles rings for 12 m: WriteProvisionedThroughputExceeded above 10.
         alarm-impossible WARN : Put and Errors can never ring",
    );
}

#[test]
fn the_streams_status_is_told() {
    let mut snapshot = calm();
    "UPDATING".clone_into(&mut snapshot.stream.value.as_mut().unwrap().status);
    expect(&snapshot, "");
    let running = |status: &str, ago: i64| ScalingActivity {
        description: "Setting desired capacity to 4".to_owned(),
        cause: "alarm".to_owned(),
        status: status.to_owned(),
        started: shift(complete(), -ago),
        ended: None,
    };
    snapshot.scaling.value.as_mut().unwrap().activities = Ok(vec![running("InProgress", 3600)]);
    expect(&snapshot, "stream-changing WARN PriceTicks: has been UPDATING for 1 h 2 m, longer than a change of its size takes");
    "ACTIVE".clone_into(&mut snapshot.stream.value.as_mut().unwrap().status);
    snapshot.scaling.value.as_mut().unwrap().activities = Ok(vec![running("Failed", 3600)]);
    expect(&snapshot, "scaling-failed WARN : did not happen (Failed)");
}

#[test]
fn a_change_is_long_by_the_shards_that_it_touches() {
    let mut snapshot = calm();
    let summary = snapshot.stream.value.as_mut().unwrap();
    "UPDATING".clone_into(&mut summary.status);
    let since =
        |ago: i64, seen_to_begin: bool, open_then: u32| Some(StreamChange { since: shift(snapshot.now, -ago), seen_to_begin, open_then });
    let cases = [
        (since(590, true, 2), ""),
        (since(620, true, 2), "stream-changing WARN PriceTicks: UPDATING for 10 m"),
        (since(620, false, 2), "stream-changing WARN PriceTicks: UPDATING for at least 10 m"),
        // Forty shards take longer than two.
        (since(2_000, true, 40), ""),
        (since(2_460, true, 40), "stream-changing WARN PriceTicks: UPDATING for 41 m"),
    ];
    for (changing, wanted) in cases {
        snapshot.changing = changing;
        expect(&snapshot, wanted);
    }
    "CREATING".clone_into(&mut snapshot.stream.value.as_mut().unwrap().status);
    expect(&snapshot, "stream-changing WARN PriceTicks: CREATING for 41 m");
}

#[test]
fn a_change_is_timed_from_the_look_that_saw_it_first() {
    let active = calm().stream.value.unwrap();
    let updating = StreamSummary { status: "UPDATING".to_owned(), open_shards: 4, ..active.clone() };
    let began = StreamChange::after(None, Some(&active), &updating, now());
    assert_eq!(began, Some(StreamChange { since: now(), seen_to_begin: true, open_then: active.open_shards }));
    assert_eq!(StreamChange::after(began, Some(&updating), &updating, shift(now(), 60)), began, "it goes on");
    assert_eq!(StreamChange::after(began, Some(&updating), &active, shift(now(), 90)), None, "it is over");
    let found = StreamChange::after(None, None, &updating, now()).unwrap();
    assert!(!found.seen_to_begin && found.open_then == 4, "{found:?}");
}

#[test]
fn a_budget_that_is_exceeded_is_told() {
    let mut snapshot = calm();
    "us-east-1".clone_into(snapshot.pipeline.region.insert(String::new()));
    snapshot.pipeline.limits.budget = Some("500".parse().unwrap());
    expect(&snapshot, "");
    snapshot.pipeline.limits.budget = Some("20".parse().unwrap());
    expect(&snapshot, "over-budget WARN : The stream costs $");
}

#[test]
fn the_accounts_shard_limit_is_told() {
    let mut snapshot = calm();
    snapshot.limits = Held::fresh(AccountLimits { shard_limit: 500, open_shards: 470 }, now());
    expect(&snapshot, "shard-limit WARN : 470 of 500 shards open");
}
