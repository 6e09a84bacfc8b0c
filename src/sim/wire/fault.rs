//! Faults as AWS, a proxy or the network would cause them.

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;

use super::refusal::Refusal;
use super::request::{Call, Protocol};
use super::response::{self, Envelope};
use super::service::{Operation, Service};
use super::value::Input;
use super::{Reply, run};
use crate::domain::series::shift;
use crate::sim::world::World;
use crate::sim::world::fault::WireFaultKind;

/// A signature is good for five minutes before and after.
const SKEW_ALLOWED: i64 = 300;

/// What a captive portal says to everything.
const PORTAL: &str = "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>Guest network</h1>\
    <p>Please accept the terms of use to go on.</p></body></html>\n";

/// Plays one fault. Where an answer is lost on its way (half a body, reset, silence) the operation itself was done,
/// which is the harder case for whoever asked.
pub(super) fn play(
    world: &mut World,
    kind: &WireFaultKind,
    request: &Request<Bytes>,
    call: &Call,
    operation: &Operation,
    envelope: &mut Envelope,
) -> Reply {
    let refuse =
        |refusal: &Refusal, envelope: &Envelope| Reply::Response(response::refused(call.service, call.protocol, refusal, envelope));
    match kind {
        WireFaultKind::Status500 => refuse(&internal(call.service), envelope),
        WireFaultKind::Throttle => refuse(&throttled(call.service), envelope),
        WireFaultKind::ExpiredCredentials => refuse(
            &Refusal::with_status("ExpiredTokenException", at_the_door(call), "The security token included in the request is expired"),
            envelope,
        ),
        WireFaultKind::Denied => refuse(&denied(world, call, operation), envelope),
        WireFaultKind::HalfBody => Reply::Response(halved(run(world, call, operation, envelope))),
        WireFaultKind::Garbage => Reply::Response(garbage(envelope)),
        WireFaultKind::Reset => {
            run(world, call, operation, envelope);
            Reply::Reset
        }
        WireFaultKind::Silence => {
            run(world, call, operation, envelope);
            Reply::Silence
        }
        WireFaultKind::Unsent => Reply::Reset,
        WireFaultKind::Overtaken(foreign) => {
            foreign.happen(world);
            Reply::Response(run(world, call, operation, envelope))
        }
        WireFaultKind::SkewedClock(seconds) => {
            envelope.date = shift(world.now, *seconds);
            let signed = signed_at(request).unwrap_or(world.now);
            match signature_age(signed, envelope.date) {
                Some(sentence) => refuse(&Refusal::with_status("InvalidSignatureException", at_the_door(call), sentence), envelope),
                None => Reply::Response(run(world, call, operation, envelope)),
            }
        }
    }
}

/// The status of what is refused before the service sees it: 403, but 400 where all refusals are 400.
fn at_the_door(call: &Call) -> u16 {
    match call.protocol {
        Protocol::Json10 | Protocol::Json11 => 400,
        Protocol::Cbor | Protocol::Rest | Protocol::RestXml | Protocol::Query => 403,
    }
}

fn internal(service: Service) -> Refusal {
    let code = match service {
        Service::CloudWatch => "InternalServiceFault",
        Service::Scaling => "InternalServiceException",
        Service::DynamoDb | Service::Ssm => "InternalServerError",
        Service::Lambda => "ServiceException",
        Service::AppConfig | Service::Athena => "InternalServerException",
        Service::Kinesis | Service::Firehose | Service::Sqs | Service::Sts | Service::CloudTrail => "InternalFailure",
        Service::S3 => "InternalError",
        Service::Logs => "ServiceUnavailableException",
        Service::Iam => "ServiceFailure",
    };
    Refusal::with_status(code, 500, "Internal service error.")
}

fn throttled(service: Service) -> Refusal {
    match service {
        Service::Kinesis => Refusal::bad("LimitExceededException", "Rate exceeded."),
        Service::Lambda => Refusal::with_status("TooManyRequestsException", 429, "Rate exceeded"),
        Service::AppConfig => Refusal::with_status("ThrottlingException", 429, "Rate exceeded"),
        Service::S3 => Refusal::with_status("SlowDown", 503, "Please reduce your request rate."),
        _ => Refusal::bad("ThrottlingException", "Rate exceeded"),
    }
}

