//! From a wish to a plan: pure, deterministic, complete. A bad wish is a plan that blocks.

mod alarm;
mod consumer;
mod cut;
mod difference;
mod draft;
mod flag;
mod gates;
mod guards;
mod help;
mod mode;
mod preflight;
mod redraw;
mod reshard;
mod scaling;
mod seal;
mod stream;
mod triangle;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::draft::Draft;
use super::action::{Action, Tier};
use super::call::Call;
use super::reading::State;
use super::snapshot::Snapshot;

pub use difference::{About, Difference};
pub use gates::Gate;
pub use guards::Guards;
pub use redraw::{Piece, Redraw};

/// Seconds after which a plan is too old to be approved.
pub const LASTS: i64 = 15 * 60;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It holds.
    Pass,
    /// Worth knowing; it does not stand in the way.
    Warn,
    /// It stands in the way.
    Block,
}

/// One rule, how it came out, and what that rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// From the one table of ids.
    pub id: String,
    /// How it came out.
    pub verdict: Verdict,
    /// One sentence with the figures.
    pub evidence: String,
}

/// One fact that the plan rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// A published name or a source: `stream.open_shards`.
    pub fact: String,
    /// Its value in words.
    pub value: String,
    /// Seconds since it was read.
    pub age_seconds: Option<i64>,
    /// How far it can be trusted.
    pub state: State,
}

/// What must be so before the next wave of calls is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "until", rename_all = "kebab-case")]
pub enum Until {
    /// The answer is enough.
    Answered,
    /// The stream is ACTIVE again, with so many open shards where the call says how many.
    StreamActive {
        /// Open shards.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        open_shards: Option<u32>,
    },
    /// LastUpdateStatus is Successful.
    FunctionUpdated,
    /// The mapping is neither updating nor enabling nor disabling.
    MappingSettled,
    /// The deployment is complete.
    Deployed,
}

/// One call of a plan. Calls of the same wave are sent at once; a wave waits for the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Name and arguments.
    #[serde(flatten)]
    pub call: Call,
    /// Lines for a shell that do the same.
    pub cli: String,
    /// Counts from 0.
    pub wave: u32,
    /// What must be so before the next wave.
    pub then: Until,
}

/// How one gets back, checked when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WayBack {
    /// In one or two sentences.
    pub text: String,
    /// The wish that goes back; `None` when there is none.
    pub action: Option<Action>,
    /// Permission, preconditions, duration.
    pub checks: Vec<Check>,
    /// What cannot be undone, one sentence each.
    pub lost: Vec<String>,
}

/// What acting, going back and doing nothing cost. `None` is unknown, and a note says why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cost {
    /// US dollars a month as things are.
    pub monthly_before: Option<rust_decimal::Decimal>,
    /// US dollars a month afterwards.
    pub monthly_after: Option<rust_decimal::Decimal>,
    /// US dollars a month afterwards for the stream alone: what the bill is held against once the change was made.
    pub stream_after: Option<rust_decimal::Decimal>,
    /// US dollars once.
    pub one_off: Option<rust_decimal::Decimal>,
    /// US dollars once, for going back.
    pub way_back: Option<rust_decimal::Decimal>,
    /// What happens when nothing is done: lost records an hour and time until loss before dollars.
    pub do_nothing: String,
    /// What is unknown and why, what was assumed.
    pub notes: Vec<String>,
}

impl Cost {
    /// The triangle in lines: acting, going back, doing nothing.
    pub fn lines(&self) -> Vec<String> {
        let usd = |amount: Option<rust_decimal::Decimal>| {
            amount.map_or_else(|| "cannot tell".to_owned(), |amount| format!("${:.2}", amount.round_dp(2)))
        };
        let change = match (self.monthly_before, self.monthly_after) {
            (Some(before), Some(after)) => {
                format!(" ({}${:.2})", if before <= after { "+" } else { "-" }, (after - before).abs().round_dp(2))
            }
            _ => String::new(),
        };
        let mut lines = vec![
            format!("a month {} now, {} afterwards{change}", usd(self.monthly_before), usd(self.monthly_after)),
            format!("once {}, going back {}", usd(self.one_off), usd(self.way_back)),
        ];
        if !self.do_nothing.is_empty() {
            lines.push(format!("doing nothing: {}", self.do_nothing));
        }
        lines.extend(self.notes.iter().cloned());
        lines
    }
}

