//! AWS JSON 1.0 and 1.1: a POST with the operation's name in a header and members as JSON.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use serde_json::Value;

use super::{Protocol, without_nulls};
use crate::edge::aws::operation::Operation;

/// How a service of these protocols is spoken to.
#[derive(Debug, Clone, Copy)]
pub(in crate::edge::aws) struct Json {
    content_type: &'static str,
    /// What stands before an operation's name in `X-Amz-Target`.
    target: &'static str,
    /// Whether it is asked to name its errors as its query protocol did.
    older_names: bool,
}

impl Json {
    pub(super) const fn v1_0(target: &'static str) -> Self {
        Self { content_type: "application/x-amz-json-1.0", target, older_names: false }
    }

    pub(super) const fn v1_1(target: &'static str) -> Self {
        Self { content_type: "application/x-amz-json-1.1", target, older_names: false }
    }

    pub(super) const fn with_older_names(self) -> Self {
        Self { older_names: true, ..self }
    }
}

impl Protocol for Json {
    type Input = Value;

    fn request(&self, operation: Operation, input: Value) -> Result<HttpRequest, BoxError> {
        let body = without_nulls(input).to_string();
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_method("POST")?;
        request.set_uri("/")?;
        let headers = request.headers_mut();
        headers.try_insert("content-type", self.content_type)?;
        headers.try_insert("content-length", body.len().to_string())?;
        headers.try_insert("x-amz-target", format!("{}.{}", self.target, operation.name()))?;
        if self.older_names {
            headers.try_insert("x-amzn-query-mode", "true")?;
        }
        *request.body_mut() = SdkBody::from(body);
        Ok(request)
    }
}
