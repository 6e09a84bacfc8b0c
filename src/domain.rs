//! What we operate: streams, shards, readings, findings. No I/O, no clock, no screen.

pub mod checklist;
pub mod cost;
pub mod facts;
pub mod fault;
pub mod finding;
pub mod ids;
pub mod lag;
pub mod limits;
pub mod metric;
pub mod metrics;
pub mod parity;
pub mod pipeline;
pub mod price;
pub mod reading;
pub mod readings;
pub mod rollout;
pub mod series;
pub mod shard;
pub mod snapshot;
pub mod watchlist;
