//! Scenarios as data.

/// A scenario's name that is not known, with the nearest that is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no scenario \"{name}\"; the nearest is \"{nearest}\"")]
pub struct UnknownScenario {
    /// What was asked for.
    pub name: String,
    /// The nearest name that exists.
    pub nearest: &'static str,
}

/// One scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its name.
    pub name: &'static str,
    /// One line for people.
    pub summary: &'static str,
}

/// Every scenario, the default first.
pub fn all() -> Vec<Scenario> {
    vec![Scenario { name: "calm", summary: "the rollout stands at 10 % and all is well" }]
}

/// The scenario with this name.
pub fn get(name: &str) -> Result<Scenario, UnknownScenario> {
    all().into_iter().find(|scenario| scenario.name == name).ok_or_else(|| UnknownScenario { name: name.to_owned(), nearest: "calm" })
}
