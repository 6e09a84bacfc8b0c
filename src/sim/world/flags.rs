//! Where a flag may live besides a function's environment: Parameter Store and AppConfig.

use jiff::Timestamp;

/// One parameter of the Parameter Store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Parameter name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// `String`, `StringList` or `SecureString`.
    pub kind: String,
    /// Counts from 1.
    pub version: u64,
    /// When it was last written.
    pub modified: Timestamp,
    /// Who wrote it last.
    pub modified_by: String,
    /// Parameter ARN.
    pub arn: String,
}

/// One AppConfig application.
#[derive(Debug, Clone)]
pub struct Application {
    /// Seven letters and digits.
    pub id: String,
    /// Application name.
    pub name: String,
    /// Its environments.
    pub environments: Vec<Environment>,
    /// Its configuration profiles.
    pub profiles: Vec<Profile>,
}

/// One environment of an application.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Seven letters and digits.
    pub id: String,
    /// Environment name.
    pub name: String,
    /// Deployments, newest first.
    pub deployments: Vec<Deployment>,
}

/// One configuration profile.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Seven letters and digits.
    pub id: String,
    /// Profile name.
    pub name: String,
    /// `AWS.AppConfig.FeatureFlags` or `AWS.Freeform`.
    pub kind: String,
    /// Hosted versions, oldest first; the first is version 1.
    pub versions: Vec<HostedVersion>,
}

/// One hosted version of a configuration.
#[derive(Debug, Clone)]
pub struct HostedVersion {
    /// Counts from 1.
    pub number: u32,
    /// The document.
    pub content: String,
    /// `application/json`, …
    pub content_type: String,
    /// When it was made.
    pub created: Timestamp,
}

/// One deployment.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// Counts from 1 in its environment.
    pub number: u32,
    /// The profile that it deploys.
    pub profile_id: String,
    /// The profile's name.
    pub profile_name: String,
    /// The hosted version that it deploys.
    pub version: String,
    /// The strategy's id.
    pub strategy: String,
    /// `COMPLETE`, `DEPLOYING`, `ROLLED_BACK`, …
    pub state: String,
    /// How much of the fleet has it, 0 to 100.
    pub percentage: f64,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub completed: Option<Timestamp>,
}

/// How fast a version is handed out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strategy {
    /// Its id, which is its name too.
    pub id: &'static str,
    /// Minutes until everybody has it.
    pub minutes: i64,
    /// Minutes that it is watched afterwards.
    pub bake_minutes: i64,
    /// `LINEAR` or `EXPONENTIAL`.
    pub growth: &'static str,
    /// Percent of the fleet a step.
    pub factor: f64,
}

/// AWS's own strategies. Source: AppConfig user guide, "Using predefined deployment strategies".
pub const STRATEGIES: [Strategy; 4] = [
    Strategy { id: "AppConfig.AllAtOnce", minutes: 0, bake_minutes: 10, growth: "LINEAR", factor: 100.0 },
    Strategy { id: "AppConfig.Linear50PercentEvery30Seconds", minutes: 1, bake_minutes: 1, growth: "LINEAR", factor: 50.0 },
    Strategy { id: "AppConfig.Canary10Percent20Minutes", minutes: 20, bake_minutes: 10, growth: "EXPONENTIAL", factor: 10.0 },
    Strategy { id: "AppConfig.Linear20PercentEvery6Minutes", minutes: 30, bake_minutes: 30, growth: "LINEAR", factor: 20.0 },
];

/// The strategy of this id.
pub fn strategy(id: &str) -> Option<&'static Strategy> {
    STRATEGIES.iter().find(|strategy| strategy.id == id)
}
