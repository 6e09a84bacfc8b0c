//! GetMetricData and GetMetricStatistics: order, windows, limits, failures of single queries.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use super::ask::{calm, cloudwatch, form, json, start};

/// One query for a metric of the stream.
fn query(id: &str, name: &str) -> Value {
    let metric = json!({ "Namespace": "AWS/Kinesis", "MetricName": name, "Dimensions": [{ "Name": "StreamName", "Value": "PriceTicks" }] });
    json!({ "Id": id, "MetricStat": { "Metric": metric, "Period": 60, "Stat": "Sum" } })
}

/// A request for the `minutes` before the minute that is `end` minutes before now.
fn window(queries: &Value, minutes: i64, end: i64) -> Value {
    let to = start().as_second() - end * 60;
    json!({ "MetricDataQueries": queries, "StartTime": to - minutes * 60, "EndTime": to })
}

fn times(result: &Value) -> Vec<f64> {
    result["Timestamps"].as_array().unwrap().iter().map(|at| at.as_f64().unwrap()).collect()
}

#[test]
fn the_start_is_included_the_end_is_not_and_the_newest_comes_first() {
    let sim = calm();
    let mut body = window(&json!([query("a", "IncomingRecords")]), 10, 10);
    let (status, answer) = cloudwatch(&sim, "GetMetricData", &body);
    assert_eq!(status, 200);
    let newest_first = times(&answer["MetricDataResults"][0]);
    let to = (start().as_second() - 600) as f64;
    let wanted: Vec<f64> = (1..=10).map(|minute| to - 60.0 * f64::from(minute)).collect();
    assert_eq!(newest_first, wanted);
    assert_eq!(answer["MetricDataResults"][0]["StatusCode"], "Complete");

    body["ScanBy"] = json!("TimestampAscending");
    let (_, answer) = cloudwatch(&sim, "GetMetricData", &body);
    let mut oldest_first = times(&answer["MetricDataResults"][0]);
    oldest_first.reverse();
    assert_eq!(oldest_first, newest_first);
}

#[test]
fn the_three_protocols_tell_the_same() {
    let sim = calm();
    let body = window(&json!([query("a", "IncomingBytes")]), 5, 10);
    let (_, by_cbor) = cloudwatch(&sim, "GetMetricData", &body);
    let (_, by_json) = json(&sim, "GraniteServiceVersion20100801.GetMetricData", &body);
    assert_eq!(by_cbor["MetricDataResults"], by_json["MetricDataResults"]);

    let (from, to) = (start().as_second() - 900, start().as_second() - 600);
    let iso = |second| jiff::Timestamp::from_second(second).unwrap().to_string();
    let metric = "MetricDataQueries.member.1.MetricStat";
    let members = [
        ("MetricDataQueries.member.1.Id", "a".to_owned()),
        (&*format!("{metric}.Metric.Namespace"), "AWS/Kinesis".to_owned()),
        (&*format!("{metric}.Metric.MetricName"), "IncomingBytes".to_owned()),
        (&*format!("{metric}.Metric.Dimensions.member.1.Name"), "StreamName".to_owned()),
        (&*format!("{metric}.Metric.Dimensions.member.1.Value"), "PriceTicks".to_owned()),
        (&*format!("{metric}.Period"), "60".to_owned()),
        (&*format!("{metric}.Stat"), "Sum".to_owned()),
        ("StartTime", iso(from)),
        ("EndTime", iso(to)),
    ];
    let members: Vec<(&str, &str)> = members.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (status, xml) = form(&sim, "2010-08-01", "GetMetricData", &members);
    assert_eq!(status, 200);
    let values = by_json["MetricDataResults"][0]["Values"].as_array().unwrap();
    assert_eq!(values.len(), 5);
    let listed: Vec<String> = values.iter().map(|value| format!("<member>{value}</member>")).collect();
    assert!(xml.contains(&format!("<Values>{}</Values>", listed.concat())), "{xml}");
    assert!(xml.contains(&format!("<Timestamps><member>{}</member>", iso(to - 60))), "{xml}");
}

