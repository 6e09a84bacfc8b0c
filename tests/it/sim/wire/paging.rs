//! Lists in pages: each item once, in order, whatever the size of a page.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use jiff::SignedDuration;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tidegate::sim::Sim;

use super::ask::{calm, json, rest};

/// A calm world with more of everything than one page holds.
fn crowded() -> Sim {
    let sim = calm();
    sim.with_world(|world| {
        let stream = world.streams["PriceTicks"].clone();
        let table = world.tables["PriceTimeSeriesTable"].clone();
        let function = world.functions["PriceAnalytics"].clone();
        for number in 0..7 {
            let name = format!("Other{number}");
            let arn = stream.arn.replace("PriceTicks", &name);
            world.streams.insert(name.clone(), tidegate::sim::world::stream::Stream { name: name.clone(), arn, ..stream.clone() });
            world.tables.insert(name.clone(), tidegate::sim::world::table::Table { name: name.clone(), ..table.clone() });
            world.functions.insert(name.clone(), tidegate::sim::world::function::Function { name, ..function.clone() });
        }
    });
    sim
}

/// Follows the token `out` by the member `back` to the end; all items under `items`, and the number of pages.
fn follow(sim: &Sim, target: &str, mut body: Value, items: &str, (out, back): (&str, &str)) -> (Vec<Value>, usize) {
    let (mut told, mut pages) = (Vec::new(), 0);
    loop {
        let (status, answer) = json(sim, target, &body);
        assert_eq!(status, 200, "{answer}");
        told.extend(answer[items].as_array().unwrap().iter().cloned());
        pages += 1;
        match answer.get(out) {
            Some(token) => body[back] = token.clone(),
            None => return (told, pages),
        }
        // The token stands for the stream's name; Kinesis refuses both together.
        body.as_object_mut().unwrap().remove("StreamName");
    }
}

#[test]
fn shards_come_in_pages_of_any_size() {
    let sim = calm();
    let whole = json(&sim, "Kinesis_20131202.ListShards", &json!({ "StreamName": "PriceTicks" })).1["Shards"].as_array().unwrap().clone();
    assert!(!whole.is_empty());
    for size in 1..=whole.len() {
        let body = json!({ "StreamName": "PriceTicks", "MaxResults": size });
        let (told, pages) = follow(&sim, "Kinesis_20131202.ListShards", body, "Shards", ("NextToken", "NextToken"));
        assert_eq!(told, whole);
        assert_eq!(pages, whole.len().div_ceil(size));
    }
}

#[test]
fn a_shard_token_is_alone_and_grows_old() {
    let sim = calm();
    let (_, page) = json(&sim, "Kinesis_20131202.ListShards", &json!({ "StreamName": "PriceTicks", "MaxResults": 1 }));
    let token = &page["NextToken"];
    let (status, answer) = json(&sim, "Kinesis_20131202.ListShards", &json!({ "StreamName": "PriceTicks", "NextToken": token }));
    assert_eq!((status, &answer["__type"]), (400, &json!("InvalidArgumentException")));
    sim.advance(SignedDuration::from_mins(6).as_secs());
    let (status, answer) = json(&sim, "Kinesis_20131202.ListShards", &json!({ "NextToken": token }));
    assert_eq!((status, &answer["__type"]), (400, &json!("ExpiredNextTokenException")));
    let (status, answer) = json(&sim, "Kinesis_20131202.ListShards", &json!({ "NextToken": "made up" }));
    assert_eq!((status, &answer["__type"]), (400, &json!("InvalidArgumentException")));
}

#[test]
fn shard_filters_choose_by_time_and_place() {
    let sim = calm();
    let ask = |filter: &Value| {
        let (status, answer) = json(&sim, "Kinesis_20131202.ListShards", &json!({ "StreamName": "PriceTicks", "ShardFilter": filter }));
        assert_eq!(status, 200, "{answer}");
        answer["Shards"].as_array().unwrap().clone()
    };
    let all = ask(&json!({ "Type": "FROM_TRIM_HORIZON" }));
    let latest = ask(&json!({ "Type": "AT_LATEST" }));
    assert!(latest.iter().all(|shard| shard["SequenceNumberRange"].get("EndingSequenceNumber").is_none()));
    assert!(latest.len() <= all.len());
    let after = ask(&json!({ "Type": "AFTER_SHARD_ID", "ShardId": all[0]["ShardId"] }));
    assert_eq!(after, all[1..]);
}

#[test]
fn streams_tables_and_functions_are_told_once_each() {
    let sim = crowded();
    let body = json!({ "Limit": 3 });
    let (names, pages) = follow(&sim, "Kinesis_20131202.ListStreams", body.clone(), "StreamNames", ("NextToken", "NextToken"));
    assert_eq!((names.len(), pages), (8, 3));
    let paging = ("LastEvaluatedTableName", "ExclusiveStartTableName");
    let (names, pages) = follow(&sim, "DynamoDB_20120810.ListTables", body, "TableNames", paging);
    assert_eq!((names.len(), pages), (8, 3));

    let (mut told, mut path) = (Vec::new(), "/2015-03-31/functions?MaxItems=3".to_owned());
    loop {
        let answer: Value = serde_json::from_slice(rest(&sim, "GET", &path, "").body()).unwrap();
        told.extend(answer["Functions"].as_array().unwrap().iter().map(|function| function["FunctionName"].as_str().unwrap().to_owned()));
        match answer["NextMarker"].as_str() {
            Some(marker) => path = format!("/2015-03-31/functions?MaxItems=3&Marker={marker}"),
            None => break,
        }
    }
    let wanted: Vec<String> = sim.with_world(|world| world.functions.keys().cloned().collect());
    assert_eq!(told, wanted);
}

#[test]
fn metrics_come_in_pages_of_five_hundred() {
    let sim = calm();
    let (_, answer) = json(&sim, "GraniteServiceVersion20100801.ListMetrics", &json!({}));
    assert!(answer["Metrics"].as_array().unwrap().len() <= 500);
    let all = follow(&sim, "GraniteServiceVersion20100801.ListMetrics", json!({}), "Metrics", ("NextToken", "NextToken")).0;
    assert_eq!(all.len(), sim.with_world(|world| world.list_metrics().len()));
    let body = json!({ "Namespace": "AWS/Kinesis", "Dimensions": [{ "Name": "ShardId" }] });
    let (_, answer) = json(&sim, "GraniteServiceVersion20100801.ListMetrics", &body);
    for metric in answer["Metrics"].as_array().unwrap() {
        assert!(metric["Dimensions"].as_array().unwrap().iter().any(|dimension| dimension["Name"] == "ShardId"), "{metric}");
    }
}
