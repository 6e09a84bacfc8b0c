//! The tape: every message of a run, one a line of JSON, so that the run can be seen again.
//!
//! A model is made by its messages alone, so a tape shows what somebody saw, frame by frame, on any machine. It holds
//! what AWS answered (names, figures, the flag's two variables) and what was typed; no credentials and no other
//! variable of a function ever reach a message.

mod head;
mod recorder;

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

pub use head::Head;
pub use recorder::Recorder;

use crate::app::model::Model;
use crate::app::msg::Msg;
use crate::app::update::{start, update};

/// Most bytes of a tape: some days of a usual pipeline.
pub const LARGEST: u64 = 256 * 1024 * 1024;

/// One line as it is written.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Written<'a> {
    Begin(&'a Head),
    Msg(&'a Msg),
    Cut(&'a str),
}

/// One line as it is read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    Begin(Box<Head>),
    Msg(Box<Msg>),
    Cut(String),
}

/// Writes a tape until it is full.
#[derive(Debug)]
pub struct Tape<W> {
    to: W,
    left: u64,
}

impl<W: Write> Tape<W> {
    /// Begins a tape of at most so many bytes; the line that says that it is full comes after them.
    pub fn begin(to: W, head: &Head, most: u64) -> io::Result<Self> {
        let mut tape = Self { to, left: most };
        tape.line(&Written::Begin(head))?;
        Ok(tape)
    }

    /// Writes one message. After the last that fits it says that more happened, and takes no other.
    pub fn take(&mut self, msg: &Msg) -> io::Result<()> {
        self.line(&Written::Msg(msg))
    }

    /// Ends the tape before the run ends, and says why.
    pub fn cut(&mut self, why: &str) -> io::Result<()> {
        if self.left == 0 {
            return Ok(());
        }
        self.left = 0;
        let mut line = serde_json::to_vec(&Written::Cut(why))?;
        line.push(b'\n');
        self.to.write_all(&line)?;
        self.to.flush()
    }

    fn line(&mut self, line: &Written<'_>) -> io::Result<()> {
        if self.left == 0 {
            return Ok(());
        }
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        match self.left.checked_sub(bytes.len() as u64).filter(|left| 0 < *left) {
            Some(left) => {
                self.left = left;
                self.to.write_all(&bytes)
            }
            None => self.cut("the tape was full"),
        }
    }

    /// Lets what was written so far be read.
    pub fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A run seen again.
#[derive(Debug)]
pub struct Replay {
    /// The model after the last message.
    pub model: Model,
    /// How many messages were taken.
    pub messages: u64,
    /// Why the tape ends before the run did, when it says so or is broken off.
    pub cut: Option<String>,
}

/// Makes the model anew from a tape, as it was after `until` messages or at the end.
/// Fails with what is wrong and in which line.
pub fn replay(tape: impl BufRead, until: Option<u64>) -> Result<Replay, String> {
    let mut lines = tape.split(b'\n').enumerate().peekable();
    let head = match lines.next() {
        Some((_, Ok(line))) => match serde_json::from_slice(&line) {
            Ok(Line::Begin(head)) => head,
            _ => return Err("it does not begin like a tape of this version".to_owned()),
        },
        Some((_, Err(error))) => return Err(unreadable(&error)),
        None => return Err("it is empty".to_owned()),
    };
    let mut model = Model::new(head.begin()?);
    drop(start(&mut model));
    let (mut messages, mut cut) = (0, None);
    while until.is_none_or(|until| messages < until) {
        let Some((number, line)) = lines.next() else { break };
        let line = line.map_err(|error| unreadable(&error))?;
        match serde_json::from_slice(&line) {
            Ok(Line::Msg(msg)) => drop(update(&mut model, *msg)),
            Ok(Line::Cut(why)) => {
                cut = Some(why);
                break;
            }
            // A process that was killed leaves half a line.
            Err(error) if error.is_eof() && lines.peek().is_none() => {
                cut = Some("its last line is cut off".to_owned());
                break;
            }
            Ok(Line::Begin(_)) | Err(_) => return Err(format!("line {} is not a message of this version", number + 1)),
        }
        messages += 1;
    }
    Ok(Replay { model, messages, cut })
}

fn unreadable(error: &io::Error) -> String {
    format!("it could not be read: {}", crate::edge::cli::plain(error))
}
