//! Shards × time.
