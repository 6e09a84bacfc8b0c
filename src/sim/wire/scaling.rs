//! Application Auto Scaling, JSON 1.1: the namespace is mandatory, and `kinesis` is not one.

use serde_json::{Value, json};

use super::page::{self, Token};
use super::refusal::{self, Refusal};
use super::service::{Operation, operation};
use super::value::{Input, time, time_or_null};
use crate::sim::world::World;
use crate::sim::world::scaling::{ScalableTarget, ScalingActivity, ScalingPolicy};
use crate::sim::world::settings::TargetPatch;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] = &[
    operation("DescribeScalableTargets", targets),
    operation("DescribeScalingPolicies", policies),
    operation("DescribeScalingActivities", activities),
    operation("RegisterScalableTarget", register),
];

/// The service namespaces that exist.
const NAMESPACES: &[&str] = &[
    "appstream",
    "cassandra",
    "comprehend",
    "custom-resource",
    "dynamodb",
    "ec2",
    "ecs",
    "elasticache",
    "elasticmapreduce",
    "kafka",
    "lambda",
    "neptune",
    "rds",
    "sagemaker",
    "workspaces",
];

/// The one dimension of custom resources.
const CUSTOM: &str = "custom-resource:ResourceType:Property";

fn namespace(input: Input<'_>) -> Result<&str, Refusal> {
    let namespace = input.must("ServiceNamespace")?;
    if NAMESPACES.contains(&namespace) { Ok(namespace) } else { Err(refusal::not_in("ServiceNamespace", namespace, NAMESPACES)) }
}

/// The dimension, which must belong to the namespace; a resource needs one beside it.
fn dimension<'a>(input: Input<'a>, namespace: &str) -> Result<Option<&'a str>, Refusal> {
    let dimension = input.text("ScalableDimension");
    match dimension {
        Some(CUSTOM) if namespace == "custom-resource" => Ok(dimension),
        Some(other) if namespace != "custom-resource" && other.starts_with(&format!("{namespace}:")) => Ok(dimension),
        Some(other) => Err(refusal::validation(format!("Unsupported service namespace, resource type or scalable dimension: {other}"))),
        None => Ok(None),
    }
}

/// What every describe is filtered by.
struct Filter<'a> {
    namespace: &'a str,
    resources: Vec<&'a str>,
    dimension: Option<&'a str>,
}

impl<'a> Filter<'a> {
    fn of(input: Input<'a>) -> Result<Self, Refusal> {
        let namespace = namespace(input)?;
        let dimension = dimension(input, namespace)?;
        let mut resources = input.texts("ResourceIds");
        resources.extend(input.text("ResourceId"));
        if dimension.is_some() && resources.is_empty() {
            return Err(refusal::validation("If you specify a scalable dimension, you must also specify a resource ID"));
        }
        Ok(Self { namespace, resources, dimension })
    }

    fn fits(&self, namespace: &str, resource: &str, dimension: &str) -> bool {
        self.namespace == namespace
            && (self.resources.is_empty() || self.resources.contains(&resource))
            && self.dimension.is_none_or(|wanted| wanted == dimension)
    }
}

/// One page, written under `name`.
fn answer<T>(world: &World, operation: &str, name: &str, input: Input<'_>, items: Vec<T>, write: fn(T) -> Value) -> Result<Value, Refusal> {
    let limit = match input.whole("MaxResults") {
        Some(limit) if !(1..=50).contains(&limit) => {
            return Err(refusal::validation(format!("MaxResults must be between 1 and 50; it is {limit}")));
        }
        limit => usize::try_from(limit.unwrap_or(50)).unwrap_or(50),
    };
    let told = match input.text("NextToken") {
        None => 0,
        Some(text) => {
            Token::read(operation, text)
                .ok_or_else(|| Refusal::bad("InvalidNextTokenException", "The next token supplied was invalid."))?
                .told
        }
    };
    let (page, next) = page::cut(items, told, limit);
    let next = next.map(|told| Token { about: String::new(), told, given: world.now }.write(operation));
    let mut members = json!({ name: page.into_iter().map(write).collect::<Vec<_>>() });
    members["NextToken"] = json!(next);
    Ok(members)
}

