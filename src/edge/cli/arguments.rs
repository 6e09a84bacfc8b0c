//! Every flag and subcommand, defined once: parser, help, man page and completions come from here.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches, Parser, Subcommand, ValueEnum};
use rust_decimal::Decimal;

use super::exit::EXITS;
use crate::domain::action::grammar::{Choice, VERBS, Verb};

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

/// Where the embedded world is served.
#[derive(Debug, Clone, Args)]
pub struct Sim {
    /// Address and port; only loopback
    #[arg(long, default_value = "127.0.0.1:4566", value_name = "ADDRESS", value_parser = super::numbers::address)]
    pub listen: SocketAddr,
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

/// `plan`.
#[derive(Debug, Clone, Args)]
#[command(subcommand_value_name = "CHANGE", subcommand_help_heading = "Changes", disable_help_subcommand = true)]
pub struct Plan {
    /// The change.
    #[command(subcommand)]
    pub wish: Option<Wish>,
    /// Write the plan there, to be executed by `apply`
    #[arg(long, global = true, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// A plan made earlier: make it anew and say what differs
    #[arg(long, value_name = "FILE")]
    pub renew: Option<PathBuf>,
}

/// A wish as it was typed; the grammar of the domain reads it.
#[derive(Debug, Clone)]
pub struct Wish(pub String);

impl Subcommand for Wish {
    fn augment_subcommands(command: clap::Command) -> clap::Command {
        VERBS.iter().fold(command, |command, verb| command.subcommand(typed(verb)))
    }

    fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        VERBS.iter().any(|verb| verb.name == name)
    }
}

impl FromArgMatches for Wish {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let missing = || clap::Error::new(clap::error::ErrorKind::MissingSubcommand);
        let (name, matches) = matches.subcommand().ok_or_else(missing)?;
        let verb = VERBS.iter().find(|verb| verb.name == name).ok_or_else(missing)?;
        let mut text = name.to_owned();
        let mut add = |word: &str| {
            text.push(' ');
            text.push_str(word);
        };
        matches.get_many::<String>(WORDS).into_iter().flatten().for_each(|word| add(word));
        for option in verb.options {
            if option.value.is_empty() {
                if matches.get_flag(option.name) {
                    add(&format!("--{}", option.name));
                }
            } else if let Some(value) = matches.get_one::<String>(option.name) {
                add(&format!("--{} {value}", option.name));
            }
        }
        Ok(Self(text))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The id of what follows a verb.
const WORDS: &str = "words";

/// A verb of the grammar as the command line takes it. What its words must be is said by the grammar, in one place.
fn typed(verb: &'static Verb) -> clap::Command {
    let words = Arg::new(WORDS).num_args(0..).allow_negative_numbers(true).value_name(verb.words).help("");
    let option = |choice: &Choice| {
        let arg = Arg::new(choice.name).long(choice.name).help(choice.help);
        if choice.value.is_empty() { arg.action(ArgAction::SetTrue) } else { arg.value_name(choice.value).allow_hyphen_values(true) }
    };
    let words = (!verb.words.is_empty() || verb.name == "reshard").then_some(words.hide(verb.words.is_empty()));
    clap::Command::new(verb.name).about(verb.help).args(words).args(verb.options.iter().map(option))
}

/// What confirms a change on the command line.
#[derive(Debug, Clone, Default, Args)]
pub struct Confirm {
    /// The word that the dialog would have asked for: the stream's name, the percentage, `on` or `off`
    #[arg(long, value_name = "WORD")]
    pub confirm: Option<String>,
    /// A rule to break on purpose; takes --reason
    #[arg(long = "override", value_name = "RULE", requires = "reason")]
    pub overrides: Vec<String>,
    /// Why the rule is broken; the journal keeps it
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// How long to look for the proof that it worked: 20m for more percent, 8m for less, else 6m, unless given
    #[arg(long, value_name = "DURATION", value_parser = super::numbers::length)]
    pub verify: Option<std::time::Duration>,
}

/// `apply`.
#[derive(Debug, Clone, Args)]
pub struct Apply {
    /// The file that `plan --out` wrote
    #[arg(value_name = "FILE")]
    pub plan: PathBuf,
    /// The consent.
    #[command(flatten)]
    pub confirm: Confirm,
}

/// `rollback`.
#[derive(Debug, Clone, Args)]
pub struct Rollback {
    /// The consent.
    #[command(flatten)]
    pub confirm: Confirm,
}

/// `resume`.
#[derive(Debug, Clone, Args)]
pub struct Resume {
    /// The run, when several are open; `journal list` numbers them
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true, value_parser = super::numbers::whole)]
    pub run: Option<u64>,
    /// Close it instead of going on; takes --reason
    #[arg(long, requires = "reason")]
    pub close: bool,
    /// The consent.
    #[command(flatten)]
    pub confirm: Confirm,
}

