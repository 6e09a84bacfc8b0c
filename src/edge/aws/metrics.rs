//! GetMetricData: as few calls as fit, every page, one fault per metric that failed alone.

use std::collections::BTreeSet;

use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricDataResult, MetricStat, ScanBy};
use jiff::Timestamp;

use super::door::{Door, date_time, timestamp};
use super::faults;
use super::operation::Operation;
use crate::app::ask::{Answer, MetricsRequest, Outcome};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::fortnight::Fortnight;
use crate::domain::metric::MetricId;
use crate::domain::metrics::Points;

/// Queries that one call may carry.
const QUERIES: usize = 500;

/// Data points that one call is made to answer: a quarter of the 100,800 that it may. A day of seventy metrics in one
/// answer takes 20 MB while it is read, which no allocator gives back afterwards. Metrics are paid for by the metric and
/// not by the call, and from the second ask on all of them fit into one.
const POINTS: i64 = 25_200;

/// Data points that one page of a fortnight is made to tell, for the same reason: each page is reduced before the next is asked for.
const FORTNIGHT_PAGE: i32 = 5_040;

/// Most pages of one call's answer.
const PAGES: u32 = 64;

/// Asks for every metric of the request. Fails as a whole only when no metric was answered.
pub(super) async fn ask(door: &Door, request: &MetricsRequest) -> Outcome {
    let ids = distinct(&request.ids);
    let mut points = Vec::with_capacity(ids.len());
    let mut failed: Option<Fault> = None;
    for chunk in ids.chunks(queries_per_call(request)) {
        // A call that failed fails those after it too: each would only wait for the same time limit again.
        let answer = match &failed {
            Some(fault) => Err(fault.clone()),
            None => call(door, request, chunk).await,
        };
        match answer {
            Ok(answered) => points.extend(answered),
            Err(fault) => {
                points.extend(chunk.iter().map(|id| Points { id: id.clone(), points: Vec::new(), fault: Some(fault.clone()) }));
                failed = Some(fault);
            }
        }
    }
    match failed {
        Some(fault) if fault.kind == FaultKind::Credentials || points.iter().all(|one| one.fault.as_ref() == Some(&fault)) => Err(fault),
        _ => Ok(Answer::Metrics { window: (request.from, request.to), period: request.period, points }),
    }
}

/// Each metric once, in the order of asking: each query is paid for.
fn distinct(ids: &[MetricId]) -> Vec<MetricId> {
    let mut seen = BTreeSet::new();
    ids.iter().filter(|id| seen.insert(*id)).cloned().collect()
}

fn queries_per_call(request: &MetricsRequest) -> usize {
    let seconds = request.to.as_second() - request.from.as_second();
    let each = (seconds / request.period.max(1)).max(1);
    usize::try_from(POINTS / each).unwrap_or(1).clamp(1, QUERIES)
}

/// What has arrived of one query so far.
#[derive(Default)]
struct Arrived {
    points: Vec<(Timestamp, f64)>,
    /// The newest page's status and CloudWatch's own words.
    status: Option<(String, String)>,
    unreadable: bool,
}

/// Asks for one metric's minutes and reduces each page as it arrives: what is not wholly answered is a fault.
pub(super) async fn fortnight(door: &Door, request: &MetricsRequest) -> Result<Fortnight, Fault> {
    let Some(id) = request.ids.first() else { return Err(door.unreadable(Operation::GetMetricData, "no metric was asked for")) };
    let mut fortnight = Fortnight::over(request.from, request.to);
    let mut arrived = Arrived::default();
    pages(door, request, std::slice::from_ref(id), Some(FORTNIGHT_PAGE), |number, result| {
        if number == 0 {
            take(&mut arrived, result, request);
            fortnight.extend(arrived.points.drain(..));
        }
    })
    .await?;
    points(door, id, arrived).fault.map_or(Ok(fortnight), Err)
}

async fn call(door: &Door, request: &MetricsRequest, ids: &[MetricId]) -> Result<Vec<Points>, Fault> {
    let mut arrived: Vec<Arrived> = ids.iter().map(|_| Arrived::default()).collect();
    pages(door, request, ids, None, |number, result| {
        if let Some(arrived) = arrived.get_mut(number) {
            take(arrived, result, request);
        }
    })
    .await?;
    Ok(ids.iter().zip(arrived).map(|(id, arrived)| points(door, id, arrived)).collect())
}

