//! Plans of the alarms that a stream should have.

use tidegate::domain::action::{Action, Tier};
use tidegate::domain::alarm::AlarmOf;
use tidegate::domain::call::Call;
use tidegate::domain::facts::Alarm;
use tidegate::domain::plan::{Plan, Verdict, plan};
use tidegate::domain::reading::Held;
use tidegate::domain::snapshot::Snapshot;
use tidegate::domain::standing::{Standing, hindrance, standing};

use super::script::snapshot;
use crate::domain::build::now;

const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:on-call";

/// The alarm of this definition, as CloudWatch lists it.
fn listed(of: AlarmOf, known: &Snapshot) -> Alarm {
    let definition = of.definition(&known.pipeline);
    Alarm {
        name: of.name(&known.pipeline),
        state: "OK".to_owned(),
        since: None,
        reason: String::new(),
        namespace: definition.namespace,
        metric: definition.metric,
        dimensions: definition.dimensions,
        statistic: definition.statistic,
        threshold: definition.threshold as f64,
        comparison: definition.comparison,
        period_seconds: definition.period_seconds,
        periods: definition.periods,
        datapoints: 0,
        actions_enabled: true,
        actions: vec![TOPIC.to_owned()],
        is_formula: false,
    }
}

fn with(alarms: Vec<Alarm>) -> Snapshot {
    let mut known = snapshot("calm");
    known.alarms = Held::fresh(alarms, now());
    known
}

fn wish(of: AlarmOf) -> Action {
    Action::Alarm { of, notify: Some(TOPIC.to_owned()) }
}

fn verdict(plan: &Plan, id: &str) -> Option<Verdict> {
    plan.checks.iter().find(|check| check.id == id).map(|check| check.verdict)
}

#[test]
fn a_free_name_takes_one_call_of_tier_3_with_the_owners_limits() {
    let known = with(Vec::new());
    for of in AlarmOf::ALL {
        let plan = plan(&wish(of), &known);
        assert!(!plan.blocked, "{:?}", plan.checks);
        assert_eq!((plan.tier, plan.confirm.as_str(), plan.steps.len()), (Tier::Slow, "PriceTicks", 1));
        let Call::PutMetricAlarm { name, definition, notify } = &plan.steps[0].call else { panic!("{:?}", plan.steps) };
        assert_eq!((name.as_str(), notify.as_deref()), (of.name(&known.pipeline).as_str(), Some(TOPIC)));
        let limit = if of == AlarmOf::Lag { known.pipeline.limits.lag.as_millis() as u64 } else { known.pipeline.limits.throttles };
        assert_eq!(definition.threshold, limit);
        let cli = &plan.steps[0].cli;
        assert!(cli.contains("cloudwatch put-metric-alarm") && cli.contains(&format!("--alarm-actions {TOPIC}")), "{cli}");
        assert!(plan.cost.notes.iter().any(|note| note.contains("$0.10 a month")), "{:?}", plan.cost.notes);
    }
}

#[test]
fn another_alarm_of_the_name_blocks_and_cannot_be_overridden() {
    for change in [|alarm: &mut Alarm| alarm.threshold += 1.0, |alarm: &mut Alarm| alarm.statistic = "Average".to_owned()] {
        let mut taken = listed(AlarmOf::Lag, &with(Vec::new()));
        change(&mut taken);
        let plan = plan(&wish(AlarmOf::Lag), &with(vec![taken]));
        assert!(plan.blocked && plan.steps.is_empty());
        assert_eq!(verdict(&plan, "alarm-name"), Some(Verdict::Block));
        assert!(!tidegate::domain::ids::can_be_overridden("alarm-name"));
    }
}

#[test]
fn the_same_alarm_needs_nothing_and_an_unknown_list_blocks() {
    let same = plan(&wish(AlarmOf::Lag), &with(vec![listed(AlarmOf::Lag, &with(Vec::new()))]));
    assert!(!same.blocked && !same.has_changes());
    let mut unknown = with(Vec::new());
    unknown.alarms = Held::default();
    let plan = plan(&wish(AlarmOf::Throttles), &unknown);
    assert_eq!(verdict(&plan, "alarm-name"), Some(Verdict::Block));
}

#[test]
fn nobody_told_and_one_more_are_said() {
    let mut other = listed(AlarmOf::Throttles, &with(Vec::new()));
    other.name = "of-the-guide".to_owned();
    let plan = plan(&Action::Alarm { of: AlarmOf::Throttles, notify: None }, &with(vec![other]));
    assert_eq!(verdict(&plan, "alarm-told"), Some(Verdict::Warn));
    assert_eq!(verdict(&plan, "will-help"), Some(Verdict::Warn));
    assert!(!plan.blocked);
    let wrong = Action::Alarm { of: AlarmOf::Throttles, notify: Some("on-call".to_owned()) };
    assert!(tidegate::domain::plan::plan(&wrong, &with(Vec::new())).blocked);
}

#[test]
fn the_world_tells_whether_it_stands_and_whether_the_name_is_taken_meanwhile() {
    let free = with(Vec::new());
    let call = plan(&wish(AlarmOf::Lag), &free).steps[0].call.clone();
    assert!(matches!(standing(&call, &free), Standing::NotYet(_)));
    assert_eq!(hindrance(&call, &free), None);
    let there = with(vec![listed(AlarmOf::Lag, &free)]);
    assert!(standing(&call, &there).stands());
    assert_eq!(hindrance(&call, &there), None);
    let mut taken = listed(AlarmOf::Lag, &free);
    taken.periods += 1;
    let taken = with(vec![taken]);
    assert!(!standing(&call, &taken).stands());
    assert!(hindrance(&call, &taken).unwrap().contains("taken"));
}
