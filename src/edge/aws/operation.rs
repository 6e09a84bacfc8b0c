//! The one table of every AWS operation that is called: name, permission, and AWS's own limit on its pace.

use std::fmt;
use std::time::Duration;

use crate::app::ask::Feed;

/// What an operation is needed for; a policy can leave out what is not wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Watching a pipeline.
    Watch,
    /// Reading the rollout flag from Systems Manager.
    FlagSsm,
    /// Reading the rollout flag from AppConfig.
    FlagAppConfig,
    /// Sampling the keys of a shard, on request only.
    Sample,
    /// Running the archive's query, on request only: it costs what it scans.
    Query,
    /// Reading a function's errors from its log group, on request only.
    Errors,
    /// What a plan rests on beside what is watched.
    Preflight,
    /// Asking whether a change will be allowed, of use to those alone who change something.
    Permission,
    /// Finding resources for `tidegate init`.
    Discover,
    /// Changing something, with consent.
    Change,
}

macro_rules! operations {
    (
        reading { $($(#[doc = $read_doc:literal])+ $read:ident = $read_service:literal, $read_purpose:ident, $read_gap:literal;)+ }
        changing { $($(#[doc = $doc:literal])+ $change:ident = $service:literal;)+ }
    ) => {
        impl Operation {
            /// Every operation that reads.
            pub const ALL: &'static [Operation] = &[$(Operation::$read),+];

            /// Every operation that changes something.
            pub const CHANGES: &'static [Operation] = &[$(Operation::$change),+];
        }

        operations! {
            $($(#[doc = $read_doc])+ $read = $read_service, $read_purpose, $read_gap;)+
            $($(#[doc = $doc])+ $change = $service, Change, 0;)+
        }
    };
    ($($(#[doc = $doc:literal])+ $name:ident = $service:literal, $purpose:ident, $gap:literal;)+) => {
        /// One operation of one service, named as AWS names it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Operation { $($(#[doc = $doc])+ $name,)+ }

        impl Operation {
            /// The service's prefix in IAM policies: `kinesis`.
            pub fn service(self) -> &'static str {
                match self { $(Operation::$name => $service,)+ }
            }

            /// The operation's own name: `DescribeStreamSummary`.
            pub fn name(self) -> &'static str {
                match self { $(Operation::$name => stringify!($name),)+ }
            }

            /// Service and name in one word.
            fn whole_name(self) -> &'static str {
                match self { $(Operation::$name => concat!($service, ":", stringify!($name)),)+ }
            }

            /// What it is needed for.
            pub fn purpose(self) -> Purpose {
                match self { $(Operation::$name => Purpose::$purpose,)+ }
            }

            /// The least time between two calls, where AWS names a limit that a console could reach.
            pub fn gap(self) -> Duration {
                Duration::from_millis(match self { $(Operation::$name => $gap,)+ })
            }
        }
    };
}

// Gaps in milliseconds. Sources: the API reference of each service (calls a second per account, stream or Region).
operations! {
reading {
    /// Who we are; AWS never denies it.
    GetCallerIdentity = "sts", Watch, 0;
    /// Status, mode, retention and open shards of the stream: 20 a second.
    DescribeStreamSummary = "kinesis", Watch, 50;
    /// Open and closed shards: 1,000 a second per stream.
    ListShards = "kinesis", Watch, 0;
    /// Registered fan-out consumers: 5 a second per stream.
    ListStreamConsumers = "kinesis", Watch, 200;
    /// The account's shard limit: one a second.
    DescribeLimits = "kinesis", Watch, 1000;
    /// Metrics: 50 a second.
    GetMetricData = "cloudwatch", Watch, 20;
    /// Alarms: 9 a second.
    DescribeAlarms = "cloudwatch", Watch, 120;
    /// Scalable targets.
    DescribeScalableTargets = "application-autoscaling", Watch, 0;
    /// Scaling policies.
    DescribeScalingPolicies = "application-autoscaling", Watch, 0;
    /// Scaling activities.
    DescribeScalingActivities = "application-autoscaling", Watch, 0;
    /// A function's settings and environment.
    GetFunctionConfiguration = "lambda", Watch, 0;
    /// A function's aliases; optional.
    ListAliases = "lambda", Watch, 0;
    /// What feeds a function.
    ListEventSourceMappings = "lambda", Watch, 0;
    /// The table.
    DescribeTable = "dynamodb", Watch, 0;
    /// The attribute that expires items; optional. 10 a second.
    DescribeTimeToLive = "dynamodb", Watch, 100;
    /// The delivery stream: 5 a second.
    DescribeDeliveryStream = "firehose", Watch, 200;
    /// What becomes of the archive's objects; optional.
    GetBucketLifecycleConfiguration = "s3", Watch, 0;
    /// A queue's URL by its name.
    GetQueueUrl = "sqs", Watch, 0;
    /// What waits in a queue.
    GetQueueAttributes = "sqs", Watch, 0;
    /// One parameter.
    GetParameter = "ssm", FlagSsm, 0;
    /// Applications, to find one by name.
    ListApplications = "appconfig", FlagAppConfig, 0;
    /// Environments, to find one by name.
    ListEnvironments = "appconfig", FlagAppConfig, 0;
    /// Configuration profiles, to find one by name.
    ListConfigurationProfiles = "appconfig", FlagAppConfig, 0;
    /// Deployments, newest first.
    ListDeployments = "appconfig", FlagAppConfig, 0;
    /// The content of a version.
    GetHostedConfigurationVersion = "appconfig", FlagAppConfig, 0;
    /// Versions, newest first: the lock of the next one; optional.
    ListHostedConfigurationVersions = "appconfig", FlagAppConfig, 0;
    /// A place in a shard: 5 a second per shard.
    GetShardIterator = "kinesis", Sample, 200;
    /// Records: two of the five calls a second that all readers of a shard share.
    GetRecords = "kinesis", Sample, 500;
    /// The limit of bytes that a query may scan.
    GetWorkGroup = "athena", Query, 0;
    /// The query itself, which changes nothing: 20 a second.
    StartQueryExecution = "athena", Query, 50;
    /// How far it is: 100 a second.
    GetQueryExecution = "athena", Query, 10;
    /// Its first rows: 100 a second.
    GetQueryResults = "athena", Query, 10;
    /// Error lines of a function's log group: 5 a second where the quota is lowest.
    FilterLogEvents = "logs", Errors, 200;
    /// Who changed the stream lately; optional. 2 a second.
    LookupEvents = "cloudtrail", Preflight, 500;
    /// Whether a change will be allowed; optional. AWS publishes no rate.
    SimulatePrincipalPolicy = "iam", Permission, 200;
    /// Every stream's name: 5 a second.
    ListStreams = "kinesis", Discover, 200;
    /// Every table's name.
    ListTables = "dynamodb", Discover, 0;
    /// Every function with its settings.
    ListFunctions = "lambda", Discover, 70;
    /// Every delivery stream's name: 5 a second.
    ListDeliveryStreams = "firehose", Discover, 200;
    /// Every queue's URL.
    ListQueues = "sqs", Discover, 0;
}
changing {
    /// Another number of shards.
    UpdateShardCount = "kinesis";
    /// One shard becomes two.
    SplitShard = "kinesis";
    /// Two shards become one.
    MergeShards = "kinesis";
    /// Provisioned or on-demand.
    UpdateStreamMode = "kinesis";
    /// Longer retention.
    IncreaseStreamRetentionPeriod = "kinesis";
    /// Shorter retention.
    DecreaseStreamRetentionPeriod = "kinesis";
    /// Shard-level metrics on.
    EnableEnhancedMonitoring = "kinesis";
    /// Shard-level metrics off.
    DisableEnhancedMonitoring = "kinesis";
    /// Another way of reading for a consumer.
    UpdateEventSourceMapping = "lambda";
    /// A function's environment.
    UpdateFunctionConfiguration = "lambda";
    /// One parameter.
    PutParameter = "ssm";
    /// A new version of a flag.
    CreateHostedConfigurationVersion = "appconfig";
    /// Its deployment.
    StartDeployment = "appconfig";
    /// The end of a deployment under way.
    StopDeployment = "appconfig";
    /// Bounds and suspension of automatic scaling.
    RegisterScalableTarget = "application-autoscaling";
    /// A new alarm.
    PutMetricAlarm = "cloudwatch";
}
}

impl Operation {
    /// The IAM action that it needs: `kinesis:DescribeStreamSummary`. S3's are not always called like the operation.
    pub fn permission(self) -> &'static str {
        match self {
            Operation::GetBucketLifecycleConfiguration => "s3:GetLifecycleConfiguration",
            operation => operation.whole_name(),
        }
    }

    /// The first operation of a feed: the one that a failure before any call is told of.
    pub fn first_of(feed: &Feed) -> Self {
        match feed {
            Feed::Identity => Operation::GetCallerIdentity,
            Feed::Stream | Feed::FanOut => Operation::DescribeStreamSummary,
            Feed::Shards => Operation::ListShards,
            Feed::Limits => Operation::DescribeLimits,
            Feed::Table => Operation::DescribeTable,
            Feed::Function(_) => Operation::GetFunctionConfiguration,
            Feed::Mappings(_) => Operation::ListEventSourceMappings,
            Feed::Firehose => Operation::DescribeDeliveryStream,
            Feed::Lifecycle => Operation::GetBucketLifecycleConfiguration,
            Feed::Queue => Operation::GetQueueUrl,
            Feed::Alarms => Operation::DescribeAlarms,
            Feed::Scaling => Operation::DescribeScalableTargets,
            Feed::Trail => Operation::LookupEvents,
            Feed::Simulation(_) => Operation::SimulatePrincipalPolicy,
            Feed::Flag => Operation::GetParameter,
            Feed::Metrics | Feed::Fortnight | Feed::History => Operation::GetMetricData,
            Feed::Sample(_) => Operation::GetShardIterator,
            Feed::Workgroup => Operation::GetWorkGroup,
            Feed::Query => Operation::StartQueryExecution,
            Feed::Errors(_) => Operation::FilterLogEvents,
        }
    }

    /// Whether no verdict rests on it: refused, it only leaves a detail out.
    pub fn is_optional(self) -> bool {
        matches!(
            self,
            Operation::DescribeScalingPolicies
                | Operation::DescribeTimeToLive
                | Operation::GetBucketLifecycleConfiguration
                | Operation::LookupEvents
                | Operation::SimulatePrincipalPolicy
                | Operation::ListHostedConfigurationVersions
        )
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.permission())
    }
}
