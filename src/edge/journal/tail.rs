//! The end of the file: the last whole line, and the half one that a power loss leaves behind it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::head::Head;
use crate::domain::journal::Entry;
use crate::domain::journal::chain::{self, LONGEST_LINE};

/// What stands at the end.
#[derive(Debug)]
pub(super) struct Tail {
    last: Option<Entry>,
    /// Where the half line begins, and what it holds.
    torn: Option<(u64, Vec<u8>)>,
    /// Only the line's end is missing.
    unended: bool,
}

impl Tail {
    /// Reads the last two lines at most.
    pub(super) fn read(file: &mut File, head: Option<&Head>) -> io::Result<Self> {
        let length = file.metadata()?.len();
        let start = length.saturating_sub(2 * LONGEST_LINE as u64 + 2);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Self::of(&bytes, start, head))
    }

    fn of(bytes: &[u8], start: u64, head: Option<&Head>) -> Self {
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let (lines, rest) = bytes.split_at(whole);
        let (last, begins) = last_line(lines);
        let entry = last.and_then(parsed);
        let at = |offset: usize| start + offset as u64;
        if !rest.is_empty() {
            // A line of which only the end is missing is whole, when it follows.
            if let Ok(next) = chain::read(rest, entry.as_ref(), 0) {
                return Self { last: Some(next), torn: None, unended: true };
            }
            return Self { last: entry, torn: Some((at(whole), rest.to_vec())), unended: false };
        }
        // Blocks of a file may reach the disk in any order: a line with its end can still have a hole.
        // What the head does not know was never acted upon.
        let before = last_line(&lines[..begins]).0.and_then(parsed);
        let acknowledged = head.is_none_or(|head| before.as_ref().is_none_or(|before| before.seq != head.seq));
        match last {
            Some(text) if entry.is_none() && !acknowledged => {
                Self { last: before, torn: Some((at(begins), text.to_vec())), unended: false }
            }
            _ => Self { last: entry, torn: None, unended: false },
        }
    }

    /// The last entry that can be read.
    pub(super) fn last(&self) -> Option<&Entry> {
        self.last.as_ref()
    }

    /// Moves the half line aside and says so.
    pub(super) fn repair(&self, mut file: &File, journal: &Path) -> io::Result<Option<String>> {
        if self.unended {
            file.write_all(b"\n")?;
            file.sync_data()?;
            return Ok(None);
        }
        let Some((at, text)) = &self.torn else { return Ok(None) };
        let aside = journal.with_extension("torn");
        let mut kept = OpenOptions::new().create(true).append(true).mode(0o600).open(&aside)?;
        kept.write_all(text)?;
        kept.write_all(b"\n")?;
        kept.sync_data()?;
        file.set_len(*at)?;
        file.sync_data()?;
        let said =
            format!("the journal ended in a half line of {} bytes, as after a power loss; it was moved to {}", text.len(), aside.display());
        tracing::warn!("{said}");
        Ok(Some(said))
    }
}

/// The last line of some whole lines without its end, and where it begins.
fn last_line(lines: &[u8]) -> (Option<&[u8]>, usize) {
    let Some(text) = lines.strip_suffix(b"\n") else { return (None, 0) };
    let begins = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    (Some(&text[begins..]), begins)
}

fn parsed(line: &[u8]) -> Option<Entry> {
    serde_json::from_slice(line).ok()
}
