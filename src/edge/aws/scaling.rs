//! Automatic scaling of the stream: targets under `custom-resource` that name it.

use aws_sdk_applicationautoscaling::types::{ScalableTarget, ScalingActivity as AwsActivity, ScalingPolicy, ServiceNamespace};

use super::door::{Door, timestamp};
use super::operation::Operation;
use super::words::sentence;
use crate::domain::facts::{Scaling, ScalingActivity, ScalingPolicy as Policy, ScalingTarget, Tracking};
use crate::domain::fault::Fault;
use crate::domain::pipeline::Pipeline;

/// The newest activities that are kept, of all targets.
const ACTIVITIES: u8 = 20;

/// DescribeScalableTargets, and for each target of ours its policies and activities beside it.
pub(super) async fn ask(door: &Door, pipeline: &Pipeline) -> Result<Scaling, Fault> {
    let targets = targets(door, pipeline).await?;
    let policies = Door::detail(all_policies(door, &targets).await)?;
    let activities = Door::detail(all_activities(door, &targets).await)?;
    Ok(Scaling { targets, policies, activities })
}

async fn all_policies(door: &Door, targets: &[ScalingTarget]) -> Result<Vec<Policy>, Fault> {
    let mut all = Vec::new();
    for target in targets {
        all.extend(policies(door, &target.resource_id).await?);
    }
    Ok(all)
}

async fn all_activities(door: &Door, targets: &[ScalingTarget]) -> Result<Vec<ScalingActivity>, Fault> {
    let mut all = Vec::new();
    for target in targets {
        all.extend(activities(door, &target.resource_id).await?);
    }
    all.sort_by_key(|activity| std::cmp::Reverse(activity.started));
    all.truncate(usize::from(ACTIVITIES));
    Ok(all)
}

async fn targets(door: &Door, pipeline: &Pipeline) -> Result<Vec<ScalingTarget>, Fault> {
    let operation = Operation::DescribeScalableTargets;
    let mut pages = door.pages(operation, 20);
    let mut targets = Vec::new();
    loop {
        let request = door
            .session
            .scaling
            .describe_scalable_targets()
            .service_namespace(ServiceNamespace::CustomResource)
            .set_resource_ids(pipeline.scaling.resource_id.clone().map(|id| vec![id]))
            .set_next_token(pages.token());
        let answer = door.send(operation, request.send()).await?;
        targets.extend(answer.scalable_targets().iter().filter(|found| is_ours(found.resource_id(), pipeline)).map(target));
        if !pages.more(answer.next_token())? {
            return Ok(targets);
        }
    }
}

/// The configured id, or else an id with the stream's name as one part of its path.
fn is_ours(resource_id: &str, pipeline: &Pipeline) -> bool {
    match &pipeline.scaling.resource_id {
        Some(configured) => configured == resource_id,
        None => resource_id.split(['/', ':', '?', '=', '&']).any(|part| part == pipeline.stream),
    }
}

fn target(found: &ScalableTarget) -> ScalingTarget {
    let suspended = found.suspended_state().map_or_else(Vec::new, |state| {
        let switches = [
            (state.dynamic_scaling_in_suspended(), "scaling in"),
            (state.dynamic_scaling_out_suspended(), "scaling out"),
            (state.scheduled_scaling_suspended(), "scheduled scaling"),
        ];
        switches.iter().filter(|(off, _)| *off == Some(true)).map(|(_, word)| (*word).to_owned()).collect()
    });
    ScalingTarget { resource_id: found.resource_id().to_owned(), min: found.min_capacity(), max: found.max_capacity(), suspended }
}

async fn policies(door: &Door, resource_id: &str) -> Result<Vec<Policy>, Fault> {
    let operation = Operation::DescribeScalingPolicies;
    let mut pages = door.pages(operation, 10);
    let mut all = Vec::new();
    loop {
        let request = door
            .session
            .scaling
            .describe_scaling_policies()
            .service_namespace(ServiceNamespace::CustomResource)
            .resource_id(resource_id)
            .set_next_token(pages.token());
        let answer = door.send(operation, request.send()).await?;
        all.extend(answer.scaling_policies().iter().map(policy));
        if !pages.more(answer.next_token())? {
            return Ok(all);
        }
    }
}

/// What it keeps at which value, when it tracks one metric.
fn policy(found: &ScalingPolicy) -> Policy {
    let tracking = found.target_tracking_scaling_policy_configuration();
    let tracks = tracking.and_then(|tracking| {
        let metric = tracking.customized_metric_specification()?;
        let statistic = metric.statistic().map(|statistic| statistic.as_str().to_owned()).unwrap_or_default();
        Some(Tracking { metric: metric.metric_name()?.to_owned(), statistic, target: tracking.target_value() })
    });
    Policy { name: found.policy_name().to_owned(), tracks }
}

/// One page is enough: the newest come first.
async fn activities(door: &Door, resource_id: &str) -> Result<Vec<ScalingActivity>, Fault> {
    let request = door
        .session
        .scaling
        .describe_scaling_activities()
        .service_namespace(ServiceNamespace::CustomResource)
        .resource_id(resource_id)
        .max_results(i32::from(ACTIVITIES));
    let answer = door.send(Operation::DescribeScalingActivities, request.send()).await?;
    Ok(answer.scaling_activities().iter().filter_map(activity).collect())
}

fn activity(found: &AwsActivity) -> Option<ScalingActivity> {
    Some(ScalingActivity {
        description: sentence(found.description()),
        cause: sentence(found.cause()),
        status: found.status_code().as_str().to_owned(),
        started: timestamp(found.start_time())?,
        ended: found.end_time().and_then(timestamp),
    })
}
