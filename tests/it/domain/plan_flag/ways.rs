//! Single rules of a change of the flag: tiers, stages, guards, old facts, locks, room, trust, aliases.

use tidegate::domain::action::{Action, Tier};
use tidegate::domain::call::Call;
use tidegate::domain::facts::{Function, UnderWay};
use tidegate::domain::metric::Metric;
use tidegate::domain::pipeline::FlagStore;
use tidegate::domain::plan::{Plan, Until, Verdict};
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;

use super::{at, calm, function, hosted, planned, reading, stores, three, undecryptable, writer};
use crate::domain::build::{Build, denied, now, of, stream};

/// How the worst check of a rule came out, when it was looked at.
pub(super) fn verdict(plan: &Plan, rule: &str) -> Option<Verdict> {
    plan.checks.iter().filter(|check| check.id == rule).map(|check| check.verdict).max()
}

fn evidence(plan: &Plan, rule: &str) -> String {
    plan.checks.iter().filter(|check| check.id == rule).map(|check| check.evidence.as_str()).collect::<Vec<_>>().join("; ")
}

#[test]
fn the_tier_follows_the_effective_percentage() {
    for (enabled, percentage, wish, tier, confirm) in [
        ("true", "10", "percentage 50", Tier::Reversible, "50"),
        ("true", "10", "percentage 25", Tier::Reversible, "25"),
        ("true", "10", "percentage 1", Tier::Reversible, "1"),
        ("true", "10", "percentage 100", Tier::Breaking, "PriceTicks"),
        ("true", "50", "percentage 100", Tier::Slow, "PriceTicks"),
        ("true", "100", "percentage 50", Tier::Reversible, "50"),
        ("false", "100", "flag on", Tier::Breaking, "PriceTicks"),
        ("false", "1", "flag on", Tier::Reversible, "on"),
        ("false", "10", "flag on", Tier::Breaking, "PriceTicks"),
        ("true", "100", "flag off", Tier::Reversible, "off"),
        // While the flag is off nothing moves, whatever is stored.
        ("false", "1", "percentage 100", Tier::Reversible, "100"),
        ("true", "100", "rollback", Tier::Reversible, "off"),
        ("true", "100", "back", Tier::Reversible, "50"),
        ("true", "25", "back", Tier::Reversible, "10"),
        ("true", "1", "back", Tier::Reversible, "off"),
    ] {
        let plan = planned(&at(Some(enabled), Some(percentage)).snapshot, wish);
        assert_eq!((plan.tier, plan.confirm.as_str()), (tier, confirm), "{wish} from {enabled} {percentage}");
        assert_eq!(plan.blocked, tier == Tier::Breaking, "{wish} from {enabled} {percentage}");
        assert!(plan.has_changes(), "{wish} from {enabled} {percentage}");
    }
}

#[test]
fn an_explicit_jump_blocks_by_the_next_stage_alone() {
    let plan = planned(&at(Some("true"), Some("10")).snapshot, "percentage 100");
    assert_eq!(plan.blocks().map(|check| check.id.as_str()).collect::<Vec<_>>(), ["next-stage"]);
    assert!(evidence(&plan, "next-stage").contains("the next stage is 50 %"));
    assert!(plan.has_changes());
}

#[test]
fn a_stage_that_has_not_held_long_enough_holds() {
    let mut build = calm();
    writer(&mut build, Function { last_modified: Some(shift(now(), -300)), ..function("HeliusPriceWebhook", Some("true"), Some("10")) });
    let plan = planned(&build.snapshot, "percentage 50");
    assert_eq!(verdict(&plan, "bake"), Some(Verdict::Block));
    assert!(evidence(&plan, "bake").contains("10 m more at this stage"), "{}", evidence(&plan, "bake"));
}

