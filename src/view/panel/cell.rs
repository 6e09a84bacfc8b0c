//! One value as it is shown: its words, the role that says how far to trust it, its age.

use crate::domain::reading::{Reading, State};
use crate::domain::readings;
use crate::domain::snapshot::Snapshot;
use crate::view::text;
use crate::view::theme::Role;

/// A value ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// `11.6/s`, or the reason why there is no value: `denied`.
    pub words: String,
    /// How far to trust it.
    pub role: Role,
    /// `2 m ago`; empty when there is no sample, or when it was just answered.
    pub age: String,
    /// Whether there is a value at all.
    pub known: bool,
}

impl Cell {
    /// The published reading of this name.
    pub fn named(snapshot: &Snapshot, name: &str) -> Self {
        readings::get(snapshot, name).map_or_else(Self::unknown, |reading| Self::of(&reading))
    }

    /// A reading as it is shown.
    pub fn of(reading: &Reading) -> Self {
        // Of minutes the period goes without saying.
        let over = reading.source.period_seconds.filter(|period| 60 < *period).map(|period| format!("over {}", text::duration(period)));
        let age = reading.age_seconds.filter(|seconds| 30 < *seconds).map(text::age);
        let age = over.into_iter().chain(age).collect::<Vec<_>>().join(", ");
        let Some(value) = &reading.value else {
            let words = reading.fault.as_ref().map_or(reading.state.word(), |fault| fault.word());
            return Self { words: words.to_owned(), role: Role::of_state(reading.state), age, known: false };
        };
        let role = if reading.state == State::Fresh { Role::Text } else { Role::of_state(reading.state) };
        Self { words: text::value(value, reading.unit), role, age, known: true }
    }

    fn unknown() -> Self {
        Self { words: State::NoData.word().to_owned(), role: Role::of_state(State::NoData), age: String::new(), known: false }
    }
}
