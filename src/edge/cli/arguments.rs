//! Every flag and subcommand, defined once: parser, help, man page and completions come from here.

mod change;
mod cost;
mod rollout;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use self::rollout::{RolloutAction, Said, Watch};
use super::exit::EXITS;

pub(super) use change::{Apply, Confirm, HolesAction, JournalAction, Plan, Resume, Rollback};
pub(super) use cost::{Cost, CostMode, PricesAction, Refresh};

/// A console for teams that put Amazon Kinesis beside their DynamoDB writes.
///
/// Without a command it opens the console; when the output is not a terminal it prints the status once.
/// `tidegate demo` shows everything without an account, a network or a configuration.
#[derive(Debug, Clone, Parser)]
#[command(name = "tidegate", version, after_help = EXITS, propagate_version = true, max_term_width = 100)]
pub struct Arguments {
    /// What every command takes.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Output {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
}

/// Flags of every command. A flag wins over its variable, a variable over the files.
#[derive(Debug, Clone, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub struct Common {
    /// The AWS profile whose credentials are used [env: AWS_PROFILE]
    #[arg(long, global = true, value_name = "NAME", help_heading = "AWS")]
    pub profile: Option<String>,
    /// The AWS Region [env: AWS_REGION]
    #[arg(long, global = true, value_name = "REGION", help_heading = "AWS")]
    pub region: Option<String>,
    /// Another endpoint than AWS's [env: AWS_ENDPOINT_URL]
    #[arg(long, global = true, value_name = "URL", help_heading = "AWS")]
    pub endpoint_url: Option<String>,
    /// A configuration file instead of ./tidegate.toml
    #[arg(
        short,
        long,
        global = true,
        value_name = "FILE",
        env = "TIDEGATE_CONFIG",
        hide_env_values = true,
        help_heading = "What to watch"
    )]
    pub config: Option<PathBuf>,
    /// The pipeline to watch, when several are configured
    #[arg(long, global = true, value_name = "NAME", env = "TIDEGATE_PIPELINE", hide_env_values = true, help_heading = "What to watch")]
    pub pipeline: Option<String>,
    /// A stream to watch, with or without a configuration
    #[arg(long, global = true, value_name = "NAME", env = "TIDEGATE_STREAM", hide_env_values = true, help_heading = "What to watch")]
    pub stream: Option<String>,
    /// Look at a moment in the past: 03:02 (your own time, when it was last), 03:02 UTC, or 2026-11-22T03:02:00Z
    #[arg(long, global = true, value_name = "TIME", help_heading = "What to watch")]
    pub at: Option<String>,
    /// How often metrics are asked for, such as 60s
    #[arg(long, global = true, value_name = "DURATION", allow_hyphen_values = true, help_heading = "What to watch")]
    pub refresh: Option<String>,
    /// Allow changes, each after its plan was confirmed; the console then begins armed for a time
    #[arg(long, global = true, help_heading = "Behaviour")]
    pub write: bool,
    /// How the answer is printed
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        default_value = "text",
        env = "TIDEGATE_OUTPUT",
        hide_env_values = true,
        help_heading = "Behaviour"
    )]
    pub output: Output,
    /// No colours [env: NO_COLOR]
    #[arg(long, global = true, help_heading = "Behaviour")]
    pub no_color: bool,
    /// No box-drawing and no braille characters
    #[arg(long, global = true, help_heading = "Behaviour")]
    pub ascii: bool,
    /// The theme; `tidegate themes` lists them [env: TIDEGATE_THEME]
    #[arg(long, global = true, value_name = "NAME", help_heading = "Behaviour")]
    pub theme: Option<String>,
    /// Never ask and never open the console: print the status instead
    #[arg(long, global = true, help_heading = "Behaviour")]
    pub no_input: bool,
    /// Where diagnostics are written
    #[arg(long, global = true, value_name = "FILE", env = "TIDEGATE_LOG_FILE", hide_env_values = true, help_heading = "Behaviour")]
    pub log_file: Option<PathBuf>,
    /// Record the console into a new file, for `tidegate replay`; what is typed and what AWS answers is in it
    #[arg(long, global = true, value_name = "FILE", help_heading = "Behaviour")]
    pub tape: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Open the console on an embedded AWS: no account, no network, no configuration
    Demo(World),
    /// Serve the embedded AWS to any client, on this machine only
    Sim(Sim),
    /// Say how things stand, once
    Status(Status),
    /// Say the verdict and end with its exit code
    Check(Check),
    /// Plan a change and say what it would do; nothing is sent
    Plan(Plan),
    /// Execute a plan that was written to a file, exactly as it stands there
    Apply(Apply),
    /// Stop stream writes at every writer: percentage 0 and the flag off
    Rollback(Rollback),
    /// Go on with a change that did not come to its end, or close it
    Resume(Resume),
    /// Judge every gate before the rollout's next stage, once
    Gate,
    /// Judge the upgrade's validations and compare its infrastructure with what exists
    Checklist,
    /// Supervise the rollout: watch it, go up or back, hold it, let it go on, give it up
    #[command(subcommand_value_name = "ACTION")]
    Rollout {
        /// What to do with it.
        #[command(subcommand)]
        action: RolloutAction,
    },
    /// Write down where the rollout stands, for who takes it over: Markdown
    Handover,
    /// Show or verify the journal of changes
    Journal {
        /// What to do with it.
        #[command(subcommand)]
        action: JournalAction,
    },
    /// Times in which not everything reached the archive
    Holes {
        /// What to do with them.
        #[command(subcommand)]
        action: HolesAction,
    },
    /// Run the configured query over the archive; without --run, say what bounds its cost
    Query(Query),
    /// Read a function's last errors from its log group; without --run, say what that takes
    Errors(Errors),
    /// Price a pipeline: as it runs, or as the flags say, without AWS
    Cost(Cost),
    /// Show the prices in force, or read them anew from AWS's public files
    Prices {
        /// What to do with them.
        #[command(subcommand)]
        action: PricesAction,
    },
    /// Examine credentials, permissions, clock, terminal and configuration
    Doctor,
    /// Look through the account and write a commented configuration
    Init(Init),
    /// Print the least-privilege IAM policy for what is configured
    Iam(Iam),
    /// Show, check or describe the configuration
    Config {
        /// What to do with it.
        #[command(subcommand)]
        action: ConfigAction,
    },
    /// Show what a recorded console showed
    Replay(Replay),
    /// List every command of the console and its keys
    Keys,
    /// List the themes
    Themes,
    /// List the ids of findings, gates, rules and checks
    Ids,
    /// Print the completions for a shell
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

