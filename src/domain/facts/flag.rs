//! What holds the rollout flag, and what a change of it has to name.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Detail;

/// What one place says of the flag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlagReading {
    /// The writer function, parameter pair, flag or file that says so.
    pub holder: String,
    /// Whether stream writes are on; `None` when it cannot be told (absent or not a yes/no).
    pub enabled: Option<bool>,
    /// The percentage; `None` when it cannot be told (absent or not a number from 0 to 100).
    pub percentage: Option<f64>,
    /// Version or revision, when the store has one.
    pub revision: Option<String>,
    /// When it was last changed, or "unchanged since" for functions.
    pub changed: Option<Timestamp>,
    /// What cannot be told and why, in one sentence.
    pub problem: Option<String>,
    /// What a change has to name, when AppConfig hosts the flag.
    pub hosted: Detail<Option<HostedFlag>>,
}

/// Where AppConfig keeps a flag, by id, and what stands between its versions and the callers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostedFlag {
    /// Application id.
    pub application: String,
    /// Environment id.
    pub environment: String,
    /// Configuration profile id.
    pub profile: String,
    /// The newest hosted version, deployed or not: the lock of the next one.
    pub latest_version: u32,
    /// The deployment that is under way in this environment, of whatever profile: AppConfig takes one at a time.
    pub under_way: Option<UnderWay>,
}

/// A deployment that has not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnderWay {
    /// Its number in the environment.
    pub number: u32,
    /// The id of the configuration profile that it deploys.
    pub profile: String,
    /// `VALIDATING`, `DEPLOYING`, `BAKING` (every caller has it, AppConfig still watches) or `ROLLING_BACK`.
    pub state: String,
}

/// How a reading says that a newer version is on its way to the callers.
pub const BEING_DEPLOYED: &str = "is being deployed";

impl FlagReading {
    /// A holder of which nothing is known.
    pub fn of(holder: impl Into<String>) -> Self {
        let (enabled, percentage, revision) = (None, None, None);
        Self { holder: holder.into(), enabled, percentage, revision, changed: None, problem: None, hosted: Ok(None) }
    }

    /// Where a hosted flag lives, when it is hosted and its versions could be listed.
    pub fn place(&self) -> Option<&HostedFlag> {
        self.hosted.as_ref().ok()?.as_ref()
    }

    /// Whether a newer version is on its way to the callers.
    pub fn is_being_deployed(&self) -> bool {
        self.problem.as_ref().is_some_and(|problem| problem.contains(BEING_DEPLOYED))
    }

    /// The share of traffic that this holder sends to the stream: 0 when off, `None` when it cannot be told.
    pub fn effective(&self) -> Option<f64> {
        match self.enabled {
            Some(false) => Some(0.0),
            Some(true) => self.percentage,
            None => None,
        }
    }
}
