//! The recorder of a running console: a thread of its own writes the tape, so that a slow disk holds no key up.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use super::{Head, LARGEST, Tape};
use crate::app::msg::Msg;

/// Messages that may wait for the disk.
const WAITING: usize = 1024;

/// Records a run. What still waits is written when it is finished.
#[derive(Debug)]
pub struct Recorder {
    /// `None` after the tape was cut.
    messages: Option<SyncSender<Msg>>,
    writer: JoinHandle<()>,
}

impl Recorder {
    /// Makes the file, for its owner alone. One that exists is never written over.
    pub fn file(path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
    }

    /// Begins to record into a file.
    pub fn start(file: File, head: &Head) -> io::Result<Self> {
        let tape = Tape::begin(BufWriter::new(file), head, LARGEST)?;
        let (messages, waiting) = sync_channel(WAITING);
        let writer = std::thread::Builder::new().name("tape".to_owned()).spawn(move || write(tape, &waiting))?;
        Ok(Self { messages: Some(messages), writer })
    }

    /// Records one message. When the disk is too slow the tape ends here: a tape with a hole would tell of another run.
    pub fn take(&mut self, msg: &Msg) {
        let Some(messages) = &self.messages else { return };
        match messages.try_send(msg.clone()) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => {
                tracing::error!("the tape ends here: the disk is too slow for it");
                self.messages = None;
            }
            Err(TrySendError::Disconnected(_)) => self.messages = None,
        }
    }

    /// Waits until everything is written.
    pub fn finish(self) {
        drop(self.messages);
        // A writer that panicked has told the log.
        let _ = self.writer.join();
    }
}

fn write(mut tape: Tape<BufWriter<File>>, waiting: &Receiver<Msg>) {
    while let Ok(msg) = waiting.recv() {
        let mut written = tape.take(&msg);
        while let Ok(msg) = waiting.try_recv() {
            written = written.and_then(|()| tape.take(&msg));
        }
        if let Err(error) = written.and_then(|()| tape.flush()) {
            tracing::error!("the tape ends here: {error}");
            return;
        }
    }
}
