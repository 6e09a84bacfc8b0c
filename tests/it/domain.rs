//! Tests of domain.

pub(crate) mod build;
mod checklist;
mod lag;
mod metrics;
mod price;
mod readings;
mod rollout;
mod series;
mod shard;
mod watchlist;
