//! The SDK's errors told apart the way an operator must act on them.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{DispatchFailure, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use jiff::Timestamp;

use super::operation::Operation;
use super::origin::Origin;
use super::words::sentence;
use crate::domain::fault::{Fault, FaultKind};

/// A fault of one call.
pub(super) fn fault(operation: Operation, kind: FaultKind, code: Option<&str>, message: &str, at: Timestamp) -> Fault {
    let code = code.map(sentence).filter(|code| !code.is_empty());
    Fault { kind, call: operation.permission().to_owned(), code, message: sentence(message), at }
}

/// What the SDK's error means.
pub(super) fn classify<E>(operation: Operation, error: &SdkError<E, HttpResponse>, origin: &Origin, at: Timestamp) -> Fault
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let make = |kind, message: &str| fault(operation, kind, None, message, at);
    match error {
        SdkError::TimeoutError(_) => make(FaultKind::TimedOut, "no answer came within the time limit"),
        SdkError::ResponseError(broken) => match broken.raw().status().as_u16() {
            ..400 => make(FaultKind::Unreadable, "the answer broke off or is not what the service's protocol says"),
            status => wordless(operation, status, at),
        },
        SdkError::DispatchFailure(failure) => dispatch(operation, failure, origin, at),
        SdkError::ServiceError(refused) => {
            let (code, message) = (refused.err().code(), refused.err().message());
            answered(operation, refused.raw().status().as_u16(), code, message.unwrap_or_default(), origin, at)
        }
        other => make(FaultKind::Rejected, &format!("the request could not be made: {}", innermost(other))),
    }
}

/// No HTTP answer: the network, or credentials that never came.
fn dispatch(operation: Operation, failure: &DispatchFailure, origin: &Origin, at: Timestamp) -> Fault {
    let make = |kind, message: &str| fault(operation, kind, None, message, at);
    let Some(connector) = failure.as_connector_error() else {
        return make(FaultKind::Unreachable, "no connection to AWS");
    };
    if let Some(credentials) = chain(connector).find_map(|error| error.downcast_ref::<CredentialsError>()) {
        let (kind, message) = origin.explain(credentials);
        return make(kind, &message);
    }
    let deepest = innermost(connector);
    if failure.is_timeout() {
        let reading = chain(connector).any(|error| error.to_string().contains("read timeout"));
        return if reading {
            make(FaultKind::TimedOut, "the connection stands, but no answer came within the time limit")
        } else {
            make(FaultKind::Unreachable, "the connection could not be made within the time limit")
        };
    }
    if failure.is_io() {
        return make(FaultKind::Unreachable, &format!("no connection: {deepest}"));
    }
    let speaks_of = |word: &str| chain(connector).any(|error| error.to_string().contains(word));
    if ["identity", "auth", "credential"].into_iter().any(speaks_of) {
        return make(FaultKind::Credentials, &format!("no usable credentials: {}. {}", deepest, origin.cure()));
    }
    if failure.is_user() {
        return make(FaultKind::Rejected, &format!("the request could not be made: {deepest}"));
    }
    make(FaultKind::Unreachable, &format!("no connection: {deepest}"))
}

/// AWS, or somebody in its place, answered with an error.
fn answered(operation: Operation, status: u16, code: Option<&str>, message: &str, origin: &Origin, at: Timestamp) -> Fault {
    let make = |kind, message: &str| fault(operation, kind, code, message, at);
    let Some(name) = code.map(short_code).filter(|name| !name.is_empty()) else {
        return wordless(operation, status, at);
    };
    let kind = kind_of(operation, name, status, message);
    match (&kind, message.is_empty()) {
        (FaultKind::Credentials, _) => make(kind, &origin.refused(name, message)),
        (_, true) => make(kind, &format!("AWS answered {name}")),
        (_, false) => make(kind, message),
    }
}

/// A status without an error of the service's own: all that can be told is told by the number.
fn wordless(operation: Operation, status: u16, at: Timestamp) -> Fault {
    let make = |kind, message: &str| fault(operation, kind, None, message, at);
    match status {
        429 => make(FaultKind::Throttled, "status 429: too many requests"),
        500.. => make(FaultKind::Service, &format!("status {status} without a word of the service's own")),
        _ => make(FaultKind::Unreadable, &format!("status {status} and a body that is not the service's own: a proxy, or another server")),
    }
}

/// Codes arrive as `Name`, `namespace#Name` or `Name:http://…`.
pub(super) fn short_code(code: &str) -> &str {
    let tail = code.rsplit('#').next().unwrap_or(code);
    tail.split(':').next().unwrap_or(tail)
}

/// Codes that say that the identity is not usable.
const CREDENTIAL_CODES: &[&str] = &[
    "ExpiredToken",
    "UnrecognizedClient",
    "InvalidClientTokenId",
    "InvalidSignature",
    "SignatureDoesNotMatch",
    "MissingAuthenticationToken",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "TokenRefreshRequired",
    "InvalidToken",
    "AuthFailure",
];

/// Codes that ask us to slow down.
const THROTTLE_CODES: &[&str] = &[
    "Throttl",
    "TooManyRequests",
    "LimitExceeded",
    "ProvisionedThroughputExceeded",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "SlowDown",
    "PriorRequestNotComplete",
    "RequestThrottled",
];

fn kind_of(operation: Operation, code: &str, status: u16, message: &str) -> FaultKind {
    let is_one_of = |codes: &[&str]| codes.iter().any(|known| code.contains(known));
    if code.contains("AccessDenied") || code.contains("UnauthorizedOperation") || code == "AuthorizationError" || code == "NotAuthorized" {
        let permission = permission(message).unwrap_or_else(|| operation.permission().to_owned());
        return FaultKind::Denied { permission };
    }
    if is_one_of(CREDENTIAL_CODES) {
        return FaultKind::Credentials;
    }
    if is_one_of(THROTTLE_CODES) || status == 429 {
        return FaultKind::Throttled;
    }
    if status >= 500 {
        return FaultKind::Service;
    }
    if ["NotFound", "DoesNotExist", "NonExistent", "NoSuch"].iter().any(|known| code.contains(known)) {
        return FaultKind::NotFound;
    }
    if status < 400 { FaultKind::Unreadable } else { FaultKind::Rejected }
}

/// The permission that AWS's own sentence names: "… is not authorized to perform: kms:Decrypt on resource …".
fn permission(message: &str) -> Option<String> {
    let named = message.split("to perform: ").nth(1)?;
    let action = named.split(|c: char| c.is_whitespace() || c == ',').next()?.trim_end_matches('.');
    let (service, name) = action.split_once(':')?;
    let is_word = |word: &str| !word.is_empty() && word.len() < 64 && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (is_word(service) && is_word(name)).then(|| action.to_owned())
}

/// An error and all that it came from.
pub(super) fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn Error + 'static)| (*error).source())
}

/// The last cause: for connections it is the one with the system's own words.
fn innermost<'a>(error: &'a (dyn Error + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}
