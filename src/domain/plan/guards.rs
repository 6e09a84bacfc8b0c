//! What a plan is guarded by: facts that must still be so when its first call leaves.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How a fact that nobody could tell is guarded.
const UNKNOWN: &str = "not known";

/// Facts by published name or source, as text. Two plans are the same only if these are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Guards {
    facts: BTreeMap<String, String>,
}

impl Guards {
    /// Adds a fact; one that is not known is guarded as `not known`.
    pub fn add(&mut self, fact: impl Into<String>, value: Option<impl ToString>) {
        let value = value.map_or_else(|| UNKNOWN.to_owned(), |value| value.to_string());
        self.facts.insert(fact.into(), value);
    }

    /// The value of a fact.
    pub fn get(&self, fact: &str) -> Option<&str> {
        self.facts.get(fact).map(String::as_str)
    }

    /// What is known to differ now. A fact that cannot be read at the moment does not count: what cannot be read does not
    /// block the way back.
    pub fn contradicted(&self, now: &Guards) -> Vec<String> {
        let known = now.facts.iter().filter(|(_, value)| *value != UNKNOWN).map(|(name, value)| (name.clone(), value.clone()));
        let mut facts = self.facts.clone();
        facts.extend(known);
        self.changed(&Guards { facts })
    }

    /// What differs now, one sentence each; empty when everything is as it was.
    pub fn changed(&self, now: &Guards) -> Vec<String> {
        self.differing(now).map(|(name, was, is)| format!("{name} was {was} and is {is} now")).collect()
    }

    /// Each fact that differs now: its name, as it was, and as it is.
    pub(super) fn differing<'a>(&'a self, now: &'a Guards) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        let names = self.facts.keys().chain(now.facts.keys().filter(|name| !self.facts.contains_key(*name)));
        names.filter_map(|name| {
            let (was, is) = (self.get(name).unwrap_or("not looked at"), now.get(name).unwrap_or("not looked at"));
            (was != is).then_some((name.as_str(), was, is))
        })
    }
}
