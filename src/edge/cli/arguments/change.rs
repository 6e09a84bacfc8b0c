//! The flags of `plan`, `apply`, `rollback`, `resume`, `journal` and `holes`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches, Subcommand};

use crate::domain::action::grammar::{Choice, VERBS, Verb};

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
    #[expect(clippy::struct_field_names, reason = "the flag is called so")]
    pub confirm: Option<String>,
    /// A rule to break on purpose; takes --reason
    #[arg(long = "override", value_name = "RULE", requires = "reason")]
    pub overrides: Vec<String>,
    /// Why the rule is broken; the journal keeps it
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// How long to look for the proof that it worked: 20m for more percent, 8m for less, else 6m, unless given
    #[arg(long, value_name = "DURATION", value_parser = super::super::numbers::length)]
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
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true, value_parser = super::super::numbers::whole)]
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
        #[arg(allow_negative_numbers = true, value_parser = super::super::numbers::whole)]
        number: u64,
    },
    /// Check that no entry was changed, removed or moved
    Verify,
    /// Close a run: nobody goes on with it, or the source says by now what it had set
    Close {
        /// The run's number
        #[arg(allow_negative_numbers = true, value_parser = super::super::numbers::whole)]
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
        #[arg(allow_negative_numbers = true, value_parser = super::super::numbers::whole)]
        hole: u64,
        /// How it was filled
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}