fn denied(world: &World, call: &Call, operation: &Operation) -> Refusal {
    // S3's permissions are not called like its operations.
    let name = if call.service == Service::S3 { "GetLifecycleConfiguration" } else { operation.name };
    let action = format!("{}:{name}", call.service.iam());
    let resource = resource(world, call);
    let sentence = format!(
        "User: {} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action",
        world.caller
    );
    Refusal::with_status("AccessDeniedException", at_the_door(call), sentence)
}

/// The ARN of what a request is about; `*` for operations that have none.
fn resource(world: &World, call: &Call) -> String {
    let Ok(members) = &call.input else { return "*".to_owned() };
    let input = Input(members);
    let arn = |service: &str, tail: String| format!("arn:aws:{service}:{}:{}:{tail}", world.region, world.account);
    let (given, named) = match call.service {
        Service::Kinesis => (input.text("StreamARN"), input.text("StreamName").map(|name| arn("kinesis", format!("stream/{name}")))),
        Service::DynamoDb => (None, input.text("TableName").map(|name| arn("dynamodb", format!("table/{name}")))),
        Service::Lambda => (None, input.text("FunctionName").map(|name| arn("lambda", format!("function:{name}")))),
        Service::Firehose => (None, input.text("DeliveryStreamName").map(|name| arn("firehose", format!("deliverystream/{name}")))),
        Service::Sqs => {
            let queue = input.text("QueueName").or_else(|| input.text("QueueUrl")?.rsplit('/').next());
            (None, queue.map(|name| arn("sqs", name.to_owned())))
        }
        Service::Ssm => (None, input.text("Name").map(|name| arn("ssm", format!("parameter/{}", name.trim_start_matches('/'))))),
        Service::AppConfig => (None, input.text("ApplicationId").map(|id| arn("appconfig", format!("application/{id}")))),
        Service::S3 => (None, input.text("Bucket").map(|name| format!("arn:aws:s3:::{name}"))),
        Service::Athena => (None, input.text("WorkGroup").map(|name| arn("athena", format!("workgroup/{name}")))),
        Service::Logs => (None, input.text("logGroupName").map(|name| arn("logs", format!("log-group:{name}:log-stream:")))),
        Service::CloudWatch | Service::Scaling | Service::Sts | Service::CloudTrail | Service::Iam => (None, None),
    };
    given.map(str::to_owned).or(named).unwrap_or_else(|| "*".to_owned())
}

fn halved(mut response: Response<Bytes>) -> Response<Bytes> {
    let half = response.body().len() / 2;
    response.body_mut().truncate(half);
    response
}

fn garbage(envelope: &Envelope) -> Response<Bytes> {
    let mut response = response::reply(200, Protocol::Rest, Bytes::from_static(PORTAL.as_bytes()), envelope);
    response::set(&mut response, "content-type", "text/html");
    response.headers_mut().remove("x-amzn-requestid");
    response
}

/// When the request says that it was signed: `X-Amz-Date: 20261123T030200Z`.
fn signed_at(request: &Request<Bytes>) -> Option<Timestamp> {
    let text = request.headers().get("x-amz-date")?.to_str().ok()?;
    let at = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    at.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|at| at.timestamp())
}

/// Why a signature of `signed` is not good at the server's `now`; `None` when it is.
fn signature_age(signed: Timestamp, now: Timestamp) -> Option<String> {
    let short = |at: Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let (oldest, newest) = (shift(now, -SKEW_ALLOWED), shift(now, SKEW_ALLOWED));
    if signed < oldest {
        Some(format!("Signature expired: {} is now earlier than {} ({} - 5 min.)", short(signed), short(oldest), short(now)))
    } else if signed > newest {
        Some(format!("Signature not yet current: {} is still later than {} ({} + 5 min.)", short(signed), short(newest), short(now)))
    } else {
        None
    }
}
