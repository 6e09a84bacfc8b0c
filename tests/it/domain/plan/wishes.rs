//! A bad wish is a plan that blocks with one sentence and calls nothing.

use pretty_assertions::assert_eq;

use super::planned;

/// What is known, the wish, the rule that stands in the way, and its one sentence.
const BAD: &[(&str, &str, &str, &str)] = &[
    ("", "reshard --to 0", "wish", "a stream has at least 1 shard, and 0 is none"),
    ("", "reshard --to 1000000000000", "wish", "a stream has at most 10,000 shards by its count, and 1000000000000 is more"),
    ("", "reshard --to 10001", "wish", "a stream has at most 10,000 shards by its count, and 10001 is more"),
    ("", "reshard --to 2", "wish", "PriceTicks has 2 open shards already"),
    ("mode", "reshard --to 4", "stream-provisioned", "PriceTicks is on-demand: AWS counts its shards, and no shard count can be set"),
    ("mode", "split 0", "stream-provisioned", "PriceTicks is on-demand: AWS counts its shards, and no shard count can be set"),
    ("mode", "merge 0 1", "stream-provisioned", "PriceTicks is on-demand: AWS counts its shards, and no shard count can be set"),
    ("status UPDATING", "reshard --to 4", "stream-active", "PriceTicks is UPDATING: AWS takes no change before it is ACTIVE"),
    ("counts 3", "reshard --to 4", "shards-known", "the stream counts 3 open shards and the list has 2: read both again"),
    ("", "split 7", "shard-open", "PriceTicks has no shard 7: open are 0 and 1"),
    ("", "split shardId-nonsense", "shard-open", "PriceTicks has no shard shardId-nonsense: open are 0 and 1"),
    ("", "split 0 --at 0", "key-in-range", "0 is not inside shard 0: a cut lies from 1 to 170141183460469231731687303715884105727"),
    (
        "",
        "split 0 --at 170141183460469231731687303715884105728",
        "key-in-range",
        "170141183460469231731687303715884105728 is not inside shard 0: a cut lies from 1 to 170141183460469231731687303715884105727",
    ),
    ("cuts 1", "split 0", "key-in-range", "shard 0 takes a single hash key and cannot be split"),
    ("", "merge 0 0", "wish", "shard 0 cannot be merged with itself: name its neighbour too"),
    ("shards 4", "merge 0 2", "shards-adjacent", "shards 0 and 2 are no neighbours on the ring: beside 0 lies 1"),
    ("shards 4", "merge 3 1", "shards-adjacent", "shards 1 and 3 are no neighbours on the ring: beside 3 lies 2"),
    ("shards 4", "merge 0 9", "shard-open", "PriceTicks has no shard 9: open are 0, 1, 2 and 3"),
    ("", "retention 23h", "wish", "records can be kept for 24 to 8760 hours, and 23 is outside"),
    ("", "retention 8761h", "wish", "records can be kept for 24 to 8760 hours, and 8761 is outside"),
    ("target 2 8", "scaling --min 0 --max 8", "wish", "bounds are 1 ≤ min ≤ max ≤ 10,000 shards, and these are 0 and 8"),
    ("target 2 8", "scaling --min 9 --max 8", "wish", "bounds are 1 ≤ min ≤ max ≤ 10,000 shards, and these are 9 and 8"),
    (
        "target 2 8; target 2 9",
        "scaling freeze",
        "scaling-target",
        "2 targets name this stream: set scaling.resource_id to one of \
         https://abc.execute-api.us-east-1.amazonaws.com/prod/scalableTargetDimensions/PriceTicks and \
         https://abc.execute-api.us-east-1.amazonaws.com/prod/scalableTargetDimensions/PriceTicks",
    ),
];

#[test]
fn a_bad_wish_blocks_with_one_sentence_and_calls_nothing() {
    for (script, wish, rule, sentence) in BAD {
        let plan = planned(script, wish);
        let blocks: Vec<(&str, &str)> = plan.blocks().map(|check| (check.id.as_str(), check.evidence.as_str())).collect();
        assert_eq!(blocks, [(*rule, *sentence)], "{script}: {wish}");
        assert!(plan.blocked && plan.steps.is_empty(), "{script}: {wish}");
    }
}

#[test]
fn what_is_not_known_blocks_and_says_why() {
    for (script, wish, rule) in [
        ("unknown stream", "reshard --to 4", "stream-active"),
        ("unknown shards", "reshard --to 4", "shards-known"),
        ("unknown shards", "split 0", "shards-known"),
        ("unknown stream", "mode on-demand", "stream-active"),
        ("unknown scaling", "scaling freeze", "scaling-target"),
        ("", "scaling freeze", "scaling-target"),
    ] {
        let plan = planned(script, wish);
        assert_eq!(plan.blocks().map(|check| check.id.as_str()).collect::<Vec<_>>(), [rule], "{script}: {wish}");
        assert!(plan.steps.is_empty(), "{script}: {wish}");
    }
}

#[test]
fn what_is_so_already_changes_nothing_and_blocks_nothing() {
    for (script, wish) in [
        ("", "retention 24h"),
        ("", "mode provisioned"),
        ("", "shard-metrics off"),
        ("target 2 8", "scaling --min 2 --max 8"),
        ("target 2 8", "scaling thaw"),
        ("target 2 8 frozen", "scaling freeze"),
    ] {
        let plan = planned(script, wish);
        assert!(!plan.blocked && !plan.has_changes(), "{wish}");
        assert!(plan.summary.iter().any(|sentence| sentence.ends_with("there is nothing to do.")), "{wish}: {:?}", plan.summary);
    }
}