#[test]
fn a_page_never_holds_more_points_than_asked_and_the_pages_make_the_whole() {
    let sim = calm();
    let queries = json!([query("a", "IncomingRecords"), query("none", "NoSuchMetric"), query("b", "IncomingBytes")]);
    let mut body = window(&queries, 60, 10);
    let (_, whole) = cloudwatch(&sim, "GetMetricData", &body);
    body["MaxDatapoints"] = json!(25);
    let (mut pages, mut told) = (0, std::collections::BTreeMap::<String, Vec<Value>>::new());
    loop {
        let (_, page) = cloudwatch(&sim, "GetMetricData", &body);
        pages += 1;
        let mut points = 0;
        for result in page["MetricDataResults"].as_array().unwrap() {
            let values = result["Values"].as_array().unwrap();
            points += values.len();
            told.entry(result["Id"].as_str().unwrap().to_owned()).or_default().extend(values.iter().cloned());
        }
        assert!(points <= 25, "{points} points on one page");
        match page.get("NextToken") {
            Some(token) => body["NextToken"] = token.clone(),
            None => break,
        }
    }
    assert_eq!(pages, 5, "120 points in pages of 25");
    for result in whole["MetricDataResults"].as_array().unwrap() {
        assert_eq!(json!(told[result["Id"].as_str().unwrap()]), result["Values"], "{}", result["Id"]);
    }
}

#[test]
fn five_hundred_queries_are_answered_and_one_more_is_refused() {
    let sim = calm();
    let many = |count: usize| -> Value { (0..count).map(|at| query(&format!("q{at}"), "IncomingRecords")).collect() };
    let (status, answer) = cloudwatch(&sim, "GetMetricData", &window(&many(500), 3, 10));
    assert_eq!((status, answer["MetricDataResults"].as_array().unwrap().len()), (200, 500));
    let (status, answer) = cloudwatch(&sim, "GetMetricData", &window(&many(501), 3, 10));
    assert_eq!(status, 400);
    assert!(answer["__type"].as_str().unwrap().ends_with("ValidationError"), "{answer}");
    assert!(answer["message"].as_str().unwrap().contains("500"));
}

#[test]
fn more_points_than_a_call_may_tell_come_in_pages_of_100_800() {
    let sim = calm();
    let query = |at: usize| {
        let dimensions = json!([{ "Name": "TableName", "Value": "PriceTimeSeriesTable" }]);
        let metric = json!({ "Namespace": "AWS/DynamoDB", "MetricName": "ConsumedWriteCapacityUnits", "Dimensions": dimensions });
        json!({ "Id": format!("q{at}"), "MetricStat": { "Metric": metric, "Period": 60, "Stat": "Sum" } })
    };
    let (_, answer) = cloudwatch(&sim, "GetMetricData", &window(&(0..80).map(query).collect(), 1430, 5));
    let results = answer["MetricDataResults"].as_array().unwrap();
    let points: usize = results.iter().map(|result| result["Values"].as_array().unwrap().len()).sum();
    assert_eq!(points, 100_800);
    assert_eq!(results.last().unwrap()["StatusCode"], "PartialData");
    assert!(answer["NextToken"].is_string());
}

#[test]
fn wrong_queries_are_refused_as_a_whole() {
    let sim = calm();
    let mut half = query("a", "IncomingRecords");
    half["Expression"] = json!("a+1");
    let mut period = query("a", "IncomingRecords");
    period["MetricStat"]["Period"] = json!(90);
    let mut stat = query("a", "IncomingRecords");
    stat["MetricStat"]["Stat"] = json!("Total");
    let mut hidden = query("a", "IncomingRecords");
    hidden["ReturnData"] = json!(false);
    let wrong = [
        (json!([query("Upper", "IncomingRecords")]), "Id"),
        (json!([query("a-b", "IncomingRecords")]), "Id"),
        (json!([query("a", "IncomingRecords"), query("a", "IncomingBytes")]), "not unique"),
        (json!([half]), "Expression"),
        (json!([period]), "Period"),
        (json!([stat]), "Stat"),
        (json!([hidden]), "ReturnData"),
    ];
    for (queries, word) in wrong {
        let (status, answer) = cloudwatch(&sim, "GetMetricData", &window(&queries, 3, 10));
        assert_eq!(status, 400, "{queries}");
        assert!(answer["message"].as_str().unwrap().contains(word), "{answer}");
    }
    let (status, _) = cloudwatch(&sim, "GetMetricData", &window(&json!([query("a", "IncomingRecords")]), -1, 10));
    assert_eq!(status, 400, "the end lies before the start");
}

