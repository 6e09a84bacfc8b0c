//! Who executes which run: a lock for each, held for as long as the run lasts, which vanishes with its process however that ends.
//!
//! A lock is made and taken under the lock of the journal, before the run's first entry can be read.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Refused;
use crate::domain::journal::{Entry, Event, Hand, Hands};

/// How often a lock is tried, and the pause between: whoever only looks at it lets go at once.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(5);

/// What is done with the file of a lock that nobody holds any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Its process died with it: it is of no use.
    Removed,
    /// It is only looked at.
    Kept,
}

/// The locks of one run, and of the run that it goes on with. Dropped, they are let go and their files removed.
#[derive(Debug, Default)]
pub struct Hold {
    files: Vec<(PathBuf, File)>,
    untold: Option<String>,
}

impl Hold {
    /// Why others cannot see that this run is executed, in one sentence without an end.
    pub fn untold(&self) -> Option<&str> {
        self.untold.as_deref()
    }

    /// Takes a lock. What the file system cannot do keeps nothing from being executed.
    fn take(&mut self, path: PathBuf, run: u64) -> io::Result<()> {
        match taken(&path) {
            Ok(Some(file)) => self.files.push((path, file)),
            Ok(None) => return Err(io::Error::other(Refused::InOtherHands(run))),
            Err(error) => {
                let why = format!("run {run} cannot be locked, and another terminal will take it for one that was torn off: {error}");
                self.cannot_tell(&path, why);
            }
        }
        Ok(())
    }

    fn cannot_tell(&mut self, path: &Path, why: String) {
        tracing::warn!("{}: {why}", path.display());
        self.untold = Some(why);
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        for (path, _) in &self.files {
            // One that stays is removed by whoever reads the journal next.
            let _ = fs::remove_file(path);
        }
    }
}

/// Lets an entry into the journal, or refuses it because of who executes what; one that begins a run is given its locks.
pub(super) fn allow(journal: &Path, locked: &File, entry: &Entry) -> io::Result<Hold> {
    let mut hold = Hold::default();
    match &entry.event {
        Event::Approved(intent) => {
            if let Err(error) = swept(journal, locked) {
                let run = entry.seq;
                let why =
                    format!("who executes what cannot be told, and another terminal may take run {run} for one that was torn off: {error}");
                hold.cannot_tell(journal, why);
            }
            for run in [Some(entry.seq), intent.continues].into_iter().flatten() {
                hold.take(place(journal, run), run)?;
            }
        }
        Event::Closed { run, .. } if swept(journal, locked)?.get(run) == Some(&Hand::Executing) => {
            return Err(io::Error::other(Refused::InOtherHands(*run)));
        }
        _ => {}
    }
    Ok(hold)
}

/// Every run whose lock somebody holds, or cannot be asked. What nobody holds is removed: that is why the journal's own file
/// has to be there, which the caller has locked, since a lock that is just being made looks like one that was left.
pub(super) fn swept(journal: &Path, _locked: &File) -> io::Result<Hands> {
    hands(journal, Left::Removed)
}

/// The same without the journal's lock: nothing is removed.
pub(super) fn seen(journal: &Path) -> io::Result<Hands> {
    hands(journal, Left::Kept)
}

fn hands(journal: &Path, left: Left) -> io::Result<Hands> {
    let mut hands = Hands::new();
    let directory = journal.parent().filter(|directory| !directory.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(hands),
        entries => entries?,
    };
    for entry in entries {
        let Some(run) = run_of(journal, &entry?.file_name().to_string_lossy()) else { continue };
        let path = place(journal, run);
        match asked(&path) {
            Ok(true) => drop(hands.insert(run, Hand::Executing)),
            Ok(false) if left == Left::Removed => drop(fs::remove_file(&path)),
            Ok(false) => {}
            Err(error) => drop(hands.insert(run, Hand::Untold(error.to_string()))),
        }
    }
    Ok(hands)
}

/// The file of a run's lock.
fn place(journal: &Path, run: u64) -> PathBuf {
    journal.with_extension(format!("run-{run}.lock"))
}

/// The run whose lock a file is.
fn run_of(journal: &Path, name: &str) -> Option<u64> {
    let stem = journal.file_stem()?.to_str()?;
    name.strip_prefix(stem)?.strip_prefix(".run-")?.strip_suffix(".lock")?.parse().ok()
}

/// The lock, made when it is not there; nothing when another holds it.
#[expect(clippy::disallowed_methods, reason = "on the journal's own thread, and for as long as somebody looks at a lock")]
fn taken(path: &Path) -> io::Result<Option<File>> {
    for _ in 0..TRIES {
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        match file.try_lock() {
            // Whoever held it may have removed the file in this very moment: then the lock is one that nobody sees.
            Ok(()) if is_there(&file, path) => return Ok(Some(file)),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(None)
}

fn is_there(file: &File, path: &Path) -> bool {
    let same = |(one, other): (fs::Metadata, fs::Metadata)| one.ino() == other.ino() && one.dev() == other.dev();
    file.metadata().ok().zip(fs::metadata(path).ok()).is_some_and(same)
}

/// Whether somebody holds a lock. Asking shares it, so that two who ask do not take each other for one who holds it.
fn asked(path: &Path) -> io::Result<bool> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        file => file?,
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
