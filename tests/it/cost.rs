//! The cost estimator: published examples, laws, measured load, the files of prices, the command line.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod batching;
mod laws;
mod measured;
pub(crate) mod offers;
mod prices;
mod published;
mod speed;
mod triangle;
