//! The journal on disk: append-only lines under a lock, each on the disk before anything goes on.
//!
//! Beside `journal.jsonl` lie `journal.head`, which names the newest entry, so that a cut tail is found, and, after a power
//! loss, `journal.torn` with the half line that was at the end. While a run is executed, `journal.run-7.lock` is locked.

mod head;
mod hold;
mod tail;

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use thiserror::Error;

use self::head::Head;
pub use self::hold::Hold;
use self::tail::Tail;
use super::cli::plain;
use super::paths;
use crate::domain::journal::chain::{self, Broken, GENESIS, LONGEST_LINE};
use crate::domain::journal::{Entry, Event, Hands, History};

/// How long another process may hold the lock. One entry takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often a journal that grows while it is read is read again.
const READINGS: usize = 20;

/// Bytes at the end of a long journal that are looked through for what happened lately: some ten thousand entries.
const RECENT: u64 = 16 * 1024 * 1024;

/// Why the journal could not be read or written. Each is one sentence.
#[derive(Debug, Error)]
pub enum Unwritten {
    /// The disk or the permissions.
    #[error("the journal {} cannot be used: {}", path.display(), plain(error))]
    Io {
        /// Where it lies.
        path: PathBuf,
        /// The system's words.
        error: io::Error,
    },
    /// Another process does not let go.
    #[error("the journal {} has been held by another process for {} s: end that process", path.display(), PATIENCE.as_secs())]
    Held {
        /// Where it lies.
        path: PathBuf,
    },
    /// An entry that must not stand in it.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// Why an entry does not become part of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refused {
    /// No line may hold it.
    #[error("an entry of {0} bytes is longer than a line of the journal may be")]
    TooLong(usize),
    /// It goes on with a run, or closes one, that another process executes.
    #[error("another terminal is executing run {0} of the journal: until that ends, it can be neither gone on with nor closed")]
    InOtherHands(u64),
}

/// What an entry says; number, link and hash are put by the journal.
#[derive(Debug, Clone)]
pub struct Note {
    /// When.
    pub at: Timestamp,
    /// Who: the caller's ARN.
    pub who: Option<String>,
    /// The pipeline's name.
    pub pipeline: String,
    /// The stream.
    pub stream: String,
    /// What happened.
    pub event: Event,
}

/// What reading the whole journal found.
#[derive(Debug, Default)]
pub struct Account {
    /// Entries in order, up to the first line that is not as it was written.
    pub entries: Vec<Entry>,
    /// What is wrong, first things first; empty when every line is as it was written.
    pub broken: Vec<Broken>,
    /// A half line at the end that was moved aside, in one sentence.
    pub torn: Option<String>,
    /// Who executes which run just now.
    pub hands: Hands,
}

/// The journal. Clones are the same file.
#[derive(Debug, Clone)]
pub struct Journal {
    path: Arc<Path>,
}

impl Journal {
    /// The journal in this file; nothing is opened or made yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into().into() }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends one entry and answers it once it is on the disk.
    pub async fn append(&self, note: Note) -> Result<Entry, Unwritten> {
        self.begin(note).await.map(|(entry, _)| entry)
    }

    /// The same, for what begins a run: from before its entry can be read until the hold is let go, others see that it is executed.
    pub async fn begin(&self, note: Note) -> Result<(Entry, Hold), Unwritten> {
        let journal = self.clone();
        self.in_time(move || journal.append_now(note)).await
    }

    /// Reads and checks every line.
    pub async fn read(&self) -> Result<Account, Unwritten> {
        let journal = self.clone();
        self.in_time(move || journal.read_now()).await
    }

    /// What happened lately to one stream: the end of the journal, unchecked, so that a console starts at once however long it is.
    pub async fn history(&self, stream: &str) -> Result<History, Unwritten> {
        let (journal, stream) = (self.clone(), stream.to_owned());
        self.in_time(move || journal.recent(&stream)).await
    }

