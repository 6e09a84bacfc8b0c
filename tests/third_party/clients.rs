//! The AWS CLI and boto3 ask our own embedded AWS, served on loopback, for everything that it serves.

use tidegate::sim::wire::operations;
use tokio::process::Command;

use super::program::Place;
use super::server::{Server, free_port};

async fn world(speed: &str) -> Server {
    let port = free_port();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.args(["sim", "--listen", &format!("127.0.0.1:{port}"), "--speed", speed]);
    Server::start("sim", port, &mut command).await
}

#[tokio::test]
async fn every_served_operation_is_read_without_an_error() {
    let server = world("60").await;
    let served: Vec<String> = operations().iter().map(|(service, operation)| format!("{service}:{operation}")).collect();
    let place = Place::new(&server.url);
    let asked = place.python("clients.py", &["--endpoint-url", &server.url, "--operations", &served.join(",")]).await;
    assert_eq!(asked.code, Some(0), "{}\n{}\n{}", asked.out, asked.err, server.words());
    println!("{}", asked.out.trim());
}
