//! Tests of domain.

pub(crate) mod build;
mod checklist;
mod gate;
mod lag;
mod machine;
mod metrics;
mod price;
mod readings;
mod rollout;
mod series;
mod shard;
mod watch;
mod watchlist;