#[test]
fn one_failing_query_does_not_spoil_the_others() {
    let sim = calm();
    let mut foreign = query("foreign", "IncomingRecords");
    foreign["AccountId"] = json!("999999999999");
    let queries = json!([query("a", "IncomingRecords"), { "Id": "math", "Expression": "SUM(METRICS())" }, foreign]);
    let (status, answer) = cloudwatch(&sim, "GetMetricData", &window(&queries, 3, 10));
    assert_eq!(status, 200);
    let codes: Vec<&str> =
        answer["MetricDataResults"].as_array().unwrap().iter().map(|result| result["StatusCode"].as_str().unwrap()).collect();
    assert_eq!(codes, ["Complete", "InternalError", "Forbidden"]);
    assert_eq!(answer["MetricDataResults"][0]["Values"].as_array().unwrap().len(), 3);
}

#[test]
fn statistics_agree_with_data_and_keep_their_limit() {
    let sim = calm();
    let (from, to) = (start().as_second() - 900, start().as_second() - 600);
    let (_, data) = cloudwatch(&sim, "GetMetricData", &window(&json!([query("a", "IncomingRecords")]), 5, 10));
    let mut body = json!({
        "Namespace": "AWS/Kinesis", "MetricName": "IncomingRecords", "Dimensions": [{ "Name": "StreamName", "Value": "PriceTicks" }],
        "StartTime": from, "EndTime": to, "Period": 60, "Statistics": ["Sum", "SampleCount"], "ExtendedStatistics": ["p95"],
    });
    let (status, answer) = json(&sim, "GraniteServiceVersion20100801.GetMetricStatistics", &body);
    assert_eq!(status, 200);
    let points = answer["Datapoints"].as_array().unwrap();
    let mut sums: Vec<Value> = points.iter().map(|point| point["Sum"].clone()).collect();
    sums.reverse();
    assert_eq!(json!(sums), data["MetricDataResults"][0]["Values"]);
    assert_eq!(points[0]["Unit"], "Count");
    assert!(points[0]["ExtendedStatistics"]["p95"].is_number());

    body["StartTime"] = json!(to - 1441 * 60);
    let (status, answer) = json(&sim, "GraniteServiceVersion20100801.GetMetricStatistics", &body);
    assert_eq!(status, 400);
    assert!(answer["__type"].as_str().unwrap().ends_with("InvalidParameterCombinationException"), "{answer}");
}

#[test]
fn six_fortnights_of_minutes_come_in_two_pages() {
    let sim = calm();
    let query = |at: usize| {
        let dimensions = json!([{ "Name": "TableName", "Value": "PriceTimeSeriesTable" }, { "Name": "Operation", "Value": "PutItem" }]);
        let metric = json!({ "Namespace": "AWS/DynamoDB", "MetricName": "SuccessfulRequestLatency", "Dimensions": dimensions });
        json!({ "Id": format!("q{at}"), "MetricStat": { "Metric": metric, "Period": 60, "Stat": "SampleCount" } })
    };
    let mut body = window(&(0..6).map(query).collect(), 20_160, 5);
    let (status, first) = cloudwatch(&sim, "GetMetricData", &body);
    body["NextToken"] = first["NextToken"].clone();
    let (_, second) = cloudwatch(&sim, "GetMetricData", &body);
    let told = |page: &Value| -> Vec<(String, usize, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let one = |result: &Value| (text(&result["Id"]), result["Values"].as_array().unwrap().len(), text(&result["StatusCode"]));
        page["MetricDataResults"].as_array().unwrap().iter().map(one).collect()
    };
    let whole = |at: usize| (format!("q{at}"), 20_160, "Complete".to_owned());
    assert_eq!((status, told(&first)), (200, (0..5).map(whole).collect()));
    assert_eq!((told(&second), second.get("NextToken")), (vec![whole(5)], None));
}
