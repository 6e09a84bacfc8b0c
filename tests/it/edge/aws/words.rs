//! What others wrote, made safe to show.

use proptest::prelude::*;
use tidegate::edge::aws::words::sentence;

#[test]
fn only_the_first_sentence_of_the_first_line_is_shown() {
    let text = "The request signature we calculated does not match the signature you provided. Check your key.\n\nThe Canonical String …";
    assert_eq!(sentence(text), "The request signature we calculated does not match the signature you provided");
    assert_eq!(sentence("\n  Rate exceeded.  \n"), "Rate exceeded");
}

#[test]
fn names_with_stops_in_them_stay_whole() {
    assert_eq!(sentence("no metric PutRecords.ThrottledRecords in us-east-1"), "no metric PutRecords.ThrottledRecords in us-east-1");
}

#[test]
fn secrets_are_taken_out() {
    assert_eq!(sentence("the key AKIAIOSFODNN7EXAMPLE is unknown"), "the key (key id) is unknown");
    assert_eq!(
        sentence("Authorization=AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261123, x"),
        "Authorization=AWS4-HMAC-SHA256 Credential=… x"
    );
    let token = "F".repeat(200);
    assert_eq!(sentence(&format!("bad token {token}")), "bad token …");
}

#[test]
fn an_arn_may_be_long() {
    let arn = format!("arn:aws:kinesis:us-east-1:123456789012:stream/{}", "x".repeat(60));
    assert!(sentence(&format!("not authorized on {arn}")).contains(&arn));
}

proptest! {
    #[test]
    fn it_is_one_bounded_line_without_control_characters(text in "\\PC{0,400}|[\\x00-\\x7f]{0,600}") {
        let shown = sentence(&text);
        prop_assert!(shown.chars().count() <= 240);
        prop_assert!(!shown.chars().any(char::is_control));
    }
}
