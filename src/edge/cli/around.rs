//! What a command finds around it: environment, directory, output. Tests bring their own.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use aws_smithy_runtime_api::client::http::SharedHttpClient;

use crate::edge::clock::Clock;

/// The surroundings of one run.
pub struct Around<'a> {
    /// The environment, read once. Variables that are not text are left out.
    pub environment: BTreeMap<String, String>,
    /// The working directory.
    pub here: PathBuf,
    /// Where the answer goes.
    pub out: &'a mut dyn Write,
    /// Where everything else goes.
    pub err: &'a mut dyn Write,
    /// Whether a person sees the answer on a terminal and can type.
    pub terminal: bool,
    /// Whether a person may see the error output on a terminal.
    pub error_terminal: bool,
    /// Who answers AWS requests; `None` is the network.
    pub http_client: Option<SharedHttpClient>,
    /// What time it is; `None` is the system's clock, or the one that the environment names.
    pub clock: Option<Clock>,
}

impl<'a> Around<'a> {
    /// The surroundings of this process.
    pub fn of_process(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
        Self {
            environment: std::env::vars_os().filter_map(text).collect(),
            here: std::env::current_dir().unwrap_or_default(),
            out,
            err,
            terminal: io::stdout().is_terminal() && io::stdin().is_terminal(),
            error_terminal: io::stderr().is_terminal(),
            http_client: None,
            clock: None,
        }
    }

    /// A variable, when it is set and not empty.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}
