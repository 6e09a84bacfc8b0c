//! Each permission of the read-only policy, tried by really calling.

use std::collections::BTreeMap;

use futures::future::join_all;
use jiff::Timestamp;

use super::doctor::{Health, Item};
use super::iam;
use crate::app::ask::{Answer, Ask, Feed, MetricsRequest, Outcome};
use crate::app::feed::feeds;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::pipeline::{FlagStore, Pipeline};
use crate::domain::series::{floor, shift};
use crate::domain::snapshot::Snapshot;
use crate::domain::watchlist;
use crate::edge::aws::Aws;
use crate::edge::aws::examine::Examination;
use crate::edge::aws::operation::{Operation, Purpose};
use crate::edge::init::VARIABLES;

/// The calls that a feed makes, in their order; which of them were made can depend on the answer.
fn calls(feed: &Feed, pipeline: &Pipeline, outcome: &Outcome) -> &'static [Operation] {
    use Operation as Op;
    match feed {
        Feed::Identity => &[Op::GetCallerIdentity],
        Feed::Stream => &[Op::DescribeStreamSummary],
        Feed::Shards => &[Op::ListShards],
        Feed::FanOut => &[Op::ListStreamConsumers],
        Feed::Limits => &[Op::DescribeLimits],
        Feed::Table => &[Op::DescribeTable, Op::DescribeTimeToLive],
        Feed::Function(_) => &[Op::GetFunctionConfiguration, Op::ListAliases],
        Feed::Mappings(_) => &[Op::ListEventSourceMappings],
        Feed::Firehose => &[Op::DescribeDeliveryStream],
        Feed::Lifecycle => &[Op::GetBucketLifecycleConfiguration],
        Feed::Queue => &[Op::GetQueueUrl, Op::GetQueueAttributes],
        Feed::Alarms => &[Op::DescribeAlarms],
        Feed::Scaling => match outcome {
            Ok(Answer::Scaling(scaling)) if scaling.targets.is_empty() => &[Op::DescribeScalableTargets],
            _ => &[Op::DescribeScalableTargets, Op::DescribeScalingPolicies, Op::DescribeScalingActivities],
        },
        Feed::Flag => match pipeline.flag {
            Some(FlagStore::Ssm { .. }) => &[Op::GetParameter],
            Some(FlagStore::AppConfig { .. }) => &[
                Op::ListApplications,
                Op::ListEnvironments,
                Op::ListConfigurationProfiles,
                Op::ListDeployments,
                Op::GetHostedConfigurationVersion,
            ],
            _ => &[],
        },
        Feed::Trail => &[Op::LookupEvents],
        // Callers that cannot be simulated are not asked about.
        Feed::Simulation(_) => match outcome {
            Ok(Answer::Simulation(simulation)) if simulation.is_empty() => &[Op::GetCallerIdentity],
            _ => &[Op::GetCallerIdentity, Op::SimulatePrincipalPolicy],
        },
        Feed::Sample(_) | Feed::Workgroup | Feed::Query | Feed::Errors(_) => &[],
        Feed::Metrics | Feed::Fortnight | Feed::History => &[Op::GetMetricData],
    }
}

/// What is known of each permission: nothing, a good answer, or the fault.
type Tried = BTreeMap<&'static str, Result<(), Fault>>;

/// One line for each permission that the policy names for this pipeline.
pub(super) async fn items(aws: &Aws, pipeline: &Pipeline, now: Timestamp, examined: &Examination) -> Vec<Item> {
    let needed: Vec<Operation> = Operation::ALL.iter().copied().filter(|operation| iam::is_needed(*operation, pipeline)).collect();
    if let Err(fault) = &examined.identity
        && fault.kind == FaultKind::Credentials
    {
        return needed
            .iter()
            .map(|operation| Item::new("permission", operation.permission(), Health::Unknown, "not tried without credentials"))
            .collect();
    }
    let tried = try_all(aws, pipeline, now).await;
    needed.into_iter().map(|operation| item(operation, &tried)).collect()
}

