//! Which operation a request asks for, in which protocol, with which members.

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Map, Value};

use super::refusal::Refusal;
use super::service::Service;
use super::{cbor, query, rest, s3, sqs};

/// How a request is written, and so how its answer must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// Smithy's rpc-v2-cbor.
    Cbor,
    /// AWS JSON 1.0.
    Json10,
    /// AWS JSON 1.1.
    Json11,
    /// REST with JSON bodies.
    Rest,
    /// REST with XML bodies, as S3 speaks.
    RestXml,
    /// A form in, XML out.
    Query,
}

/// A request that names a service: its operation may still be unknown and its body unreadable.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// Who is asked.
    pub(super) service: Service,
    /// What for, as written.
    pub(super) operation: String,
    /// How.
    pub(super) protocol: Protocol,
    /// The members, or why they cannot be read.
    pub(super) input: Result<Value, Refusal>,
}

/// Reads a request; `None` when nothing tells which service is meant.
pub(super) fn read(request: &Request<Bytes>) -> Option<Call> {
    by_target(request)
        .or_else(|| by_cbor_path(request))
        .or_else(|| by_form(request))
        .or_else(|| by_bucket(request))
        .or_else(|| by_route(request))
}

fn header<'a>(request: &'a Request<Bytes>, name: &str) -> &'a str {
    request.headers().get(name).and_then(|text| text.to_str().ok()).unwrap_or_default()
}

fn by_target(request: &Request<Bytes>) -> Option<Call> {
    let (prefix, operation) = header(request, "x-amz-target").rsplit_once('.')?;
    let service = Service::of_target(prefix)?;
    let protocol = if header(request, "content-type").ends_with("1.0") { Protocol::Json10 } else { Protocol::Json11 };
    Some(Call { service, operation: operation.to_owned(), protocol, input: json(request.body()) })
}

fn by_cbor_path(request: &Request<Bytes>) -> Option<Call> {
    let mut levels = request.uri().path().trim_start_matches('/').split('/');
    let (Some("service"), Some(prefix), Some("operation"), Some(operation)) = (levels.next(), levels.next(), levels.next(), levels.next())
    else {
        return None;
    };
    let service = Service::of_target(prefix)?;
    let input = cbor::decode(request.body()).map_err(serialization);
    Some(Call { service, operation: operation.to_owned(), protocol: Protocol::Cbor, input })
}

fn by_form(request: &Request<Bytes>) -> Option<Call> {
    let in_body = header(request, "content-type").starts_with("application/x-www-form-urlencoded");
    let form = if in_body && request.method() == Method::POST { request.body() } else { request.uri().query()?.as_bytes() };
    let mut input = query::decode(form);
    let operation = input.get("Action")?.as_str()?.to_owned();
    let version = input.get("Version").and_then(Value::as_str).unwrap_or_default();
    let service = Service::of_version(version).or_else(|| Service::of_signature(header(request, "authorization")))?;
    if service == Service::Sqs {
        input = sqs::from_query(input);
    }
    Some(Call { service, operation, protocol: Protocol::Query, input: Ok(input) })
}

/// A bucket in the path, and what is asked of it in the query string; the signature tells that it is S3 that is asked.
fn by_bucket(request: &Request<Bytes>) -> Option<Call> {
    let uri = request.uri();
    let signed = Service::of_signature(header(request, "authorization"))?;
    let find = || s3::find(request.method(), uri.path(), uri.query().unwrap_or_default());
    let (operation, bucket) = (signed == Service::S3).then(find).flatten()?;
    let input = Ok(serde_json::json!({ "Bucket": bucket }));
    Some(Call { service: Service::S3, operation, protocol: Protocol::RestXml, input })
}

fn by_route(request: &Request<Bytes>) -> Option<Call> {
    let uri = request.uri();
    let Some(found) = rest::find(request.method(), uri.path(), uri.query().unwrap_or_default()) else {
        let service = rest::service_of(uri.path()).or_else(|| Service::of_signature(header(request, "authorization")))?;
        let operation = format!("{} {}", request.method(), uri.path());
        return Some(Call { service, operation, protocol: Protocol::Rest, input: Ok(Value::Object(Map::new())) });
    };
    if let Some(headers) = rest::document(found.operation) {
        let mut members = found.members;
        members.insert("Content".to_owned(), String::from_utf8_lossy(request.body()).into());
        let told = headers.iter().map(|(member, name)| ((*member).to_owned(), Value::from(header(request, name))));
        members.extend(told.filter(|(_, text)| text != ""));
        let operation = found.operation.to_owned();
        return Some(Call { service: found.service, operation, protocol: Protocol::Rest, input: Ok(Value::Object(members)) });
    }
    let input = json(request.body()).map(|body| match body {
        Value::Object(mut members) => {
            members.extend(found.members);
            Value::Object(members)
        }
        _ => Value::Object(found.members),
    });
    Some(Call { service: found.service, operation: found.operation.to_owned(), protocol: Protocol::Rest, input })
}

fn json(body: &Bytes) -> Result<Value, Refusal> {
    if body.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_slice(body).map_err(|error| serialization(format!("the body is not JSON: {error}")))
}

fn serialization(message: String) -> Refusal {
    Refusal::bad("SerializationException", message)
}
