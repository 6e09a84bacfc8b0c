//! Scenarios as data: each a law with random sizes, never a fixed outcome.

use serde::Deserialize;

/// A scenario's name that is not known, with the nearest that is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no scenario \"{name}\"; the nearest is \"{nearest}\"")]
pub struct UnknownScenario {
    /// What was asked for.
    pub name: String,
    /// The nearest name that exists.
    pub nearest: &'static str,
}

/// From and to, both included; each seed draws its own size.
pub type Range = [f64; 2];

/// One scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its name.
    pub name: &'static str,
    /// How its world behaves.
    pub law: Law,
}

/// How a world behaves: what stands from the beginning, and what goes wrong some minutes before the start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "a law is a list of independent switches")]
pub struct Law {
    /// One line for people.
    pub summary: String,
    /// The percentage that the writers are set to.
    #[serde(default = "ten")]
    pub percentage: u8,
    /// Mean price updates a second.
    #[serde(default = "usual_rate")]
    pub updates_per_second: f64,
    /// How many tokens are traded.
    #[serde(default = "usual_tokens")]
    pub tokens: u32,
    /// Exponent of the Zipf law over the tokens: 0 is even.
    #[serde(default = "usual_skew")]
    pub skew: f64,
    /// Whether shard-level metrics are on.
    #[serde(default = "yes")]
    pub shard_metrics: bool,
    /// Whether the alarms are those of the guide, on metrics that do not exist.
    #[serde(default)]
    pub guide_alarms: bool,
    /// Whether the writer never reads the percentage.
    #[serde(default)]
    pub ignores_percentage: bool,
    /// Whether the consumer's mapping counts the events that it reads and gives up.
    #[serde(default)]
    pub counts_events: bool,
    /// Seconds after which the consumer's mapping gives an event up unread; −1 for never.
    #[serde(default = "never")]
    pub maximum_record_age: i32,
    /// How many shards the stream has.
    #[serde(default = "two")]
    pub shards: u32,
    /// Whether stream writes were off until the onset.
    #[serde(default)]
    pub switched_on_at_onset: bool,
    /// Minutes before the start at which the trouble begins.
    #[serde(default = "usual_onset")]
    pub onset_minutes: Range,
    /// The trouble begins when so many percent go to the stream, and ends when fewer do; not at a moment then.
    #[serde(default)]
    pub onset_percentage: Option<u8>,
    /// A minute before the last day that was busier than all others.
    #[serde(default)]
    pub busy: Option<Busy>,
    /// Permissions that are missing, as `service:Operation`.
    #[serde(default)]
    pub denied: Vec<String>,
    /// Whether the credentials have expired.
    #[serde(default)]
    pub expired: bool,
    /// What goes wrong at the onset.
    #[serde(default)]
    pub trouble: Trouble,
}

/// One busy minute of the past.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Busy {
    /// Days before the start, from 2 to 15: the last day is played and has none.
    pub days_ago: Range,
    /// Price updates a second in it.
    pub per_second: Range,
}

/// What goes wrong at the onset; what is absent stays well.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "a law is a list of independent switches")]
pub struct Trouble {
    /// Price updates a second from then on.
    pub updates_per_second: Option<Range>,
    /// How many tokens become hot, all of them on one shard.
    pub hot_keys: Option<Range>,
    /// Updates a second of all hot tokens together.
    pub hot_per_second: Option<Range>,
    /// Seconds of lag that the consumer gains a second.
    pub lag_slope: Option<Range>,
    /// A record of one shard fails for ever.
    #[serde(default)]
    pub poison: bool,
    /// The fan-out consumer stands still.
    #[serde(default)]
    pub fan_out_stalled: bool,
    /// Share of the table's writes that are throttled.
    pub table_throttled: Option<Range>,
    /// Share of the records due to the stream that are really sent.
    pub sent_share: Option<Range>,
    /// By how much that share falls in an hour.
    pub falling_an_hour: Option<Range>,
    /// A deploy sets the percentage to this, and nobody is told.
    pub reset_to: Option<u8>,
    /// Share of the traffic whose ordered keys all fall on the last shard.
    pub ordered_share: Option<Range>,
    /// Share of its batches that the consumer has checkpointed when it fails on them: they are never read again.
    pub given_up: Option<Range>,
    /// Share of the writer's runs that fail.
    pub writer_failing: Option<Range>,
    /// Share of the table's writes that meet an error of DynamoDB's own before they succeed.
    pub table_errors: Option<Range>,
    /// Share of the broadcasts that are really sent.
    pub broadcast_share: Option<Range>,
    /// The archive's table has no rows any more.
    #[serde(default)]
    pub archive_empty: bool,
    /// The consumer's mapping is disabled.
    #[serde(default)]
    pub consumer_stopped: bool,
    /// Share of Firehose's deliveries that fail.
    pub delivery_failing: Option<Range>,
    /// GetMetricData fails, and minutes from then on never arrive.
    #[serde(default)]
    pub metrics_out: bool,
}

fn ten() -> u8 {
    10
}

fn two() -> u32 {
    2
}

fn usual_rate() -> f64 {
    116.0
}

fn usual_tokens() -> u32 {
    400
}

fn usual_skew() -> f64 {
    0.8
}

fn never() -> i32 {
    -1
}

fn yes() -> bool {
    true
}

fn usual_onset() -> Range {
    [10.0, 40.0]
}

macro_rules! laws {
    ($($name:literal),+ $(,)?) => {
        /// Names and laws, the default first.
        const LAWS: &[(&str, &str)] = &[$(($name, include_str!(concat!("scenario/", $name, ".toml")))),+];
    };
}

laws!(
    "calm",
    "spike",
    "hot-key",
    "hot-shard",
    "slow-consumer",
    "poison-pill",
    "fanout-stall",
    "dynamo-throttle",
    "parity-drift",
    "percentage-ignored",
    "stopped-consumer",
    "firehose-delay",
    "cloudwatch-outage",
    "denied",
    "expired-credentials",
    "ordered-keys",
    "checkpoint-gap",
    "slow-divergence",
    "deploy-reset",
    "stream-silent",
    "writer-errors",
    "table-errors",
    "broadcast-loss",
    "over-budget",
    "archive-empty",
    "fails-at-half",
    "dropped-events",
    "busy-past",
);

/// Every name, the default first.
pub fn names() -> impl Iterator<Item = &'static str> {
    LAWS.iter().map(|(name, _)| *name)
}

/// Every scenario, the default first. A law that cannot be read is left out; a test sees to it that none is.
pub fn all() -> Vec<Scenario> {
    names().filter_map(|name| get(name).ok()).collect()
}

/// The scenario with this name.
pub fn get(name: &str) -> Result<Scenario, UnknownScenario> {
    let law = |text: &str| toml::from_str::<Law>(text).ok();
    let found = LAWS.iter().find(|(known, _)| *known == name).and_then(|(name, text)| Some(Scenario { name, law: law(text)? }));
    found.ok_or_else(|| UnknownScenario { name: name.to_owned(), nearest: nearest(name) })
}

fn nearest(name: &str) -> &'static str {
    let likeness = |known: &str| strsim::jaro_winkler(known, &name.to_lowercase());
    names().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).unwrap_or("calm")
}
