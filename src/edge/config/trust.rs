//! Deploy commands of project files that somebody trusted by hand: one line each in the state directory.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::Config;
use crate::domain::digest::sha256_hex;
use crate::domain::pipeline::{FlagStore, Pipeline};
use crate::edge::paths::{self, Paths};

/// A command as it would run: what is trusted, and nothing else of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The pipeline's name.
    pub pipeline: String,
    /// Program and arguments.
    pub argv: Vec<String>,
    /// Where it runs, absolute: the same words elsewhere are another command.
    pub directory: PathBuf,
    /// The variables that it is given: the switch and the percentage.
    pub variables: [String; 2],
}

impl Command {
    /// The deploy command of a pipeline, seen from a working directory; `None` when it has none.
    pub fn of(pipeline: &Pipeline, here: &Path) -> Option<Self> {
        let Some(FlagStore::Command { argv, cwd, enabled, percentage, .. }) = &pipeline.flag else { return None };
        let directory = here.join(cwd.as_deref().unwrap_or_default());
        let variables = [enabled.clone(), percentage.clone()];
        Some(Self { pipeline: pipeline.name.clone(), argv: argv.clone(), directory, variables })
    }

    /// SHA-256 over all of it, each part with its length, so that no two commands share a text.
    pub fn fingerprint(&self) -> String {
        let directory = self.directory.display().to_string();
        let parts = [&self.pipeline, &directory].into_iter().chain(&self.variables).chain(&self.argv);
        let text = parts.fold(String::new(), |mut text, part| {
            let _ = writeln!(text, "{} {part}", part.len());
            text
        });
        sha256_hex(text.as_bytes())
    }
}

/// Where trusted commands are kept.
pub fn path(paths: &Paths) -> PathBuf {
    paths.state.join("trusted")
}

/// The configuration in which commands that were trusted may run. A list that cannot be read trusts nobody.
#[must_use]
pub fn trusting(mut config: Config, paths: Option<&Paths>, here: &Path) -> Config {
    if config.untrusted_commands.is_empty() {
        return config;
    }
    let text = paths.and_then(|paths| std::fs::read_to_string(path(paths)).ok()).unwrap_or_default();
    let known: Vec<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    for pipeline in config.pipelines.iter_mut().filter(|pipeline| !pipeline.command_trusted) {
        let is_known = Command::of(pipeline, here).is_some_and(|command| known.contains(&command.fingerprint().as_str()));
        if is_known {
            pipeline.command_trusted = true;
            config.untrusted_commands.retain(|name| *name != pipeline.name);
        }
    }
    config
}

/// Trusts a command from now on. Any change of its words, its place or its variables has to be trusted anew.
pub fn trust(command: &Command, paths: &Paths) -> io::Result<()> {
    paths::private_directory(&paths.state)?;
    let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(path(paths))?;
    // The list of an older umask is closed too.
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    file.write_all(format!("{} {}\n", command.fingerprint(), command.pipeline).as_bytes())?;
    file.sync_all()
}
