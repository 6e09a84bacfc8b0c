//! The same world on loopback for any client.

use std::future::{Future, pending};
use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::response::Response;
use axum::routing::get;
use serde_json::json;
use tokio::net::TcpListener;

use super::Sim;
use super::wire::Reply;

/// The path of the world's clock: `{"now": "2026-11-23T03:02:00Z", "speed": 1.0}`.
pub const CLOCK_PATH: &str = "/_tidegate/clock";

/// PutRecords may carry ten megabytes, more as base64.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Binds an address; one that other machines reach is refused unless `anywhere` says that it is wanted.
pub async fn bind(address: SocketAddr, anywhere: bool) -> io::Result<TcpListener> {
    if !anywhere && !address.ip().is_loopback() {
        let sentence = format!("{address} can be reached by other machines, and this server asks for no credentials: use 127.0.0.1");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, sentence));
    }
    TcpListener::bind(address).await
}

/// Serves the world until `shutdown` is ready. Requests that are never answered do not hold the end up.
pub async fn serve(listener: TcpListener, sim: Sim, shutdown: impl Future<Output = ()> + Send) -> io::Result<()> {
    let router = Router::new().route(CLOCK_PATH, get(clock)).fallback(answer).layer(DefaultBodyLimit::max(MOST_BYTES)).with_state(sim);
    let server = axum::serve(listener, router);
    tokio::select! {
        ended = async { server.await } => ended,
        () = shutdown => Ok(()),
    }
}

async fn clock(State(sim): State<Sim>) -> ([(&'static str, &'static str); 1], String) {
    ([("content-type", "application/json")], json!({ "now": sim.now().to_string(), "speed": sim.speed() }).to_string())
}

async fn answer(State(sim): State<Sim>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, MOST_BYTES).await else { return broken() };
    match sim.reply(&http::Request::from_parts(parts, body)) {
        Reply::Response(response) => response.map(Body::from),
        Reply::Reset => broken(),
        Reply::Silence => pending().await,
    }
}

/// An answer that cannot be sent: the server gives the connection up.
fn broken() -> Response {
    let nothing = futures::stream::once(async { Err::<Bytes, io::Error>(io::ErrorKind::ConnectionReset.into()) });
    Response::new(Body::from_stream(nothing))
}
