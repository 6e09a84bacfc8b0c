//! Signals of the system: leave in order, or redraw after the shell brought us back.

use std::io;

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// Leave; the signal's number.
    Leave(i32),
    /// The process was stopped by someone else and runs again.
    Resumed,
}

/// The signals that are listened to.
#[cfg(unix)]
pub(super) struct Signals {
    terminate: tokio::signal::unix::Signal,
    hangup: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    resumed: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(super) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            resumed: signal(SignalKind::from_raw(signal_hook::consts::SIGCONT))?,
        })
    }

    pub(super) async fn next(&mut self) -> Signal {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        tokio::select! {
            _ = self.terminate.recv() => Signal::Leave(SIGTERM),
            _ = self.hangup.recv() => Signal::Leave(SIGHUP),
            _ = self.interrupt.recv() => Signal::Leave(SIGINT),
            _ = self.resumed.recv() => Signal::Resumed,
        }
    }
}

/// Elsewhere the terminal itself tells of Ctrl-C, and there is nothing else to listen to.
#[cfg(not(unix))]
pub(super) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    pub(super) async fn next(&mut self) -> Signal {
        std::future::pending().await
    }
}