async fn try_all(aws: &Aws, pipeline: &Pipeline, now: Timestamp) -> Tried {
    let mut feeds = feeds(pipeline);
    // Any change will do to hear whether asking is allowed.
    feeds.extend([Feed::Metrics, Feed::Trail, Feed::Simulation(vec!["kinesis:UpdateShardCount".to_owned()])]);
    let ask = |(number, feed): (usize, Feed)| {
        let metrics = (feed == Feed::Metrics).then(|| one_metric(pipeline, now));
        Ask { number: number as u64, pipeline: 0, feed, metrics }
    };
    let asks: Vec<Ask> = feeds.into_iter().enumerate().map(ask).collect();
    let outcomes = join_all(asks.iter().map(|ask| aws.perform(pipeline, ask, now)));
    let (outcomes, found) = futures::join!(outcomes, aws.discover(&VARIABLES, now));
    let mut tried = Tried::new();
    for (ask, outcome) in asks.iter().zip(outcomes) {
        note(&mut tried, calls(&ask.feed, pipeline, &outcome), outcome);
    }
    for operation in Operation::ALL.iter().filter(|operation| operation.purpose() == Purpose::Discover) {
        let fault = found.faults.iter().find(|fault| fault.call == operation.permission());
        // Without an identity the looking ended before it began.
        match fault {
            Some(fault) => drop(tried.insert(operation.permission(), Err(fault.clone()))),
            None if found.identity.is_some() => drop(tried.insert(operation.permission(), Ok(()))),
            None => {}
        }
    }
    tried
}

/// One metric of one minute: it costs a hundred-thousandth of a dollar.
fn one_metric(pipeline: &Pipeline, now: Timestamp) -> MetricsRequest {
    let to = floor(now, 60);
    let ids = watchlist::metrics(&Snapshot::blank(pipeline.clone(), now)).into_iter().take(1).collect();
    MetricsRequest { ids, from: shift(to, -60), to, period: 60 }
}

/// A good answer proves every call of the feed but those whose part it lacks; a fault is the named call's, and proves those before it.
fn note(tried: &mut Tried, calls: &[Operation], outcome: Outcome) {
    let fault = match outcome {
        Ok(answer) => {
            for operation in calls {
                match answer.missing().find(|fault| fault.call == operation.permission()) {
                    Some(fault) => drop(tried.insert(operation.permission(), Err(fault.clone()))),
                    None => drop(tried.entry(operation.permission()).or_insert(Ok(()))),
                }
            }
            return;
        }
        Err(fault) => fault,
    };
    for operation in calls.iter().take_while(|operation| operation.permission() != fault.call) {
        tried.entry(operation.permission()).or_insert(Ok(()));
    }
    if let Some(operation) = Operation::ALL.iter().find(|operation| operation.permission() == fault.call) {
        tried.insert(operation.permission(), Err(fault));
    }
}

fn item(operation: Operation, tried: &Tried) -> Item {
    let permission = operation.permission();
    let new = |health, text: String| Item::new("permission", permission, health, text);
    match tried.get(permission) {
        Some(Ok(())) => new(Health::Pass, String::new()),
        Some(Err(fault)) => match &fault.kind {
            FaultKind::Denied { .. } if operation.is_optional() => {
                new(Health::Warn, "denied; only a detail is missing without it".to_owned())
            }
            FaultKind::Denied { permission } => new(Health::Fail, format!("allow {permission}: `tidegate iam` prints the policy")),
            // Whoever gets to hear that something does not exist was allowed to ask.
            FaultKind::NotFound => new(Health::Pass, format!("allowed, but: {}", fault.message)),
            _ => new(Health::Unknown, fault.to_string()),
        },
        None if operation.purpose() == Purpose::Sample => {
            new(Health::Unknown, "not tried: it would read records of the stream, out of the limit that its readers share".to_owned())
        }
        None if operation.purpose() == Purpose::Query => new(Health::Unknown, "not tried: a query costs what it scans".to_owned()),
        None if operation.purpose() == Purpose::Errors => new(Health::Unknown, "not tried: log lines are read on request alone".to_owned()),
        None => new(Health::Unknown, "not tried: there was nothing to ask about".to_owned()),
    }
}
