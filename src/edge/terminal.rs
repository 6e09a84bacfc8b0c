//! The terminal: taken at the start, given back as it was by every road out.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread::ThreadId;

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode,
};
use crossterm::{Command, execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What rings a terminal's bell.
pub const BELL: &str = "\x07";

/// A desktop notification as a terminal takes it (OSC 9).
pub fn notification(text: &str) -> String {
    format!("\x1b]9;{}\x07", plain(text))
}

/// What is written out; one write a frame.
type Out = BufWriter<Stdout>;

/// The thread that holds the terminal, while it is held. Every road out looks here, so that it is given back once.
static HELD_BY: Mutex<Option<ThreadId>> = Mutex::new(None);

/// Presses and the wheel, and no report of mere movement: an idle mouse costs nothing.
struct Mouse(bool);

impl Command for Mouse {
    fn write_ansi(&self, f: &mut impl std::fmt::Write) -> std::fmt::Result {
        f.write_str(if self.0 { "\x1b[?1000h\x1b[?1006h" } else { "\x1b[?1006l\x1b[?1000l" })
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps the title that the terminal has on its own stack, or takes it back from there.
struct KeptTitle(bool);

impl Command for KeptTitle {
    fn write_ansi(&self, f: &mut impl std::fmt::Write) -> std::fmt::Result {
        f.write_str(if self.0 { "\x1b[22;0t" } else { "\x1b[23;0t" })
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        Ok(())
    }
}

/// The terminal while the console has it. Dropping it gives it back.
#[derive(Debug)]
pub struct Console {
    terminal: Terminal<CrosstermBackend<Out>>,
}

impl Console {
    /// Takes the terminal. From here on a panic of this thread gives it back before it is told.
    pub fn take() -> io::Result<Self> {
        tell_panics_on_a_clean_screen();
        enter()?;
        let terminal = Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(64 * 1024, io::stdout())));
        let terminal = terminal.inspect_err(|_| give_back())?;
        Ok(Self { terminal })
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        self.terminal.size().map_or((80, 24), |size| (size.width, size.height))
    }

    /// Draws one frame: what differs from the last one, shown at once.
    pub fn draw(&mut self, paint: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| paint(frame.buffer_mut()))?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    /// Puts text on the clipboard of whoever sits at the terminal, over ssh too (OSC 52).
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Rings the bell.
    pub fn bell(&mut self) -> io::Result<()> {
        self.write(BELL.as_bytes())
    }

    /// Sets the title.
    pub fn title(&mut self, text: &str) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), SetTitle(plain(text)))
    }

    /// Sends a desktop notification (OSC 9).
    pub fn notify(&mut self, text: &str) -> io::Result<()> {
        self.write(notification(text).as_bytes())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let backend = self.terminal.backend_mut();
        backend.write_all(bytes)?;
        Write::flush(backend)
    }

    /// Gives the terminal to the shell and stops; when the shell brings the process back, takes it again.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        // Where there is no job control nobody could bring the process back, and the system ignores this signal.
        #[cfg(unix)]
        signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
        self.resume()
    }

    /// Takes the terminal again after someone else had it, and forgets what was drawn before.
    pub fn resume(&mut self) -> io::Result<()> {
        give_back();
        enter()?;
        // The same size again: everything is drawn anew, and the terminal is not asked for its cursor,
        // which it could not tell while keys are being read.
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::new(0, 0, size.width, size.height))
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        give_back();
    }
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    *HELD_BY.lock().unwrap_or_else(PoisonError::into_inner) = Some(std::thread::current().id());
    let entered = execute!(io::stdout(), KeptTitle(true), EnterAlternateScreen, Hide, EnableBracketedPaste, Mouse(true));
    entered.inspect_err(|_| give_back())
}

/// Gives the terminal back, once. A terminal that is gone cannot be helped, so nothing is said of it.
pub fn give_back() {
    let held = HELD_BY.lock().unwrap_or_else(PoisonError::into_inner).take();
    if held.is_none() {
        return;
    }
    let _ =
        execute!(io::stdout(), EndSynchronizedUpdate, Mouse(false), DisableBracketedPaste, Show, LeaveAlternateScreen, KeptTitle(false));
    let _ = disable_raw_mode();
}

/// A panic of the thread that holds the terminal is told after the terminal was given back. A panic of another
/// thread while the console runs on goes to the log: its text would only spoil the screen.
fn tell_panics_on_a_clean_screen() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let told_before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let holder = HELD_BY.try_lock().map_or(None, |held| *held);
            match holder {
                Some(thread) if thread != std::thread::current().id() => tracing::error!("{panic}"),
                Some(_) => {
                    give_back();
                    told_before(panic);
                }
                None => told_before(panic),
            }
        }));
    });
}

/// Text of others without the characters by which a terminal is steered.
fn plain(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}
