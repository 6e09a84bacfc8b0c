//! Plans of a consumer's mapping: what is said, what is lost, what AWS would refuse, and the order that saves data.

use std::fmt::Write as _;

use proptest::prelude::*;
use tidegate::domain::action::{Action, Tier};
use tidegate::domain::call::Call;
use tidegate::domain::facts::Mapping;
use tidegate::domain::metric::Metric;
use tidegate::domain::plan::{Plan, Verdict};
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;

use super::ways::verdict;
use super::{calm, planned, told};
use crate::domain::build::{Build, mapping, now, of, stream};

fn with(mappings: Vec<Mapping>) -> Build {
    let mut build = calm();
    build.snapshot.mappings.insert("PriceAnalytics".to_owned(), Held::fresh(mappings, shift(now(), -10)));
    build
}

/// A consumer this many seconds behind, steadily.
fn behind(seconds: f64) -> Build {
    calm().steady(&of(Metric::FunctionIteratorAge, "PriceAnalytics"), seconds * 1000.0)
}

/// A consumer that a poison record blocks: its age grows as fast as the clock.
fn stalled() -> Build {
    calm().minutes(&of(Metric::FunctionIteratorAge, "PriceAnalytics"), |ago| Some((20_000.0 - 60.0 * ago as f64).max(0.0) * 1000.0))
}

fn consumer(build: &Build, settings: &str) -> Plan {
    planned(&build.snapshot, &format!("consumer PriceAnalytics {settings}"))
}

const QUEUE: &str = "arn:aws:sqs:us-east-1:123456789012:failed";

#[test]
fn every_setting_says_what_it_does() {
    let mut text = String::new();
    for (state, build) in [("keeping up", calm()), ("an hour behind", behind(3600.0)), ("stalled", stalled())] {
        let _ = writeln!(text, "=== {state}\n");
        for settings in [
            "--parallelisation 4".to_owned(),
            "--batch-size 500".to_owned(),
            "--bisect on".to_owned(),
            "--retries 5".to_owned(),
            format!("--retries 5 --destination {QUEUE}"),
            "--max-age 30m".to_owned(),
            "--max-age 90m".to_owned(),
            "--pause".to_owned(),
        ] {
            let _ = writeln!(text, "{settings}: {}", told(&consumer(&build, &settings), false));
        }
        let _ = writeln!(text, "rescue: {}", told(&planned(&build.snapshot, "rescue PriceAnalytics --retention 7days"), false));
    }
    let rescue = format!("rescue PriceAnalytics --retention 7days --destination {QUEUE}");
    let _ = writeln!(text, "=== in full\n\n{rescue}: {}", told(&planned(&stalled().snapshot, &rescue), true));
    insta::assert_snapshot!("consumer", text);
}

#[test]
fn an_age_below_the_lag_takes_tier_4_and_names_the_loss() {
    let plan = consumer(&behind(3600.0), "--max-age 30m");
    assert_eq!((plan.tier, verdict(&plan, "discards-backlog")), (Tier::Breaking, Some(Verdict::Block)));
    assert!(plan.has_changes() && plan.way_back.lost[0].contains("30 m"), "{:?}", plan.way_back.lost);
    let plan = consumer(&behind(3600.0), "--max-age 4h");
    assert_eq!((plan.tier, verdict(&plan, "discards-backlog")), (Tier::Slow, Some(Verdict::Pass)));
    // What cannot be told is no permission.
    let dark = calm().silent(&of(Metric::FunctionIteratorAge, "PriceAnalytics")).silent(&of(Metric::IncomingRecords, "PriceTicks"));
    assert_eq!(verdict(&consumer(&dark, "--max-age 4h"), "discards-backlog"), Some(Verdict::Block));
    // To resume under such an age discards as well.
    let mut build = behind(3600.0);
    let paused = Mapping { state: "Disabled".to_owned(), maximum_record_age: 600, ..mapping() };
    build.snapshot.mappings.insert("PriceAnalytics".to_owned(), Held::fresh(vec![paused], now()));
    assert_eq!(verdict(&consumer(&build, "--resume"), "discards-backlog"), Some(Verdict::Block));
}

#[test]
fn what_is_given_up_should_be_told_to_somebody() {
    assert_eq!(verdict(&consumer(&calm(), "--retries 5"), "destination-set"), Some(Verdict::Warn));
    assert_eq!(verdict(&consumer(&calm(), &format!("--retries 5 --destination {QUEUE}")), "destination-set"), Some(Verdict::Pass));
    let set = with(vec![Mapping { failure_destination: Some(QUEUE.to_owned()), ..mapping() }]);
    assert_eq!(verdict(&consumer(&set, "--retries 5"), "destination-set"), Some(Verdict::Pass));
    assert_eq!(verdict(&consumer(&calm(), "--bisect on"), "destination-set"), None);
    let said = |build: &Build| {
        let plan = consumer(build, "--retries 5");
        plan.checks.into_iter().find(|check| check.id == "destination-set").map(|check| check.evidence)
    };
    assert!(said(&calm()).unwrap().ends_with("nobody counts it: its EventCount is off"));
    assert!(said(&with(vec![Mapping { counts_events: true, ..mapping() }])).unwrap().ends_with("only its DroppedEventCount counts it"));
}

