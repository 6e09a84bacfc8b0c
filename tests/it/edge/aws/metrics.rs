//! GetMetricData: few calls, every page, one fault per metric that failed alone.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tidegate::app::ask::{Answer, Feed, MetricsRequest, Outcome};
use tidegate::domain::fault::FaultKind;
use tidegate::domain::fortnight::{Fortnight, Peak};
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::metrics::Points;
use tidegate::domain::series::shift;

use super::canned::{Canned, Wire, ask_of, now, ok, pipeline, refusal, time};

fn request(count: usize, minutes: i64) -> MetricsRequest {
    let ids = (0..count).map(|number| MetricId::part(Metric::ShardRecords, "PriceTicks", &format!("shardId-{number:012}"))).collect();
    MetricsRequest { ids, from: shift(now(), -60 * minutes), to: now(), period: 60 }
}

async fn get(wire: &Wire, request: MetricsRequest) -> Outcome {
    wire.aws().perform(&pipeline(), &ask_of(Feed::Metrics, Some(request)), now()).await
}

fn points(outcome: Outcome) -> Vec<Points> {
    match outcome {
        Ok(Answer::Metrics { points, .. }) => points,
        other => panic!("no metrics: {other:?}"),
    }
}

/// Answers every query of the input with one point of the window's first minute.
fn one_point_each(input: &Value) -> Value {
    let from = now().as_second() - 180;
    let result = |query: &Value| json!({ "Id": query["Id"], "StatusCode": "Complete", "Timestamps": [time(from)], "Values": [7.5] });
    json!({ "MetricDataResults": input["MetricDataQueries"].as_array().unwrap().iter().map(result).collect::<Vec<_>>() })
}

#[tokio::test(start_paused = true)]
async fn a_call_carries_five_hundred_queries_and_no_unit() {
    let wire = Wire::new(|seen| ok(one_point_each(&seen.input)));
    let points = points(get(&wire, request(1201, 3)).await);
    assert_eq!(points.len(), 1201);
    assert!(points.iter().all(|one| one.fault.is_none() && one.points == [(shift(now(), -180), 7.5)]));
    let queries: Vec<usize> = wire.seen().iter().map(|seen| seen.input["MetricDataQueries"].as_array().unwrap().len()).collect();
    assert_eq!(queries, [500, 500, 201]);
    let first = wire.seen()[0].input.clone();
    assert_eq!(first["ScanBy"], "TimestampAscending");
    assert_eq!(
        first["MetricDataQueries"][0],
        json!({ "Id": "q0", "ReturnData": true, "MetricStat": { "Period": 60, "Stat": "Sum", "Metric": {
            "Namespace": "AWS/Kinesis", "MetricName": "IncomingRecords", "Dimensions": [
                { "Name": "StreamName", "Value": "PriceTicks" }, { "Name": "ShardId", "Value": "shardId-000000000000" }] } } })
    );
}

#[tokio::test(start_paused = true)]
async fn a_long_window_is_asked_for_in_answers_of_bounded_size() {
    let wire = Wire::new(|seen| ok(one_point_each(&seen.input)));
    // 24 hours are 1,440 points a metric: 17 metrics fit into 25,200. AWS would answer four times as many.
    assert_eq!(points(get(&wire, request(150, 1440)).await).len(), 150);
    let queries: Vec<usize> = wire.seen().iter().map(|seen| seen.input["MetricDataQueries"].as_array().unwrap().len()).collect();
    assert_eq!(queries, [17, 17, 17, 17, 17, 17, 17, 17, 14]);
}

