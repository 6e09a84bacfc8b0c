//! An HTTP client that answers from a closure and remembers what it was asked.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use ciborium::Value as Cbor;
use jiff::Timestamp;
use serde_json::{Value, json};
use tidegate::app::ask::{Ask, Feed, MetricsRequest, Outcome};
use tidegate::domain::pipeline::Pipeline;
use tidegate::edge::aws::{Aws, Connection};
use tidegate::sim::Sim;

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// `DescribeStreamSummary`, or method and path of a REST call.
    pub(super) operation: String,
    /// The query string of a REST call.
    pub(super) query: String,
    /// The members of the request; those of a form are texts by their names in it, and REST has none.
    pub(super) input: Value,
    /// The `Content-Type` header.
    pub(super) content_type: String,
    /// Whether errors are to have the names of the query protocol.
    pub(super) older_names: bool,
    /// The `Authorization` header.
    pub(super) authorization: String,
    /// Scheme and host, with the port when it is named.
    pub(super) origin: String,
    /// The `User-Agent` header's fuller sibling.
    pub(super) agent: String,
}

/// What comes back.
#[derive(Debug, Clone)]
pub(super) enum Canned {
    /// Status and JSON; written as CBOR to those who speak it.
    Json(u16, Value),
    /// Status, content type and body as they stand.
    Raw(u16, &'static str, String),
    /// The same with one header more.
    Headed(u16, (&'static str, &'static str), String),
    /// No connection.
    Io(&'static str),
    /// No answer, ever.
    Silence,
}

/// An error of AWS's.
pub(super) fn refusal(status: u16, code: &str, message: &str) -> Canned {
    Canned::Json(status, json!({ "__type": code, "message": message }))
}

/// A good answer.
pub(super) fn ok(value: Value) -> Canned {
    Canned::Json(200, value)
}

/// A time in an answer: seconds since the epoch, tagged in CBOR.
pub(super) fn time(seconds: i64) -> Value {
    json!({ "$time": seconds })
}

type Responder = dyn Fn(&Seen) -> Canned + Send + Sync;

/// The other end of the wire.
#[derive(Clone)]
pub(super) struct Wire {
    respond: Arc<Responder>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl Wire {
    pub(super) fn new(respond: impl Fn(&Seen) -> Canned + Send + Sync + 'static) -> Self {
        Self { respond: Arc::new(respond), seen: Arc::default() }
    }

    /// Always the same.
    pub(super) fn always(canned: Canned) -> Self {
        Self::new(move |_| canned.clone())
    }

    pub(super) fn client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }

    /// The adapter in front of this wire, with the embedded world's credentials.
    pub(super) fn aws(&self) -> Aws {
        Aws::new(Connection::embedded(self.client()))
    }

    /// Every request so far.
    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    fn answer(&self, request: &HttpRequest) -> Option<Result<HttpResponse, ConnectorError>> {
        let seen = read(request);
        let cbor = request.headers().get("smithy-protocol").is_some();
        self.seen.lock().unwrap().push(seen.clone());
        let mut more = None;
        let (status, kind, body) = match (self.respond)(&seen) {
            Canned::Silence => return None,
            Canned::Io(words) => return Some(Err(ConnectorError::io(words.into()))),
            Canned::Raw(status, kind, body) => (status, kind, body.into_bytes()),
            Canned::Headed(status, header, body) => {
                more = Some(header);
                (status, "application/json", body.into_bytes())
            }
            Canned::Json(status, value) if cbor => (status, "application/cbor", to_cbor(&value)),
            Canned::Json(status, value) => (status, "application/x-amz-json-1.1", to_json(&value).to_string().into_bytes()),
        };
        let mut response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body));
        response.headers_mut().insert("content-type", kind);
        if let Some((name, value)) = more {
            response.headers_mut().insert(name, value);
        }
        if cbor && kind == "application/cbor" {
            response.headers_mut().insert("smithy-protocol", "rpc-v2-cbor");
        }
        Some(Ok(response))
    }
}

