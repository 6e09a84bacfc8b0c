//! After a change: what is seen, what is otherwise, and what cannot be seen.

use rust_decimal::dec;
use tidegate::domain::plan::{Check, Verdict};
use tidegate::domain::series::shift;
use tidegate::domain::verify::verify;

use super::build::now;
use super::plan::{planned, snapshot};

/// What is verified of a wish that was planned in one world, in another, so many minutes after the change.
fn verified(before: &str, wish: &str, after: &str, minutes: i64) -> String {
    let checks = verify(&planned(before, wish), &snapshot(after), shift(now(), -minutes * 60));
    let sign = |verdict| match verdict {
        Verdict::Pass => "so   ",
        Verdict::Warn => "?    ",
        Verdict::Block => "NOT  ",
    };
    let line = |check: &Check| format!("{} {}: {}\n", sign(check.verdict), check.id, check.evidence);
    checks.iter().map(line).collect()
}

macro_rules! snapshots {
    ($($name:ident: $before:literal, $wish:literal, $after:literal, $minutes:literal;)+) => {
        $(#[test] fn $name() { insta::assert_snapshot!(verified($before, $wish, $after, $minutes)); })+
    };
}

snapshots! {
    a_reshard_that_came_about: "calm", "reshard --to 8", "shards 8; shard-metrics; calm", 10;
    a_reshard_without_shard_metrics: "calm", "reshard --to 8", "shards 8; calm", 10;
    a_reshard_a_moment_ago: "calm", "reshard --to 8", "shards 8; shard-metrics; calm", 1;
    a_reshard_that_nobody_has_looked_at_since: "calm", "reshard --to 8", "shards 8; calm", 0;
    a_reshard_with_uneven_ranges_and_another_count: "calm", "reshard --to 4", "cuts 1000 85070591730234615865843651857942052864; calm", 10;
    a_reshard_after_which_writes_are_still_refused: "shards 2; calm", "reshard --to 4", "shards 4; shard-metrics; calm; refused 1", 10;
    a_reshard_of_which_a_shard_is_not_read: "shards 2; calm", "reshard --to 4", "shards 4; shard-metrics; calm; unread 3", 10;
    a_reshard_whose_parents_are_not_read: "shards 2; calm", "reshard --to 4", "shards 4; shard-metrics; calm; lag PriceAnalytics 7200", 10;
    a_split_that_came_about: "shards 2; calm", "split 1", "cuts 170141183460469231731687303715884105728 255211775190703847597530955573826158592; calm", 10;
    a_split_at_another_key: "shards 2; calm", "split 1", "cuts 170141183460469231731687303715884105728 300000000000000000000000000000000000000; calm", 10;
    a_merge_that_came_about: "shards 4; calm", "merge 1 2", "cuts 85070591730234615865843651857942052864 255211775190703847597530955573826158592; calm", 10;
    retention_that_stands: "calm", "retention 48h", "retention 48; calm", 1;
    retention_that_does_not: "calm", "retention 48h", "calm", 1;
    a_mode_that_stands: "calm", "mode on-demand", "mode; calm", 1;
    shard_metrics_that_are_on_in_part: "calm", "shard-metrics on", "shard-metrics; calm", 1;
    bounds_that_stand: "target 2 8; calm", "scaling --min 2 --max 16", "target 2 16; calm", 1;
    a_freeze_that_does_not_stand: "target 2 8; calm", "scaling freeze", "target 2 8 half-frozen; calm", 1;
}

#[test]
fn what_the_bill_was_to_be_is_held_against_the_bill() {
    let mut plan = planned("shards 2; calm", "reshard --to 4");
    let after = snapshot("shards 4; calm");
    let bill = tidegate::domain::cost::stream_bill(&after).unwrap().total();
    assert_eq!(plan.cost.stream_after, Some(bill), "what was predicted is what the same load costs afterwards");
    for (predicted, verdict) in [(bill, Verdict::Pass), (bill * dec!(0.95), Verdict::Pass), (bill / dec!(2), Verdict::Block)] {
        plan.cost.stream_after = Some(predicted);
        let checks = verify(&plan, &after, shift(now(), -600));
        let bill = checks.iter().find(|check| check.id == "cost-predicted").unwrap();
        assert_eq!(bill.verdict, verdict, "{}", bill.evidence);
    }
}

#[test]
fn every_verified_id_is_in_the_one_table() {
    let known: Vec<&str> = tidegate::domain::ids::RULES.iter().map(|row| row.id).collect();
    for (wish, after) in [("reshard --to 4", "shards 4; calm"), ("split 1", "calm"), ("retention 48h", "calm"), ("mode on-demand", "calm")]
    {
        for check in verify(&planned("calm", wish), &snapshot(after), now()) {
            assert!(known.contains(&check.id.as_str()), "{}", check.id);
        }
    }
}
