//! Diagnostics into a file, without secrets.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

use super::paths;

/// A log larger than this begins anew; the old one is kept beside it once.
const LARGEST: u64 = 5 * 1024 * 1024;

/// Our own code tells what it does. The SDK is kept to warnings: below that it writes requests, and with them signatures.
const FILTER: &str = "warn,tidegate=info";

/// Opens the log for its owner alone; a file that was more open is closed to others.
pub fn open(path: &Path) -> io::Result<File> {
    if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
        paths::private_directory(directory)?;
    }
    if path.metadata().is_ok_and(|known| known.is_file() && LARGEST < known.len()) {
        std::fs::rename(path, path.with_extension("old"))?;
    }
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    if file.metadata()?.is_file() {
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    }
    Ok(file)
}

/// Starts writing diagnostics to a file, in a thread of its own: a slow disk holds nothing up.
/// What is still to be written is written when the guard is dropped.
pub fn start(file: File) -> Option<WorkerGuard> {
    let (writer, guard) = tracing_appender::non_blocking(file);
    let subscriber =
        tracing_subscriber::fmt().with_env_filter(EnvFilter::new(FILTER)).with_writer(writer).with_ansi(false).with_target(true).finish();
    tracing::subscriber::set_global_default(subscriber).ok().map(|()| guard)
}
