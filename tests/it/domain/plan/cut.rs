//! Plans of splits and merges.

use super::planned;

snapshots! {
    a_hot_shard_is_split_evenly: "shards 4; shard-metrics; calm; load 40; shard 2 99; refused 2", "split 2";
    a_shard_is_split_at_a_key: "shards 2; calm", "split shardId-000000000001 --at 300000000000000000000000000000000000000";
    splitting_the_wrong_shard: "shards 4; shard-metrics; calm; shard 2 95", "split 0";
    splitting_a_hot_key: "shards 4; shard-metrics; calm; load 40; shard 2 99; refused 2; one-key 2", "split 2";
    cold_neighbours_are_merged: "shards 4; shard-metrics; calm; made merge/x 40", "merge 2 1";
    merging_what_one_shard_cannot_carry: "shards 4; shard-metrics; calm; shard 1 60; shard 2 60", "merge 1 2";
}

#[test]
fn a_shard_may_be_given_by_its_number_or_its_id() {
    let digests = ["split 1", "split 0001", "split shardId-000000000001"].map(|wish| planned("calm", wish).steps);
    assert_eq!(digests[0], digests[1]);
    assert_eq!(digests[0], digests[2]);
}

#[test]
fn neighbours_may_be_named_in_any_order() {
    assert_eq!(planned("calm", "merge 0 1").steps, planned("calm", "merge 1 0").steps);
}
