//! The cost estimator: published examples, laws, measured load, the files of prices, the command line.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod command;
mod laws;
mod measured;
mod offers;
mod prices;
mod published;
mod speed;
mod triangle;
