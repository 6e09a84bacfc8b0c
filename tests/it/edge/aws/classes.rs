//! What each kind of failure is called, by AWS's own codes and by what the network does.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use pretty_assertions::assert_eq;
use tidegate::app::ask::Feed;
use tidegate::domain::fault::{Fault, FaultKind};

use super::canned::{Canned, Wire, ask, refusal};

async fn fault(canned: Canned) -> Fault {
    ask(&Wire::always(canned), Feed::Stream).await.unwrap_err()
}

fn denied(permission: &str) -> FaultKind {
    FaultKind::Denied { permission: permission.to_owned() }
}

#[tokio::test(start_paused = true)]
async fn codes_decide_before_statuses() {
    let user = "User: arn:aws:sts::123456789012:assumed-role/OnCall/me is not authorized to perform: kms:Decrypt on resource: x";
    let table = [
        (400, "AccessDeniedException", "no", denied("kinesis:DescribeStreamSummary")),
        (403, "AccessDenied", user, denied("kms:Decrypt")),
        (400, "KMSAccessDeniedException", "no", denied("kinesis:DescribeStreamSummary")),
        (400, "LimitExceededException", "slow", FaultKind::Throttled),
        (400, "ProvisionedThroughputExceededException", "slow", FaultKind::Throttled),
        (400, "ThrottlingException", "slow", FaultKind::Throttled),
        (400, "Throttling", "slow", FaultKind::Throttled),
        (429, "TooManyRequestsException", "slow", FaultKind::Throttled),
        (503, "RequestLimitExceeded", "slow", FaultKind::Throttled),
        (400, "ExpiredTokenException", "old", FaultKind::Credentials),
        (403, "ExpiredToken", "old", FaultKind::Credentials),
        (400, "UnrecognizedClientException", "who", FaultKind::Credentials),
        (403, "InvalidClientTokenId", "who", FaultKind::Credentials),
        (403, "InvalidSignatureException", "what", FaultKind::Credentials),
        (403, "SignatureDoesNotMatch", "what", FaultKind::Credentials),
        (403, "MissingAuthenticationTokenException", "what", FaultKind::Credentials),
        (400, "com.amazonaws.kinesis#ResourceNotFoundException", "gone", FaultKind::NotFound),
        (400, "QueueDoesNotExist", "gone", FaultKind::NotFound),
        (400, "AWS.SimpleQueueService.NonExistentQueue", "gone", FaultKind::NotFound),
        (400, "ParameterNotFound", "gone", FaultKind::NotFound),
        (500, "InternalFailure", "oh", FaultKind::Service),
        (503, "ServiceUnavailable", "oh", FaultKind::Service),
        (400, "ValidationException", "bad", FaultKind::Rejected),
        (400, "InvalidArgumentException", "bad", FaultKind::Rejected),
        (404, "UnknownOperationException", "bad", FaultKind::Rejected),
    ];
    for (status, code, message, kind) in table {
        let fault = fault(refusal(status, code, message)).await;
        assert_eq!(fault.kind, kind, "{status} {code}");
        assert_eq!(fault.call, "kinesis:DescribeStreamSummary");
        assert!(!fault.message.is_empty(), "{code} says nothing");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_the_services_own_is_unreadable() {
    let page = "<!DOCTYPE html><html><body>Welcome</body></html>".to_owned();
    for status in [200, 302, 403, 404] {
        assert_eq!(fault(Canned::Raw(status, "text/html", page.clone())).await.kind, FaultKind::Unreadable, "{status}");
    }
    assert_eq!(fault(Canned::Raw(502, "text/html", page.clone())).await.kind, FaultKind::Service);
    assert_eq!(fault(Canned::Raw(429, "text/html", page)).await.kind, FaultKind::Throttled);
    assert_eq!(fault(Canned::Raw(200, "application/x-amz-json-1.1", "{\"StreamDescr".to_owned())).await.kind, FaultKind::Unreadable);
}

#[tokio::test(start_paused = true)]
async fn the_network_is_told_from_a_slow_service() {
    let lost = fault(Canned::Io("connection refused")).await;
    assert_eq!((lost.kind.clone(), lost.message.as_str()), (FaultKind::Unreachable, "no connection: connection refused"));
    let began = tokio::time::Instant::now();
    assert_eq!(fault(Canned::Silence).await.kind, FaultKind::TimedOut);
    let waited = began.elapsed().as_secs_f64();
    assert!((19.0..=20.5).contains(&waited), "gave up after {waited} s");
}

#[tokio::test(start_paused = true)]
async fn a_refused_read_is_asked_twice_and_no_more() {
    let wire = Wire::always(refusal(500, "InternalFailure", "oh"));
    assert!(ask(&wire, Feed::Stream).await.is_err());
    assert_eq!(wire.seen().len(), 2);
    let wire = Wire::always(refusal(400, "ValidationException", "bad"));
    assert!(ask(&wire, Feed::Stream).await.is_err());
    assert_eq!(wire.seen().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_empty_answer_is_never_a_zero() {
    let function = || "PriceAnalytics".to_owned();
    let shard = || "shardId-000000000000".to_owned();
    let feeds = [
        Feed::Stream,
        Feed::Shards,
        Feed::FanOut,
        Feed::Limits,
        Feed::Table,
        Feed::Function(function()),
        Feed::Firehose,
        Feed::Queue,
        Feed::Sample(shard()),
    ];
    for feed in feeds {
        let outcome = ask(&Wire::always(Canned::Json(200, serde_json::json!({}))), feed.clone()).await;
        assert_eq!(outcome.map_err(|fault| fault.kind), Err(FaultKind::Unreadable), "{feed:?}");
    }
}
