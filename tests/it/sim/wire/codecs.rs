//! Laws of the codecs: what is written is read back.

use jiff::Timestamp;
use pretty_assertions::assert_eq;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tidegate::sim::wire::value::{self, Input};
use tidegate::sim::wire::{cbor, query, xml};

/// Any value that an answer may hold; objects never have the one key that marks a time.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[A-Za-z]{1,8}", inner, 0..6).prop_map(|map| map.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #[test]
    fn cbor_is_read_back_as_written(value in values()) {
        prop_assert_eq!(cbor::decode(&cbor::encode(&value)).unwrap(), value);
    }

    #[test]
    fn any_bytes_are_a_value_or_a_sentence(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Err(sentence) = cbor::decode(&bytes) {
            prop_assert!(sentence.contains("not CBOR"));
        }
    }

    #[test]
    fn a_time_survives_each_protocol(seconds in 0_i64..4_000_000_000, millis in 0_i64..1000) {
        let at = Timestamp::from_millisecond(seconds * 1000 + millis).unwrap();
        let told = json!({ "At": value::time(at) });
        let by_cbor = cbor::decode(&cbor::encode(&told)).unwrap();
        let by_json = value::finish(told.clone(), value::epoch);
        let by_xml = value::finish(told, value::iso);
        for read in [by_cbor, by_json, by_xml] {
            prop_assert_eq!(Input(&read).time("At"), Some(at));
        }
    }

    #[test]
    fn a_list_of_times_is_a_list_in_each_protocol(seconds in prop::collection::vec(0_i64..4_000_000_000, 0..5)) {
        let all: Vec<Timestamp> = seconds.iter().map(|second| Timestamp::from_second(*second).unwrap()).collect();
        let one_by_one = json!({ "All": all.iter().map(|at| value::time(*at)).collect::<Vec<_>>() });
        let together = json!({ "All": value::times(all.iter().copied()) });
        prop_assert_eq!(cbor::encode(&together), cbor::encode(&one_by_one));
        for write in [value::epoch, value::iso] {
            prop_assert_eq!(value::finish(together.clone(), write), value::finish(one_by_one.clone(), write));
        }
    }

    #[test]
    fn a_form_is_read_as_lists_in_order(names in prop::collection::vec("[a-z &=%+é.]{1,8}", 1..30), member in any::<bool>()) {
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (at, name) in names.iter().enumerate().rev() {
            let level = if member { "member." } else { "" };
            form.append_pair(&format!("Names.{level}{}", at + 1), name);
        }
        let read = query::decode(form.finish().as_bytes());
        prop_assert_eq!(read, json!({ "Names": names }));
    }

    #[test]
    fn xml_escapes_whatever_people_write(text in "[ -~é]{0,20}") {
        let answer = xml::answer("Op", "urn:x", &json!({ "Text": text }), "id", false);
        let inside = answer.split("<Text>").nth(1).unwrap().split("</Text>").next().unwrap();
        prop_assert_eq!(quick_xml::escape::unescape(inside).unwrap(), text);
    }
}

#[test]
fn cbor_times_carry_tag_one() {
    let at = Timestamp::from_second(1_795_402_920).unwrap();
    let bytes = cbor::encode(&json!({ "T": value::time(at) }));
    // A map of one, the text "T", then 0xC1: tag 1.
    assert_eq!(&bytes[..4], [0xA1, 0x61, b'T', 0xC1]);
}

#[test]
fn a_form_nests_structures_in_lists() {
    let form = b"MetricDataQueries.member.1.Id=a&MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name=StreamName\
        &MetricDataQueries.member.2.Id=b&StartTime=2026-11-23T03%3A02%3A00Z";
    let read = query::decode(form);
    let first = json!({ "Id": "a", "MetricStat": { "Metric": { "Dimensions": [{ "Name": "StreamName" }] } } });
    assert_eq!(read, json!({ "MetricDataQueries": [first, { "Id": "b" }], "StartTime": "2026-11-23T03:02:00Z" }));
}

#[test]
fn xml_wraps_the_items_of_a_list_unless_it_is_flat() {
    let value = json!({ "Names": ["a", "b"] });
    assert!(xml::answer("Op", "urn:x", &value, "id", false).contains("<Names><member>a</member><member>b</member></Names>"));
    assert!(xml::answer("Op", "urn:x", &value, "id", true).contains("<OpResult><Names>a</Names><Names>b</Names></OpResult>"));
}