/// Which embedded world.
#[derive(Debug, Clone, Args)]
pub struct World {
    /// What goes wrong in it
    #[arg(long, default_value = "calm", value_name = "NAME")]
    pub scenario: String,
    /// The same seed gives the same world
    #[arg(long, default_value_t = 1, value_name = "NUMBER", allow_hyphen_values = true, value_parser = super::numbers::whole)]
    pub seed: u64,
    /// Seconds of the world in one second; 60 makes an hour a minute
    #[arg(long, default_value_t = 1.0, value_name = "FACTOR", allow_hyphen_values = true, value_parser = super::numbers::factor)]
    pub speed: f64,
}

/// `query`.
#[derive(Debug, Clone, Default, Args)]
pub struct Query {
    /// Run it: Athena bills what it scans
    #[arg(long)]
    pub run: bool,
}

/// `errors`.
#[derive(Debug, Clone, Default, Args)]
pub struct Errors {
    /// A writer or consumer of the configuration
    #[arg(value_name = "FUNCTION")]
    pub function: String,
    /// Read them: log lines may hold data of customers
    #[arg(long)]
    pub run: bool,
}

/// Where the embedded world is served.
#[derive(Debug, Clone, Args)]
pub struct Sim {
    /// Address and port; only loopback
    #[arg(long, default_value = "127.0.0.1:4566", value_name = "ADDRESS", value_parser = super::numbers::address)]
    pub listen: SocketAddr,
    /// Write a new folder with all that another shell needs: a configuration that names everything and gives standing
    /// consent, a journal of its own, and `env`, to be read with `. DIR/env`
    #[arg(long, value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// Which world.
    #[command(flatten)]
    pub world: World,
}

/// `status`.
#[derive(Debug, Clone, Default, Args)]
pub struct Status {
    /// Print the JSON schema of the answer instead
    #[arg(long)]
    pub schema: bool,
}

/// `check`.
#[derive(Debug, Clone, Default, Args)]
pub struct Check {
    /// The lowest level that ends with exit code 3
    #[arg(long, value_enum, value_name = "LEVEL", default_value = "alarm")]
    pub fail_on: FailOn,
}

/// The lowest level that fails a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FailOn {
    /// Warnings fail too.
    Warn,
    /// Only alarms fail.
    #[default]
    Alarm,
}

/// `init`.
#[derive(Debug, Clone, Default, Args)]
pub struct Init {
    /// Where to write it; `-` prints it
    #[arg(long, value_name = "FILE", default_value = "tidegate.toml")]
    pub to: PathBuf,
    /// Overwrite a file that exists
    #[arg(long)]
    pub force: bool,
}

/// `replay`.
#[derive(Debug, Clone, Args)]
pub struct Replay {
    /// A file that `--tape` has written
    pub file: PathBuf,
    /// The frame after that many messages, instead of the last
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true, value_parser = super::numbers::whole)]
    pub at_message: Option<u64>,
    /// Another size than the terminal had
    #[arg(long, value_name = "COLUMNSxROWS", value_parser = super::numbers::size)]
    pub size: Option<(u16, u16)>,
    /// Write the frame as a picture instead of printing it
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
}

/// `iam`.
#[derive(Debug, Clone, Default, Args)]
pub struct Iam {
    /// Also what guarded changes need
    #[arg(long)]
    pub operator: bool,
}

/// `config …`.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum ConfigAction {
    /// Print every value in force and where it comes from
    Print,
    /// Check the files and tell everything that is wrong
    Validate,
    /// Print a commented file to start from
    Template,
    /// Print the JSON schema of the file
    Schema,
    /// Let the deploy command of a project's file run; it is shown first, and trusted with --confirm NAME
    Trust {
        /// The pipeline's name, once its command was read
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
    },
}
