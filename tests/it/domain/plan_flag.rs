//! Plans of the flag and of consumers: what is planned, said, held back and verified, store by store.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod bed;
mod consumer;
mod holes;
mod laws;
mod live;
mod promotion;
mod removals;
mod stores;
mod verify;
mod ways;

use super::build;
use super::build::{Build, function};

pub(crate) use bed::{at, calm, hosted, planned, reading, stores, three, told, undecryptable, writer};
