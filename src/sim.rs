//! An AWS of our own: a seeded world with a virtual clock, and the wire protocols in front of it.

pub mod client;
pub mod metrics;
pub mod scenario;
pub mod serve;
pub mod wire;
pub mod world;

use bytes::Bytes;
use jiff::Timestamp;

use crate::domain::pipeline::Pipeline;

/// How a world begins.
#[derive(Debug, Clone)]
pub struct Options {
    /// The scenario's name; see [`scenario`].
    pub scenario: String,
    /// The same seed gives the same world.
    pub seed: u64,
    /// Virtual seconds a real second; 0 stands still until [`Sim::advance`].
    pub speed: f64,
    /// The virtual now at the start; 24 hours of history lie before it.
    pub start: Timestamp,
}

/// A running world. Clones share it.
#[derive(Debug, Clone)]
pub struct Sim {}

impl Sim {
    /// Builds the world with its history.
    pub fn start(_options: &Options) -> Self {
        Self {}
    }

    /// The virtual now.
    pub fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    /// Moves a standing clock forward.
    pub fn advance(&self, _seconds: i64) {}

    /// Answers one HTTP request as AWS would at the virtual now.
    pub fn answer(&self, _request: &http::Request<Bytes>) -> http::Response<Bytes> {
        http::Response::new(Bytes::new())
    }

    /// The pipeline that the world holds, with every resource named.
    pub fn pipeline() -> Pipeline {
        Pipeline::of_stream("PriceTicks")
    }
}
