//! What can be wished for: every change of the pipeline that this console can make, before anything is planned.

pub mod grammar;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::alarm::AlarmOf;
use super::facts::StreamMode;
use super::shard::HashKey;

/// A wish. It may be impossible: the plan says so, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Action {
    /// Another number of equal shards, by as few UpdateShardCount calls as are legal.
    Reshard {
        /// Open shards that are wanted.
        to: u64,
    },
    /// One shard becomes two.
    Split {
        /// Its id, or the number at its end.
        shard: String,
        /// The first hash key of the second child; `None` halves the range.
        #[serde(default, skip_serializing_if = "Option::is_none", with = "super::shard::maybe_key")]
        at: Option<HashKey>,
    },
    /// Two neighbours on the ring become one shard.
    Merge {
        /// One of them.
        shard: String,
        /// The other.
        adjacent: String,
    },
    /// Another way of reading for a consumer function: its event-source mapping.
    Consumer {
        /// The function.
        function: String,
        /// What is to be different.
        change: MappingChange,
    },
    /// The order that saves the data of a reader which a record blocks: retention up, destination, bisect, finite retries.
    Rescue {
        /// The consumer function.
        function: String,
        /// Hours that records are to be kept meanwhile.
        retention_hours: u32,
        /// Where discarded batches are told of; `None` keeps the one that is there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        destination: Option<String>,
        /// Tries after the first.
        retries: u32,
    },
    /// Provisioned or on-demand.
    Mode {
        /// The mode that is wanted.
        to: StreamMode,
    },
    /// How long records are kept.
    Retention {
        /// Hours, 24 to 8760.
        hours: u32,
    },
    /// All seven shard-level metrics on or off.
    ShardMetrics {
        /// Whether they are wanted.
        on: bool,
    },
    /// Stream writes on or off, the stored percentage left as it is.
    Flag {
        /// Whether they are wanted.
        on: bool,
    },
    /// The share of writes that goes to the stream too.
    Percentage {
        /// Whole percent, 0 to 100.
        to: u32,
    },
    /// Up to the next stage, and on when it is off.
    Promote,
    /// Percentage 0 and flag off at every holder at once.
    Rollback,
    /// Back to the stage before.
    Back,
    /// Other bounds of automatic scaling.
    ScalingBounds {
        /// Fewest shards.
        min: u32,
        /// Most shards.
        max: u32,
    },
    /// Automatic scaling suspended or let go on.
    ScalingFreeze {
        /// Whether it is to be suspended.
        frozen: bool,
    },
    /// An alarm that the stream should have, with the owner's own limit.
    Alarm {
        /// What it rings for.
        of: AlarmOf,
        /// The ARN that is told when it rings; `None` tells nobody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notify: Option<String>,
    },
}

/// What is to be different about an event-source mapping; `None` leaves a thing as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MappingChange {
    /// Whether it reads at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Records a batch, 1 to 10,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_size: Option<u32>,
    /// Batches of one shard at a time, 1 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallelisation: Option<u32>,
    /// Tries after the first; −1 until the record expires, at most 10,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_retries: Option<i32>,
    /// Seconds; −1 keeps every record until the stream drops it, else 60 to 604,800. Older records are discarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_record_age: Option<i32>,
    /// Whether a failing batch is halved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bisect: Option<bool>,
    /// The ARN to which discarded batches are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
}

impl MappingChange {
    /// Whether nothing is to be different.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How much ceremony a change takes. The order is that of the ceremony.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Reversible, moves traffic: type the percentage, or `on` or `off`.
    Reversible,
    /// Limited in number or slow to undo: type the stream's name.
    Slow,
    /// Breaks a rule: as above, and the rule's id with a reason.
    Breaking,
}

impl Tier {
    /// 2, 3 or 4, as people call them. Tier 1 changes nothing outside this console and has no plan.
    pub fn number(self) -> u8 {
        match self {
            Tier::Reversible => 2,
            Tier::Slow => 3,
            Tier::Breaking => 4,
        }
    }
}

impl Action {
    /// The verb, as it is typed: `reshard`.
    pub fn verb(&self) -> &'static str {
        match self {
            Action::Reshard { .. } => "reshard",
            Action::Split { .. } => "split",
            Action::Merge { .. } => "merge",
            Action::Consumer { .. } => "consumer",
            Action::Rescue { .. } => "rescue",
            Action::Mode { .. } => "mode",
            Action::Retention { .. } => "retention",
            Action::ShardMetrics { .. } => "shard-metrics",
            Action::Flag { .. } => "flag",
            Action::Percentage { .. } => "percentage",
            Action::Promote => "promote",
            Action::Rollback => "rollback",
            Action::Back => "back",
            Action::ScalingBounds { .. } | Action::ScalingFreeze { .. } => "scaling",
            Action::Alarm { .. } => "alarm",
        }
    }

    /// Whether it changes the flag: it moves the rollout.
    pub fn moves_flag(&self) -> bool {
        self.may_promote() || self.is_way_back()
    }

    /// Whether it goes back to safety: the fast lane that arms itself and that old figures never block.
    pub fn is_way_back(&self) -> bool {
        matches!(self, Action::Rollback | Action::Back)
    }

    /// Whether it can send more of the traffic to the stream, which the gates stand before.
    pub fn may_promote(&self) -> bool {
        matches!(self, Action::Promote | Action::Percentage { .. } | Action::Flag { .. })
    }
}

/// The wish as it is typed: `reshard --to 4`. [`grammar::parse`] reads it back.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let on = |on: bool| if on { "on" } else { "off" };
        f.write_str(self.verb())?;
        match self {
            Action::Reshard { to } => write!(f, " --to {to}"),
            Action::Split { shard, at: None } => write!(f, " {shard}"),
            Action::Split { shard, at: Some(key) } => write!(f, " {shard} --at {key}"),
            Action::Merge { shard, adjacent } => write!(f, " {shard} {adjacent}"),
            Action::Consumer { function, change } => write!(f, " {function}{}", grammar::settings(change)),
            Action::Rescue { function, retention_hours, destination, retries } => {
                write!(f, " {function} --retention {retention_hours}h --retries {retries}")?;
                destination.iter().try_for_each(|arn| write!(f, " --destination {arn}"))
            }
            Action::Mode { to } => write!(f, " {}", to.word()),
            Action::Retention { hours } => write!(f, " {hours}h"),
            Action::ShardMetrics { on: wanted } | Action::Flag { on: wanted } => write!(f, " {}", on(*wanted)),
            Action::Percentage { to } => write!(f, " {to}"),
            Action::Promote | Action::Rollback | Action::Back => Ok(()),
            Action::ScalingBounds { min, max } => write!(f, " --min {min} --max {max}"),
            Action::ScalingFreeze { frozen } => f.write_str(if *frozen { " freeze" } else { " thaw" }),
            Action::Alarm { of, notify } => {
                write!(f, " {}", of.word())?;
                notify.iter().try_for_each(|arn| write!(f, " --notify {arn}"))
            }
        }
    }
}
