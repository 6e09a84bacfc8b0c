//! A terminal with a program in it, read as a person reads it.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::{Read as _, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Longest wait for anything to appear.
const PATIENCE: Duration = Duration::from_mins(1);

pub(super) struct Terminal {
    screen: Arc<(Mutex<vt100::Parser>, Condvar)>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    /// A terminal of 100×30 that runs a program with arguments, in a directory of its own and with nothing of this machine's configuration.
    pub(super) fn run(program: &str, arguments: &[&str], directory: &Path) -> Self {
        let pair = native_pty_system().openpty(PtySize { rows: 30, cols: 100, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(directory);
        command.env_clear();
        for (name, value) in [
            ("PATH", std::env::var("PATH").unwrap_or_default().as_str()),
            ("HOME", directory.to_str().unwrap()),
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("PS1", "prompt> "),
            ("BIN", env!("CARGO_BIN_EXE_tidegate")),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ] {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let (rows, columns) = (NonZero::new(30).unwrap(), NonZero::new(100).unwrap());
        let screen = Arc::new((Mutex::new(vt100::Parser::new(rows, columns, 0)), Condvar::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let shared = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count) = reader.read(&mut bytes) {
                if count == 0 {
                    break;
                }
                shared.0.lock().unwrap().process(&bytes[..count]);
                shared.1.notify_all();
            }
        });
        let writer = pair.master.take_writer().unwrap();
        Self { screen, writer, child, _master: pair.master }
    }

    /// Waits until the screen is as wanted, and fails with what it shows instead.
    pub(super) fn wait(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let screen = self.screen.0.lock().unwrap();
        let (screen, timeout) = self.screen.1.wait_timeout_while(screen, PATIENCE, |parser| !wanted(parser.screen())).unwrap();
        let shown = screen.screen();
        assert!(!timeout.timed_out(), "waited in vain for {what}; alternate {}:\n{}", shown.alternate_screen(), shown.contents());
    }

    /// Types nothing for so long, as a person does who reads before Enter: what is typed in haste confirms nothing.
    pub(super) fn leave_alone(&self, length: Duration) {
        let screen = self.screen.0.lock().unwrap();
        drop(self.screen.1.wait_timeout_while(screen, length, |_| true).unwrap());
    }

    /// Waits until the console stands on the alternate screen.
    pub(super) fn wait_for_console(&self) {
        self.wait("the console", |screen| screen.alternate_screen() && screen.contents().contains("Overview"));
    }

    pub(super) fn type_keys(&mut self, text: &str) {
        self.writer.write_all(text.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Whether nothing of the console is left: alternate screen, mouse, paste mode, hidden cursor.
    pub(super) fn assert_given_back(&self) {
        let parser = self.screen.0.lock().unwrap();
        let screen = parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is left");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "the mouse is off");
        assert!(!screen.bracketed_paste(), "paste is plain");
        assert!(!screen.hide_cursor(), "the cursor is shown");
    }

    pub(super) fn contents(&self) -> String {
        self.screen.0.lock().unwrap().screen().contents()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Only what this test started.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
