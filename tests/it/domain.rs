//! Tests of domain.

pub(crate) mod build;
mod checklist;
mod metrics;
mod readings;
mod rollout;
mod series;
mod shard;
mod watchlist;
