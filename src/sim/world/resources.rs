//! The resources of the reference configuration as they stand at the beginning of the history.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use crate::domain::facts::StreamMode;
use crate::domain::series::shift;
use crate::domain::shard::HashKey;
use crate::sim::scenario::Law;

use super::alarm::{Alarm, AlarmDefinition};
use super::bucket::Rule;
use super::delivery::{Firehose, Queue};
use super::flags::{Application, Deployment, Environment, HostedVersion, Parameter, Profile};
use super::function::{Alias, EVENT_COUNT, EventSourceMapping, Function};
use super::kinesis::SHARD_METRICS;
use super::names::{self, ACCOUNT, REGION};
use super::scaling::{ScalableTarget, Scaling, ScalingActivity, ScalingPolicy};
use super::stream::{Consumer, Stream};
use super::table::Table;

/// Seconds of a day.
const DAY: i64 = 86_400;

fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}")
}

pub(super) fn stream(law: &Law, dawn: Timestamp) -> Stream {
    let created = shift(dawn, -41 * DAY);
    let stream_arn = arn("kinesis", &format!("stream/{}", names::STREAM));
    let consumer = Consumer {
        name: names::FAN_OUT.to_owned(),
        arn: format!("{stream_arn}/consumer/{}:{}", names::FAN_OUT, created.as_second()),
        status: "ACTIVE".to_owned(),
        created,
    };
    let shard_metrics = if law.shard_metrics { SHARD_METRICS.iter().map(|name| (*name).to_owned()).collect() } else { Vec::new() };
    let mut stream = Stream {
        name: names::STREAM.to_owned(),
        arn: stream_arn,
        mode: StreamMode::Provisioned,
        retention_hours: 24,
        shards: Vec::new(),
        shard_metrics,
        consumers: vec![consumer],
        encryption: "NONE".to_owned(),
        created,
        updating_until: None,
        steps: VecDeque::new(),
        reshard_calls: Vec::new(),
        mode_calls: Vec::new(),
        next_shard: 0,
        max_record_kib: 1024,
    };
    let firsts = crate::domain::reshard::cuts(law.shards);
    for (nth, first) in firsts.iter().enumerate() {
        let last = firsts.get(nth + 1).map_or(HashKey::MAX, |next| next - 1);
        stream.open_shard((*first, last), (None, None), created);
    }
    stream
}

pub(super) fn tables(dawn: Timestamp) -> BTreeMap<String, Table> {
    let table = Table {
        name: names::TABLE.to_owned(),
        arn: arn("dynamodb", &format!("table/{}", names::TABLE)),
        status: "ACTIVE".to_owned(),
        billing: "PAY_PER_REQUEST".to_owned(),
        write_units: 0,
        read_units: 0,
        items: 70_411_902,
        bytes: 70_411_902 * 300,
        ttl_attribute: Some("ttl".to_owned()),
        created: shift(dawn, -310 * DAY),
        keys: ("token".to_owned(), "timestamp".to_owned()),
    };
    BTreeMap::from([(table.name.clone(), table)])
}

fn function(name: &str, environment: &[(&str, &str)], memory_mb: u32, timeout_seconds: u32, at: Timestamp) -> (String, Function) {
    let function = Function {
        name: name.to_owned(),
        arn: arn("lambda", &format!("function:{name}")),
        environment: environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        environment_error: None,
        revision: format!("{:08x}-0b1c-4d2e-8f3a-4b5c6d7e8f90", memory_mb * 7919 + timeout_seconds),
        state: "Active".to_owned(),
        last_update_status: "Successful".to_owned(),
        updating_until: None,
        last_modified: at,
        memory_mb,
        timeout_seconds,
        runtime: "nodejs22.x".to_owned(),
        handler: "index.handler".to_owned(),
        aliases: Vec::<Alias>::new(),
    };
    (name.to_owned(), function)
}

pub(super) fn functions(dawn: Timestamp) -> BTreeMap<String, Function> {
    let writer = [
        ("USE_KINESIS", "false"),
        ("KINESIS_PERCENTAGE", "0"),
        ("KINESIS_STREAM_NAME", names::STREAM),
        ("TABLE_NAME", names::TABLE),
        ("QUEUE_NAME", names::QUEUE),
    ];
    let consumer = [("WINDOW_SECONDS", "60"), ("OUTPUT", "analytics")];
    BTreeMap::from([
        function(names::WRITER, &writer, 512, 30, shift(dawn, -9 * DAY)),
        function(names::CONSUMER, &consumer, 1024, 60, shift(dawn, -20 * DAY)),
    ])
}

