//! An AWS of our own: a seeded world with a virtual clock, and the wire protocols in front of it.

pub mod client;
pub mod metrics;
mod rhythm;
pub mod scenario;
pub mod serve;
pub mod wire;
pub mod world;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::dec;
use tokio::time::Instant;

use crate::domain::pipeline::{Athena, FlagStore, Limits, Pipeline};

use self::scenario::UnknownScenario;
use self::world::World;

/// How a world begins.
#[derive(Debug, Clone)]
pub struct Options {
    /// The scenario's name; see [`scenario`].
    pub scenario: String,
    /// The same seed gives the same world.
    pub seed: u64,
    /// Virtual seconds a real second; 0 stands still until [`Sim::advance`].
    pub speed: f64,
    /// The virtual now at the start; 24 hours of history lie before it, and of the table 15 days more.
    pub start: Timestamp,
}

/// A running world. Clones share it.
#[derive(Debug, Clone)]
pub struct Sim {
    world: Arc<Mutex<World>>,
    clock: Arc<Mutex<Clock>>,
}

/// Virtual time as it follows real time.
#[derive(Debug)]
struct Clock {
    speed: f64,
    since: Instant,
    base: Timestamp,
}

impl Clock {
    fn now(&self) -> Timestamp {
        let passed = Duration::try_from_secs_f64(self.since.elapsed().as_secs_f64() * self.speed).unwrap_or_default();
        self.base.saturating_add(passed).unwrap_or(self.base)
    }
}

impl Sim {
    /// Builds the world with its history.
    pub fn start(options: &Options) -> Result<Self, UnknownScenario> {
        let scenario = scenario::get(&options.scenario)?;
        Ok(Self::of(World::genesis(&scenario, options.seed, options.start), options.speed))
    }

    /// Lets a world that was built before go on from its own now; `speed` as in [`Options`].
    pub fn of(world: World, speed: f64) -> Self {
        let clock = Clock { speed: speed.max(0.0), since: Instant::now(), base: world.now };
        Self { world: Arc::new(Mutex::new(world)), clock: Arc::new(Mutex::new(clock)) }
    }

    /// The virtual now.
    pub fn now(&self) -> Timestamp {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner).now()
    }

    /// Moves the clock forward by whole seconds, standing or not.
    pub fn advance(&self, seconds: i64) {
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        clock.base = clock.base.saturating_add(SignedDuration::from_secs(seconds.max(0))).unwrap_or(clock.base);
    }

    /// Brings the world up to now and lends it.
    pub fn with_world<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        let now = self.now();
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.advance_to(now);
        work(&mut world)
    }

    /// Answers one HTTP request as AWS, or a broken network, would at the virtual now.
    pub fn reply(&self, request: &http::Request<Bytes>) -> wire::Reply {
        self.with_world(|world| wire::answer(world, request))
    }

    /// Virtual seconds a real second.
    pub fn speed(&self) -> f64 {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner).speed
    }

    /// The pipeline that the world holds, with every resource named.
    pub fn pipeline() -> Pipeline {
        let flag = FlagStore::LambdaEnv { enabled: "USE_KINESIS".to_owned(), percentage: "KINESIS_PERCENTAGE".to_owned() };
        let named = Pipeline::of_stream(world::names::STREAM);
        Pipeline {
            name: "prices".to_owned(),
            environment: "demo".to_owned(),
            region: Some(world::names::REGION.to_owned()),
            table: Some(world::names::TABLE.to_owned()),
            writers: vec![world::names::WRITER.to_owned()],
            consumers: vec![world::names::CONSUMER.to_owned()],
            firehose: Some(world::names::FIREHOSE.to_owned()),
            bucket: Some(world::names::BUCKET.to_owned()),
            queue: Some(world::names::QUEUE.to_owned()),
            websocket_api: Some(world::names::SOCKET_API.to_owned()),
            athena: Some(Athena { workgroup: "primary".to_owned(), query: world::names::QUERY.to_owned() }),
            flag: Some(flag),
            limits: Limits { budget: Some(dec!(500)), ..named.limits },
            ..named
        }
    }
}