#[test]
fn what_aws_refuses_blocks_before_anything_is_sent() {
    for settings in [
        "--batch-size 0",
        "--batch-size 10001",
        "--parallelisation 0",
        "--parallelisation 11",
        "--retries 10001",
        "--max-age 59s",
        "--max-age 8days",
        "--destination arn:aws:sqs:us-east-1:123456789012:failed.fifo",
        "--destination arn:aws:lambda:us-east-1:123456789012:function:f",
        "--destination failed",
    ] {
        let plan = consumer(&calm(), settings);
        assert_eq!((verdict(&plan, "setting-possible"), plan.has_changes()), (Some(Verdict::Block), false), "{settings}");
    }
}

#[test]
fn none_or_several_mappings_an_unknown_function_or_a_busy_mapping_block() {
    let several = vec![mapping(), Mapping { uuid: "another".to_owned(), ..mapping() }];
    for mappings in [Vec::new(), several] {
        let plan = consumer(&with(mappings), "--bisect on");
        assert_eq!((verdict(&plan, "mapping-known"), plan.has_changes()), (Some(Verdict::Block), false));
    }
    assert_eq!(verdict(&planned(&calm().snapshot, "consumer Nobody --bisect on"), "wish"), Some(Verdict::Block));
    let busy = with(vec![Mapping { state: "Updating".to_owned(), ..mapping() }]);
    assert_eq!(verdict(&consumer(&busy, "--bisect on"), "setting-possible"), Some(Verdict::Block));
    let mut unread = calm();
    unread.snapshot.mappings.clear();
    assert_eq!(verdict(&consumer(&unread, "--bisect on"), "mapping-known"), Some(Verdict::Block));
}

#[test]
fn more_at_a_time_does_not_get_past_a_poison_record() {
    assert_eq!(verdict(&consumer(&stalled(), "--parallelisation 10"), "will-help"), Some(Verdict::Warn));
    assert!(consumer(&calm(), "--parallelisation 10").summary[0].contains("up to 20 of the account's concurrent runs instead of 2"));
}

#[test]
fn a_longer_batch_that_meets_the_time_limit_is_said() {
    let slow = calm().steady(&of(Metric::FunctionDuration, "PriceAnalytics"), 4_000.0);
    assert_eq!(verdict(&consumer(&slow, "--batch-size 1000"), "will-help"), Some(Verdict::Warn));
    assert_eq!(verdict(&consumer(&slow, "--batch-size 150"), "will-help"), None);
}

#[test]
fn a_rescue_goes_in_the_order_that_saves_data_one_wave_each() {
    let plan = planned(&stalled().snapshot, &format!("rescue PriceAnalytics --retention 7days --destination {QUEUE}"));
    let told: Vec<(u32, String)> = plan
        .steps
        .iter()
        .map(|step| match &step.call {
            Call::IncreaseRetention { hours, .. } => (step.wave, format!("retention {hours}")),
            Call::UpdateMapping { change, .. } => {
                let wish = Action::Consumer { function: String::new(), change: change.clone() };
                (step.wave, wish.to_string().trim_start_matches("consumer").trim().to_owned())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let expected = ["retention 168".to_owned(), format!("--destination {QUEUE}"), "--bisect on".to_owned(), "--retries 5".to_owned()];
    assert_eq!(told, (0..).zip(expected).collect::<Vec<_>>());
    assert!(!plan.blocked, "{:?}", plan.checks);
}

#[test]
fn a_rescue_leaves_out_what_is_so_already() {
    let mut build = with(vec![Mapping { bisect: true, maximum_retries: 5, failure_destination: Some(QUEUE.to_owned()), ..mapping() }]);
    assert_eq!(planned(&build.snapshot, "rescue PriceAnalytics --retention 48h").steps.len(), 1);
    let mut long = stream(2);
    long.retention_hours = 72;
    build.snapshot.stream = Held::fresh(long, now());
    let plan = planned(&build.snapshot, "rescue PriceAnalytics --retention 48h");
    assert!(!plan.has_changes() && !plan.blocked, "{:?}", plan.checks);
}

proptest! {
    /// Going back restores every setting but a destination that was not there.
    #[test]
    fn the_way_back_restores_what_was(
        batch in 1..=10_000_u32, factor in 1..=10_u32, retries in -1..=10_000_i32, bisect in any::<bool>(), running in any::<bool>(),
    ) {
        let build = with(vec![mapping()]);
        let settings = format!(
            "--batch-size {batch} --parallelisation {factor} --bisect {} --retries {} {}",
            if bisect { "on" } else { "off" },
            if retries < 0 { "until-expiry".to_owned() } else { retries.to_string() },
            if running { "--resume" } else { "--pause" },
        );
        let plan = consumer(&build, &settings);
        let mut now_is = mapping();
        let apply = |plan: &Plan, mapping: &mut Mapping| {
            for step in &plan.steps {
                let Call::UpdateMapping { change, .. } = &step.call else { continue };
                mapping.batch_size = change.batch_size.unwrap_or(mapping.batch_size);
                mapping.parallelisation = change.parallelisation.unwrap_or(mapping.parallelisation);
                mapping.maximum_retries = change.maximum_retries.unwrap_or(mapping.maximum_retries);
                mapping.bisect = change.bisect.unwrap_or(mapping.bisect);
                if let Some(on) = change.enabled {
                    mapping.state = if on { "Enabled" } else { "Disabled" }.to_owned();
                }
            }
        };
        apply(&plan, &mut now_is);
        prop_assert_eq!(now_is.batch_size, batch);
        prop_assert_eq!(now_is.state == "Enabled", running);
        let Some(back) = plan.way_back.action.clone() else {
            prop_assert!(!plan.has_changes());
            return Ok(());
        };
        let after = with(vec![now_is.clone()]);
        apply(&planned(&after.snapshot, &back.to_string()), &mut now_is);
        prop_assert_eq!(now_is, mapping());
    }
}
