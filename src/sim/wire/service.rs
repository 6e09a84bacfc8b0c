//! The services that are served: how each is called, signed and told apart on the wire.

use serde_json::Value;

use super::refusal::Refusal;
use super::value::Input;
use crate::sim::world::World;

/// A service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each variant is the service's own name")]
pub enum Service {
    CloudWatch,
    Kinesis,
    Scaling,
    DynamoDb,
    Lambda,
    Firehose,
    Sqs,
    Ssm,
    AppConfig,
    Sts,
    CloudTrail,
    Athena,
    Logs,
    Iam,
    S3,
}

/// How a service's names look on the wire.
struct Names {
    /// As IAM writes it: `kinesis:ListShards`.
    iam: &'static str,
    /// As the credential scope of a signature writes it.
    signing: &'static str,
    /// The prefix of `X-Amz-Target`, for services that speak JSON.
    target: Option<&'static str>,
    /// The version and the XML namespace, for services that speak the query protocol.
    query: Option<(&'static str, &'static str)>,
    /// What stands before an error's name in `__type`.
    types: &'static str,
}

impl Service {
    /// Every service.
    pub const ALL: &'static [Service] = &[
        Service::CloudWatch,
        Service::Kinesis,
        Service::Scaling,
        Service::DynamoDb,
        Service::Lambda,
        Service::Firehose,
        Service::Sqs,
        Service::Ssm,
        Service::AppConfig,
        Service::Sts,
        Service::CloudTrail,
        Service::Athena,
        Service::Logs,
        Service::Iam,
        Service::S3,
    ];

    #[rustfmt::skip]
    fn names(self) -> Names {
        match self {
            Service::CloudWatch => Names { iam: "cloudwatch", signing: "monitoring", target: Some("GraniteServiceVersion20100801"),
                query: Some(("2010-08-01", "http://monitoring.amazonaws.com/doc/2010-08-01/")), types: "com.amazonaws.cloudwatch#" },
            Service::Kinesis => Names { iam: "kinesis", signing: "kinesis", target: Some("Kinesis_20131202"), query: None, types: "" },
            Service::Scaling => Names { iam: "application-autoscaling", signing: "application-autoscaling",
                target: Some("AnyScaleFrontendService"), query: None, types: "" },
            Service::DynamoDb => Names { iam: "dynamodb", signing: "dynamodb", target: Some("DynamoDB_20120810"), query: None,
                types: "com.amazonaws.dynamodb.v20120810#" },
            Service::Lambda => Names { iam: "lambda", signing: "lambda", target: None, query: None, types: "" },
            Service::Firehose => Names { iam: "firehose", signing: "firehose", target: Some("Firehose_20150804"), query: None, types: "" },
            Service::Sqs => Names { iam: "sqs", signing: "sqs", target: Some("AmazonSQS"),
                query: Some(("2012-11-05", "http://queue.amazonaws.com/doc/2012-11-05/")), types: "com.amazonaws.sqs#" },
            Service::Ssm => Names { iam: "ssm", signing: "ssm", target: Some("AmazonSSM"), query: None, types: "" },
            Service::AppConfig => Names { iam: "appconfig", signing: "appconfig", target: None, query: None, types: "" },
            Service::Sts => Names { iam: "sts", signing: "sts", target: None,
                query: Some(("2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/")), types: "" },
            Service::CloudTrail => Names { iam: "cloudtrail", signing: "cloudtrail",
                target: Some("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"), query: None, types: "" },
            Service::Athena => Names { iam: "athena", signing: "athena", target: Some("AmazonAthena"), query: None, types: "" },
            Service::Logs => Names { iam: "logs", signing: "logs", target: Some("Logs_20140328"), query: None, types: "" },
            Service::Iam => Names { iam: "iam", signing: "iam", target: None,
                query: Some(("2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/")), types: "" },
            Service::S3 => Names { iam: "s3", signing: "s3", target: None, query: None, types: "" },
        }
    }

    /// As IAM writes it: `kinesis`, `application-autoscaling`, …
    pub fn iam(self) -> &'static str {
        self.names().iam
    }

    /// The prefix of an error's `__type`.
    pub(super) fn types(self) -> &'static str {
        self.names().types
    }

    /// The namespace of its XML answers.
    pub(super) fn xml_namespace(self) -> &'static str {
        self.names().query.map_or("", |(_, namespace)| namespace)
    }

    /// The service of an `X-Amz-Target` prefix.
    pub(super) fn of_target(prefix: &str) -> Option<Service> {
        Self::ALL.iter().copied().find(|service| service.names().target == Some(prefix))
    }

    /// The service of the query protocol's `Version`.
    pub(super) fn of_version(version: &str) -> Option<Service> {
        Self::ALL.iter().copied().find(|service| service.names().query.is_some_and(|(served, _)| served == version))
    }

    /// The service that a signature was made for.
    pub(super) fn of_signature(authorization: &str) -> Option<Service> {
        let scope = authorization.split("Credential=").nth(1)?.split(',').next()?;
        let signed = scope.rsplit('/').nth(1)?;
        Self::ALL.iter().copied().find(|service| service.names().signing == signed)
    }
}

/// One operation: a small function from members to members.
#[derive(Clone, Copy)]
pub(super) struct Operation {
    /// Its name.
    pub(super) name: &'static str,
    /// What it does to the world and answers.
    pub(super) run: fn(&mut World, Input<'_>) -> Result<Value, Refusal>,
}

/// Shortens the tables of operations.
pub(super) const fn operation(name: &'static str, run: fn(&mut World, Input<'_>) -> Result<Value, Refusal>) -> Operation {
    Operation { name, run }
}
