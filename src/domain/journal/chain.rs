//! The chain: each line's hash covers the line and the hash before it.

use thiserror::Error;

use super::Entry;
use crate::domain::digest::sha256_hex;

/// What stands before the first line.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What is wrong with a journal, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Broken {
    /// A line is no entry.
    #[error("line {line} cannot be read: {why}")]
    Unreadable {
        /// Counted from 1.
        line: usize,
        /// The parser's words.
        why: String,
    },
    /// A line was edited.
    #[error("line {line} was changed after it was written: its hash does not fit its content")]
    Edited {
        /// Counted from 1.
        line: usize,
    },
    /// Lines were removed, added or put in another order before this one.
    #[error(
        "line {line} does not follow the line before it: a line was removed, added or moved (it is entry {seq}, and entry {wanted} was due)"
    )]
    Moved {
        /// Counted from 1.
        line: usize,
        /// Its number.
        seq: u64,
        /// The number that was due.
        wanted: u64,
    },
    /// The file that knows the newest entry is not there.
    #[error("the file that names the journal's newest entry is missing or cannot be read: lines cut off at the end would not be found")]
    Headless,
    /// Lines are missing at the end.
    #[error("the journal ends at entry {last}, and entry {head} was written: lines were cut off at the end")]
    Cut {
        /// The last entry that is there.
        last: u64,
        /// The last entry that was written.
        head: u64,
    },
}

/// Bytes of `"hash":"…"}` at the end of a line, the hash itself being 64 digits.
const TAIL: usize = 64 + 2;

/// The most bytes of a line; nothing that is written comes near.
pub const LONGEST_LINE: usize = 1024 * 1024;

/// Reads one line and checks it against the entry before it. The hash covers the line as it is written, so that not even
/// a space can be added. `line` counts from 1.
pub fn read(text: &[u8], last: Option<&Entry>, line: usize) -> Result<Entry, Broken> {
    let entry: Entry = serde_json::from_slice(text).map_err(|error| Broken::Unreadable { line, why: error.to_string() })?;
    // What is hashed is the line with an empty hash: everything but the digits between the last two quotation marks.
    let bare = text.len().checked_sub(TAIL).filter(|cut| text[*cut..].ends_with(b"\"}") && text[*cut..].starts_with(entry.hash.as_bytes()));
    let covered = bare.map(|cut| [&text[..cut], b"\"}"].concat());
    if covered.is_none_or(|covered| sha256_hex(&covered) != entry.hash) {
        return Err(Broken::Edited { line });
    }
    follows(&entry, last, line)?;
    Ok(entry)
}

/// The line of an entry, without its end.
pub fn write(entry: &Entry) -> Vec<u8> {
    serde_json::to_vec(entry).unwrap_or_default()
}

/// Whether an entry is the one that was due after the last.
fn follows(entry: &Entry, last: Option<&Entry>, line: usize) -> Result<(), Broken> {
    let wanted = last.map_or(1, |last| last.seq + 1);
    let prev = last.map_or(GENESIS, |last| last.hash.as_str());
    if entry.seq == wanted && entry.prev == prev { Ok(()) } else { Err(Broken::Moved { line, seq: entry.seq, wanted }) }
}

/// The hash that an entry must have.
pub fn hash(entry: &Entry) -> String {
    let bare = Entry { hash: String::new(), ..entry.clone() };
    sha256_hex(&serde_json::to_vec(&bare).unwrap_or_default())
}

/// Puts number, link and hash of an entry that follows `last`.
pub fn link(entry: Entry, last: Option<&Entry>) -> Entry {
    let seq = last.map_or(1, |last| last.seq + 1);
    let prev = last.map_or_else(|| GENESIS.to_owned(), |last| last.hash.clone());
    let linked = Entry { seq, prev, ..entry };
    Entry { hash: hash(&linked), ..linked }
}

/// Checks one entry against the one before it. `line` counts from 1.
pub fn check(entry: &Entry, last: Option<&Entry>, line: usize) -> Result<(), Broken> {
    if hash(entry) != entry.hash {
        return Err(Broken::Edited { line });
    }
    follows(entry, last, line)
}
