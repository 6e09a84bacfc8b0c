//! Plans of another shard count.

use super::planned;

snapshots! {
    a_calm_stream_is_doubled_twice: "shards 2; calm", "reshard --to 8";
    an_odd_target_has_one_odd_step: "shards 4; calm; limits 500 480", "reshard --to 7";
    today_is_not_long_enough: "shards 2; calm; made reshard/2 1 2 3 4 5 6 7 8", "reshard --to 16";
    there_is_no_way_back_today: "shards 2; calm; made reshard/2 1 2 3 4 5 6", "reshard --to 16";
    the_account_has_no_room: "shards 8; calm; limits 20 18", "reshard --to 16";
    automatic_scaling_would_fight: "shards 4; calm; target 2 6; policy track-70; activity Successful 20", "reshard --to 8";
    automatic_scaling_has_a_policy: "shards 4; calm; target 2 16; policy track-70", "reshard --to 8";
    automatic_scaling_is_frozen: "shards 4; calm; target 2 6 frozen; policy track-70", "reshard --to 8";
    automatic_scaling_is_at_work: "shards 4; calm; target 2 16 frozen; activity InProgress 3", "reshard --to 8";
    one_hot_key_is_not_cured: "shards 4; shard-metrics; calm; load 40; shard 2 99; refused 2; one-key 2", "reshard --to 8";
    a_slow_consumer_is_not_cured: "shards 2; calm; lag PriceAnalytics 7200", "reshard --to 4";
    fewer_shards_than_the_load_takes: "shards 8; calm; load 60", "reshard --to 4";
    others_have_changed_it_since_and_a_run_was_torn_off: "shards 6; calm; made reshard/8 3; torn", "reshard --to 12";
    what_it_rests_on_is_old: "shards 2; calm; old 90", "reshard --to 4";
    nothing_beside_the_stream_is_known: "shards 2; unknown limits; unknown scaling", "reshard --to 4";
}

#[test]
fn every_step_waits_for_the_one_before() {
    let plan = planned("shards 3; calm", "reshard --to 40");
    let waves: Vec<u32> = plan.steps.iter().map(|step| step.wave).collect();
    assert_eq!(waves, [0, 1, 2, 3]);
}
