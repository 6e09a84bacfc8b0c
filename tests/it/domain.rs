//! Tests of domain.

pub(crate) mod build;
mod checklist;
mod metrics;
mod plan_flag;
mod price;
mod readings;
mod rollout;
mod series;
mod shard;
mod watchlist;
