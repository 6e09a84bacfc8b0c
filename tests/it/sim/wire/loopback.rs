//! The world on loopback, asked by a client that knows only HTTP.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::net::SocketAddr;

use pretty_assertions::assert_eq;
use serde_json::Value;
use tidegate::sim::world::fault::{WireFault, WireFaultKind};
use tidegate::sim::{Sim, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use super::ask::calm;

/// Serves a world on a free port; dropping the sender ends it.
async fn served(sim: &Sim) -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<std::io::Result<()>>) {
    let listener = serve::bind("127.0.0.1:0".parse().unwrap(), false).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async {
        let _ = stopped.await;
    };
    (address, stop, tokio::spawn(serve::serve(listener, sim.clone(), shutdown)))
}

/// One request on a connection of its own; all bytes that come back until the server closes.
async fn exchange(address: SocketAddr, head: &str, body: &str) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    let request = format!("{head}\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // A reset is an error here; what came before it still counts.
    let _ = socket.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

const LIMITS: &str = "POST / HTTP/1.1\r\nx-amz-target: Kinesis_20131202.DescribeLimits\r\ncontent-type: application/x-amz-json-1.1";

#[tokio::test]
async fn any_client_is_answered_and_the_server_ends_when_told() {
    let sim = calm();
    let (address, stop, server) = served(&sim).await;
    let answer = exchange(address, LIMITS, "{}").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("content-type: application/x-amz-json-1.1\r\n"), "{answer}");
    let members: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert!(members["ShardLimit"].is_u64());

    let clock = exchange(address, "GET /_tidegate/clock HTTP/1.1", "").await;
    assert!(clock.ends_with("{\"now\":\"2026-11-23T03:02:00Z\",\"speed\":0.0}"), "{clock}");
    drop(stop);
    server.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_reset_closes_the_connection_without_a_byte() {
    let sim = calm();
    sim.with_world(|world| world.faults.push(WireFault::times(None, None, WireFaultKind::Reset, 1)));
    let (address, _stop, _server) = served(&sim).await;
    assert_eq!(exchange(address, LIMITS, "{}").await, "");
    assert!(exchange(address, LIMITS, "{}").await.starts_with("HTTP/1.1 200"), "the next call is served");
}

#[tokio::test]
async fn a_silent_call_does_not_hold_the_end_up() {
    let sim = calm();
    sim.with_world(|world| world.faults.push(WireFault::always(None, None, WireFaultKind::Silence)));
    let (address, stop, server) = served(&sim).await;
    let asking = tokio::spawn(exchange(address, LIMITS, "{}"));
    // The request has arrived when its fault was met: a second one on the same world is the sign.
    assert!(exchange(address, "GET /_tidegate/clock HTTP/1.1", "").await.starts_with("HTTP/1.1 200"));
    drop(stop);
    server.await.unwrap().unwrap();
    asking.abort();
}

#[tokio::test]
async fn an_address_that_others_reach_is_refused_unless_it_is_wanted() {
    let everywhere: SocketAddr = "0.0.0.0:0".parse().unwrap();
    let refusal = serve::bind(everywhere, false).await.unwrap_err();
    assert!(refusal.to_string().contains("0.0.0.0:0 can be reached by other machines"), "{refusal}");
    assert!(serve::bind(everywhere, true).await.is_ok());
    assert!(serve::bind("[::1]:0".parse().unwrap(), false).await.is_ok_and(|listener| listener.local_addr().unwrap().ip().is_loopback()));
}
