//! The one door through which calls leave: it keeps AWS's pace and turns errors into faults.

use std::error::Error;
use std::future::Future;
use std::sync::Arc;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use jiff::Timestamp;

use super::faults;
use super::operation::Operation;
use super::pace::Pace;
use super::session::Session;
use crate::app::ask::Feed;
use crate::domain::facts::Detail;
use crate::domain::fault::{Fault, FaultKind};

/// The calls of one ask: one session, one moment.
#[derive(Debug)]
pub(super) struct Door {
    /// Clients to make requests with.
    pub(super) session: Arc<Session>,
    /// The moment of the ask.
    pub(super) at: Timestamp,
    pace: Arc<Pace>,
}

impl Door {
    pub(super) fn new(session: Arc<Session>, pace: Arc<Pace>, at: Timestamp) -> Self {
        Self { session, at, pace }
    }

    /// Sends one request when its turn has come.
    pub(super) async fn send<T, E>(
        &self,
        operation: Operation,
        request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, Fault>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.pace.turn(operation).await;
        let answer = Box::pin(request).await;
        answer.map_err(|error| {
            let fault = faults::classify(operation, &error, &self.session.origin, self.at);
            tracing::debug!(call = %operation, fault = fault.word(), code = fault.code, message = fault.message, "call failed");
            fault
        })
    }

    /// The answer to a call beside the one that was asked for. Its failure is told with the fact and takes nothing else
    /// away, unless it is of the credentials: then the session must be read anew.
    pub(super) fn detail<T>(answer: Result<T, Fault>) -> Result<Detail<T>, Fault> {
        match answer {
            Err(fault) if fault.kind == FaultKind::Credentials => Err(fault),
            answer => Ok(answer),
        }
    }

    /// A good status whose content cannot be what the service means.
    pub(super) fn unreadable(&self, operation: Operation, what: &str) -> Fault {
        faults::fault(operation, FaultKind::Unreadable, None, what, self.at)
    }

    /// What was asked for is not there.
    pub(super) fn not_found(&self, operation: Operation, what: &str) -> Fault {
        faults::fault(operation, FaultKind::NotFound, None, what, self.at)
    }

    /// The configuration does not name what the feed needs.
    pub(super) fn not_configured(&self, feed: &Feed, what: &str) -> Fault {
        let message = format!("the configuration does not name {what}");
        faults::fault(Operation::first_of(feed), FaultKind::Rejected, None, &message, self.at)
    }

    /// All calls of an ask together took too long.
    pub(super) fn too_slow(&self, feed: &Feed) -> Fault {
        faults::fault(
            Operation::first_of(feed),
            FaultKind::TimedOut,
            None,
            "the calls of this ask took more than a minute together",
            self.at,
        )
    }

    /// The pages of one list, at most `most` of them.
    pub(super) fn pages(&self, operation: Operation, most: u32) -> Pages<'_> {
        Pages { door: self, operation, left: most, token: None }
    }
}

/// Keeps a list from going on for ever: bounded, and never the same token twice in a row.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    door: &'a Door,
    operation: Operation,
    left: u32,
    token: Option<String>,
}

impl Pages<'_> {
    /// The token to ask the next page with.
    pub(super) fn token(&self) -> Option<String> {
        self.token.clone()
    }

    /// Takes the answer's token. True when there is another page.
    pub(super) fn more(&mut self, token: Option<&str>) -> Result<bool, Fault> {
        let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(false) };
        self.left = self.left.saturating_sub(1);
        if self.left == 0 || self.token.as_deref() == Some(token) {
            return Err(self.door.unreadable(self.operation, "the list does not end"));
        }
        self.token = Some(token.to_owned());
        Ok(true)
    }
}

/// A time of the SDK's.
pub(super) fn timestamp(time: &aws_smithy_types::DateTime) -> Option<Timestamp> {
    Timestamp::new(time.secs(), i32::try_from(time.subsec_nanos()).ok()?).ok()
}

/// A time for the SDK.
pub(super) fn date_time(at: Timestamp) -> aws_smithy_types::DateTime {
    aws_smithy_types::DateTime::from_secs(at.as_second())
}

/// A count that AWS writes as a signed number.
pub(super) fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}
