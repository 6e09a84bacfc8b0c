//! Faults that the wire plays: which calls they hit, how often, and what kind they are.

use super::foreign::Foreign;

/// What goes wrong with an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum WireFaultKind {
    /// Status 500, as the service's own internal error.
    Status500,
    /// The service's own word for "slow down".
    Throttle,
    /// The answer breaks off half-way.
    HalfBody,
    /// A page of HTML with status 200.
    Garbage,
    /// The connection is reset.
    Reset,
    /// No answer ever comes.
    Silence,
    /// The connection is reset before the request arrives: nothing is done.
    Unsent,
    /// Somebody else is faster by a moment; the operation itself meets no fault.
    Overtaken(Foreign),
    /// The server's clock is off by so many seconds.
    SkewedClock(i64),
    /// `ExpiredTokenException`.
    ExpiredCredentials,
    /// The caller may not do this.
    Denied,
}

/// A fault and the calls that it hits.
#[derive(Debug, Clone, PartialEq)]
pub struct WireFault {
    /// `kinesis`, `cloudwatch`, `lambda`, …; `None` hits every service.
    pub service: Option<String>,
    /// The operation's name; `None` hits every operation of the service.
    pub operation: Option<String>,
    /// What goes wrong.
    pub kind: WireFaultKind,
    /// How many more calls it hits; `None` hits all until it is taken away.
    pub remaining: Option<u32>,
}

impl WireFault {
    /// A fault that hits every matching call until it is taken away.
    pub fn always(service: Option<&str>, operation: Option<&str>, kind: WireFaultKind) -> Self {
        Self { service: service.map(str::to_owned), operation: operation.map(str::to_owned), kind, remaining: None }
    }

    /// A fault that hits the next `times` matching calls.
    pub fn times(service: Option<&str>, operation: Option<&str>, kind: WireFaultKind, times: u32) -> Self {
        Self { remaining: Some(times), ..Self::always(service, operation, kind) }
    }

    /// Whether it hits this call.
    pub fn hits(&self, service: &str, operation: &str) -> bool {
        let fits = |wanted: &Option<String>, have: &str| wanted.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(have));
        self.remaining != Some(0) && fits(&self.service, service) && fits(&self.operation, operation)
    }
}

/// Takes the first fault that hits this call and counts it down.
pub fn take(faults: &mut Vec<WireFault>, service: &str, operation: &str) -> Option<WireFaultKind> {
    let hit = faults.iter_mut().find(|fault| fault.hits(service, operation))?;
    let kind = hit.kind.clone();
    if let Some(remaining) = &mut hit.remaining {
        *remaining -= 1;
    }
    faults.retain(|fault| fault.remaining != Some(0));
    Some(kind)
}