/// How long it takes and on what that rests.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Expected {
    /// Seconds, at best.
    pub low: u64,
    /// Seconds, as long as nothing is wrong.
    pub high: u64,
    /// Where the figures come from.
    pub basis: String,
}

/// An immutable plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// SHA-256 over the wish, the calls and what they are guarded by, hexadecimal.
    pub digest: String,
    /// The wish as it is typed.
    pub action: String,
    /// The wish.
    pub wish: Action,
    /// The pipeline's name.
    pub pipeline: String,
    /// Twelve digits; `None` when nobody said.
    pub account: Option<String>,
    /// The Region.
    pub region: String,
    /// When it was made; it lasts [`LASTS`] seconds.
    pub made: Timestamp,
    /// What it rests on, with ages.
    pub basis: Vec<Basis>,
    /// What must still be so when it is executed.
    pub guards: Guards,
    /// The calls, in order.
    pub steps: Vec<Step>,
    /// Every rule that was looked at.
    pub checks: Vec<Check>,
    /// Seconds, as long as nothing is wrong; the longer end of `expected`.
    pub duration_seconds: u64,
    /// The same with its lower end and its basis.
    pub expected: Expected,
    /// The cost triangle.
    pub cost: Cost,
    /// How one gets back.
    pub way_back: WayBack,
    /// The ceremony it takes.
    pub tier: Tier,
    /// What must be typed to confirm it.
    pub confirm: String,
    /// What happens, in one or two sentences for the reader.
    pub summary: Vec<String>,
    /// What a split or merge makes of which ranges, for a picture; empty for other changes.
    #[serde(default, skip_serializing_if = "Redraw::is_empty")]
    pub redraw: Redraw,
    /// Whether a check stands in the way.
    pub blocked: bool,
}

impl Plan {
    /// Whether it would change anything.
    pub fn has_changes(&self) -> bool {
        !self.steps.is_empty()
    }

    /// Checks that stand in the way.
    pub fn blocks(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.verdict == Verdict::Block)
    }

    /// What differs when the same wish is planned anew, facts first; empty when nothing does.
    pub fn differences(&self, now: &Plan) -> Vec<Difference> {
        difference::of(self, now)
    }

    /// Whether it is too old to be approved.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        LASTS < now.duration_since(self.made).as_secs()
    }

    /// Closes a plan that was put together by hand: its digest becomes that of its content.
    #[must_use]
    pub fn seal(self) -> Self {
        let digest = seal::of(&self);
        Self { digest, ..self }
    }

    /// The commands to paste into a shell, in the order of the steps.
    pub fn commands(&self) -> String {
        self.steps.iter().map(|step| step.cli.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// The number of waves.
    pub fn waves(&self) -> u32 {
        self.steps.iter().map(|step| step.wave + 1).max().unwrap_or(0)
    }

    /// Whether the digest is that of the content: a file that was edited has another.
    pub fn is_intact(&self) -> bool {
        self.digest == seal::of(self)
    }
}

/// Makes the plan of a wish from what is known. The same wish and the same snapshot make the same plan.
pub fn plan(wish: &Action, snapshot: &Snapshot) -> Plan {
    let mut draft = Draft::of(wish, snapshot);
    match wish {
        Action::Reshard { to } => reshard::reshard(&mut draft, *to),
        Action::Split { shard, at } => cut::split(&mut draft, shard, *at),
        Action::Merge { shard, adjacent } => cut::merge(&mut draft, shard, adjacent),
        Action::Mode { to } => mode::mode(&mut draft, *to),
        Action::ScalingBounds { min, max } => scaling::bounds(&mut draft, *min, *max),
        Action::ScalingFreeze { frozen } => scaling::freeze(&mut draft, *frozen),
        Action::Alarm { of, notify } => alarm::create(&mut draft, *of, notify.as_deref()),
        Action::Retention { hours } => stream::retention(&mut draft, *hours),
        Action::ShardMetrics { on } => stream::shard_metrics(&mut draft, *on),
        Action::Percentage { to } => flag::percentage(&mut draft, *to),
        Action::Flag { on } => flag::switch(&mut draft, *on),
        Action::Promote => flag::promote(&mut draft),
        Action::Rollback => flag::rollback(&mut draft),
        Action::Back => flag::back(&mut draft),
        Action::Consumer { function, change } => consumer::change(&mut draft, function, change),
        Action::Rescue { function, retention_hours, destination, retries } => {
            consumer::rescue(&mut draft, function, *retention_hours, destination.as_deref(), *retries);
        }
    }
    draft.finish()
}
