//! Plans of automatic scaling.

snapshots! {
    no_target: "calm", "scaling freeze";
    wider_bounds: "shards 4; calm; target 2 8", "scaling --min 2 --max 16";
    bounds_that_exclude_the_count: "shards 12; calm; target 2 16", "scaling --min 2 --max 8";
    bounds_of_a_frozen_target: "shards 12; calm; target 2 16 frozen", "scaling --min 2 --max 8";
    freeze: "shards 4; status UPDATING; calm; target 2 8; policy track-70", "scaling freeze";
    freeze_what_is_half_frozen: "shards 4; calm; target 2 8 half-frozen", "scaling freeze";
    thaw: "shards 12; calm; target 2 8 frozen", "scaling thaw";
}
