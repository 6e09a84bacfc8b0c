//! Runs the console's own program, and Python against a server, with nothing of this machine's configuration.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;

use super::install::python;

/// How long any program may take.
const PATIENCE: Duration = Duration::from_secs(180);

/// What a program left behind.
#[derive(Debug)]
pub(crate) struct Output {
    /// Its exit code; `None` when a signal ended it.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Output {
    /// The one JSON document on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("not JSON: {error}\n{}\n{}", self.out, self.err))
    }
}

/// Environment, home and configuration of one run.
#[derive(Debug)]
pub(crate) struct Place {
    home: TempDir,
    variables: Vec<(String, String)>,
}

impl Place {
    /// A place where everything is answered by this endpoint.
    pub(crate) fn new(endpoint: &str) -> Self {
        let home = tempfile::tempdir().expect("a directory");
        let path = std::env::var("PATH").unwrap_or_default();
        let here = home.path().display().to_string();
        let variables = [
            ("PATH", path.as_str()),
            ("HOME", &here),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_ENDPOINT_URL", endpoint),
        ];
        let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { home, variables }
    }

    /// Runs `tidegate` on this configuration.
    pub(crate) async fn tidegate(&self, configuration: &str, arguments: &[&str]) -> Output {
        let file = self.home.path().join("tidegate.toml");
        std::fs::write(&file, configuration).expect("a configuration file");
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
        command.args(arguments).arg("--config").arg(&file);
        self.run(command).await
    }

    /// Runs a Python script of this directory.
    pub(crate) async fn python(&self, script: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(python("python"));
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/third_party").join(script)).args(arguments);
        self.run(command).await
    }

    async fn run(&self, mut command: Command) -> Output {
        let variables = self.variables.iter().map(|(name, value)| (name, value));
        command.env_clear().envs(variables).current_dir(self.home.path()).stdin(Stdio::null()).kill_on_drop(true);
        let output = timeout(PATIENCE, command.output()).await.unwrap_or_else(|_| panic!("{command:?} does not end"));
        let output = output.unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Output { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}