pub(super) fn mapping(law: &Law, uuid: &str, stream_arn: &str, dawn: Timestamp) -> EventSourceMapping {
    EventSourceMapping {
        uuid: uuid.to_owned(),
        function: names::CONSUMER.to_owned(),
        function_arn: arn("lambda", &format!("function:{}", names::CONSUMER)),
        source_arn: stream_arn.to_owned(),
        state: "Enabled".to_owned(),
        settles: None,
        last_result: "No records processed".to_owned(),
        batch_size: 100,
        batch_window: 0,
        parallelisation: 1,
        maximum_retries: -1,
        maximum_record_age: law.maximum_record_age,
        bisect: false,
        failure_destination: None,
        metrics: if law.counts_events { vec![EVENT_COUNT.to_owned()] } else { Vec::new() },
        starting_position: "LATEST".to_owned(),
        last_modified: shift(dawn, -20 * DAY),
    }
}

pub(super) fn firehoses(stream_arn: &str, dawn: Timestamp) -> BTreeMap<String, Firehose> {
    let firehose = Firehose {
        name: names::FIREHOSE.to_owned(),
        arn: arn("firehose", &format!("deliverystream/{}", names::FIREHOSE)),
        status: "ACTIVE".to_owned(),
        source_stream_arn: Some(stream_arn.to_owned()),
        bucket_arn: format!("arn:aws:s3:::{}", names::BUCKET),
        buffer_seconds: 300,
        buffer_mb: 128,
        parquet: true,
        created: shift(dawn, -40 * DAY),
        version: 1,
    };
    BTreeMap::from([(firehose.name.clone(), firehose)])
}

/// The archive's bucket: old objects move to the class that Athena still reads, or as in the guide to the one that it skips.
pub(super) fn buckets(guide: bool) -> BTreeMap<String, Vec<Rule>> {
    let class = if guide { "GLACIER" } else { "GLACIER_IR" };
    let archive = Rule {
        id: "archive".to_owned(),
        prefix: "prices/".to_owned(),
        is_enabled: true,
        moves: vec![(class.to_owned(), 90)],
        expires_days: Some(2_555),
    };
    let errors =
        Rule { id: "errors".to_owned(), prefix: "errors/".to_owned(), is_enabled: true, moves: Vec::new(), expires_days: Some(30) };
    BTreeMap::from([(names::BUCKET.to_owned(), vec![archive, errors])])
}

pub(super) fn queues(dawn: Timestamp) -> BTreeMap<String, Queue> {
    let queue = Queue {
        name: names::QUEUE.to_owned(),
        url: format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{}", names::QUEUE),
        arn: arn("sqs", names::QUEUE),
        visible: 0,
        in_flight: 0,
        delayed: 0,
        visibility_timeout: 30,
        retention_seconds: 345_600,
        created: shift(dawn, -300 * DAY),
    };
    BTreeMap::from([(queue.name.clone(), queue)])
}

fn alarm(name: &str, of: (&str, &str, &str), dimension: (&str, &str), limit: (f64, u32), at: Timestamp) -> (String, Alarm) {
    let (namespace, metric, statistic) = of;
    let (threshold, periods) = limit;
    let definition = AlarmDefinition {
        namespace: namespace.to_owned(),
        metric: metric.to_owned(),
        dimensions: vec![(dimension.0.to_owned(), dimension.1.to_owned())],
        statistic: statistic.to_owned(),
        threshold,
        comparison: "GreaterThanThreshold".to_owned(),
        period_seconds: 60,
        periods,
        datapoints: periods,
        missing_data: if metric.contains("Exceeded") { "notBreaching" } else { "missing" }.to_owned(),
        actions_enabled: true,
        actions: vec![arn("sns", "PriceAlerts")],
        description: format!("{metric} above {threshold}"),
    };
    (name.to_owned(), Alarm::new(name, arn("cloudwatch", &format!("alarm:{name}")), definition, at))
}

/// The two alarms with metrics that exist, or those of the guide, which watch nothing.
pub(super) fn alarms(guide: bool, dawn: Timestamp) -> BTreeMap<String, Alarm> {
    let at = shift(dawn, -30 * DAY);
    let stream = ("StreamName", names::STREAM);
    if guide {
        let table = ("TableName", names::TABLE);
        return BTreeMap::from([
            alarm(names::THROTTLE_ALARM, ("AWS/Kinesis", "UserRecordsPut", "Sum"), stream, (10.0, 1), at),
            alarm("PriceTable-UserErrors", ("AWS/DynamoDB", "UserErrors", "Sum"), table, (0.0, 1), at),
        ]);
    }
    let age = ("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", "Maximum");
    let throttles = ("AWS/Kinesis", "WriteProvisionedThroughputExceeded", "Sum");
    BTreeMap::from([
        alarm(names::AGE_ALARM, age, stream, (60_000.0, 2), at),
        alarm(names::THROTTLE_ALARM, throttles, stream, (10.0, 1), at),
    ])
}

