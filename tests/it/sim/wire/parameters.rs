//! Parameter Store on the wire: written, refused when it is there, overwritten, read alone and together.

use serde_json::json;

use super::ask::{calm, json as ask};

#[test]
fn parameters_are_written_once_and_overwritten_on_request() {
    let sim = calm();
    let (status, put) = ask(&sim, "AmazonSSM.PutParameter", &json!({ "Name": "/a", "Value": "1", "Type": "String" }));
    assert_eq!((status, &put["Version"]), (200, &json!(1)));
    let (status, twice) = ask(&sim, "AmazonSSM.PutParameter", &json!({ "Name": "/a", "Value": "2" }));
    assert_eq!((status, &twice["__type"]), (400, &json!("ParameterAlreadyExists")));
    let (status, put) = ask(&sim, "AmazonSSM.PutParameter", &json!({ "Name": "/a", "Value": "2", "Overwrite": true }));
    assert_eq!((status, &put["Version"]), (200, &json!(2)));
    let (status, got) = ask(&sim, "AmazonSSM.GetParameter", &json!({ "Name": "/a" }));
    assert_eq!((status, &got["Parameter"]["Value"]), (200, &json!("2")));
}

#[test]
fn parameters_that_are_nowhere_are_named() {
    let sim = calm();
    ask(&sim, "AmazonSSM.PutParameter", &json!({ "Name": "/a", "Value": "1", "Type": "String" }));
    let (status, some) = ask(&sim, "AmazonSSM.GetParameters", &json!({ "Names": ["/a", "/nowhere"] }));
    assert_eq!((status, some["Parameters"].as_array().map(Vec::len)), (200, Some(1)));
    assert_eq!(some["InvalidParameters"], json!(["/nowhere"]));
}
