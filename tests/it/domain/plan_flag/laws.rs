//! Laws of the flag's plans over whatever state the holders are in.

use proptest::prelude::*;
use tidegate::domain::call::Call;
use tidegate::domain::checklist::Mark;
use tidegate::domain::facts::{FlagReading, Function, UnderWay};
use tidegate::domain::gate::{self, GATES};
use tidegate::domain::pipeline::FlagStore;
use tidegate::domain::plan::{Plan, Verdict};
use tidegate::domain::reading::Held;
use tidegate::domain::rollout::{parse_enabled, parse_percentage, stand};
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;

use super::{calm, function, hosted, planned, reading, stores, undecryptable};
use crate::domain::build::now;

/// A writer in any state.
fn a_writer(name: &'static str) -> impl Strategy<Value = Function> {
    let enabled =
        prop::sample::select(vec![None, Some("true"), Some("FALSE"), Some("1"), Some("off"), Some("Yes"), Some("maybe"), Some("")]);
    let percentage =
        prop::sample::select(vec![None, Some("0"), Some("1"), Some("10%"), Some("50.5"), Some("100"), Some("110"), Some("ten")]);
    (enabled, percentage, any::<[bool; 4]>()).prop_map(move |(enabled, percentage, [unreadable, busy, revision, pinned])| Function {
        last_update_status: if busy { "InProgress" } else { "Successful" }.to_owned(),
        revision: revision.then(|| "r1".to_owned()),
        aliases: Ok(if pinned { vec![("live".to_owned(), "7".to_owned())] } else { Vec::new() }),
        ..if unreadable { undecryptable(name) } else { function(name, enabled, percentage) }
    })
}

/// A snapshot whose flag lives in any store, its holders in any state, read up to an hour ago.
fn any_world() -> impl Strategy<Value = Snapshot> {
    let says = (prop::option::of(any::<bool>()), prop::option::of(prop::sample::select(vec![0.0, 1.0, 10.0, 50.5, 100.0])));
    let busy = prop::sample::select(vec![None, Some("DEPLOYING"), Some("BAKING"), Some("ROLLING_BACK")]);
    let writers = (a_writer("HeliusPriceWebhook"), a_writer("Second"), a_writer("Third"), 1..=3_usize);
    (0..5_usize, writers, says, busy, 0..3600_i64).prop_map(|(nth, (first, second, third, count), (enabled, percentage), busy, age)| {
        let (_, store, holder) = stores().swap_remove(nth);
        let mut snapshot = calm().snapshot;
        let at = shift(now(), -age);
        let of_appconfig = matches!(store, FlagStore::AppConfig { .. });
        snapshot.pipeline.flag = Some(store);
        snapshot.pipeline.writers.clear();
        for writer in [first, second, third].into_iter().take(count) {
            snapshot.pipeline.writers.push(writer.name.clone());
            snapshot.functions.insert(writer.name.clone(), Held::fresh(writer, at));
        }
        if !holder.is_empty() {
            let mut place = hosted();
            let profile = place.profile.clone();
            place.under_way = busy.map(|state| UnderWay { number: 9, profile, state: state.to_owned() });
            let says = FlagReading { hosted: Ok(of_appconfig.then_some(place)), ..reading(holder, enabled, percentage) };
            snapshot.flag = Held::fresh(vec![says], at);
        }
        snapshot
    })
}

/// The world after every call of a plan was taken.
pub(super) fn applied(plan: &Plan, snapshot: &Snapshot) -> Snapshot {
    let mut after = snapshot.clone();
    let write = |function: &mut Function, set: &std::collections::BTreeMap<String, String>| {
        for (name, value) in set {
            let held = if name == "USE_KINESIS" { &mut function.enabled } else { &mut function.percentage };
            *held = Some(value.clone());
        }
    };
    for step in &plan.steps {
        let says = after.flag.value.as_mut().and_then(|says| says.first_mut());
        match (&step.call, says) {
            (Call::PatchEnvironment { function, set, .. }, _) => {
                let writer = after.functions.get_mut(function).and_then(|held| held.value.as_mut()).unwrap();
                assert!(writer.environment_error.is_none(), "to write back what could not be read would wipe it");
                write(writer, set);
            }
            (Call::RunCommand { set, .. }, _) => {
                after.functions.values_mut().filter_map(|held| held.value.as_mut()).for_each(|writer| write(writer, set));
            }
            (Call::PutParameter { name, value }, Some(says)) if name.ends_with("use") => says.enabled = parse_enabled(value),
            (Call::PutParameter { value, .. }, Some(says)) => says.percentage = parse_percentage(value),
            (Call::WriteFile { set, .. }, Some(says)) => {
                says.enabled = set.get("kinesis.use").map_or(says.enabled, |value| parse_enabled(value));
                says.percentage = set.get("kinesis.share").map_or(says.percentage, |value| parse_percentage(value));
            }
            (Call::DeployFlag { enabled, percentage, .. }, Some(says)) => {
                says.enabled = Some(*enabled);
                says.percentage = percentage.map(f64::from).or(says.percentage);
            }
            (Call::StopDeployment { .. }, Some(says)) => says.hosted.as_mut().unwrap().as_mut().unwrap().under_way = None,
            (call, _) => panic!("{call:?} changes no flag"),
        }
    }
    after
}

