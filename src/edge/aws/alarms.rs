//! Alarms that watch one of our resources.

use aws_sdk_cloudwatch::types::{AlarmType, Dimension, MetricAlarm, Statistic};

use super::door::{Door, count, timestamp};
use super::operation::Operation;
use super::words::sentence;
use crate::domain::facts::Alarm;
use crate::domain::fault::Fault;
use crate::domain::pipeline::Pipeline;

/// Most pages of 100 alarms; an account may hold 5,000 unless AWS raised it.
const PAGES: u32 = 100;

/// DescribeAlarms, every page, metric alarms on our resources only.
pub(super) async fn ask(door: &Door, pipeline: &Pipeline) -> Result<Vec<Alarm>, Fault> {
    let operation = Operation::DescribeAlarms;
    let mut pages = door.pages(operation, PAGES);
    let mut alarms = Vec::new();
    loop {
        let request = door.session.cloudwatch.describe_alarms();
        let request = request.alarm_types(AlarmType::MetricAlarm).max_records(100).set_next_token(pages.token());
        let answer = door.send(operation, request.send()).await?;
        alarms.extend(answer.metric_alarms().iter().filter_map(|found| alarm(found, pipeline)));
        if !pages.more(answer.next_token())? {
            return Ok(alarms);
        }
    }
}

/// What an alarm watches: its own metric, or the first one of ours in its formula.
struct Watched<'a> {
    namespace: &'a str,
    metric: &'a str,
    dimensions: &'a [Dimension],
    statistic: &'a str,
    period: i32,
}

fn watched<'a>(found: &'a MetricAlarm, pipeline: &Pipeline) -> Option<Watched<'a>> {
    if let Some(metric) = found.metric_name() {
        let statistic = found.statistic().map(Statistic::as_str).or(found.extended_statistic());
        return is_ours(found.dimensions(), pipeline).then(|| Watched {
            namespace: found.namespace().unwrap_or_default(),
            metric,
            dimensions: found.dimensions(),
            statistic: statistic.unwrap_or_default(),
            period: found.period().unwrap_or_default(),
        });
    }
    found.metrics().iter().filter_map(|query| query.metric_stat()).find_map(|stat| {
        let metric = stat.metric().filter(|metric| is_ours(metric.dimensions(), pipeline))?;
        Some(Watched {
            namespace: metric.namespace().unwrap_or_default(),
            metric: metric.metric_name().unwrap_or_default(),
            dimensions: metric.dimensions(),
            statistic: stat.stat().unwrap_or_default(),
            period: stat.period().unwrap_or_default(),
        })
    })
}

/// Whether a dimension names one of the pipeline's resources.
fn is_ours(dimensions: &[Dimension], pipeline: &Pipeline) -> bool {
    let same = |mine: &Option<String>, value: &str| mine.as_deref() == Some(value);
    dimensions.iter().any(|dimension| {
        let value = dimension.value().unwrap_or_default();
        match dimension.name().unwrap_or_default() {
            "StreamName" => value == pipeline.stream,
            "TableName" => same(&pipeline.table, value),
            "FunctionName" => pipeline.writers.iter().chain(&pipeline.consumers).any(|name| name == value),
            "DeliveryStreamName" => same(&pipeline.firehose, value),
            "QueueName" => same(&pipeline.queue, value),
            "ApiId" => same(&pipeline.websocket_api, value),
            "BucketName" => same(&pipeline.bucket, value),
            _ => false,
        }
    })
}

fn alarm(found: &MetricAlarm, pipeline: &Pipeline) -> Option<Alarm> {
    let watched = watched(found, pipeline)?;
    let since = found.state_transitioned_timestamp().or(found.state_updated_timestamp());
    let dimension = |one: &Dimension| (one.name().unwrap_or_default().to_owned(), one.value().unwrap_or_default().to_owned());
    Some(Alarm {
        name: found.alarm_name()?.to_owned(),
        state: found.state_value()?.as_str().to_owned(),
        since: since.and_then(timestamp),
        reason: sentence(found.state_reason().unwrap_or_default()),
        namespace: watched.namespace.to_owned(),
        metric: watched.metric.to_owned(),
        dimensions: watched.dimensions.iter().map(dimension).collect(),
        statistic: watched.statistic.to_owned(),
        threshold: found.threshold().unwrap_or_default(),
        comparison: found.comparison_operator().map(|operator| operator.as_str().to_owned()).unwrap_or_default(),
        period_seconds: count(watched.period),
        periods: count(found.evaluation_periods().unwrap_or_default()),
        datapoints: count(found.datapoints_to_alarm().unwrap_or_default()),
        actions_enabled: found.actions_enabled().unwrap_or(true),
        actions: found.alarm_actions().to_vec(),
        is_formula: found.threshold_metric_id().is_some() || found.metrics().iter().any(|query| query.expression().is_some()),
    })
}