#[test]
fn on_needs_a_percentage_and_above_100_is_none() {
    let plan = planned(&at(Some("false"), None).snapshot, "flag on");
    assert_eq!((verdict(&plan, "percentage-known"), plan.has_changes()), (Some(Verdict::Block), false));
    // Setting it while the flag is off moves nothing, and is the way out.
    assert!(!planned(&at(Some("false"), None).snapshot, "percentage 1").blocked);
    let plan = planned(&calm().snapshot, "percentage 101");
    assert_eq!((verdict(&plan, "wish"), plan.has_changes()), (Some(Verdict::Block), false));
    assert!(!planned(&at(Some("false"), None).snapshot, "flag off").has_changes());
}

#[test]
fn without_a_flag_or_a_writer_there_is_nothing_to_change() {
    for wish in ["percentage 10", "flag on", "rollback", "back"] {
        let mut build = calm();
        build.snapshot.pipeline.writers.clear();
        assert_eq!(verdict(&planned(&build.snapshot, wish), "flag-configured"), Some(Verdict::Block), "{wish}");
        build.snapshot.pipeline.flag = None;
        assert_eq!(verdict(&planned(&build.snapshot, wish), "flag-configured"), Some(Verdict::Block), "{wish}");
    }
}

#[test]
fn only_the_two_variables_are_named_with_the_revision_and_in_the_writers_own_spelling() {
    for (before, off) in
        [("TRUE", "FALSE"), ("1", "0"), ("On", "Off"), ("yes", "no"), ("True", "False"), ("Y", "N"), ("enabled", "disabled")]
    {
        let plan = planned(&at(Some(before), Some("10")).snapshot, "rollback");
        let Call::PatchEnvironment { function, revision, set } = &plan.steps[0].call else { panic!("{:?}", plan.steps) };
        assert_eq!((function.as_str(), revision.as_deref()), ("HeliusPriceWebhook", Some("r1")));
        let pairs: Vec<(&str, &str)> = set.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("KINESIS_PERCENTAGE", "0"), ("USE_KINESIS", off)]);
        assert_eq!(plan.steps[0].then, Until::FunctionUpdated);
    }
}

#[test]
fn all_writers_are_written_in_one_wave() {
    let mut build = calm();
    three(&mut build);
    let plan = planned(&build.snapshot, "rollback");
    assert_eq!((plan.steps.len(), plan.waves()), (3, 1));
}

#[test]
fn a_writer_that_cannot_be_read_holds_up_everything_but_the_way_back() {
    let mut build = calm();
    writer(&mut build, undecryptable("Second"));
    for wish in ["percentage 50", "flag off", "flag on"] {
        let plan = planned(&build.snapshot, wish);
        assert_eq!((verdict(&plan, "holders-readable"), plan.has_changes()), (Some(Verdict::Block), false), "{wish}");
    }
    let plan = planned(&build.snapshot, "rollback");
    assert_eq!((verdict(&plan, "holders-readable"), plan.blocked), (Some(Verdict::Warn), false));
    assert_eq!(plan.steps.iter().map(|step| step.call.subject()).collect::<Vec<_>>(), ["HeliusPriceWebhook"]);
    let lines = plan.summary.iter().find(|sentence| sentence.starts_with("Second is left out")).unwrap();
    assert!(lines.contains("update-function-configuration --function-name Second") && lines.contains(".Environment.Error"), "{lines}");
}

#[test]
fn a_way_back_that_can_change_nobody_says_so_by_blocking() {
    let mut build = calm();
    writer(&mut build, undecryptable("HeliusPriceWebhook"));
    let plan = planned(&build.snapshot, "rollback");
    assert!(plan.blocked && !plan.has_changes());
    assert!(plan.summary.iter().any(|sentence| sentence.contains("aws --region us-east-1 lambda")), "{:?}", plan.summary);
}