#[tokio::test(start_paused = true)]
async fn a_metric_asked_for_twice_is_paid_for_once() {
    let wire = Wire::new(|seen| ok(one_point_each(&seen.input)));
    let mut request = request(2, 3);
    request.ids.extend(request.ids.clone());
    assert_eq!(points(get(&wire, request).await).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn pages_are_put_together_and_foreign_minutes_left_out() {
    let at = |minutes: i64| time(now().as_second() - minutes * 60);
    let wire = Wire::new(move |seen| match seen.input["NextToken"].as_str() {
        None => ok(json!({ "NextToken": "two", "MetricDataResults": [
            { "Id": "q0", "StatusCode": "PartialData", "Timestamps": [at(3), at(2)], "Values": [1.0, 2.5] }] })),
        Some(_) => ok(json!({ "MetricDataResults": [
            { "Id": "q0", "StatusCode": "Complete", "Timestamps": [at(1), at(0), at(90)], "Values": [3.0, 4.0, 5.0] }] })),
    });
    let points = points(get(&wire, request(1, 3)).await);
    assert_eq!(points[0].points, [(shift(now(), -180), 1.0), (shift(now(), -120), 2.5), (shift(now(), -60), 3.0)]);
    assert_eq!(points[0].fault, None);
}

#[tokio::test(start_paused = true)]
async fn each_metric_fails_for_itself() {
    let wire = Wire::always(ok(json!({ "MetricDataResults": [
        { "Id": "q0", "StatusCode": "Complete", "Timestamps": [], "Values": [] },
        { "Id": "q1", "StatusCode": "Forbidden", "Messages": [{ "Code": "Forbidden", "Value": "Not for you." }] },
        { "Id": "q2", "StatusCode": "InternalError" },
        { "Id": "q3", "StatusCode": "PartialData", "Timestamps": [time(now().as_second() - 60)], "Values": [1.0] },
        { "Id": "q4", "StatusCode": "Complete", "Timestamps": [time(now().as_second() - 60)], "Values": [] },
        { "Id": "q5", "StatusCode": "Novel" }] })));
    let points = points(get(&wire, request(7, 3)).await);
    let kinds: Vec<Option<FaultKind>> = points.iter().map(|one| one.fault.as_ref().map(|fault| fault.kind.clone())).collect();
    let denied = FaultKind::Denied { permission: "cloudwatch:GetMetricData".to_owned() };
    let unreadable = Some(FaultKind::Unreadable);
    assert_eq!(
        kinds,
        [None, Some(denied), Some(FaultKind::Service), Some(FaultKind::Service), unreadable.clone(), unreadable.clone(), unreadable]
    );
    assert_eq!(points[1].fault.as_ref().map(|fault| fault.message.as_str()), Some("Not for you"));
}

#[tokio::test(start_paused = true)]
async fn the_calls_that_went_well_are_kept() {
    let wire = Wire::new(|seen| match seen.input["MetricDataQueries"][0]["MetricStat"]["Metric"]["Dimensions"][1]["Value"].as_str() {
        Some("shardId-000000000000") => ok(one_point_each(&seen.input)),
        _ => refusal(400, "ThrottlingException", "Rate exceeded"),
    });
    let points = points(get(&wire, request(1500, 3)).await);
    assert_eq!(points.iter().filter(|one| one.fault.is_none()).count(), 500);
    let throttled = points.iter().filter(|one| one.fault.as_ref().is_some_and(|fault| fault.kind == FaultKind::Throttled));
    assert_eq!(throttled.count(), 1000);
    assert_eq!(wire.seen().len(), 3, "one good call, one throttled call with its retry, and none after it");
}

#[tokio::test(start_paused = true)]
async fn when_no_metric_comes_the_ask_fails() {
    let outcome = get(&Wire::always(refusal(400, "ThrottlingException", "Rate exceeded")), request(700, 3)).await;
    assert_eq!(outcome.map_err(|fault| fault.kind), Err(FaultKind::Throttled));
    let page = Canned::Raw(404, "text/html", "<html>not here</html>".to_owned());
    let outcome = get(&Wire::always(page), request(2, 3)).await;
    assert_eq!(outcome.map_err(|fault| fault.kind), Err(FaultKind::Unreadable));
}

#[tokio::test(start_paused = true)]
async fn a_list_without_end_is_given_up() {
    let wire = Wire::new(|_| ok(json!({ "NextToken": "again", "MetricDataResults": [] })));
    let outcome = get(&wire, request(1, 3)).await;
    assert_eq!(outcome.map_err(|fault| fault.kind), Err(FaultKind::Unreadable));
    assert_eq!(wire.seen().len(), 2);
}

/// A fortnight of one metric's minutes.
fn fortnight() -> MetricsRequest {
    let id = MetricId::part(Metric::TableRequests, "PriceTimeSeriesTable", "PutItem");
    MetricsRequest { ids: vec![id], from: shift(now(), -14 * 86_400), to: now(), period: 60 }
}

/// A page of so many minutes from the `first` on, counting what `count` says.
fn page(first: i64, minutes: i64, status: &str, count: impl Fn(i64) -> f64) -> Value {
    let from = fortnight().from.as_second();
    let times: Vec<Value> = (first..first + minutes).map(|minute| time(from + 60 * minute)).collect();
    let values: Vec<f64> = (first..first + minutes).map(count).collect();
    json!({ "Id": "q0", "StatusCode": status, "Timestamps": times, "Values": values })
}

async fn reduced(wire: &Wire) -> Result<Fortnight, FaultKind> {
    match wire.aws().perform(&pipeline(), &ask_of(Feed::Fortnight, Some(fortnight())), now()).await {
        Ok(Answer::Fortnight(fortnight)) => Ok(fortnight),
        Ok(other) => panic!("no fortnight: {other:?}"),
        Err(fault) => Err(fault.kind),
    }
}

#[tokio::test(start_paused = true)]
async fn a_fortnight_is_one_query_and_every_page_of_it_is_reduced() {
    // As many pages as CloudWatch likes; the busiest minute is on the second.
    let count = |minute: i64| if minute == 9_000 { 12_345.0 } else { 100.0 };
    let wire = Wire::new(move |seen| {
        let number = seen.input["NextToken"].as_str().map_or(0, |token| token.parse::<i64>().unwrap());
        let status = if number == 3 { "Complete" } else { "PartialData" };
        let mut answer = json!({ "MetricDataResults": [page(5_040 * number, 5_040, status, count)] });
        if number < 3 {
            answer["NextToken"] = json!((number + 1).to_string());
        }
        ok(answer)
    });
    let found = reduced(&wire).await.unwrap();
    let from = fortnight().from;
    assert_eq!((found.from, found.until, found.minutes, found.first), (from, now(), 20_160, Some(from)));
    assert_eq!(found.busiest, Some(Peak { at: shift(from, 60 * 9_000), count: 12_345.0 }));
    let seen = wire.seen();
    assert_eq!(seen.len(), 4);
    let stat = &seen[0].input["MetricDataQueries"][0]["MetricStat"];
    assert_eq!((&stat["Stat"], &stat["Period"]), (&json!("SampleCount"), &json!(60)));
    assert!(seen.iter().all(|seen| seen.input["MaxDatapoints"] == 5_040), "no page is larger than it need be in memory");
    assert!(seen.iter().all(|seen| seen.input["MetricDataQueries"].as_array().unwrap().len() == 1));
}

#[tokio::test(start_paused = true)]
async fn a_fortnight_that_is_not_wholly_answered_is_a_fault() {
    let denied = FaultKind::Denied { permission: "cloudwatch:GetMetricData".to_owned() };
    for (status, kind) in [("PartialData", FaultKind::Service), ("InternalError", FaultKind::Service), ("Forbidden", denied)] {
        let wire = Wire::new(move |_| ok(json!({ "MetricDataResults": [page(0, 5_040, status, |_| 1.0)] })));
        assert_eq!(reduced(&wire).await, Err(kind), "{status}");
    }
    let throttled = Wire::always(refusal(400, "ThrottlingException", "Rate exceeded"));
    assert_eq!(reduced(&throttled).await, Err(FaultKind::Throttled));
    let left_out = Wire::always(ok(json!({ "MetricDataResults": [] })));
    assert_eq!(reduced(&left_out).await, Err(FaultKind::Unreadable));
    let silent = Wire::new(|_| ok(json!({ "MetricDataResults": [page(0, 0, "Complete", |_| 1.0)] })));
    assert_eq!(reduced(&silent).await, Ok(Fortnight::over(fortnight().from, now())));
}
