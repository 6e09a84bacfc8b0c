//! The command line: in process with the embedded AWS, and through the binary.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use serde_json::Value;
use tempfile::TempDir;
use tidegate::edge::cli::{self, Around};
use tidegate::edge::clock::Clock;
use tidegate::sim::{Options, Sim};

mod bad_change;
mod bad_input;
mod binary;
mod by_hand;
mod cost;
mod doctor;
mod errors;
mod generated;
mod iam;
mod init;
mod lists;
mod permission;
mod plan;
mod query;
mod rollout;
mod status;

/// A directory and an environment of its own, and perhaps a world.
struct Stage {
    here: TempDir,
    environment: BTreeMap<String, String>,
    client: Option<SharedHttpClient>,
    clock: Option<Clock>,
    error_terminal: bool,
}

/// What a command left behind.
#[derive(Debug)]
struct Ended {
    exit: u8,
    out: String,
    err: String,
}

impl Ended {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Stage {
    fn bare() -> Self {
        let here = tempfile::tempdir().unwrap();
        let home = here.path().join("home").display().to_string();
        let environment = BTreeMap::from([("HOME".to_owned(), home)]);
        Self { here, environment, client: None, clock: None, error_terminal: false }
    }

    fn with_world(scenario: &str) -> Self {
        let options = Options { scenario: scenario.to_owned(), seed: 1, speed: 0.0, start: "2026-11-23T03:14:20Z".parse().unwrap() };
        Self::in_world(Sim::start(&options).unwrap())
    }

    fn in_world(sim: Sim) -> Self {
        Self { client: Some(sim.http_client()), clock: Some(Clock::World(sim)), ..Self::bare() }
    }

    /// A world whose clock runs with tokio's, for tests in which time is paused.
    fn with_moving_world(scenario: &str, seed: u64) -> Self {
        let options = Options { scenario: scenario.to_owned(), seed, speed: 1.0, start: "2026-11-23T03:14:20Z".parse().unwrap() };
        let sim = Sim::start(&options).unwrap();
        Self { client: Some(sim.http_client()), clock: Some(Clock::World(sim)), ..Self::bare() }
    }

    fn path(&self) -> &Path {
        self.here.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    async fn run(&self, words: &[&str]) -> Ended {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut around = Around {
            environment: self.environment.clone(),
            here: self.path().to_owned(),
            out: &mut out,
            err: &mut err,
            terminal: false,
            error_terminal: self.error_terminal,
            http_client: self.client.clone(),
            clock: self.clock.clone(),
        };
        let words = std::iter::once("tidegate").chain(words.iter().copied()).map(OsString::from);
        let exit = cli::main(words, &mut around).await.code();
        Ended { exit, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
    }
}

/// The configuration of the world's pipeline.
const PRICES: &str = r#"
[[pipeline]]
name = "prices"
region = "us-east-1"
stream = "PriceTicks"
table = "PriceTimeSeriesTable"
writers = ["HeliusPriceWebhook"]
consumers = ["PriceAnalytics"]
firehose = "PriceArchiveFirehose"
bucket = "PriceArchiveBucket"
queue = "BroadcastQueue"
[pipeline.flag]
store = "lambda-env"
enabled = "USE_KINESIS"
percentage = "KINESIS_PERCENTAGE"
"#;
