//! The services that are called without a generated client, each with its names and its protocol.

use super::json::Json;
use super::query::Query;
use super::rest::Rest;

/// How a service is called in settings, signatures and hosts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    /// Its id: `AWS_ENDPOINT_URL_SSM` and the `services` section of a profile are found by it.
    pub(super) id: &'static str,
    /// Its name in signatures and at the beginning of its host.
    pub(super) name: &'static str,
    /// Where its endpoints are.
    pub(super) reach: Reach,
    /// How its requests are signed and addressed.
    pub(super) manner: Manner,
}

/// What S3 does otherwise than every other service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// As all services do.
    Usual,
    /// As S3 does: the hash of the body stands in a header, keys are encoded once, and dual-stack hosts have another form,
    /// so that its ordinary ones are used.
    Storage,
}

/// How many endpoints a service has.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reach {
    /// One in each Region.
    Regions {
        /// What begins the host of its FIPS endpoints in GovCloud, where services do not agree.
        fips_in_gov_cloud: &'static str,
    },
    /// One for all Regions of a partition, signed for one of them.
    Partitions(&'static [Home]),
}

/// The one endpoint of a service in a partition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Home {
    /// What the names of the partition's Regions begin with.
    pub(super) regions: &'static [&'static str],
    /// The Region that calls are signed for.
    pub(super) signed_for: &'static str,
    /// Its address.
    pub(super) url: &'static str,
    /// The address of its FIPS endpoint; the same where there is no other.
    pub(super) fips: &'static str,
}

/// What must be known of a service to call it.
#[derive(Debug, Clone, Copy)]
pub(in crate::edge::aws) struct Service<P> {
    pub(super) names: Names,
    pub(super) protocol: P,
}

impl<P: Copy> Service<P> {
    const fn new(id: &'static str, name: &'static str, fips_in_gov_cloud: &'static str, protocol: P) -> Self {
        Self { names: Names { id, name, reach: Reach::Regions { fips_in_gov_cloud }, manner: Manner::Usual }, protocol }
    }
}

/// AWS Systems Manager.
pub(in crate::edge::aws) const SSM: Service<Json> = Service::new("SSM", "ssm", "ssm", Json::v1_1("AmazonSSM"));

/// AWS CloudTrail.
pub(in crate::edge::aws) const CLOUDTRAIL: Service<Json> =
    Service::new("CloudTrail", "cloudtrail", "cloudtrail", Json::v1_1("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"));

/// Amazon Athena.
pub(in crate::edge::aws) const ATHENA: Service<Json> = Service::new("Athena", "athena", "athena-fips", Json::v1_1("AmazonAthena"));

/// Amazon CloudWatch Logs.
pub(in crate::edge::aws) const LOGS: Service<Json> = Service::new("CloudWatch Logs", "logs", "logs", Json::v1_1("Logs_20140328"));

/// Amazon DynamoDB, at the endpoints of the Region: the ones of a single account are no faster for a look at a table.
pub(in crate::edge::aws) const DYNAMODB: Service<Json> = Service::new("DynamoDB", "dynamodb", "dynamodb", Json::v1_0("DynamoDB_20120810"));

/// Amazon Data Firehose.
pub(in crate::edge::aws) const FIREHOSE: Service<Json> =
    Service::new("Firehose", "firehose", "firehose-fips", Json::v1_1("Firehose_20150804"));

/// Amazon SQS, whose errors are known by the names that they had in its older protocol.
pub(in crate::edge::aws) const SQS: Service<Json> = Service::new("SQS", "sqs", "sqs", Json::v1_0("AmazonSQS").with_older_names());

/// AWS Lambda.
pub(in crate::edge::aws) const LAMBDA: Service<Rest> = Service::new("Lambda", "lambda", "lambda-fips", Rest);

/// AWS AppConfig.
pub(in crate::edge::aws) const APPCONFIG: Service<Rest> = Service::new("AppConfig", "appconfig", "appconfig", Rest);

/// Amazon S3, its buckets named in the path: as it serves every bucket, and as servers in its place do.
pub(in crate::edge::aws) const S3: Service<Rest> = Service {
    names: Names { id: "S3", name: "s3", reach: Reach::Regions { fips_in_gov_cloud: "s3-fips" }, manner: Manner::Storage },
    protocol: Rest,
};

/// AWS Identity and Access Management. Partitions that are not among its homes have their endpoint by the ordinary rules.
/// Source: its endpoint rules, as AWS's own clients have them; without its dual-stack hosts.
pub(in crate::edge::aws) const IAM: Service<Query> = Service {
    names: Names { id: "IAM", name: "iam", reach: Reach::Partitions(&IAM_HOMES), manner: Manner::Usual },
    protocol: Query::version("2010-05-08"),
};

const IAM_HOMES: [Home; 3] = [
    Home {
        regions: &["us-gov-"],
        signed_for: "us-gov-west-1",
        url: "https://iam.us-gov.amazonaws.com",
        fips: "https://iam.us-gov.amazonaws.com",
    },
    Home {
        regions: &["cn-"],
        signed_for: "cn-north-1",
        url: "https://iam.cn-north-1.amazonaws.com.cn",
        fips: "https://iam.cn-north-1.amazonaws.com.cn",
    },
    Home {
        regions: &["us-east-", "us-west-", "af-", "ap-", "ca-", "eu-", "il-", "me-", "mx-", "sa-"],
        signed_for: "us-east-1",
        url: "https://iam.amazonaws.com",
        fips: "https://iam-fips.amazonaws.com",
    },
];