#[test]
fn the_way_back_works_on_old_facts_and_without_cloudwatch_and_kinesis() {
    let mut build = calm();
    let snapshot = &mut build.snapshot;
    for held in snapshot.functions.values_mut() {
        held.at = Some(shift(now(), -3600));
        held.fault = Some(denied("lambda:GetFunctionConfiguration"));
    }
    snapshot.stream = Held { fault: Some(denied("kinesis:DescribeStreamSummary")), ..Held::default() };
    snapshot.table = Held::default();
    snapshot.identity = Held::default();
    snapshot.metrics = tidegate::domain::metrics::Metrics::default();
    for wish in ["rollback", "back"] {
        let plan = planned(snapshot, wish);
        assert!(!plan.blocked && plan.has_changes(), "{wish}: {:?}", plan.checks);
        assert_eq!(verdict(&plan, "facts-fresh"), Some(Verdict::Warn), "{wish}");
    }
    assert_eq!(verdict(&planned(snapshot, "percentage 1"), "facts-fresh"), Some(Verdict::Block));
}

#[test]
fn a_rollback_is_not_guarded_by_what_others_do_meanwhile_and_every_other_change_is() {
    let build = calm();
    let mut moved = calm();
    writer(&mut moved, Function { revision: Some("r2".to_owned()), ..function("HeliusPriceWebhook", Some("true"), Some("10")) });
    let mut lowered = calm();
    writer(&mut lowered, function("HeliusPriceWebhook", Some("true"), Some("1")));
    let changed =
        |wish: &str, other: &Build| !planned(&build.snapshot, wish).guards.changed(&planned(&other.snapshot, wish).guards).is_empty();
    for (wish, by_revision, by_value) in
        [("rollback", false, false), ("back", false, true), ("percentage 50", true, true), ("flag off", true, true)]
    {
        assert_eq!((changed(wish, &moved), changed(wish, &lowered)), (by_revision, by_value), "{wish}");
    }
}

#[test]
fn an_update_that_is_under_way_holds_up_everything_but_the_way_back() {
    let mut build = calm();
    writer(
        &mut build,
        Function { last_update_status: "InProgress".to_owned(), ..function("HeliusPriceWebhook", Some("true"), Some("10")) },
    );
    assert_eq!(verdict(&planned(&build.snapshot, "percentage 50"), "holders-settled"), Some(Verdict::Block));
    let plan = planned(&build.snapshot, "rollback");
    assert_eq!((verdict(&plan, "holders-settled"), plan.blocked), (Some(Verdict::Warn), false));
}

#[test]
fn without_a_revision_two_writers_may_overwrite_each_other_and_that_is_said() {
    let mut build = calm();
    writer(&mut build, Function { revision: None, ..function("HeliusPriceWebhook", Some("true"), Some("10")) });
    let plan = planned(&build.snapshot, "percentage 50");
    assert_eq!((verdict(&plan, "revision-known"), plan.blocked), (Some(Verdict::Warn), false));
    assert!(plan.steps[0].cli.contains("jq -r .RevisionId"));
}

#[test]
fn an_environment_that_would_be_too_full_is_not_written() {
    for (bytes, expected) in [(4095, Verdict::Pass), (4096, Verdict::Block)] {
        let mut build = calm();
        let full = Function { environment_bytes: Some(bytes), ..function("HeliusPriceWebhook", Some("true"), Some("10")) };
        writer(&mut build, full);
        assert_eq!(verdict(&planned(&build.snapshot, "flag off"), "environment-room"), Some(expected), "{bytes}");
    }
}

#[test]
fn an_untrusted_command_is_not_run_and_can_be_pasted() {
    let mut build = calm();
    build.snapshot.pipeline.flag = Some(stores()[1].1.clone());
    assert_eq!(verdict(&planned(&build.snapshot, "rollback"), "command-trusted"), Some(Verdict::Pass));
    build.snapshot.pipeline.command_trusted = false;
    let plan = planned(&build.snapshot, "rollback");
    assert_eq!((verdict(&plan, "command-trusted"), plan.has_changes()), (Some(Verdict::Block), false));
    let line = "(cd /srv/prices && KINESIS_PERCENTAGE=0 USE_KINESIS=false npm run deploy:prod)";
    assert!(plan.summary.iter().any(|sentence| sentence.contains(line)), "{:?}", plan.summary);
}

