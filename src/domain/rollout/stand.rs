//! Which stage of the ladder the world is at, since when, and how long it still has to hold.

use jiff::Timestamp;
use serde::Serialize;

use super::flag::{flag_of_functions, flags};
use crate::domain::facts::FlagReading;
use crate::domain::reading::{Held, State};
use crate::domain::series::seconds_between;
use crate::domain::snapshot::Snapshot;

/// The rollout as it stands. `None` always means that it cannot be told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stand {
    /// What each holder says.
    pub holders: Vec<FlagReading>,
    /// How far the holders' answers can be trusted.
    pub state: State,
    /// Whether stream writes are on; `None` when the holders disagree or one cannot be told.
    pub enabled: Option<bool>,
    /// The stored percentage, on or off; `None` when the holders disagree or one cannot be told.
    pub set: Option<f64>,
    /// The share of traffic that is meant to go to the stream: 0 when off.
    pub effective: Option<f64>,
    /// What the holders disagree on, one sentence each.
    pub disagreement: Vec<String>,
    /// What cannot be told of a holder and why, one sentence each.
    pub problems: Vec<String>,
    /// Index of the highest stage that the effective percentage has reached; `None` below the first.
    pub stage: Option<usize>,
    /// Whether the effective percentage is exactly that stage.
    pub on_stage: bool,
    /// The percentage of the next stage; `None` at the end of the ladder or when the stand is unknown.
    pub next_stage: Option<u8>,
    /// No holder was changed since then.
    pub unchanged_since: Option<Timestamp>,
    /// Seconds that the stage has held; `None` while nothing goes to the stream.
    pub baked_seconds: Option<i64>,
    /// Seconds that it must still hold; 0 when it has held long enough.
    pub bake_remaining_seconds: Option<i64>,
}

/// The rollout as it stands in the world.
pub fn stand(snapshot: &Snapshot) -> Stand {
    let held = flags(snapshot);
    // Writers that did not answer are worth listing even while the whole is not known.
    let holders = held.value.clone().unwrap_or_else(|| flag_of_functions(snapshot));
    let enabled = agreed(&holders, |holder| holder.enabled);
    let set = agreed(&holders, |holder| holder.percentage);
    let effective = agreed(&holders, FlagReading::effective);
    let stages = &snapshot.pipeline.rollout.stages;
    let stage = effective.and_then(|share| stages.iter().rposition(|stage| f64::from(*stage) <= share));
    let next_stage = effective.and_then(|share| stages.iter().copied().find(|stage| share < f64::from(*stage)));
    let on_stage = stage.is_some_and(|index| effective.is_some_and(|share| (f64::from(stages[index]) - share).abs() < 1e-9));
    let unchanged_since = unchanged_since(&holders);
    let flowing = effective.is_some_and(|share| 0.0 < share);
    let elapsed = |since: Timestamp| (seconds_between(since, snapshot.now) as i64).max(0);
    let baked_seconds = unchanged_since.filter(|_| flowing).map(elapsed);
    let bake = i64::try_from(snapshot.pipeline.rollout.bake.as_secs()).unwrap_or(i64::MAX);
    Stand {
        state: state(&held, snapshot),
        enabled,
        set,
        effective,
        disagreement: disagreement(&holders),
        problems: holders.iter().filter_map(|holder| holder.problem.clone()).collect(),
        stage,
        on_stage,
        next_stage,
        unchanged_since,
        baked_seconds,
        bake_remaining_seconds: baked_seconds.map(|baked| (bake - baked).max(0)),
        holders,
    }
}

fn state(held: &Held<Vec<FlagReading>>, snapshot: &Snapshot) -> State {
    if snapshot.pipeline.flag.is_none() { State::NotConfigured } else { held.state(snapshot.now) }
}

/// What all holders say; `None` when one says otherwise or cannot be told.
pub(in crate::domain) fn agreed<'a, T: PartialEq>(
    holders: impl IntoIterator<Item = &'a FlagReading>,
    say: impl Fn(&FlagReading) -> Option<T>,
) -> Option<T> {
    let mut holders = holders.into_iter();
    let first = say(holders.next()?)?;
    holders.all(|holder| say(holder).as_ref() == Some(&first)).then_some(first)
}

/// The moment of the last change of any holder; unknown as soon as one holder's is.
pub(in crate::domain) fn unchanged_since(holders: &[FlagReading]) -> Option<Timestamp> {
    let changes: Option<Vec<Timestamp>> = holders.iter().map(|holder| holder.changed).collect();
    changes?.into_iter().max()
}

fn disagreement(holders: &[FlagReading]) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell = |what: &str, words: Vec<(String, &str)>| {
        if words.iter().any(|(word, _)| *word != words[0].0) {
            let each: Vec<String> = words.iter().map(|(word, holder)| format!("{holder} says {word}")).collect();
            told.push(format!("the writers disagree on {what}: {}", each.join(", ")));
        }
    };
    let on = |holder: &FlagReading| holder.enabled.map(|on| if on { "on" } else { "off" }.to_owned());
    tell("on or off", holders.iter().filter_map(|holder| Some((on(holder)?, holder.holder.as_str()))).collect());
    let share = |holder: &FlagReading| holder.percentage.map(|share| format!("{share} %"));
    tell("the percentage", holders.iter().filter_map(|holder| Some((share(holder)?, holder.holder.as_str()))).collect());
    told
}
