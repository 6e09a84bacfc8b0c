//! Tests of domain.

pub(crate) mod build;
mod checklist;
mod metrics;
mod price;
mod readings;
mod rollout;
mod series;
mod shard;
mod watchlist;
mod watch;
