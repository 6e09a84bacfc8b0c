//! Now: the system's, or the embedded world's.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use crate::sim::Sim;

/// The variable that names a world's clock: the address of `tidegate sim`.
pub const VARIABLE: &str = "TIDEGATE_CLOCK";

/// How often a remote clock is read again, so that two machines' drift or a changed speed is noticed.
const AGAIN: Duration = Duration::from_secs(30);

/// How long a clock on loopback may take to answer.
const LIMIT: Duration = Duration::from_secs(2);

/// The one source of now.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The system's.
    System,
    /// The embedded world's.
    World(Sim),
    /// Another process's world, read over loopback.
    Remote(Remote),
}

/// A remote clock, run on from its last reading.
#[derive(Debug, Clone)]
pub struct Remote {
    anchor: Arc<Mutex<Anchor>>,
}

/// One reading and when it was taken.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    now: Timestamp,
    speed: f64,
    taken: Instant,
}

/// What a world's clock answers.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Told {
    now: Timestamp,
    speed: f64,
}

impl Clock {
    /// The system's clock, or the one at `url` when there is one. The URL is of a world on this machine:
    /// `http://127.0.0.1:4566`.
    pub async fn connect(url: Option<&str>) -> Result<Self, String> {
        let Some(url) = url.filter(|url| !url.is_empty()) else { return Ok(Clock::System) };
        let place = place(url)?;
        let told = read(&place).await.map_err(|error| format!("{VARIABLE}={url}: no clock answers there: {error}"))?;
        let anchor = Arc::new(Mutex::new(Anchor { now: told.now, speed: told.speed, taken: Instant::now() }));
        let held = Arc::downgrade(&anchor);
        tokio::spawn(async move {
            loop {
                sleep(AGAIN).await;
                let told = read(&place).await;
                let Some(anchor) = held.upgrade() else { return };
                // A clock that does not answer runs on as it was told last.
                if let Ok(told) = told {
                    let mut anchor = anchor.lock().unwrap_or_else(PoisonError::into_inner);
                    *anchor = Anchor { now: told.now, speed: told.speed, taken: Instant::now() };
                }
            }
        });
        Ok(Clock::Remote(Remote { anchor }))
    }

    /// Lets so much time pass on this clock. A clock that stands still is waited for at the system's pace.
    pub async fn sleep(&self, time: Duration) {
        let speed = match self {
            Clock::System => 1.0,
            Clock::World(sim) => sim.speed(),
            Clock::Remote(remote) => remote.speed(),
        };
        let speed = if 0.0 < speed { speed } else { 1.0 };
        sleep(Duration::try_from_secs_f64(time.as_secs_f64() / speed).unwrap_or(time)).await;
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => system(),
            Clock::World(sim) => sim.now(),
            Clock::Remote(remote) => remote.now(),
        }
    }
}

impl Remote {
    fn speed(&self) -> f64 {
        self.anchor.lock().unwrap_or_else(PoisonError::into_inner).speed
    }

    fn now(&self) -> Timestamp {
        let anchor = *self.anchor.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = anchor.taken.elapsed().as_secs_f64() * anchor.speed;
        let passed = SignedDuration::try_from_secs_f64(passed).unwrap_or_default();
        anchor.now.saturating_add(passed).unwrap_or(anchor.now)
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
fn system() -> Timestamp {
    Timestamp::now()
}

/// Host and port of a URL that must be on this machine: a clock from elsewhere could make anything look fresh.
fn place(url: &str) -> Result<String, String> {
    let bad = |why: &str| format!("{VARIABLE}={url}: {why}");
    let rest = url.strip_prefix("http://").ok_or_else(|| bad("write it as http://127.0.0.1:4566"))?;
    let place = rest.split('/').next().unwrap_or_default();
    let Some((host, port)) = place.rsplit_once(':') else { return Err(bad("the port is missing: http://127.0.0.1:4566")) };
    if port.parse::<u16>().is_err() {
        return Err(bad("the port is not a number"));
    }
    if !["127.0.0.1", "localhost", "[::1]"].contains(&host) {
        return Err(bad("only a clock on this machine is taken: 127.0.0.1, localhost or [::1]"));
    }
    Ok(place.to_owned())
}

/// GET /_tidegate/clock.
async fn read(place: &str) -> Result<Told, String> {
    let answer = timeout(LIMIT, get(place)).await.map_err(|_| "no answer within 2 s".to_owned())?;
    let answer = answer.map_err(|error| error.to_string())?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("not an HTTP answer")?;
    if head.split_whitespace().nth(1) != Some("200") {
        return Err("it serves no clock".to_owned());
    }
    let told: Told = serde_json::from_str(body.trim()).map_err(|error| format!("not a clock: {error}"))?;
    if told.speed.is_finite() && (0.0..=1.0e6).contains(&told.speed) { Ok(told) } else { Err("its speed is not a number".to_owned()) }
}

/// HTTP 1.0, so that the answer is never chunked and ends with the connection.
async fn get(place: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(place).await?;
    let request = format!("GET /_tidegate/clock HTTP/1.0\r\nHost: {place}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.take(16 * 1024).read_to_string(&mut answer).await?;
    Ok(answer)
}
