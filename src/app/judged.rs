//! What is worked out once at each judgement and drawn in every frame until the next: gates, phase, checklist, costs.

use jiff::Timestamp;

use crate::domain::action::Action;
use crate::domain::checklist::{self, Check};
use crate::domain::cost::{self, Comparison, Estimate, Guide, HOURS_A_MONTH, Stage, Threshold};
use crate::domain::gate;
use crate::domain::plan::plan;
use crate::domain::rollout::machine::{self, Phase};
use crate::domain::snapshot::Snapshot;

/// What a snapshot was judged to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// When: what is waited for is counted from here.
    pub at: Timestamp,
    /// The gates before the next stage, those that hold it back first.
    pub gates: Vec<Check>,
    /// Where the rollout is.
    pub phase: Phase,
    /// The seven validations.
    pub validations: Vec<Check>,
    /// The infrastructure, compared with what its services need.
    pub infrastructure: Vec<Check>,
    /// What the pipeline costs, or why that is not known, in one clause.
    pub costs: Result<Costs, String>,
}

/// What the pipeline costs, in every light that the Cost screen shows it in.
#[derive(Debug, Clone, PartialEq)]
pub struct Costs {
    /// Load, shape and bill as they are.
    pub now: Estimate,
    /// The stream's modes side by side, or why they cannot be compared.
    pub compared: Result<Comparison, String>,
    /// The rollout's stages, or why they cannot be priced.
    pub stages: Result<Vec<Stage>, String>,
    /// The guide's own estimate beside the computed one.
    pub guide: Guide,
    /// Whether it is time for the upgrade.
    pub worth: Vec<Threshold>,
}

impl Judged {
    /// Judges a snapshot.
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut gates = gate::judge(snapshot, &plan(&Action::Rollback, snapshot).checks);
        let phase = machine::phase(snapshot, &gates);
        gates.sort_by_key(|gate| gate.mark.urgency());
        Self {
            at: snapshot.now,
            phase,
            gates,
            validations: checklist::validations(snapshot),
            infrastructure: checklist::infrastructure(snapshot),
            costs: Costs::of(snapshot),
        }
    }

    /// Validations, then the infrastructure: the checklist from top to bottom.
    pub fn checklist(&self) -> impl Iterator<Item = &Check> {
        self.validations.iter().chain(&self.infrastructure)
    }

    /// The gate or check of an id.
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.gates.iter().chain(self.checklist()).find(|check| check.id == id)
    }
}

impl Costs {
    fn of(snapshot: &Snapshot) -> Result<Self, String> {
        let now = cost::estimate(snapshot).map_err(|error| error.to_string())?;
        let pipeline = &snapshot.pipeline;
        let target = pipeline.scaling.target_utilisation;
        let compared = cost::compare(&now.load, &now.shape, &pipeline.prices, &now.region, HOURS_A_MONTH, target);
        let priced = |traffic| {
            let ladder = &pipeline.rollout.stages;
            cost::stages(&now.load, &now.shape, traffic, ladder, (&pipeline.prices, &now.region), target).map_err(|error| error.to_string())
        };
        let untold = || Err("all that is written is not known: name the table".to_owned());
        Ok(Self {
            compared: compared.map_err(|error| error.to_string()),
            stages: now.traffic.map_or_else(untold, priced),
            guide: cost::guide(&now, pipeline),
            worth: cost::worth(&now, pipeline),
            now,
        })
    }
}
