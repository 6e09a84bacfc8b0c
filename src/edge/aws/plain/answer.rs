//! What comes back: members as JSON, or the service's own error with a name and a message, in whatever protocol.

use std::fmt::Debug;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_types::error::ErrorMetadata;
use aws_types::request_id::RequestId;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::query;
use crate::edge::aws::faults::short_code;

/// What is made of an answer with a good status.
pub(in crate::edge::aws) trait Output: Debug + Send + Sync + Sized + 'static {
    /// Reads it. What is not of the right kind cannot be read.
    fn of(response: &HttpResponse) -> Result<Self, BoxError>;
}

/// Members as JSON. Those that are not named are passed over.
impl<T: DeserializeOwned + Debug + Send + Sync + 'static> Output for T {
    fn of(response: &HttpResponse) -> Result<Self, BoxError> {
        // The parser's own words may repeat a value, and values of an environment are nobody's business.
        serde_json::from_slice(body(response)).map_err(|error| format!("another kind of answer, from column {}", error.column()).into())
    }
}

/// The answer to a call that left once, and the name by which AWS knows the call.
#[derive(Debug)]
pub(in crate::edge::aws) struct Once<O> {
    request_id: Option<String>,
    pub(in crate::edge::aws) output: O,
}

impl<O: Output> Output for Once<O> {
    fn of(response: &HttpResponse) -> Result<Self, BoxError> {
        Ok(Self { request_id: response.request_id().map(str::to_owned), output: O::of(response)? })
    }
}

impl<O> RequestId for Once<O> {
    fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

/// The answer, or the service's own error. What is neither cannot be read.
pub(super) fn answer<O: Output>(response: &HttpResponse) -> Result<O, OrchestratorError<ErrorMetadata>> {
    if response.status().is_success() {
        return O::of(response).map_err(OrchestratorError::other);
    }
    Err(error(response).map_or_else(OrchestratorError::other, OrchestratorError::operation))
}

/// The service's own error: its name stands in a header or in the body.
fn error(response: &HttpResponse) -> Result<ErrorMetadata, BoxError> {
    if body(response).starts_with(b"<") {
        return query::error(body(response));
    }
    let members: Value = serde_json::from_slice(body(response))?;
    let text = |names: &[&str]| names.iter().find_map(|name| members[*name].as_str());
    let header = |name| response.headers().get(name);
    // `AWS.SimpleQueueService.NonExistentQueue;Sender`: told by those who were asked for their older names.
    let older = header("x-amzn-query-error").and_then(|told| Some(told.split_once(';')?.0));
    let named = older.or_else(|| header("x-amzn-errortype")).or_else(|| text(&["__type", "code"]));
    let Some(code) = named.map(short_code).filter(|code| !code.is_empty()) else {
        return Err("the error has no name".into());
    };
    let message = text(&["message", "Message", "errorMessage"]).unwrap_or_default();
    Ok(ErrorMetadata::builder().code(code).message(message).build())
}

/// The body; an empty one has no members.
pub(super) fn body(response: &HttpResponse) -> &[u8] {
    response.body().bytes().filter(|body| !body.is_empty()).unwrap_or(b"{}")
}
