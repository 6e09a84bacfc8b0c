//! Plans of retention and shard-level metrics.

snapshots! {
    longer: "calm", "retention 7days";
    shorter_while_all_keep_up: "retention 168; calm", "retention 24h";
    shorter_than_a_reader_is_behind: "retention 168; calm; lag PriceAnalytics 129600", "retention 24h";
    shorter_while_nobody_is_known: "retention 168", "retention 48h";
    shard_metrics_on: "shards 4; calm", "shard-metrics on";
    shard_metrics_off: "shards 4; shard-metrics; calm", "shard-metrics off";
}