/// The holders that were readable, as they stand.
fn readable(snapshot: &Snapshot) -> Vec<FlagReading> {
    let is_readable = |says: &FlagReading| {
        snapshot.functions.get(&says.holder).and_then(Held::get).is_none_or(|function| function.environment_error.is_none())
    };
    stand(snapshot).holders.into_iter().filter(is_readable).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// From any state, and twice is as good as once.
    #[test]
    fn a_rollback_leaves_every_readable_holder_off_at_0(snapshot in any_world()) {
        let plan = planned(&snapshot, "rollback");
        let after = applied(&plan, &snapshot);
        for says in readable(&after) {
            prop_assert_eq!((says.enabled, says.percentage), (Some(false), Some(0.0)), "{}", says.holder);
        }
        let again = planned(&after, "rollback");
        // A deploy command knows no single writer: it goes on while one of them cannot be read.
        let blind = matches!(snapshot.pipeline.flag, Some(FlagStore::Command { .. })) && readable(&after).len() < stand(&after).holders.len();
        prop_assert!(blind || !again.has_changes(), "{:?}", again.steps);
    }

    /// Nothing but a holder that nobody can read stands in the way of a rollback.
    #[test]
    fn a_rollback_is_held_up_by_nothing_but_unreadable_holders(snapshot in any_world()) {
        let plan = planned(&snapshot, "rollback");
        prop_assert!(plan.blocks().all(|check| check.id == "holders-readable"), "{:?}", plan.checks);
        prop_assert!(!plan.blocked || readable(&snapshot).len() < stand(&snapshot).holders.len());
    }

    /// Going back raises nobody, whatever the others say.
    #[test]
    fn back_raises_nobody(snapshot in any_world()) {
        let after = applied(&planned(&snapshot, "back"), &snapshot);
        for (before, after) in readable(&snapshot).iter().zip(readable(&after)) {
            if let Some(share) = before.effective() {
                prop_assert!(after.effective().is_some_and(|now| now <= share), "{}: {share} became {:?}", before.holder, after.effective());
            }
        }
    }

    /// Going up lowers nobody, and nothing goes up past a gate that holds.
    #[test]
    fn promote_lowers_nobody_and_passes_no_gate_that_holds(snapshot in any_world()) {
        let plan = planned(&snapshot, "promote");
        let after = applied(&plan, &snapshot);
        let mut raised = false;
        for (before, after) in readable(&snapshot).iter().zip(readable(&after)) {
            if let (Some(share), Some(now)) = (before.effective(), after.effective()) {
                prop_assert!(share <= now, "{}: {share} became {now}", before.holder);
                raised |= share < now;
            }
        }
        let looked_at = GATES.iter().all(|(gate, _)| plan.checks.iter().any(|check| check.id == *gate));
        prop_assert!(looked_at || !raised);
        let back = planned(&snapshot, "rollback");
        let holds = gate::judge(&snapshot, &back.checks).iter().any(|gate| gate.id != "capacity" && matches!(gate.mark, Mark::Fail | Mark::NotEnoughData));
        prop_assert!(plan.blocked || !raised || !holds);
    }

    /// A change does what it says and leaves the other value alone, except that a deploy sets both.
    #[test]
    fn a_change_sets_what_it_names_and_nothing_else(snapshot in any_world(), to in 0..=100_u32, on in any::<bool>()) {
        for wish in [format!("percentage {to}"), format!("flag {}", if on { "on" } else { "off" })] {
            let plan = planned(&snapshot, &wish);
            if !plan.has_changes() {
                continue;
            }
            let after = applied(&plan, &snapshot);
            for (before, after) in readable(&snapshot).iter().zip(readable(&after)) {
                if wish.starts_with('p') {
                    prop_assert_eq!((after.enabled, after.percentage), (before.enabled, Some(f64::from(to))));
                } else {
                    prop_assert_eq!((after.enabled, after.percentage), (Some(on), before.percentage));
                }
            }
            prop_assert!(!planned(&after, &wish).has_changes());
        }
    }

    /// Only the flag's own two names are ever set, and the same world makes the same plan.
    #[test]
    fn no_other_variable_is_in_any_plan(snapshot in any_world(), wish in prop::sample::select(vec!["percentage 50", "percentage 1", "flag on", "flag off", "rollback", "back"])) {
        let plan = planned(&snapshot, wish);
        for step in &plan.steps {
            if let Call::PatchEnvironment { set, .. } | Call::RunCommand { set, .. } = &step.call {
                prop_assert!(set.keys().all(|name| name == "USE_KINESIS" || name == "KINESIS_PERCENTAGE"), "{set:?}");
            }
        }
        prop_assert_eq!(&plan, &planned(&snapshot, wish));
        prop_assert!(plan.is_intact());
        prop_assert_eq!(plan.blocked, plan.checks.iter().any(|check| check.verdict == Verdict::Block));
    }
}
