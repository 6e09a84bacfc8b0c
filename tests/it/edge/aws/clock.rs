//! The one clock: the embedded world's over loopback, and nobody else's.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use tidegate::edge::clock::Clock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that answers every request with this body.
async fn server(status: &'static str, body: impl Fn() -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 1024];
            let length = stream.read(&mut request).await.unwrap();
            assert!(request[..length].starts_with(b"GET /_tidegate/clock HTTP/1.0\r\n"));
            let body = body();
            let answer = format!("HTTP/1.0 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    url
}

#[tokio::test]
async fn a_remote_clock_is_taken_up() {
    let url = server("200 OK", || r#"{"now":"2031-01-02T03:04:05Z","speed":0.0}"#.to_owned()).await;
    let clock = Clock::connect(Some(&url)).await.unwrap();
    assert_eq!(clock.now(), "2031-01-02T03:04:05Z".parse::<Timestamp>().unwrap());
}

#[tokio::test]
async fn a_remote_clock_runs_on_by_its_speed() {
    let url = server("200 OK", || r#"{"now":"2031-01-02T03:04:05Z","speed":1000000.0}"#.to_owned()).await;
    let clock = Clock::connect(Some(&url)).await.unwrap();
    let first = clock.now();
    // A million seconds a second: two looks in the same millisecond are minutes apart.
    while clock.now() == first {
        tokio::task::yield_now().await;
    }
    assert!(clock.now() > first);
}

#[tokio::test]
async fn a_remote_clock_is_read_again() {
    let asked = Arc::new(AtomicI64::new(0));
    let count = Arc::clone(&asked);
    let url = server("200 OK", move || {
        let year = 2031 + count.fetch_add(1, Ordering::Relaxed);
        format!(r#"{{"now":"{year}-01-02T03:04:05Z","speed":0}}"#)
    })
    .await;
    let clock = Clock::connect(Some(&url)).await.unwrap();
    assert_eq!(clock.now().to_string(), "2031-01-02T03:04:05Z");
    // The clock's own task must be waiting before time is moved.
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(31)).await;
    tokio::time::resume();
    while asked.load(Ordering::Relaxed) < 2 || clock.now().to_string().starts_with("2031") {
        tokio::task::yield_now().await;
    }
    assert_eq!(clock.now().to_string(), "2032-01-02T03:04:05Z");
}

#[tokio::test]
async fn only_a_clock_of_this_machine_is_taken() {
    for url in [
        "http://example.com:80",
        "https://127.0.0.1:1",
        "127.0.0.1:1",
        "http://127.0.0.1",
        "http://127.0.0.1:x",
        "http://127.0.0.1.evil:80",
    ] {
        assert!(Clock::connect(Some(url)).await.is_err(), "{url}");
    }
    assert!(matches!(Clock::connect(None).await, Ok(Clock::System)));
    assert!(matches!(Clock::connect(Some("")).await, Ok(Clock::System)));
}

#[tokio::test]
async fn what_is_no_clock_says_why() {
    for (status, body) in [("404 Not Found", "{}"), ("200 OK", "<html>"), ("200 OK", r#"{"now":"2031-01-02T03:04:05Z","speed":-1.0}"#)] {
        let url = server(status, move || body.to_owned()).await;
        let error = Clock::connect(Some(&url)).await.unwrap_err();
        assert!(error.starts_with("TIDEGATE_CLOCK="), "{error}");
    }
}
