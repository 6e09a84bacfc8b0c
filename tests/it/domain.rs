//! Tests of domain.

pub(crate) mod build;
mod capacity;
mod checklist;
mod dropped;
mod fortnight;
mod gate;
mod lag;
mod machine;
mod metrics;
mod plan;
mod plan_flag;
mod query;
mod readings;
mod reshard;
mod rollout;
mod series;
mod shard;
mod story;
mod verify;
mod watch;
mod watchlist;
