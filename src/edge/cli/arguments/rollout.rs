//! What `rollout` takes: the watch and its terms, the consent of a step, the reason of a word.

use clap::{Args, Subcommand};

use super::Confirm;

/// `rollout …`.
#[derive(Debug, Clone, Subcommand)]
pub enum RolloutAction {
    /// Look on until a percentage is reached and nothing fails; prints what changes, and ends by the verdict
    Watch(Watch),
    /// Go up to the next stage, on when it is off
    Promote {
        /// The consent.
        #[command(flatten)]
        confirm: Confirm,
    },
    /// Go back to the stage before
    Back {
        /// The consent.
        #[command(flatten)]
        confirm: Confirm,
    },
    /// Keep it where it is until it is resumed
    Hold(Said),
    /// Let it go on
    Resume(Said),
    /// Give it up at this stage; only `resume` begins it again
    Abort(Said),
}

/// Why something is said about the rollout.
#[derive(Debug, Clone, Args)]
pub struct Said {
    /// Why; the journal keeps it
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// `rollout watch`.
#[derive(Debug, Clone, Args)]
pub struct Watch {
    /// The percentage at which the work is done; the ladder's end without it
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
    pub until: Option<u8>,
    /// Go up when every gate passes; takes --write, and auto_promote = true in the configuration
    #[arg(long)]
    pub auto_promote: bool,
    /// Roll back after two bad readings in a row; takes --write, and auto_rollback = true in the configuration
    #[arg(long)]
    pub auto_rollback: bool,
    /// The longest that it is looked on, such as 6h
    #[arg(long, value_name = "DURATION", default_value = "6h", value_parser = humantime::parse_duration)]
    pub timeout: std::time::Duration,
    /// How long nothing may be told before the watch gives up; the bake time and half an hour without it
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub patience: Option<std::time::Duration>,
}
