//! Where files live: configuration, state and cache, by the rules of XDG.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The three directories, made of the environment; nothing is created here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// `$XDG_CONFIG_HOME/tidegate`: the user's configuration and themes.
    pub config: PathBuf,
    /// `$XDG_STATE_HOME/tidegate`: the log and the journal.
    pub state: PathBuf,
    /// `$XDG_CACHE_HOME/tidegate`: what can be fetched again.
    pub cache: PathBuf,
}

impl Paths {
    /// By the environment that is given; a relative `XDG_…` is ignored, as the rules say. `None` without a home.
    pub fn of(environment: &BTreeMap<String, String>) -> Option<Self> {
        let home = environment.get("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
        let home = home.or_else(|| etcetera::home_dir().ok());
        let place = |variable: &str, standard: &str| {
            let told = environment.get(variable).map(PathBuf::from).filter(|path| path.is_absolute());
            Some(told.or_else(|| Some(home.as_ref()?.join(standard)))?.join("tidegate"))
        };
        Some(Self {
            config: place("XDG_CONFIG_HOME", ".config")?,
            state: place("XDG_STATE_HOME", ".local/state")?,
            cache: place("XDG_CACHE_HOME", ".cache")?,
        })
    }

    /// The user's own configuration file.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The user's own themes.
    pub fn themes(&self) -> PathBuf {
        self.config.join("themes")
    }

    /// What was changed, by whom and when.
    pub fn journal_file(&self) -> PathBuf {
        self.state.join("journal.jsonl")
    }

    /// The last runs of the archives' queries.
    pub fn queries_file(&self) -> PathBuf {
        self.state.join("queries.json")
    }

    /// The log, unless `--log-file` names another.
    pub fn log_file(&self) -> PathBuf {
        self.state.join("log")
    }
}

/// Makes a directory that only its owner can open; one that exists stays as it is.
pub fn private_directory(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}
