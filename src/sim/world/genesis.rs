//! In the beginning: the resources of the reference configuration, then 24 hours at a run.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use crate::domain::series::{floor, shift};
use crate::sim::metrics::{Busy, Past, Store};
use crate::sim::scenario::{Law, Scenario};

use super::dice::Dice;
use super::engine::{Buffer, Engine, Event, Ledger, Minute, Onset};
use super::names;
use super::reader::{Kind, Reader};
use super::tokens::Crowd;
use super::{World, resources, trouble};

/// Seconds of history before the start.
const HISTORY: i64 = 24 * 3600;

impl World {
    /// The world of a scenario with 24 hours of history before `start`; before them the table alone has a past.
    pub fn genesis(scenario: &Scenario, seed: u64, start: Timestamp) -> Self {
        Self::genesis_after(scenario, seed, start, HISTORY)
    }

    /// The same with so many seconds of history: a short one for tests that need many worlds.
    pub fn genesis_after(scenario: &Scenario, seed: u64, start: Timestamp, history: i64) -> Self {
        let law = &scenario.law;
        let dawn = floor(shift(start, -history), 60);
        let stream = resources::stream(law, dawn);
        let onset = Onset::draw(law, &stream, start, &mut Dice::named(seed, "onset"));
        let crowd = crowd(law, &onset, &stream, seed);
        let query = super::table::Query { state: "SUCCEEDED".to_owned(), rows: 24, scanned_bytes: 31_457_280, ended: shift(start, -1800) };
        let empty = onset.archive_empty;
        let uuid = "5a0f0a0e-6f7b-4c1d-9b1e-2f8f3f0c7a11".to_owned();
        let mut world = Self {
            now: dawn,
            account: names::ACCOUNT.to_owned(),
            region: names::REGION.to_owned(),
            caller: format!("arn:aws:sts::{}:assumed-role/OnCall/tidegate", names::ACCOUNT),
            shard_limit: 20_000,
            tables: resources::tables(dawn),
            functions: resources::functions(dawn),
            mappings: vec![resources::mapping(law, &uuid, &stream.arn, dawn)],
            firehoses: resources::firehoses(&stream.arn, dawn),
            buckets: resources::buckets(law.guide_alarms),
            queues: resources::queues(dawn),
            alarms: resources::alarms(law.guide_alarms, dawn),
            scaling: resources::scaling(dawn),
            parameters: resources::parameters(dawn),
            applications: resources::applications(law.percentage, dawn),
            foreign: Vec::new(),
            executions: Vec::new(),
            query: if empty { super::table::Query { rows: 0, ..query } } else { query },
            trail: Vec::new(),
            faults: Vec::new(),
            metrics: Store::new(seed),
            engine: engine(law, seed, onset, crowd, dawn),
            streams: BTreeMap::from([(names::STREAM.to_owned(), stream)]),
        };
        world.metrics.past = Some(past(law, seed, start, dawn));
        world.engine.readers = vec![
            Reader::new(names::CONSUMER, Kind::Function(uuid)),
            Reader::new(names::FIREHOSE, Kind::Firehose),
            Reader::new(names::FAN_OUT, Kind::FanOut),
        ];
        world.schedule(law, start);
        world.spread_over_shards();
        world.advance_to(start);
        world.faults = trouble::standing_faults(law);
        world
    }

    /// Puts what will happen by itself into the calendar.
    fn schedule(&mut self, law: &Law, start: Timestamp) {
        let onset = self.engine.onset.at;
        let mut dice = Dice::named(self.engine.seed, "flag");
        let mut events = trouble::flag_history(law, start, onset, &mut dice);
        if law.onset_percentage.is_none() {
            events.push((onset, Event::Onset));
        }
        events.sort_by_key(|(at, _)| *at);
        self.engine.events = events.into();
        if law.trouble.metrics_out {
            self.metrics.halted_from = Some(onset.as_second().div_euclid(60));
        }
    }
}

/// The table's traffic before the first minute that is played.
fn past(law: &Law, seed: u64, start: Timestamp, dawn: Timestamp) -> Past {
    let mut dice = Dice::named(seed, "busy");
    let busy = law.busy.as_ref().map(|busy| {
        let ago = (dice.within(busy.days_ago) * 86_400.0) as i64;
        Busy { minute: shift(start, -ago).as_second().div_euclid(60), per_second: dice.within(busy.per_second) }
    });
    Past::before(dawn, seed, law.updates_per_second, busy)
}

fn crowd(law: &Law, onset: &Onset, stream: &super::stream::Stream, seed: u64) -> Crowd {
    let mut dice = Dice::named(seed, "crowd");
    let mut crowd = Crowd::draw(law.tokens, law.skew, &mut dice);
    if let Some(range) = law.trouble.hot_keys {
        let open: Vec<_> = stream.open().collect();
        let shard = open[dice.whole([0.0, open.len() as f64 - 1.0]) as usize];
        // An even number falls by halves on both sides of the shard's middle.
        let count = dice.whole(range).max(1) as usize;
        crowd.heat(count - usize::from(count > 1) * (count % 2), &shard.shard, &mut dice);
    }
    debug_assert!(onset.hot == 0.0 || !crowd.hot.is_empty(), "hot traffic needs hot keys");
    crowd
}

fn engine(law: &Law, seed: u64, onset: Onset, crowd: Crowd, dawn: Timestamp) -> Engine {
    Engine {
        seed,
        updates_per_second: law.updates_per_second,
        ignores_percentage: law.ignores_percentage,
        onset,
        events: VecDeque::new(),
        crowd,
        traffic: Dice::named(seed, "traffic"),
        bursts: Dice::named(seed, "bursts"),
        swells: Dice::named(seed, "swell"),
        jitter: Dice::named(seed, "jitter"),
        works: Dice::named(seed, "works"),
        swell: 0.0,
        settled: dawn,
        shards: BTreeMap::new(),
        readers: Vec::new(),
        minute: Minute::default(),
        buffer: Buffer::default(),
        kept: VecDeque::new(),
        quotas: BTreeMap::new(),
        ledger: Ledger::default(),
    }
}
