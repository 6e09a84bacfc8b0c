//! Configuration: parsed, validated, and named by key, file and line when wrong.

pub mod build;
pub mod check;
mod hooks;
pub mod layers;
pub mod print;
pub mod schema;
pub mod shape;
pub mod tree;
pub mod trust;
pub mod values;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::domain::pipeline::Pipeline;
use crate::domain::price::{Prices, Quotes};
use tree::{Node, Origin};

/// The commented file of `config template`.
pub const TEMPLATE: &str = include_str!("config/template.toml");

/// How a change of the verdict is told, apart from the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notifications {
    /// Ring the terminal's bell.
    pub bell: bool,
    /// Show the verdict in the terminal's title.
    pub title: bool,
    /// Send a desktop notification.
    pub notify: bool,
}

impl Default for Notifications {
    fn default() -> Self {
        Self { bell: true, title: true, notify: false }
    }
}

/// Everything that files, environment and flags say together.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The theme's name; `None` leaves the choice to the console.
    pub theme: Option<String>,
    /// How often metrics are asked for.
    pub refresh: Duration,
    /// How a change of the verdict is told.
    pub notifications: Notifications,
    /// What can be watched, in the order of the files: the project's first.
    pub pipelines: Vec<Pipeline>,
    /// Command and its keys, as written in `[keys]`.
    pub keys: Vec<(String, Vec<String>)>,
    /// The prices in force, those of the user's own before the others; every pipeline has them too.
    pub prices: Prices,
    /// Pipelines whose deploy command stands in a project file: it runs only after it was trusted by hand.
    pub untrusted_commands: Vec<String>,
    /// The files that were read, lowest first.
    pub files: Vec<PathBuf>,
    /// The tree of everything that was said, each value with its origin.
    pub said: Node,
}

/// One thing that is wrong, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it was written.
    pub origin: Origin,
    /// What is wrong and how to write it.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.text)
    }
}

/// Every problem that was found, not only the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Problem::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Problems {}

impl Config {
    /// A configuration of one pipeline and nothing else said: for the embedded AWS.
    pub fn of(pipeline: Pipeline) -> Self {
        Self {
            theme: None,
            refresh: pipeline.refresh,
            notifications: Notifications::default(),
            pipelines: vec![pipeline],
            keys: Vec::new(),
            prices: Prices::default(),
            untrusted_commands: Vec::new(),
            files: Vec::new(),
            said: Node::table(Origin::BuiltIn),
        }
    }

    /// Gives the prices that were read from AWS's files to everything that bills.
    #[must_use]
    pub fn with_refreshed(mut self, quotes: &Quotes) -> Self {
        self.prices = self.prices.with_refreshed(quotes.clone());
        for pipeline in &mut self.pipelines {
            pipeline.prices = self.prices.clone();
        }
        self
    }
}