/// Every page of one call's answer, of at most so many points each: `each` takes a result and the number of the metric that it is of.
async fn pages(
    door: &Door,
    request: &MetricsRequest,
    ids: &[MetricId],
    most: Option<i32>,
    mut each: impl FnMut(usize, &MetricDataResult),
) -> Result<(), Fault> {
    let operation = Operation::GetMetricData;
    let queries: Vec<MetricDataQuery> = ids.iter().enumerate().map(|(number, id)| query(number, id, request.period)).collect();
    let mut pages = door.pages(operation, PAGES);
    loop {
        let page = door
            .session
            .cloudwatch
            .get_metric_data()
            .set_metric_data_queries(Some(queries.clone()))
            .start_time(date_time(request.from))
            .end_time(date_time(request.to))
            .scan_by(ScanBy::TimestampAscending)
            .set_max_datapoints(most)
            .set_next_token(pages.token());
        let answer = door.send(operation, page.send()).await?;
        for result in answer.metric_data_results() {
            if let Some(number) = result.id().and_then(|id| id.strip_prefix('q')?.parse::<usize>().ok()) {
                each(number, result);
            }
        }
        if !pages.more(answer.next_token())? {
            return Ok(());
        }
    }
}

/// Without a unit: naming one would leave out every sample of another.
fn query(number: usize, id: &MetricId, period: i64) -> MetricDataQuery {
    let row = id.metric.definition();
    let dimension = |(name, value): (&'static str, &str)| Dimension::builder().name(name).value(value).build();
    let metric = Metric::builder()
        .namespace(row.namespace)
        .metric_name(row.name)
        .set_dimensions(Some(id.dimensions().into_iter().map(dimension).collect()))
        .build();
    let stat = MetricStat::builder().metric(metric).period(i32::try_from(period).unwrap_or(60)).stat(row.statistic.name()).build();
    MetricDataQuery::builder().id(format!("q{number}")).metric_stat(stat).return_data(true).build()
}

fn take(arrived: &mut Arrived, result: &MetricDataResult, request: &MetricsRequest) {
    arrived.unreadable |= result.timestamps().len() != result.values().len();
    let pairs = result.timestamps().iter().zip(result.values());
    let inside = |at: &Timestamp| (request.from..request.to).contains(at);
    arrived.points.extend(pairs.filter_map(|(at, value)| Some((timestamp(at).filter(inside)?, *value))));
    let words = result.messages().iter().find_map(|message| message.value()).unwrap_or_default();
    arrived.status = Some((result.status_code().map_or("Complete", |status| status.as_str()).to_owned(), words.to_owned()));
}

/// The metric's points, or why this one has none although the call went well.
fn points(door: &Door, id: &MetricId, arrived: Arrived) -> Points {
    let operation = Operation::GetMetricData;
    let make = |kind, code: &str, words: &str, otherwise: &str| {
        let message = if words.is_empty() { otherwise } else { words };
        Some(faults::fault(operation, kind, Some(code), message, door.at))
    };
    let fault = match &arrived.status {
        None => Some(door.unreadable(operation, "CloudWatch's answer leaves this metric out")),
        Some(_) if arrived.unreadable => Some(door.unreadable(operation, "CloudWatch sent more times than values, or fewer")),
        Some((status, words)) => match status.as_str() {
            "Complete" => None,
            "Forbidden" => {
                let permission = operation.permission().to_owned();
                make(FaultKind::Denied { permission }, status, words, "CloudWatch does not let us read this metric")
            }
            "InternalError" => make(FaultKind::Service, status, words, "CloudWatch could not read this metric"),
            "PartialData" => make(FaultKind::Service, status, words, "CloudWatch gave only a part of this metric"),
            _ => make(FaultKind::Unreadable, status, words, "CloudWatch answered with a status that is not known here"),
        },
    };
    let points = if fault.is_some() { Vec::new() } else { arrived.points };
    Points { id: id.clone(), points, fault }
}
