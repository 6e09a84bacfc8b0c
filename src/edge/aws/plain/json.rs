//! AWS JSON 1.1: a POST with the operation's name in a header, members as JSON, and errors with a type and a message.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Service;
use crate::edge::aws::faults::short_code;
use crate::edge::aws::operation::Operation;

/// The request of one call. Host and signature come later, from the runtime.
pub(super) fn request(service: &Service, operation: Operation, input: &Value) -> Result<HttpRequest, BoxError> {
    let body = input.to_string();
    let mut request = HttpRequest::new(SdkBody::empty());
    request.set_method("POST")?;
    request.set_uri("/")?;
    let headers = request.headers_mut();
    headers.try_insert("content-type", "application/x-amz-json-1.1")?;
    headers.try_insert("content-length", body.len().to_string())?;
    headers.try_insert("x-amz-target", format!("{}.{}", service.target, operation.name()))?;
    *request.body_mut() = SdkBody::from(body);
    Ok(request)
}

/// The members of an answer, or the service's own error. What is neither cannot be read.
pub(super) fn answer<O: DeserializeOwned>(response: &HttpResponse) -> Result<O, OrchestratorError<ErrorMetadata>> {
    let body = response.body().bytes().unwrap_or_default();
    if response.status().is_success() {
        return serde_json::from_slice(body).map_err(OrchestratorError::other);
    }
    let members: Value = serde_json::from_slice(body).map_err(OrchestratorError::other)?;
    let text = |names: &[&str]| names.iter().find_map(|name| members[*name].as_str());
    let named = response.headers().get("x-amzn-errortype").or_else(|| text(&["__type", "code"]));
    let Some(code) = named.map(short_code).filter(|code| !code.is_empty()) else {
        return Err(OrchestratorError::other("the error has no name"));
    };
    let message = text(&["message", "Message", "errorMessage"]).unwrap_or_default();
    Err(OrchestratorError::operation(ErrorMetadata::builder().code(code).message(message).build()))
}