/// The one scalable target: the stream, as a custom resource.
pub(super) fn scaling(dawn: Timestamp) -> Scaling {
    let resource_id = format!("https://k4n1u5d8b2.execute-api.{REGION}.amazonaws.com/prod/scalableTargetDimensions/{}", names::STREAM);
    let (namespace, dimension) = ("custom-resource".to_owned(), "custom-resource:ResourceType:Property".to_owned());
    let created = shift(dawn, -38 * DAY);
    let target = ScalableTarget {
        namespace: namespace.clone(),
        resource_id: resource_id.clone(),
        dimension: dimension.clone(),
        min: 2,
        max: 10,
        role_arn: format!(
            "arn:aws:iam::{ACCOUNT}:role/aws-service-role/custom-resource.application-autoscaling.amazonaws.com/\
             AWSServiceRoleForApplicationAutoScaling_CustomResource"
        ),
        created,
        in_suspended: false,
        out_suspended: false,
        scheduled_suspended: false,
        arn: arn("application-autoscaling", "scalable-target/0ec5a1b2c3d4e5f60718293a4b5c6d7e8f90"),
    };
    let policy = ScalingPolicy {
        name: "PriceTicks-target-70".to_owned(),
        arn: arn(
            "autoscaling",
            "scalingPolicy:6d8972f3-efc8-437c-92d1-6270f29a66e7:resource/custom-resource/PriceTicks:policyName/PriceTicks-target-70",
        ),
        namespace: namespace.clone(),
        resource_id: resource_id.clone(),
        dimension: dimension.clone(),
        target_value: 42_000.0,
        metric_namespace: "AWS/Kinesis".to_owned(),
        metric_name: "IncomingRecords".to_owned(),
        metric_dimensions: vec![("StreamName".to_owned(), names::STREAM.to_owned())],
        statistic: "Sum".to_owned(),
        scale_out_cooldown: 60,
        scale_in_cooldown: 600,
        created,
    };
    let started = shift(dawn, -3 * DAY);
    let activity = ScalingActivity {
        id: "e6c5f7d1-dbbb-4a3f-89b2-51f33e766399".to_owned(),
        namespace,
        resource_id,
        dimension,
        description: "Setting desired capacity to 2.".to_owned(),
        cause: "monitor alarm TargetTracking-PriceTicks-AlarmLow in state ALARM triggered policy PriceTicks-target-70".to_owned(),
        status: "Successful".to_owned(),
        message: "Successfully set desired capacity to 2. Change successfully fulfilled by custom-resource.".to_owned(),
        started,
        ended: Some(shift(started, 74)),
    };
    Scaling { targets: vec![target], policies: vec![policy], activities: vec![activity] }
}

pub(super) fn parameters(dawn: Timestamp) -> BTreeMap<String, Parameter> {
    let parameter = |name: &str, value: &str| Parameter {
        name: name.to_owned(),
        value: value.to_owned(),
        kind: "String".to_owned(),
        version: 1,
        modified: shift(dawn, -9 * DAY),
        modified_by: format!("arn:aws:iam::{ACCOUNT}:user/release"),
        arn: arn("ssm", &format!("parameter{name}")),
    };
    let both = [parameter("/prices/use-kinesis", "false"), parameter("/prices/kinesis-percentage", "0")];
    both.into_iter().map(|parameter| (parameter.name.clone(), parameter)).collect()
}

/// The same flag as an AppConfig feature flag, deployed once.
pub(super) fn applications(percentage: u8, dawn: Timestamp) -> Vec<Application> {
    let created = shift(dawn, -2 * DAY);
    let content = serde_json::json!({
        "version": "1",
        "flags": { "kinesis": { "name": "kinesis", "attributes": { "percentage": { "constraints": { "type": "number" } } } } },
        "values": { "kinesis": { "enabled": true, "percentage": percentage } },
    });
    let version = HostedVersion { number: 1, content: content.to_string(), content_type: "application/json".to_owned(), created };
    let profile = Profile {
        id: "p7x2k9q".to_owned(),
        name: "rollout".to_owned(),
        kind: "AWS.AppConfig.FeatureFlags".to_owned(),
        versions: vec![version],
    };
    let deployment = Deployment {
        number: 1,
        profile_id: profile.id.clone(),
        profile_name: profile.name.clone(),
        version: "1".to_owned(),
        strategy: "AppConfig.AllAtOnce".to_owned(),
        state: "COMPLETE".to_owned(),
        percentage: 100.0,
        started: created,
        completed: Some(shift(created, 600)),
    };
    let environment = Environment { id: "e3m8v1z".to_owned(), name: "prod".to_owned(), deployments: vec![deployment] };
    vec![Application { id: "a5t4r6w".to_owned(), name: "prices".to_owned(), environments: vec![environment], profiles: vec![profile] }]
}
