//! Answers and refusals in the words of each protocol.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::refusal::{self, Refusal};
use super::request::Protocol;
use super::service::Service;
use super::{cbor, rest, sqs, value, xml};

/// A raw body in an answer, for the one operation that has one.
pub(super) const PAYLOAD: &str = "$payload";
/// The XML namespace of S3's answers.
const S3_NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";
/// The headers that go with a raw body.
pub(super) const HEADERS: &str = "$headers";

/// What every answer carries beside its body.
#[derive(Debug, Clone)]
pub(super) struct Envelope {
    /// The server's clock.
    pub(super) date: Timestamp,
    /// The request's id.
    pub(super) id: String,
}

impl Envelope {
    /// The same request at the same moment has the same id.
    pub(super) fn of(date: Timestamp, request: &[u8], operation: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(date.as_nanosecond().to_be_bytes());
        hash.update(operation);
        hash.update(request);
        Self { date, id: uuid(&hash.finalize()) }
    }
}

/// An id in the form of a random one, made from a hash.
pub(super) fn uuid(hash: &[u8]) -> String {
    let number = hash.iter().take(16).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let hex = format!("{number:032x}");
    format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}

/// A success.
pub(super) fn success(service: Service, operation: &str, protocol: Protocol, output: Value, envelope: &Envelope) -> Response<Bytes> {
    match protocol {
        Protocol::Cbor => reply(200, protocol, cbor::encode(&value::present(output)).into(), envelope),
        Protocol::Json10 | Protocol::Json11 => reply(200, protocol, text(&value::finish(output, value::epoch)), envelope),
        Protocol::Rest if output.get(PAYLOAD).is_some() => raw(rest::status(operation), &output, envelope),
        Protocol::Rest => reply(rest::status(operation), protocol, text(&value::finish(output, value::epoch)), envelope),
        Protocol::RestXml => reply(200, protocol, xml::document(&value::finish(output, value::iso), S3_NAMESPACE).into(), envelope),
        Protocol::Query => {
            let (output, flat) = if service == Service::Sqs { (sqs::to_query(output), true) } else { (output, false) };
            let output = value::finish(output, value::iso);
            reply(200, protocol, xml::answer(operation, service.xml_namespace(), &output, &envelope.id, flat).into(), envelope)
        }
    }
}

/// A refusal.
pub(super) fn refused(service: Service, protocol: Protocol, refusal: &Refusal, envelope: &Envelope) -> Response<Bytes> {
    let Refusal { code, status, message } = refusal;
    let older = refusal::older_name(service, code);
    let typed = json!({ "__type": format!("{}{code}", service.types()), "message": message });
    let mut response = match protocol {
        Protocol::Cbor => reply(*status, protocol, cbor::encode(&typed).into(), envelope),
        Protocol::Json10 | Protocol::Json11 => reply(*status, protocol, text(&typed), envelope),
        Protocol::Rest => {
            let kind = if *status < 500 { "User" } else { "Service" };
            let mut response = reply(*status, protocol, text(&json!({ "Type": kind, "Message": message, "message": message })), envelope);
            set(&mut response, "x-amzn-errortype", code);
            response
        }
        Protocol::RestXml => {
            let body = xml::plain_error(older.unwrap_or(code), message, &envelope.id);
            reply(*status, protocol, body.into(), envelope)
        }
        Protocol::Query => {
            let code = older.unwrap_or(code);
            let body = xml::error(service.xml_namespace(), *status < 500, code, message, &envelope.id);
            reply(*status, protocol, body.into(), envelope)
        }
    };
    if let (Some(older), true) = (older, protocol != Protocol::Query && !service.xml_namespace().is_empty()) {
        let side = if *status < 500 { "Sender" } else { "Receiver" };
        set(&mut response, "x-amzn-query-error", &format!("{older};{side}"));
    }
    response
}

/// An answer with any body, with the headers that all answers have.
pub(super) fn reply(status: u16, protocol: Protocol, body: Bytes, envelope: &Envelope) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = match protocol {
        Protocol::Cbor => "application/cbor",
        Protocol::Json10 => "application/x-amz-json-1.0",
        Protocol::Json11 => "application/x-amz-json-1.1",
        Protocol::Rest => "application/json",
        Protocol::RestXml => "application/xml",
        Protocol::Query => "text/xml",
    };
    set(&mut response, "content-type", kind);
    set(&mut response, "x-amzn-requestid", &envelope.id);
    set(&mut response, "date", &envelope.date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
    if protocol == Protocol::Cbor {
        set(&mut response, "smithy-protocol", "rpc-v2-cbor");
    }
    response
}

/// Sets a header whose name is known to be good; a value that cannot travel is left out.
pub(super) fn set(response: &mut Response<Bytes>, name: &'static str, text: &str) {
    if let Ok(text) = HeaderValue::from_str(text) {
        response.headers_mut().insert(HeaderName::from_static(name), text);
    }
}

fn raw(status: u16, output: &Value, envelope: &Envelope) -> Response<Bytes> {
    let body = output[PAYLOAD].as_str().unwrap_or_default().to_owned();
    let mut response = reply(status, Protocol::Rest, body.into(), envelope);
    for (name, text) in output[HEADERS].as_object().into_iter().flatten() {
        if let (Ok(name), Ok(text)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(text.as_str().unwrap_or_default())) {
            response.headers_mut().insert(name, text);
        }
    }
    response
}

fn text(value: &Value) -> Bytes {
    value.to_string().into()
}
