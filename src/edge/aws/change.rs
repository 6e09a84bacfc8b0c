//! The mutating door of AWS: every call that changes something takes an approval, leaves once, and is never sent again by the SDK.

mod alarm;
mod appconfig;
mod environment;
mod mapping;
mod parameter;
mod scaling;
mod stream;

use std::error::Error;
use std::future::Future;

use aws_config::retry::RetryConfig;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use jiff::Timestamp;

use super::Aws;
use super::door::Door;
use super::faults;
use super::operation::Operation;
use crate::domain::approval::Approved;
use crate::domain::call::Call;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::outcome::{Answer, Refusal};

/// What came of sending one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// The answer is known.
    Answered(Answer),
    /// It may have been done; the world has to be read. With the reason, in one sentence.
    Lost(String),
}

impl Sent {
    /// A refusal of our own, before anything was sent.
    pub(in crate::edge) fn refused(kind: Refusal, why: impl Into<String>) -> Self {
        Sent::Answered(Answer::Refused { code: None, why: why.into(), kind })
    }

    /// Taken, when there is no request to name.
    pub(in crate::edge) fn done() -> Self {
        Sent::Answered(Answer::Taken { request_id: None })
    }
}

/// A call that did not go through, still to be told apart.
#[derive(Debug)]
struct Failure {
    fault: Fault,
    nothing_was_done: bool,
}

impl Failure {
    /// Codes by which AWS says that somebody else was faster, or is at it.
    const CONFLICTS: &'static [&'static str] =
        &["ResourceInUse", "Conflict", "PreconditionFailed", "ConcurrentUpdate", "ConcurrentModification", "TooManyUpdates"];

    fn is_conflict(&self) -> bool {
        self.nothing_was_done && self.fault.code.as_ref().is_some_and(|code| Self::CONFLICTS.iter().any(|known| code.contains(known)))
    }

    /// Without the service's own sentence where it may repeat what was sent.
    fn without_values(mut self) -> Self {
        if matches!(self.fault.kind, FaultKind::Rejected | FaultKind::Service) && !self.is_conflict() {
            self.fault.message = match &self.fault.code {
                Some(code) => format!("AWS answered {code}"),
                None => "AWS answered with an error".to_owned(),
            };
        }
        self
    }

    fn into_sent(self) -> Sent {
        let kind = match &self.fault.kind {
            _ if self.is_conflict() => Refusal::Conflict,
            FaultKind::Throttled => Refusal::Limit,
            FaultKind::Denied { .. } => Refusal::Denied,
            FaultKind::Credentials => Refusal::Credentials,
            _ => Refusal::Other,
        };
        if self.nothing_was_done {
            Sent::Answered(Answer::Refused { code: self.fault.code.clone(), why: self.fault.to_string(), kind })
        } else {
            Sent::Lost(self.fault.to_string())
        }
    }
}

/// A reading that failed before anything was sent.
fn unread(fault: Fault) -> Sent {
    Failure { fault, nothing_was_done: true }.into_sent()
}

/// No second attempt: an answer that is lost is looked for in the world.
fn once() -> RetryConfig {
    RetryConfig::disabled()
}

impl Door {
    /// Sends one mutating request. Whoever made it has switched the SDK's retries off.
    async fn mutate<T, E>(
        &self,
        operation: Operation,
        request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, Failure>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        Box::pin(request).await.map_err(|error| {
            let nothing_was_done = faults::nothing_was_done(&error);
            let fault = faults::classify(operation, &error, &self.session.origin, self.at);
            tracing::warn!(call = %operation, fault = fault.word(), code = fault.code, nothing_was_done, "a change did not go through");
            Failure { fault, nothing_was_done }
        })
    }
}

/// The answer to a request that went through or not.
fn sent<T: RequestId>(outcome: Result<T, Failure>) -> Sent {
    match outcome {
        Ok(output) => Sent::Answered(Answer::Taken { request_id: output.request_id().map(str::to_owned) }),
        Err(failure) => failure.into_sent(),
    }
}

impl Aws {
    /// Makes one call of an approved plan; `step` counts from 0. Calls of this machine (a command, a file) are not AWS's
    /// and are refused here: they have doors of their own.
    pub(in crate::edge) async fn change(&self, approved: &Approved, step: usize, now: Timestamp) -> Sent {
        let Some(step) = approved.plan().steps.get(step) else {
            return Sent::refused(Refusal::Other, format!("the plan has no step {step}"));
        };
        let door = match self.door(now).await {
            Ok(door) => door,
            Err(refusal) => return unread(refusal.fault(operation(&step.call).unwrap_or(Operation::GetCallerIdentity), now)),
        };
        let sent = match &step.call {
            Call::PatchEnvironment { function, revision, set } => {
                environment::patch(&door, approved.plan(), function, revision.as_deref(), set).await
            }
            Call::UpdateMapping { .. } => mapping::update(&door, &step.call).await,
            Call::PutParameter { name, value } => parameter::put(&door, name, value).await,
            Call::DeployFlag { .. } => appconfig::deploy(&door, &step.call).await,
            Call::StopDeployment { .. } => appconfig::stop(&door, &step.call).await,
            Call::RegisterTarget { .. } => scaling::register(&door, &step.call).await,
            Call::PutMetricAlarm { .. } => alarm::put(&door, &step.call).await,
            Call::RunCommand { .. } | Call::WriteFile { .. } => {
                Sent::refused(Refusal::Other, format!("{} is not a call of AWS's", step.call.name()))
            }
            _ => stream::change(&door, &step.call).await,
        };
        if let Sent::Answered(Answer::Refused { kind: Refusal::Credentials, .. }) = &sent {
            self.distrust().await;
        }
        sent
    }
}

/// The operation that a call of AWS's is.
pub fn operation(call: &Call) -> Option<Operation> {
    Operation::CHANGES.iter().copied().find(|operation| operation.permission() == call.name())
}