fn targets(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let filter = Filter::of(input)?;
    let fits = |target: &&ScalableTarget| filter.fits(&target.namespace, &target.resource_id, &target.dimension);
    let found = world.scaling.targets.iter().filter(fits).collect();
    answer(world, "DescribeScalableTargets", "ScalableTargets", input, found, |target| {
        json!({
            "ServiceNamespace": target.namespace,
            "ResourceId": target.resource_id,
            "ScalableDimension": target.dimension,
            "MinCapacity": target.min,
            "MaxCapacity": target.max,
            "RoleARN": target.role_arn,
            "CreationTime": time(target.created),
            "SuspendedState": {
                "DynamicScalingInSuspended": target.in_suspended,
                "DynamicScalingOutSuspended": target.out_suspended,
                "ScheduledScalingSuspended": target.scheduled_suspended,
            },
            "ScalableTargetARN": target.arn,
        })
    })
}

fn policies(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let filter = Filter::of(input)?;
    let names = input.texts("PolicyNames");
    let fits = |policy: &&ScalingPolicy| {
        filter.fits(&policy.namespace, &policy.resource_id, &policy.dimension)
            && (names.is_empty() || names.contains(&policy.name.as_str()))
    };
    let found = world.scaling.policies.iter().filter(fits).collect();
    answer(world, "DescribeScalingPolicies", "ScalingPolicies", input, found, policy_members)
}

fn policy_members(policy: &ScalingPolicy) -> Value {
    let dimensions: Vec<Value> = policy.metric_dimensions.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
    json!({
        "PolicyARN": policy.arn,
        "PolicyName": policy.name,
        "ServiceNamespace": policy.namespace,
        "ResourceId": policy.resource_id,
        "ScalableDimension": policy.dimension,
        "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": policy.target_value,
            "CustomizedMetricSpecification": {
                "MetricName": policy.metric_name,
                "Namespace": policy.metric_namespace,
                "Dimensions": dimensions,
                "Statistic": policy.statistic,
            },
            "ScaleOutCooldown": policy.scale_out_cooldown,
            "ScaleInCooldown": policy.scale_in_cooldown,
            "DisableScaleIn": false,
        },
        "Alarms": [],
        "CreationTime": time(policy.created),
    })
}

fn activities(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let filter = Filter::of(input)?;
    let fits = |activity: &&ScalingActivity| filter.fits(&activity.namespace, &activity.resource_id, &activity.dimension);
    let found = world.scaling.activities.iter().filter(fits).collect();
    answer(world, "DescribeScalingActivities", "ScalingActivities", input, found, |activity| {
        json!({
            "ActivityId": activity.id,
            "ServiceNamespace": activity.namespace,
            "ResourceId": activity.resource_id,
            "ScalableDimension": activity.dimension,
            "Description": activity.description,
            "Cause": activity.cause,
            "StartTime": time(activity.started),
            "EndTime": time_or_null(activity.ended),
            "StatusCode": activity.status,
            "StatusMessage": activity.message,
        })
    })
}

/// Makes a target or changes its bounds and suspensions. What is left out stays as it is.
fn register(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let namespace = namespace(input)?;
    let resource = input.must("ResourceId")?;
    let dimension = dimension(input, namespace)?.ok_or_else(|| refusal::missing("ScalableDimension"))?;
    let capacity = |name: &str| input.whole(name).and_then(|number| i32::try_from(number).ok());
    let suspended = input.inner("SuspendedState");
    let patch = TargetPatch {
        min: capacity("MinCapacity"),
        max: capacity("MaxCapacity"),
        in_suspended: suspended.flag("DynamicScalingInSuspended"),
        out_suspended: suspended.flag("DynamicScalingOutSuspended"),
        scheduled_suspended: suspended.flag("ScheduledScalingSuspended"),
    };
    let target = world.register_scalable_target(namespace, resource, dimension, &patch)?;
    Ok(json!({ "ScalableTargetARN": target.arn }))
}