fn read(request: &HttpRequest) -> Seen {
    let header = |name: &str| request.headers().get(name).unwrap_or_default().to_owned();
    let uri: http::Uri = request.uri().parse().unwrap();
    let body = request.body().bytes().unwrap_or_default();
    let target = header("x-amz-target");
    let (operation, input) = if let Some((_, operation)) = target.rsplit_once('.') {
        (operation.to_owned(), serde_json::from_slice(body).unwrap_or_default())
    } else if let Some((_, operation)) = uri.path().rsplit_once("/operation/") {
        (operation.to_owned(), from_cbor(&ciborium::from_reader(body).unwrap()))
    } else if body.starts_with(b"Action=") {
        let members: Value = form_urlencoded::parse(body).map(|(name, text)| (name.into_owned(), Value::from(text))).collect();
        (members["Action"].as_str().unwrap().to_owned(), members)
    } else {
        (format!("{} {}", request.method(), uri.path()), Value::Null)
    };
    let origin = format!("{}://{}", uri.scheme_str().unwrap_or_default(), uri.authority().map_or("", http::uri::Authority::as_str));
    let query = uri.query().unwrap_or_default().to_owned();
    let (authorization, agent) = (header("authorization"), header("x-amz-user-agent"));
    let (content_type, older_names) = (header("content-type"), header("x-amzn-query-mode") == "true");
    Seen { operation, query, input, content_type, older_names, authorization, origin, agent }
}

fn to_json(value: &Value) -> Value {
    match value {
        Value::Object(members) if members.contains_key("$time") => members["$time"].clone(),
        Value::Object(members) => Value::Object(members.iter().map(|(name, value)| (name.clone(), to_json(value))).collect()),
        Value::Array(items) => Value::Array(items.iter().map(to_json).collect()),
        other => other.clone(),
    }
}

fn to_cbor(value: &Value) -> Vec<u8> {
    fn of(value: &Value) -> Cbor {
        match value {
            Value::Null => Cbor::Null,
            Value::Bool(flag) => Cbor::Bool(*flag),
            Value::Number(number) => {
                number.as_i64().map_or_else(|| Cbor::Float(number.as_f64().unwrap()), |whole| Cbor::Integer(whole.into()))
            }
            Value::String(text) => Cbor::Text(text.clone()),
            Value::Array(items) => Cbor::Array(items.iter().map(of).collect()),
            Value::Object(members) if members.contains_key("$time") => Cbor::Tag(1, Box::new(of(&members["$time"]))),
            Value::Object(members) => Cbor::Map(members.iter().map(|(name, value)| (Cbor::Text(name.clone()), of(value))).collect()),
        }
    }
    let mut bytes = Vec::new();
    ciborium::into_writer(&of(value), &mut bytes).unwrap();
    bytes
}

fn from_cbor(value: &Cbor) -> Value {
    match value {
        Cbor::Bool(flag) => json!(flag),
        Cbor::Integer(whole) => json!(i64::try_from(*whole).unwrap_or_default()),
        Cbor::Float(number) => json!(number),
        Cbor::Text(text) => json!(text),
        Cbor::Tag(_, inner) => from_cbor(inner),
        Cbor::Array(items) => items.iter().map(from_cbor).collect(),
        Cbor::Map(members) => {
            members.iter().map(|(name, value)| (name.as_text().unwrap_or_default().to_owned(), from_cbor(value))).collect()
        }
        _ => Value::Null,
    }
}

impl HttpClient for Wire {
    fn http_connector(&self, _settings: &HttpConnectorSettings, _components: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        match self.answer(&request) {
            Some(answer) => HttpConnectorFuture::ready(answer),
            None => HttpConnectorFuture::new(pending()),
        }
    }
}

/// 2026-11-23 03:12:00 UTC.
pub(super) fn now() -> Timestamp {
    "2026-11-23T03:12:00Z".parse().unwrap()
}

/// The pipeline that all tests ask about.
pub(super) fn pipeline() -> Pipeline {
    Sim::pipeline()
}

/// One ask.
pub(super) fn ask_of(feed: Feed, metrics: Option<MetricsRequest>) -> Ask {
    Ask { number: 1, pipeline: 0, feed, metrics }
}

/// Asks the wire once about the pipeline.
pub(super) async fn ask(wire: &Wire, feed: Feed) -> Outcome {
    wire.aws().perform(&pipeline(), &ask_of(feed, None), now()).await
}
