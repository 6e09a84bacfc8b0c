//! The flag's holders as a plan needs them: what each says, or why it cannot be told; and what each is to say.

use crate::domain::action::Action;
use crate::domain::facts::{FlagReading, Function};
use crate::domain::pipeline::FlagStore;
use crate::domain::plan::draft::Draft;
use crate::domain::reading::Held;
use crate::domain::rollout::flag_of_function;

/// One place that holds the flag.
#[derive(Debug, Clone)]
pub(super) struct Holder {
    /// The writer function, parameters, flag or file.
    pub(super) name: String,
    /// What it says, or why that cannot be read.
    pub(super) says: Result<FlagReading, String>,
}

impl Holder {
    /// The share of its traffic that it sends to the stream; `None` when that cannot be told.
    pub(super) fn effective(&self) -> Option<f64> {
        self.says.as_ref().ok().and_then(FlagReading::effective)
    }
}

/// What a holder is to say; `None` leaves a thing as it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    /// Whether stream writes are on.
    pub(super) enabled: Option<bool>,
    /// Whole percent.
    pub(super) percentage: Option<u32>,
    /// Whether a holder that sends no more than that is left as it is.
    pub(super) only_lowers: bool,
}

impl Target {
    /// Nothing goes to the stream, and nothing would by the flag alone.
    pub(super) const OFF: Target = Target { enabled: Some(false), percentage: Some(0), only_lowers: false };

    /// Whether the yes or no is another than wanted.
    pub(super) fn switches(self, says: &FlagReading) -> bool {
        self.enabled.is_some() && says.enabled != self.enabled
    }

    /// Whether the percentage is another than wanted.
    pub(super) fn moves(self, says: &FlagReading) -> bool {
        let Some(wanted) = self.percentage.map(f64::from) else { return false };
        let is_left = self.only_lowers && says.effective().is_some_and(|share| share <= wanted);
        !is_left && says.percentage.is_none_or(|share| (share - wanted).abs() > 1e-9)
    }

    /// Whether the holder says so already.
    pub(super) fn stands(self, says: &FlagReading) -> bool {
        !self.switches(says) && !self.moves(says)
    }

    /// What the holder says afterwards.
    pub(super) fn after(self, says: &FlagReading) -> FlagReading {
        let enabled = self.enabled.or(says.enabled);
        let percentage = if self.moves(says) { self.percentage.map(f64::from) } else { says.percentage };
        FlagReading { enabled, percentage, ..says.clone() }
    }

    /// The most that the holder may send afterwards: a flag that cannot be told may be on. `None` when the percentage is not known either.
    pub(super) fn most_after(self, says: &FlagReading) -> Option<f64> {
        let after = self.after(says);
        if after.enabled == Some(false) { Some(0.0) } else { after.percentage }
    }
}

/// What a holder says, in a few words: `on at 10 %`, `off with 10 % stored`.
pub(super) fn in_words(says: &FlagReading) -> String {
    let share = says.percentage.map_or_else(|| "an unknown percentage".to_owned(), |share| format!("{share} %"));
    match says.enabled {
        Some(true) => format!("on at {share}"),
        Some(false) => format!("off with {share} stored"),
        None => format!("neither on nor off, with {share} stored"),
    }
}

/// The store and every holder, as basis of the plan and, where another value makes it another plan, as its guards.
/// `None` when there is no flag to change; a check says so.
pub(super) fn of<'a>(draft: &mut Draft<'a>) -> Option<(&'a FlagStore, Vec<Holder>)> {
    let snapshot = draft.snapshot;
    let Some(store) = &snapshot.pipeline.flag else {
        draft.block("flag-configured", "the configuration does not say where the flag lives: set store = \"…\" under [pipeline.flag]");
        return None;
    };
    match store {
        FlagStore::LambdaEnv { .. } | FlagStore::Command { .. } => {
            if snapshot.pipeline.writers.is_empty() {
                draft
                    .block("flag-configured", "the flag lives in the writers' environments, and no writer is named: set writers = [\"…\"]");
                return None;
            }
            let holders = snapshot.pipeline.writers.iter().map(|name| writer(draft, store, name)).collect();
            Some((store, holders))
        }
        FlagStore::Ssm { enabled, percentage } => Some((store, outside(draft, &format!("{enabled} and {percentage}")))),
        FlagStore::AppConfig { flag, .. } => Some((store, outside(draft, &format!("AppConfig flag {flag}")))),
        FlagStore::File { path, .. } => Some((store, outside(draft, path))),
    }
}

/// Guards what a holder says. A rollback is the same whatever a holder says by then, and a lock that moved is taken anew:
/// it must not be refused because somebody else was quicker.
fn rest<T>(draft: &mut Draft<'_>, wish: &Action, fact: &str, held: &Held<T>, words: impl FnOnce(&T) -> String, revision: Option<String>) {
    if *wish == Action::Rollback {
        draft.note(fact, held, words);
        draft.aged(fact, held);
        return;
    }
    draft.rest_on(fact, held, words);
    if *wish != Action::Back {
        draft.guard(&format!("{fact}.revision"), revision);
    }
}

fn writer(draft: &mut Draft<'_>, store: &FlagStore, name: &str) -> Holder {
    let snapshot = draft.snapshot;
    let unread = Held::default();
    let held = snapshot.functions.get(name).unwrap_or(&unread);
    let reading = |function: &Function| flag_of_function(&snapshot.pipeline, function);
    let words = |function: &Function| reading(function).map_or_else(|| "not known".to_owned(), |says| in_words(&says));
    let revision = held.get().and_then(|function| function.revision.clone());
    let wish = draft.wish().clone();
    rest(draft, &wish, &format!("flag.{name}"), held, words, revision);
    let says = match held.get() {
        Some(Function { environment_error: Some(error), .. }) if matches!(store, FlagStore::LambdaEnv { .. }) => {
            Err(format!("{}; to write it back would wipe every variable", error.trim_end_matches('.')))
        }
        Some(Function { environment_error: Some(error), .. }) => Err(error.trim_end_matches('.').to_owned()),
        Some(function) => reading(function).ok_or_else(|| "its environment does not hold the flag".to_owned()),
        None => Err(held.fault.as_ref().map_or_else(|| "it did not answer yet".to_owned(), ToString::to_string)),
    };
    Holder { name: name.to_owned(), says }
}

/// The one holder of a store outside the functions.
fn outside(draft: &mut Draft<'_>, name: &str) -> Vec<Holder> {
    let held = &draft.snapshot.flag;
    let first = held.get().and_then(|readings| readings.first());
    let words = |readings: &Vec<FlagReading>| readings.first().map_or_else(|| "not known".to_owned(), in_words);
    let wish = draft.wish().clone();
    rest(draft, &wish, "flag", held, words, first.and_then(|says| says.revision.clone()));
    let why = || held.fault.as_ref().map_or_else(|| "it was not read yet".to_owned(), ToString::to_string);
    vec![Holder { name: name.to_owned(), says: first.cloned().ok_or_else(why) }]
}
