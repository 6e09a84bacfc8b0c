//! Figures of the real binary in a terminal: first frame, key to frame, rest.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

use crate::inner::resident;

/// The program in a terminal of 120×40; what it writes arrives in pieces, each with its time.
struct Run {
    pieces: Receiver<(Instant, Vec<u8>)>,
    writer: Box<dyn std::io::Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    started: Instant,
    _master: Box<dyn MasterPty + Send>,
    _directory: TempDir,
}

impl Run {
    fn start(arguments: &[&str], configuration: Option<&str>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        if let Some(text) = configuration {
            std::fs::write(directory.path().join("tidegate.toml"), text).unwrap();
        }
        let pair = native_pty_system().openpty(PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tidegate"));
        command.args(arguments);
        command.cwd(directory.path());
        command.env_clear();
        for (name, value) in environment(directory.path()) {
            command.env(name, value);
        }
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let (sender, pieces) = channel();
        std::thread::spawn(move || {
            let mut bytes = vec![0; 65_536];
            while let Ok(count) = reader.read(&mut bytes) {
                if count == 0 || sender.send((Instant::now(), bytes[..count].to_vec())).is_err() {
                    break;
                }
            }
        });
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        Self { pieces, writer, child, started, _master: pair.master, _directory: directory }
    }

    /// Waits until all of a text was written, and tells when its last piece came.
    fn wait(&self, text: &str) -> Instant {
        let mut seen = Vec::new();
        loop {
            let (at, piece) = self.pieces.recv_timeout(Duration::from_secs(30)).unwrap();
            seen.extend(piece);
            if String::from_utf8_lossy(&seen).contains(text) {
                return at;
            }
        }
    }

    /// Forgets what was written until it is quiet for a while.
    fn settle(&self, quiet: Duration) {
        while self.pieces.recv_timeout(quiet).is_ok() {}
    }

    fn first_frame(&self) -> Duration {
        self.wait("Overview").duration_since(self.started)
    }

    /// Share of one core over a while, and memory, in words.
    fn rest(&self, length: Duration) -> String {
        self.first_frame();
        let pid = self.child.process_id().unwrap();
        let end = Instant::now() + Duration::from_secs(8);
        while Instant::now() < end {
            let _ = self.pieces.recv_timeout(Duration::from_millis(500));
        }
        let (before, start) = (ticks(pid), Instant::now());
        let end = start + length;
        while Instant::now() < end {
            let _ = self.pieces.recv_timeout(Duration::from_millis(500));
        }
        // The kernel counts a hundred ticks a second.
        let share = (ticks(pid) - before) as f64 / start.elapsed().as_secs_f64();
        format!("{share:.2} % of a core · {}", resident(pid))
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn environment(home: &Path) -> Vec<(&'static str, String)> {
    vec![
        ("HOME", home.to_string_lossy().into_owned()),
        ("PATH", std::env::var("PATH").unwrap_or_default()),
        ("TERM", "xterm-256color".to_owned()),
        ("AWS_ACCESS_KEY_ID", "test".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ]
}

/// CPU time of a process so far, user and system.
fn ticks(pid: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    after.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<u64>().ok()).sum()
}

/// Start to first frame of the demo.
pub(crate) fn first_frames(count: usize) -> Vec<Duration> {
    (0..count).map(|_| Run::start(&["demo"], None).first_frame()).collect()
}

/// The demo at rest.
pub(crate) fn rest(length: Duration) -> String {
    Run::start(&["demo"], None).rest(length)
}

/// The console at rest on a world that another process serves.
pub(crate) fn served(length: Duration) -> String {
    let address = free_address();
    let mut server = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(["sim", "--listen", &address])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while std::net::TcpStream::connect(&address).is_err() && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let told = Run::start(&[], Some(&configuration(&address))).rest(length);
    let _ = server.kill();
    let _ = server.wait();
    told
}

fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

fn configuration(address: &str) -> String {
    format!(
        "[[pipeline]]\nname = \"prices\"\nregion = \"us-east-1\"\nendpoint_url = \"http://{address}\"\nstream = \"PriceTicks\"\n\
         table = \"PriceTimeSeriesTable\"\nwriters = [\"HeliusPriceWebhook\"]\nconsumers = [\"PriceAnalytics\"]\n\
         firehose = \"PriceArchiveFirehose\"\nqueue = \"BroadcastQueue\"\n"
    )
}

/// A server that takes every connection and never says a word.
pub(crate) struct Hanging {
    address: String,
}

impl Hanging {
    pub(crate) fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        std::thread::spawn(move || {
            let mut held = Vec::new();
            for connection in listener.incoming().flatten() {
                held.push(connection);
            }
        });
        Self { address }
    }

    fn run(&self) -> Run {
        Run::start(&[], Some(&configuration(&self.address)))
    }

    pub(crate) fn first_frames(&self, count: usize) -> Vec<Duration> {
        (0..count).map(|_| self.run().first_frame()).collect()
    }

    pub(crate) fn rest(&self, length: Duration) -> String {
        self.run().rest(length)
    }

    /// From writing a key to the first byte of its frame. Every key changes the screen.
    pub(crate) fn keys(&self, count: usize) -> Vec<Duration> {
        let mut run = self.run();
        run.first_frame();
        run.settle(Duration::from_millis(100));
        let keys = [b"2", b"1", b"?", b"q", b"3", b"5", b"\t", b"7", b"4"];
        let mut times = Vec::new();
        for key in keys.iter().cycle().take(count) {
            run.settle(Duration::from_millis(25));
            let pressed = Instant::now();
            run.writer.write_all(*key).unwrap();
            run.writer.flush().unwrap();
            // A key that changes nothing on the screen has no frame; it is not counted.
            if let Ok((at, _)) = run.pieces.recv_timeout(Duration::from_millis(900)) {
                times.push(at.duration_since(pressed));
            }
        }
        times
    }
}
