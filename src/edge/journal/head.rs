//! The head file: number and hash of the newest entry, so that lines cut off at the end are missed.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The newest entry that was ever written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) seq: u64,
    pub(super) hash: String,
}

fn place(journal: &Path) -> PathBuf {
    journal.with_extension("head")
}

impl Head {
    /// The head of a journal; `None` when there is none or it is no head.
    pub(super) fn read(journal: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(place(journal)).ok()?).ok()
    }

    /// Puts this head in place of the old one; there is always one or the other.
    pub(super) fn write(&self, journal: &Path) -> io::Result<()> {
        let new = journal.with_extension("head.new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_data()?;
        fs::rename(&new, place(journal))
    }
}
