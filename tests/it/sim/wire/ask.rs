//! Requests written by hand, and what came back.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use serde_json::Value;
use tidegate::sim::wire::{Reply, cbor};
use tidegate::sim::{Options, Sim};

/// The moment at which the worlds of these tests begin.
pub(super) fn start() -> Timestamp {
    "2026-11-23T03:02:00Z".parse().unwrap()
}

/// A calm world whose clock stands.
pub(super) fn calm() -> Sim {
    playing("calm")
}

/// A world of a scenario whose clock stands.
pub(super) fn playing(scenario: &str) -> Sim {
    Sim::start(&Options { scenario: scenario.to_owned(), seed: 7, speed: 0.0, start: start() }).unwrap()
}

/// The answer to a request that is neither reset nor left without one.
pub(super) fn send(sim: &Sim, request: &Request<Bytes>) -> Response<Bytes> {
    match sim.reply(request) {
        Reply::Response(response) => response,
        other => panic!("no answer: {other:?}"),
    }
}

/// A request of a JSON service.
pub(super) fn json_request(target: &str, body: &Value) -> Request<Bytes> {
    let request = Request::post("http://localhost/").header("x-amz-target", target).header("content-type", "application/x-amz-json-1.1");
    request.body(body.to_string().into()).unwrap()
}

/// Asks a JSON service: status and members.
pub(super) fn json(sim: &Sim, target: &str, body: &Value) -> (u16, Value) {
    let response = send(sim, &json_request(target, body));
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

/// Asks CloudWatch in rpc-v2-cbor.
pub(super) fn cloudwatch(sim: &Sim, operation: &str, body: &Value) -> (u16, Value) {
    let path = format!("http://localhost/service/GraniteServiceVersion20100801/operation/{operation}");
    let request = Request::post(path).header("smithy-protocol", "rpc-v2-cbor").body(cbor::encode(body).into()).unwrap();
    let response = send(sim, &request);
    assert_eq!(response.headers()["smithy-protocol"], "rpc-v2-cbor");
    (response.status().as_u16(), cbor::decode(response.body()).unwrap())
}

/// Asks in the query protocol: status and XML.
pub(super) fn form(sim: &Sim, version: &str, action: &str, members: &[(&str, &str)]) -> (u16, String) {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs([("Action", action), ("Version", version)]).extend_pairs(members);
    let body = body.finish();
    let request = Request::post("http://localhost/").header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    let response = send(sim, &request.body(body.into()).unwrap());
    (response.status().as_u16(), String::from_utf8(response.body().to_vec()).unwrap())
}

/// Asks a REST service: the whole answer.
pub(super) fn rest(sim: &Sim, method: &str, path: &str, body: &str) -> Response<Bytes> {
    let request = Request::builder().method(method).uri(format!("http://localhost{path}")).body(body.to_owned().into()).unwrap();
    send(sim, &request)
}
