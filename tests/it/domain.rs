//! Tests of domain.

pub(crate) mod build;
mod checklist;
mod lag;
mod metrics;
mod plan;
mod plan_flag;
mod price;
mod readings;
mod reshard;
mod rollout;
mod series;
mod shard;
mod verify;
mod watchlist;