/// `journal …`.
#[derive(Debug, Clone, Subcommand)]
pub enum JournalAction {
    /// Print every entry of this pipeline's stream
    List,
    /// Print one entry, or every entry of one run
    Show {
        /// The entry's number
        #[arg(allow_negative_numbers = true, value_parser = super::numbers::whole)]
        number: u64,
    },
    /// Check that no entry was changed, removed or moved
    Verify,
    /// Close a run: nobody goes on with it, or the source says by now what it had set
    Close {
        /// The run's number
        #[arg(allow_negative_numbers = true, value_parser = super::numbers::whole)]
        run: u64,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// `holes …`.
#[derive(Debug, Clone, Subcommand)]
pub enum HolesAction {
    /// List them with the time until which they can be filled from the table
    List,
    /// Note that one was filled
    Fill {
        /// Its number
        #[arg(allow_negative_numbers = true, value_parser = super::numbers::whole)]
        hole: u64,
        /// How it was filled
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
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

/// `cost`.
///
/// With --records-per-second nothing is asked of AWS. Without it the load is measured, and the other flags stand in for
/// what was measured.
#[derive(Debug, Clone, Default, Args)]
pub struct Cost {
    /// Records a second that are written; with it nothing is asked of AWS
    #[arg(long, value_name = "NUMBER", value_parser = positive)]
    pub records_per_second: Option<Decimal>,
    /// Size of a mean record, such as 300B or 25KiB
    #[arg(long, value_name = "SIZE")]
    pub record_size: Option<String>,
    /// Records a second in the busiest minute, for the comparison of modes
    #[arg(long, value_name = "NUMBER", value_parser = positive)]
    pub peak: Option<Decimal>,
    /// Open shards
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub shards: Option<u32>,
    /// How the stream is paid for
    #[arg(long, value_enum, value_name = "MODE")]
    pub mode: Option<CostMode>,
    /// Readers that poll
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=1_000))]
    pub consumers: Option<u32>,
    /// Readers with fan-out
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=50))]
    pub fan_out: Option<u32>,
    /// How long records are kept, such as 7days
    #[arg(long, value_name = "DURATION")]
    pub retention: Option<String>,
    /// Shard-level metrics that are switched on
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=7))]
    pub shard_metrics: Option<u32>,
    /// Percent of what is written that goes to the stream
    #[arg(long, value_name = "PERCENT")]
    pub percentage: Option<Decimal>,
    /// Hours of the month: 720 or 744 for months of 30 or 31 days
    #[arg(long, value_name = "NUMBER", default_value_t = 730, value_parser = clap::value_parser!(u32).range(1..=8_784))]
    pub hours: u32,
    /// Put the modes side by side, with the break-even
    #[arg(long)]
    pub compare: bool,
}

/// The most records a second that are priced.
const MOST_RECORDS: Decimal = rust_decimal::dec!(1_000_000_000);

fn positive(text: &str) -> Result<Decimal, String> {
    let number = text.replace('_', "").parse::<Decimal>().ok().filter(|number| (Decimal::ZERO..=MOST_RECORDS).contains(number));
    number.ok_or_else(|| format!("not a number from 0 to {MOST_RECORDS}"))
}

/// How a stream is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CostMode {
    /// By the shard.
    Provisioned,
    /// By the byte.
    OnDemand,
    /// By the byte, with the account's commitment.
    Advantage,
}

/// `prices …`.
#[derive(Debug, Clone, Subcommand)]
pub enum PricesAction {
    /// Print every price in force with its day and source; --region chooses one Region
    Show,
    /// Read AWS's public price files for a Region and keep them in the cache directory
    Refresh(Refresh),
}

/// `prices refresh`.
#[derive(Debug, Clone, Args)]
pub struct Refresh {
    /// Read this price file instead of fetching any; `-` is the standard input; may be given several times
    #[arg(long, value_name = "FILE")]
    pub from_file: Vec<PathBuf>,
    /// Who serves the files
    #[arg(long, value_name = "URL", default_value = crate::edge::prices::fetch::MIRROR)]
    pub mirror: String,
}