    /// Files are slow and locks slower: neither holds up the console.
    async fn in_time<T: Send + 'static>(&self, work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, Unwritten> {
        let path = || self.path.to_path_buf();
        match tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(work)).await {
            Ok(Ok(Ok(done))) => Ok(done),
            Ok(Ok(Err(error))) => match error.get_ref().and_then(|inner| inner.downcast_ref::<Refused>()) {
                Some(refused) => Err(Unwritten::Refused(*refused)),
                None => Err(Unwritten::Io { path: path(), error }),
            },
            Ok(Err(gone)) => Err(Unwritten::Io { path: path(), error: io::Error::other(gone) }),
            Err(_) => Err(Unwritten::Held { path: path() }),
        }
    }

    /// The file under its lock, made for its owner alone when it is not there.
    fn open(&self) -> io::Result<File> {
        let directory = self.path.parent().filter(|directory| !directory.as_os_str().is_empty());
        if let Some(directory) = directory {
            paths::private_directory(directory)?;
        }
        let is_new = !self.path.exists();
        let file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&self.path)?;
        file.lock()?;
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        if is_new && let Some(directory) = directory {
            File::open(directory)?.sync_all()?;
        }
        Ok(file)
    }

    fn append_now(&self, note: Note) -> io::Result<(Entry, Hold)> {
        let mut file = self.open()?;
        let head = Head::read(&self.path);
        let tail = Tail::read(&mut file, head.as_ref())?;
        tail.repair(&file, &self.path)?;
        let bare = Entry {
            seq: 0,
            at: note.at,
            who: note.who,
            pipeline: note.pipeline,
            stream: note.stream,
            event: note.event,
            prev: String::new(),
            hash: String::new(),
        };
        let entry = link(bare, head, &tail);
        let mut line = chain::write(&entry);
        if LONGEST_LINE <= line.len() {
            return Err(io::Error::other(Refused::TooLong(line.len())));
        }
        let hold = hold::allow(&self.path, &file, &entry)?;
        line.push(b'\n');
        file.write_all(&line)?;
        file.sync_data()?;
        Head { seq: entry.seq, hash: entry.hash.clone() }.write(&self.path)?;
        Ok((entry, hold))
    }

    fn read_now(&self) -> io::Result<Account> {
        if !self.path.exists() {
            let broken = Head::read(&self.path).map(|head| Broken::Cut { last: 0, head: head.seq });
            return Ok(Account { broken: broken.into_iter().collect(), ..Account::default() });
        }
        let mut file = self.open()?;
        let head = Head::read(&self.path);
        let torn = Tail::read(&mut file, head.as_ref())?.repair(&file, &self.path)?;
        io::Seek::rewind(&mut file)?;
        let mut account = walk(&mut BufReader::with_capacity(256 * 1024, &file))?;
        account.torn = torn;
        account.hands = hold::swept(&self.path, &file)?;
        if account.broken.is_empty() {
            account.broken.extend(against(head.as_ref(), &account.entries));
        }
        Ok(account)
    }

    /// The newest entries of a stream with who executes its runs. This reads without the lock: a run that ended between its lines
    /// and its lock was longer in the file than what was read.
    fn recent(&self, stream: &str) -> io::Result<History> {
        for _ in 0..READINGS {
            let length = || fs::metadata(&self.path).map_or(0, |file| file.len());
            let before = length();
            let history = self.newest(stream)?;
            let hands = hold::seen(&self.path)?;
            if length() == before {
                return Ok(history.in_hands(hands));
            }
        }
        Err(io::Error::new(io::ErrorKind::ResourceBusy, "it grew while it was read"))
    }

    fn newest(&self, stream: &str) -> io::Result<History> {
        let mut history = History::default();
        let mut file = match File::open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(history),
            file => file?,
        };
        let start = file.metadata()?.len().saturating_sub(RECENT);
        io::Seek::seek(&mut file, io::SeekFrom::Start(start))?;
        let mut lines = BufReader::with_capacity(256 * 1024, file);
        if 0 < start {
            lines.skip_until(b'\n')?;
        }
        while let Some(line) = next_line(&mut lines)? {
            // A line of another stream is told by its text: most of a journal of many pipelines is not even parsed.
            if let Ok(entry) = serde_json::from_slice::<Entry>(&line)
                && entry.stream == stream
            {
                history.add(entry);
            }
        }
        Ok(history)
    }
}

/// Links an entry to the newest that was ever written. If that is not the last line any more, the gap stays to be seen:
/// nothing is held up by a journal that somebody cut, and nothing that was done to it is covered up.
fn link(entry: Entry, head: Option<Head>, tail: &Tail) -> Entry {
    match (head, tail.last()) {
        (Some(head), last) if last.is_none_or(|last| last.seq <= head.seq) => {
            let linked = Entry { seq: head.seq + 1, prev: head.hash, ..entry };
            Entry { hash: chain::hash(&linked), ..linked }
        }
        (_, last) => chain::link(entry, last),
    }
}

/// One line without its end; `None` at the end of the file. A line that is too long is cut and will not parse.
fn next_line(lines: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let most = LONGEST_LINE as u64;
    if Read::take(&mut *lines, most).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() as u64 == most {
        lines.skip_until(b'\n')?;
    }
    Ok(Some(line))
}

/// Every line against the one before it, up to the first that is not as it was written.
fn walk(lines: &mut impl BufRead) -> io::Result<Account> {
    let mut account = Account::default();
    let mut number = 0;
    while let Some(line) = next_line(lines)? {
        number += 1;
        match chain::read(&line, account.entries.last(), number) {
            Ok(entry) => account.entries.push(entry),
            Err(broken) => {
                account.broken.push(broken);
                break;
            }
        }
    }
    Ok(account)
}

/// What the head says against the entries. A crash between the two leaves the head one entry behind, which is fine.
fn against(head: Option<&Head>, entries: &[Entry]) -> Option<Broken> {
    let last = entries.last().map_or(0, |last| last.seq);
    let Some(head) = head else { return (1 < last).then_some(Broken::Headless) };
    if last < head.seq {
        return Some(Broken::Cut { last, head: head.seq });
    }
    if head.seq + 1 < last {
        return Some(Broken::Headless);
    }
    let index = usize::try_from(head.seq).unwrap_or(usize::MAX).checked_sub(1)?;
    let known = entries.get(index).map_or(GENESIS, |entry| entry.hash.as_str());
    (known != head.hash).then_some(Broken::Edited { line: index + 1 })
}
