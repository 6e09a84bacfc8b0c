//! REST JSON: the operation is a method and a path, and its members travel in path, query string, headers or body.

use std::fmt;

use aws_smithy_http::{label, query};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use serde_json::Value;

use super::{Protocol, without_nulls};
use crate::edge::aws::operation::Operation;

/// Services of this protocol differ in nothing but their paths.
#[derive(Debug, Clone, Copy)]
pub(in crate::edge::aws) struct Rest;

/// What one call asks for.
pub(in crate::edge::aws) struct Request {
    method: &'static str,
    path: String,
    query: String,
    headers: Vec<(&'static str, String)>,
    body: Option<Vec<u8>>,
    /// The first part of the path that names nothing, which would make another path of it.
    has_gap: bool,
}

impl fmt::Debug for Request {
    /// Without the query, the headers and the body: they hold what may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).field("path", &self.path).finish_non_exhaustive()
    }
}

impl Request {
    /// A request to the path of these parts; what a part holds beside letters and digits is encoded.
    pub(in crate::edge::aws) fn new(method: &'static str, path: &[&str]) -> Self {
        let has_gap = path.iter().any(|part| part.is_empty());
        let encoded = |part: &&str| label::fmt_string(part, label::EncodingStrategy::Default);
        let path = path.iter().fold(String::new(), |path, part| path + "/" + &encoded(part));
        Self { method, path, query: String::new(), headers: Vec::new(), body: None, has_gap }
    }

    /// With a member in the query string, when there is one.
    pub(in crate::edge::aws) fn query(mut self, name: &str, value: Option<impl AsRef<str>>) -> Self {
        if let Some(value) = value {
            let before = if self.query.is_empty() { '?' } else { '&' };
            self.query = format!("{}{before}{name}={}", self.query, query::fmt_string(value));
        }
        self
    }

    /// With a member in a header.
    pub(in crate::edge::aws) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With members in the body; those that are null are left out.
    pub(in crate::edge::aws) fn members(self, members: Value) -> Self {
        self.payload("application/json", without_nulls(members).to_string().into_bytes())
    }

    /// With a document for its body.
    pub(in crate::edge::aws) fn payload(mut self, kind: &str, content: Vec<u8>) -> Self {
        self.body = Some(content);
        self.header("content-type", kind)
    }
}

impl Protocol for Rest {
    type Input = Request;

    fn request(&self, operation: Operation, input: Request) -> Result<HttpRequest, BoxError> {
        if input.has_gap {
            return Err(format!("{} needs a name that is not empty", operation.name()).into());
        }
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_method(input.method)?;
        request.set_uri(input.path + &input.query)?;
        let headers = request.headers_mut();
        for (name, value) in input.headers {
            headers.try_insert(name, value)?;
        }
        if let Some(body) = input.body {
            headers.try_insert("content-length", body.len().to_string())?;
            *request.body_mut() = SdkBody::from(body);
        }
        Ok(request)
    }
}
