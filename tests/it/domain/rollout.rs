//! The rollout as it stands: what people write into variables, who disagrees, which stage it is.

use proptest::prelude::*;
use tidegate::domain::facts::FlagReading;
use tidegate::domain::pipeline::FlagStore;
use tidegate::domain::reading::{Held, State};
use tidegate::domain::rollout::{self, parse_enabled, parse_percentage};
use tidegate::domain::series::shift;

use super::build::{Build, denied, function, now};

#[test]
fn yes_and_no_are_read_as_people_write_them() {
    for text in ["true", "TRUE", " True ", "1", "on", "ON", "yes", "Yes"] {
        assert_eq!(parse_enabled(text), Some(true), "{text}");
    }
    for text in ["false", "FALSE", "0", "off", "no", " No"] {
        assert_eq!(parse_enabled(text), Some(false), "{text}");
    }
    for text in ["", "maybe", "2", "10%", "truely"] {
        assert_eq!(parse_enabled(text), None, "{text}");
    }
}

#[test]
fn percentages_are_read_as_people_write_them() {
    for (text, expected) in [("10", 10.0), ("10%", 10.0), (" 10 % ", 10.0), ("0", 0.0), ("100", 100.0), ("2.5", 2.5)] {
        assert_eq!(parse_percentage(text), Some(expected), "{text}");
    }
    for text in ["", "%", "-1", "101", "NaN", "inf", "ten", "10%%"] {
        assert_eq!(parse_percentage(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn whatever_stands_in_a_variable_is_a_share_or_unknown(text in ".{0,12}") {
        prop_assert!(parse_percentage(&text).is_none_or(|share| (0.0..=100.0).contains(&share)));
        let _ = parse_enabled(&text);
    }
}

#[test]
fn a_variable_that_is_absent_or_wrong_is_unknown_with_a_sentence() {
    for (enabled, percentage, part) in [
        (None, Some("10"), "USE_KINESIS is not set in HeliusPriceWebhook"),
        (Some("true"), None, "KINESIS_PERCENTAGE is not set in HeliusPriceWebhook"),
        (Some("maybe"), Some("10"), "\"maybe\", which is not on or off"),
        (Some("true"), Some("110"), "\"110\", which is not a number from 0 to 100"),
    ] {
        let stand = rollout::stand(&Build::reference().function("HeliusPriceWebhook", enabled, percentage).snapshot);
        assert_eq!(stand.effective, None, "{part}");
        assert!(stand.problems.iter().any(|problem| problem.contains(part)), "{:?} should say {part}", stand.problems);
    }
}

#[test]
fn off_is_zero_whatever_percentage_is_stored() {
    for percentage in [Some("100"), None] {
        let stand = rollout::stand(&Build::reference().function("HeliusPriceWebhook", Some("false"), percentage).snapshot);
        assert_eq!((stand.enabled, stand.effective, stand.stage, stand.next_stage), (Some(false), Some(0.0), None, Some(1)));
        assert_eq!(stand.baked_seconds, None);
    }
}

#[test]
fn the_stage_and_its_bake_come_from_the_world() {
    let mut build = Build::reference();
    let mut writer = function("HeliusPriceWebhook", Some("TRUE"), Some("10"));
    writer.last_modified = Some(shift(now(), -600));
    build.snapshot.functions.insert(writer.name.clone(), Held::fresh(writer, now()));
    let stand = rollout::stand(&build.snapshot);
    assert_eq!((stand.effective, stand.stage, stand.on_stage, stand.next_stage), (Some(10.0), Some(1), true, Some(50)));
    assert_eq!((stand.baked_seconds, stand.bake_remaining_seconds), (Some(600), Some(300)));
    assert_eq!(stand.state, State::Fresh);
}

#[test]
fn between_two_stages_the_lower_one_is_reached() {
    let stand = rollout::stand(&Build::reference().function("HeliusPriceWebhook", Some("on"), Some("25")).snapshot);
    assert_eq!((stand.stage, stand.on_stage, stand.next_stage), (Some(1), false, Some(50)));
    let stand = rollout::stand(&Build::reference().function("HeliusPriceWebhook", Some("on"), Some("100")).snapshot);
    assert_eq!((stand.stage, stand.on_stage, stand.next_stage), (Some(3), true, None));
}

#[test]
fn writers_that_disagree_are_named_and_there_is_no_stage() {
    let mut build = Build::reference();
    build.snapshot.pipeline.writers.push("Second".to_owned());
    let stand = rollout::stand(&build.function("Second", Some("false"), Some("10")).snapshot);
    assert_eq!((stand.enabled, stand.set, stand.effective, stand.stage), (None, Some(10.0), None, None));
    assert_eq!(stand.disagreement, ["the writers disagree on on or off: HeliusPriceWebhook says on, Second says off"]);
}

#[test]
fn a_writer_that_is_denied_leaves_the_flag_denied_and_is_listed() {
    let mut build = Build::reference();
    build.snapshot.pipeline.writers.push("Second".to_owned());
    build
        .snapshot
        .functions
        .insert("Second".to_owned(), Held { fault: Some(denied("lambda:GetFunctionConfiguration")), ..Held::default() });
    let stand = rollout::stand(&build.snapshot);
    assert_eq!((stand.state, stand.effective, stand.holders.len()), (State::Denied, None, 2));
    assert!(stand.problems[0].contains("lambda:GetFunctionConfiguration"));
}

#[test]
fn callers_of_an_alias_may_see_another_environment() {
    let mut build = Build::reference();
    let mut writer = function("HeliusPriceWebhook", Some("true"), Some("10"));
    writer.aliases = Ok(vec![("live".to_owned(), "7".to_owned())]);
    build.snapshot.functions.insert(writer.name.clone(), Held::fresh(writer, now()));
    let stand = rollout::stand(&build.snapshot);
    assert_eq!(stand.effective, Some(10.0));
    assert!(stand.problems[0].contains("the alias live") && stand.problems[0].contains("version 7"));
}

#[test]
fn other_stores_answer_for_themselves() {
    let mut build = Build::reference();
    build.snapshot.pipeline.flag = Some(FlagStore::Ssm { enabled: "/use".to_owned(), percentage: "/share".to_owned() });
    assert_eq!(rollout::stand(&build.snapshot).state, State::NoData);
    let said = FlagReading { enabled: Some(true), percentage: Some(50.0), ..FlagReading::of("/share") };
    build.snapshot.flag = Held::fresh(vec![said], now());
    let stand = rollout::stand(&build.snapshot);
    assert_eq!((stand.effective, stand.stage, stand.unchanged_since, stand.baked_seconds), (Some(50.0), Some(2), None, None));
}

#[test]
fn no_flag_is_not_configured() {
    let stand = rollout::stand(&Build::bare().snapshot);
    assert_eq!((stand.state, stand.effective, stand.holders.len()), (State::NotConfigured, None, 0));
}
