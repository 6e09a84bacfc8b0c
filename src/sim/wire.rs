//! The wire protocols in front of the world: one file per service, the codecs once.
//!
//! A request is read ([`request`]), met by a fault if one waits for it ([`fault`]), run as a small function from
//! members to members, and answered in the protocol that it came in ([`response`]).

mod appconfig;
mod athena;
pub mod cbor;
mod cloudtrail;
mod cloudwatch;
mod dynamodb;
mod fault;
mod firehose;
mod iam;
mod kinesis;
mod lambda;
mod logs;
mod page;
pub mod query;
mod refusal;
mod request;
mod response;
mod rest;
mod s3;
mod scaling;
mod service;
mod sqs;
mod ssm;
mod sts;
pub mod value;
pub mod xml;

use std::sync::LazyLock;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;

pub use self::request::Protocol;
pub use self::service::Service;

use self::refusal::Refusal;
use self::request::Call;
use self::response::Envelope;
use self::service::Operation;
use self::value::Input;
use super::world::World;

/// What comes back on the connection.
#[derive(Debug, Clone)]
pub enum Reply {
    /// An answer, good or bad.
    Response(Response<Bytes>),
    /// The connection is reset.
    Reset,
    /// Nothing, ever.
    Silence,
}

/// The operations of a service.
fn table(service: Service) -> &'static [Operation] {
    match service {
        Service::CloudWatch => cloudwatch::OPERATIONS,
        Service::Kinesis => kinesis::OPERATIONS,
        Service::Scaling => scaling::OPERATIONS,
        Service::DynamoDb => dynamodb::OPERATIONS,
        Service::Lambda => lambda::OPERATIONS,
        Service::Firehose => firehose::OPERATIONS,
        Service::Sqs => sqs::OPERATIONS,
        Service::Ssm => ssm::OPERATIONS,
        Service::AppConfig => appconfig::OPERATIONS,
        Service::Sts => sts::OPERATIONS,
        Service::CloudTrail => cloudtrail::OPERATIONS,
        Service::Athena => athena::OPERATIONS,
        Service::Logs => logs::OPERATIONS,
        Service::Iam => iam::OPERATIONS,
        Service::S3 => s3::OPERATIONS,
    }
}

/// Every operation that is served, as (service, operation) in IAM's words.
pub fn operations() -> &'static [(&'static str, &'static str)] {
    static ALL: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
        let of = |service: &Service| table(*service).iter().map(|operation| (service.iam(), operation.name)).collect::<Vec<_>>();
        Service::ALL.iter().flat_map(of).collect()
    });
    &ALL
}

/// Answers one HTTP request as AWS would at the world's now.
pub fn answer(world: &mut World, request: &Request<Bytes>) -> Reply {
    let Some(call) = request::read(request) else { return Reply::Response(nobody(world, request)) };
    let mut envelope = Envelope::of(world.now, request.body(), &call.operation);
    let Some(operation) = table(call.service).iter().find(|operation| operation.name == call.operation) else {
        return Reply::Response(response::refused(call.service, call.protocol, &unknown(&call), &envelope));
    };
    match world.fault_for(call.service.iam(), operation.name) {
        None => Reply::Response(run(world, &call, operation, &envelope)),
        Some(kind) => fault::play(world, &kind, request, &call, operation, &mut envelope),
    }
}

/// Runs an operation and writes what came of it.
fn run(world: &mut World, call: &Call, operation: &Operation, envelope: &Envelope) -> Response<Bytes> {
    let outcome = call.input.clone().and_then(|input| (operation.run)(world, Input(&input)));
    match outcome {
        Ok(Value::Null) => response::success(call.service, operation.name, call.protocol, Value::Object(serde_json::Map::new()), envelope),
        Ok(output) => response::success(call.service, operation.name, call.protocol, output, envelope),
        Err(refusal) => response::refused(call.service, call.protocol, &refusal, envelope),
    }
}

/// AWS's word for an operation that a service does not have.
fn unknown(call: &Call) -> Refusal {
    match call.protocol {
        Protocol::Query => Refusal::bad("UnknownOperationException", format!("Could not find operation {}", call.operation)),
        Protocol::Rest | Protocol::RestXml => {
            let sentence = format!("Unable to determine service/operation name to be authorized: {}", call.operation);
            Refusal::with_status("UnknownOperationException", 404, sentence)
        }
        Protocol::Cbor => Refusal::with_status("UnknownOperationException", 404, format!("Unknown operation {}", call.operation)),
        Protocol::Json10 | Protocol::Json11 => Refusal::bad("UnknownOperationException", format!("Unknown operation {}", call.operation)),
    }
}

/// The answer to a request that no service here knows.
fn nobody(world: &World, request: &Request<Bytes>) -> Response<Bytes> {
    let envelope = Envelope::of(world.now, request.body(), request.uri().path());
    let sentence = format!("The embedded AWS serves no such request: {} {}", request.method(), request.uri().path());
    let refusal = Refusal::with_status("UnknownOperationException", 404, sentence);
    response::refused(Service::Lambda, Protocol::Rest, &refusal, &envelope)
}
