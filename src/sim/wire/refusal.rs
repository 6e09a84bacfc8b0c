//! AWS's refusals in its own words, and the older names that the query protocol uses.

use super::service::Service;
pub(super) use crate::sim::world::refusal::Refusal;

/// A named thing that is not there.
pub(super) fn not_found(message: impl Into<String>) -> Refusal {
    Refusal::bad("ResourceNotFoundException", message)
}

/// A request that breaks a rule of the service's model.
pub(super) fn validation(message: impl Into<String>) -> Refusal {
    Refusal::bad("ValidationException", message)
}

/// An argument that the service does not take.
pub(super) fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::bad("InvalidArgumentException", message)
}

/// A member that must be there and is not.
pub(super) fn missing(member: &str) -> Refusal {
    let member = lower_first(member);
    validation(format!("1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"))
}

/// A member that must be one of a few words.
pub(super) fn not_in(member: &str, value: &str, words: &[&str]) -> Refusal {
    let (member, words) = (lower_first(member), words.join(", "));
    validation(format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must satisfy enum value set: [{words}]"
    ))
}

/// The name that the query protocol has for an error, where it has its own.
#[rustfmt::skip]
pub(super) fn older_name(service: Service, code: &str) -> Option<&'static str> {
    Some(match (service, code) {
        (_, "AccessDeniedException") => "AccessDenied",
        (_, "ExpiredTokenException") => "ExpiredToken",
        (_, "InvalidSignatureException") => "SignatureDoesNotMatch",
        (Service::Sqs, "ThrottlingException") => "RequestThrottled",
        (_, "ThrottlingException") => "Throttling",
        (_, "UnknownOperationException") => "InvalidAction",
        (Service::Sqs, "QueueDoesNotExist") => "AWS.SimpleQueueService.NonExistentQueue",
        (_, "MissingRequiredParameterException") => "MissingParameter",
        (_, "InvalidParameterValueException") => "InvalidParameterValue",
        (_, "InvalidParameterCombinationException") => "InvalidParameterCombination",
        (_, "InternalServiceFault") => "InternalServiceError",
        _ => return None,
    })
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