#[test]
fn back_never_raises_anybody() {
    let mut build = calm();
    three(&mut build);
    // The most that is sent is 50 %: back goes to 10 %, which leaves the first at its 10 and the third off.
    let plan = planned(&build.snapshot, "back");
    assert_eq!((plan.confirm.as_str(), plan.steps.len(), plan.steps[0].call.subject()), ("10", 1, "Second"));
}

#[test]
fn a_version_that_nobody_deployed_would_go_live_too() {
    let mut build = calm();
    let (_, store, holder) = stores().swap_remove(3);
    build.snapshot.pipeline.flag = Some(store);
    let mut says = reading(holder, Some(true), Some(10.0));
    let mut place = hosted();
    place.latest_version = 6;
    says.hosted = Ok(Some(place.clone()));
    build.snapshot.flag = Held::fresh(vec![says.clone()], now());
    assert_eq!(verdict(&planned(&build.snapshot, "percentage 50"), "undeployed-version"), Some(Verdict::Block));
    assert!(!planned(&build.snapshot, "rollback").blocked);
    place.under_way = Some(UnderWay { number: 3, profile: "another".to_owned(), state: "DEPLOYING".to_owned() });
    says.hosted = Ok(Some(place));
    build.snapshot.flag = Held::fresh(vec![says], now());
    // Somebody else's deployment is not stopped.
    let plan = planned(&build.snapshot, "rollback");
    assert!(matches!(plan.steps[0].call, Call::DeployFlag { enabled: false, percentage: Some(0), .. }), "{:?}", plan.steps);
}

#[test]
fn what_a_rollback_does_not_help_against_is_said_and_what_it_helps_against_too() {
    let slow = calm().minutes(&of(Metric::FunctionIteratorAge, "PriceAnalytics"), |ago| Some(3_000_000.0 - 30_000.0 * ago as f64));
    let plan = planned(&slow.snapshot, "rollback");
    assert_eq!((verdict(&plan, "will-help"), plan.blocked), (Some(Verdict::Warn), false));
    assert!(evidence(&plan, "will-help").contains("what is unread stays unread"), "{}", evidence(&plan, "will-help"));
    assert!(plan.cost.do_nothing.starts_with("It goes on: PriceAnalytics"), "{}", plan.cost.do_nothing);
    let refused = calm().steady(&of(Metric::WriteThrottles, "PriceTicks"), 900.0);
    assert_eq!(verdict(&planned(&refused.snapshot, "rollback"), "will-help"), Some(Verdict::Pass));
}

#[test]
fn until_when_the_table_holds_what_is_missing_is_said_as_far_as_it_is_known() {
    let mut build = calm();
    let summary = |build: &Build| planned(&build.snapshot, "rollback").summary.join(" ");
    assert!(summary(&build).contains("until 2026-11-21 03:14 UTC"), "{}", summary(&build));
    build.snapshot.pipeline.table_keeps = None;
    assert!(summary(&build).contains("AWS does not tell"), "{}", summary(&build));
    if let Some(table) = &mut build.snapshot.table.value {
        table.ttl_attribute = Ok(None);
    }
    assert!(summary(&build).contains("for ever"), "{}", summary(&build));
    assert!(summary(&build).contains("the archive has a hole from now"));
}

#[test]
fn the_way_back_names_the_wish_that_goes_back() {
    for (wish, back) in [
        ("percentage 50", Some(Action::Percentage { to: 10 })),
        ("percentage 1", Some(Action::Percentage { to: 10 })),
        ("flag off", Some(Action::Flag { on: true })),
        ("rollback", None),
    ] {
        assert_eq!(planned(&calm().snapshot, wish).way_back.action, back, "{wish}");
    }
}

#[test]
fn an_on_demand_or_busy_stream_does_not_matter_to_the_flag() {
    let mut build = calm();
    let mut busy = stream(2);
    "UPDATING".clone_into(&mut busy.status);
    build.snapshot.stream = Held::fresh(busy, now());
    assert!(!planned(&build.snapshot, "percentage 50").blocked);
    assert!(matches!(build.snapshot.pipeline.flag, Some(FlagStore::LambdaEnv { .. })));
}
