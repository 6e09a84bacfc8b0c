//! Plans of another capacity mode.

snapshots! {
    to_on_demand: "shards 4; calm; target 2 8", "mode on-demand";
    to_provisioned: "shards 4; mode; calm", "mode provisioned";
    the_last_change_of_the_day_has_no_way_back: "shards 4; calm; made mode 5", "mode on-demand";
    no_change_is_left: "shards 4; calm; made mode 5 9", "mode on-demand";
    no_price_is_known: "shards 4; calm; region eu-west-1", "mode on-demand";
}
