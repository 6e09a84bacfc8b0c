//! For `tidegate doctor`: who gives the credentials, who we are, and how far our clock is from AWS's.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_sts::config::interceptors::BeforeDeserializationInterceptorContextRef;
use aws_sdk_sts::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_smithy_runtime_api::box_error::BoxError;
use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::operation::Operation;
use super::{Aws, Door};
use crate::domain::facts::Identity;
use crate::domain::fault::Fault;
use crate::edge::clock::Clock;

/// What one signed call told.
#[derive(Debug, Clone)]
pub struct Examination {
    /// Who gives the credentials, in words; `None` when the configuration could not be loaded.
    pub provider: Option<String>,
    /// The Region of every client.
    pub region: Option<String>,
    /// Who we are to AWS.
    pub identity: Result<Identity, Fault>,
    /// Seconds by which our clock is ahead of AWS's, by the Date of its answer.
    pub ahead_seconds: Option<i64>,
}

/// Reads the Date of an answer, good or bad, against our own clock when it came.
#[derive(Debug, Clone)]
struct DateReader {
    clock: Clock,
    ahead: Arc<Mutex<Option<i64>>>,
}

impl Intercept for DateReader {
    fn name(&self) -> &'static str {
        "DateReader"
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let told = context.response().headers().get("date").and_then(read);
        if let Some(told) = told {
            let ahead = self.clock.now().duration_since(told).as_secs();
            *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
        }
        Ok(())
    }
}

fn read(date: &str) -> Option<Timestamp> {
    rfc2822::parse(date).ok().map(|zoned| zoned.timestamp())
}

impl Aws {
    /// One signed call, looked at closely.
    pub async fn examine(&self, clock: &Clock) -> Examination {
        let now = clock.now();
        let door = match self.door(now).await {
            Ok(door) => door,
            Err(refusal) => {
                let fault = refusal.fault(Operation::GetCallerIdentity, now);
                return Examination { provider: None, region: None, identity: Err(fault), ahead_seconds: None };
            }
        };
        let reader = DateReader { clock: clock.clone(), ahead: Arc::default() };
        let identity = identity(&door, reader.clone()).await;
        let ahead_seconds = *reader.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let region = Some(door.session.region.clone());
        Examination { provider: Some(door.session.origin.who()), region, identity, ahead_seconds }
    }
}

async fn identity(door: &Door, reader: DateReader) -> Result<Identity, Fault> {
    let operation = Operation::GetCallerIdentity;
    let request = door.session.sts.get_caller_identity().customize().interceptor(reader);
    let answer = door.send(operation, request.send()).await?;
    let word = |text: Option<&str>| text.unwrap_or_default().to_owned();
    Ok(Identity { account: word(answer.account()), arn: word(answer.arn()), region: door.session.region.clone() })
}
