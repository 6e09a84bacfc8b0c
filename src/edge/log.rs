//! Diagnostics into a file, without secrets.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;

use super::paths;

/// A log larger than this begins anew; the old one is kept beside it once.
const LARGEST: u64 = 5 * 1024 * 1024;

/// Our own code tells what it does. The SDK is kept to warnings: below that it writes requests, and with them signatures.
fn filter() -> Targets {
    Targets::new().with_default(LevelFilter::WARN).with_target("tidegate", LevelFilter::INFO)
}

/// Lines that wait for a slow disk; more are left out. The queue's memory is taken whole at the start, so that
/// the library's own 128,000 would hold 4 MB for nothing.
const MOST_LINES: usize = 1_000;

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
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(MOST_LINES).finish(file);
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false).with_target(true);
    let subscriber = tracing_subscriber::registry().with(lines).with(filter());
    tracing::subscriber::set_global_default(subscriber).ok().map(|()| guard)
}
