//! A value, when it was sampled, and why it may be wrong.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fault::{Fault, FaultKind};

/// How far a value can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Sampled when it was due.
    Fresh,
    /// Of the newest period, which is still filling.
    Partial,
    /// Older than it should be; the age says how much.
    Stale,
    /// Nothing was ever seen, or nothing in the window.
    NoData,
    /// AWS refused; the fault names the permission.
    Denied,
    /// AWS asked us to slow down.
    Throttled,
    /// No usable answer; the fault says why.
    Unreachable,
    /// The configuration does not name the resource, or AWS is not asked to measure it.
    NotConfigured,
}

impl State {
    /// The word shown in a cell.
    pub fn word(self) -> &'static str {
        match self {
            State::Fresh => "fresh",
            State::Partial => "partial",
            State::Stale => "stale",
            State::NoData => "no data",
            State::Denied => "denied",
            State::Throttled => "throttled",
            State::Unreachable => "unreachable",
            State::NotConfigured => "not configured",
        }
    }

    /// The state of a value that was never seen because of this fault.
    pub fn of_fault(fault: &Fault) -> Self {
        match fault.kind {
            FaultKind::Denied { .. } => State::Denied,
            FaultKind::Throttled => State::Throttled,
            _ => State::Unreachable,
        }
    }

    /// Whether a verdict may rest on a value of this state.
    pub fn is_evidence(self) -> bool {
        matches!(self, State::Fresh)
    }
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A plain count.
    Count,
    /// Events a second.
    PerSecond,
    /// Events a minute.
    PerMinute,
    /// Bytes a second.
    BytesPerSecond,
    /// Bytes.
    Bytes,
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Hours.
    Hours,
    /// Parts of a hundred.
    Percent,
    /// US dollars.
    Usd,
    /// US dollars an hour.
    UsdPerHour,
    /// US dollars a month of 730 hours.
    UsdPerMonth,
    /// Not a number.
    Text,
    /// Yes or no.
    Flag,
}

/// A number, a word or a yes/no.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// A measured or computed number.
    Number(f64),
    /// On or off.
    Flag(bool),
    /// A word of AWS's, such as `ACTIVE`.
    Text(String),
}

impl Value {
    /// The number, when it is one.
    pub fn number(&self) -> Option<f64> {
        if let Value::Number(number) = self { Some(*number) } else { None }
    }
}

/// Where a value comes from: what `w` explains.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Provenance {
    /// The call that brought it: `cloudwatch:GetMetricData`. It is also the permission it needs.
    pub call: String,
    /// Namespace, metric and dimensions, or the field of the answer.
    pub field: String,
    /// CloudWatch's statistic, when it is a metric: `Sum`, `Maximum`, …
    pub statistic: Option<String>,
    /// Seconds that one value covers, when it is a metric.
    pub period_seconds: Option<i64>,
    /// How the shown value is made of the measured one.
    pub formula: Option<String>,
    /// What this value cannot see.
    pub blind_spot: Option<String>,
}

/// A value with its sample time and the reason it may be wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// `None` when there is none; never a zero in its place.
    pub value: Option<Value>,
    /// What the value counts.
    pub unit: Unit,
    /// When the sample ended: the end of its period, or the moment of the answer.
    pub at: Option<Timestamp>,
    /// Seconds from `at` to now.
    pub age_seconds: Option<i64>,
    /// How far it can be trusted.
    pub state: State,
    /// Where it comes from.
    pub source: Provenance,
    /// The last failure, when the last ask failed (the value is then the last good one).
    pub fault: Option<Fault>,
}

impl Reading {
    /// A reading of a resource that the configuration does not name; `how` says how to name it.
    pub fn not_configured(unit: Unit, how: &str) -> Self {
        let source = Provenance { field: how.to_owned(), ..Provenance::default() };
        Self { value: None, unit, at: None, age_seconds: None, state: State::NotConfigured, source, fault: None }
    }

    /// The number, when there is one.
    pub fn number(&self) -> Option<f64> {
        self.value.as_ref().and_then(Value::number)
    }
}

/// The last good value of one source, with its age and what went wrong since.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Held<T> {
    /// The last good value; a failure never removes it.
    pub value: Option<T>,
    /// When it was answered.
    pub at: Option<Timestamp>,
    /// Why the newest ask failed; `None` after a good answer.
    pub fault: Option<Fault>,
    /// Seconds after which the value is stale: its cadence plus five minutes.
    pub stale_after: i64,
}

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self { value: None, at: None, fault: None, stale_after: 420 }
    }
}

impl<T> Held<T> {
    /// A value just answered.
    pub fn fresh(value: T, at: Timestamp) -> Self {
        Self { value: Some(value), at: Some(at), ..Self::default() }
    }

    /// Takes the newest answer: a value replaces, a fault stands beside the last value.
    pub fn take(&mut self, answer: Result<T, Fault>, at: Timestamp) {
        match answer {
            Ok(value) => {
                self.value = Some(value);
                self.at = Some(at);
                self.fault = None;
            }
            Err(fault) => self.fault = Some(fault),
        }
    }

    /// The value, when any was ever answered.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// How far the held value can be trusted at `now`.
    pub fn state(&self, now: Timestamp) -> State {
        match (&self.value, self.at, &self.fault) {
            (Some(_), Some(at), _) if now.duration_since(at).as_secs() <= self.stale_after => State::Fresh,
            (Some(_), ..) => State::Stale,
            (None, _, Some(fault)) => State::of_fault(fault),
            (None, _, None) => State::NoData,
        }
    }

    /// The held value as a reading, its value made by `pick`.
    pub fn reading(&self, now: Timestamp, unit: Unit, source: Provenance, pick: impl FnOnce(&T) -> Option<Value>) -> Reading {
        let value = self.value.as_ref().and_then(pick);
        let state = match (self.state(now), &value) {
            (State::Fresh | State::Stale, None) => State::NoData,
            (state, _) => state,
        };
        let age_seconds = self.at.map(|at| now.duration_since(at).as_secs());
        Reading { value, unit, at: self.at, age_seconds, state, source, fault: self.fault.clone() }
    }
}
