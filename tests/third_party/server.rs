//! A server on loopback that ends with its test.

use std::fs::File;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

use super::install::root;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server. It is ended when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
    log: PathBuf,
    child: Child,
}

/// A port that is free now.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

impl Server {
    /// Starts the server and waits until it takes connections on the port.
    pub(crate) async fn start(name: &str, port: u16, command: &mut Command) -> Self {
        let log = root().join(format!("{name}-{port}.log"));
        let file = File::create(&log).expect("a log file");
        let copy = file.try_clone().expect("the same log file");
        let child = command.stdin(Stdio::null()).stdout(file).stderr(copy).kill_on_drop(true).spawn();
        let child = child.unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        let mut server = Self { url: format!("http://127.0.0.1:{port}"), log, child };
        let end = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            let ended = server.child.try_wait().expect("the state of a child");
            assert!(ended.is_none(), "{name} ended: {ended:?}\n{}", server.words());
            assert!(Instant::now() < end, "{name} does not answer\n{}", server.words());
            sleep(Duration::from_millis(50)).await;
        }
        server
    }

    /// What it wrote.
    pub(crate) fn words(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}
