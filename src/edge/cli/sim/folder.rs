//! What another shell needs to work with the embedded AWS, in a new folder: configuration, variables, and room for a journal.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use super::{Around, Failure, plain};
use crate::domain::call::quoted;
use crate::domain::pipeline::{Ladder, Pipeline};
use crate::edge::clock;
use crate::edge::config::{Config, print};
use crate::sim::Sim;

/// The configuration's name in the folder.
const CONFIGURATION: &str = "tidegate.toml";

/// The name of the file of variables.
const VARIABLES: &str = "env";

/// How long the world's table keeps a record: what the upgrade begins with.
const TABLE_KEEPS: Duration = Duration::from_hours(14 * 24);

/// Refuses a place where something lies, before a world is built for nothing.
pub(super) fn is_new(folder: &Path, around: &Around<'_>) -> Result<(), Failure> {
    let lies = around.here.join(folder).symlink_metadata().is_ok();
    if lies { Err(failed(folder, &io::ErrorKind::AlreadyExists.into())) } else { Ok(()) }
}

/// Makes the folder and its files, for its owner alone. Nothing that exists is touched.
pub(super) fn write(folder: &Path, place: SocketAddr, around: &Around<'_>) -> Result<(), Failure> {
    let at = around.here.join(folder);
    let written = || {
        DirBuilder::new().mode(0o700).create(&at)?;
        let at = at.canonicalize()?;
        new(&at.join(CONFIGURATION), &configuration(place))?;
        new(&at.join(VARIABLES), &(variables(place).join("\n") + "\n" + &own(&at)))
    };
    written().map_err(|error| failed(folder, &error))
}

/// The file to be read by a shell, as it is typed.
pub(super) fn environment(folder: &Path) -> String {
    quoted(&folder.join(VARIABLES).display().to_string())
}

/// The variables by which any client reaches this world.
pub(super) fn variables(place: SocketAddr) -> [String; 2] {
    let region = Sim::pipeline().region.unwrap_or_default();
    [
        format!("export AWS_ENDPOINT_URL=http://{place} AWS_REGION={region} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test"),
        format!("export {}=http://{place}", clock::VARIABLE),
    ]
}

/// The variables that keep the world apart from what its user has of his own.
fn own(folder: &Path) -> String {
    let path = |name: &str| quoted(&folder.join(name).display().to_string());
    let pipeline = Sim::pipeline().name;
    format!(
        "export TIDEGATE_CONFIG={} TIDEGATE_PIPELINE={pipeline}\n\
         export XDG_STATE_HOME={}\n\
         unset AWS_PROFILE AWS_SESSION_TOKEN TIDEGATE_STREAM\n",
        path(CONFIGURATION),
        path("state")
    )
}

/// Everything that the world has, and consent to what may be done to it unattended.
fn configuration(place: SocketAddr) -> String {
    let known = Sim::pipeline();
    let pipeline = Pipeline {
        endpoint_url: Some(format!("http://{place}")),
        table_keeps: known.table_keeps.or(Some(TABLE_KEEPS)),
        rollout: Ladder { auto_promote: true, auto_rollback: true, ..known.rollout.clone() },
        ..known
    };
    format!(
        "# The embedded AWS of `tidegate sim`, with standing consent for both unattended steps.\n{}",
        print::file(&Config::of(pipeline))
    )
}

/// A file that was not there.
fn new(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.write_all(text.as_bytes())
}

fn failed(folder: &Path, error: &io::Error) -> Failure {
    let folder = folder.display();
    match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::error(format!("{folder} exists already: remove it, or name a new folder")),
        _ => Failure::error(format!("failed to make the folder {folder}: {}", plain(error))),
    }
}
