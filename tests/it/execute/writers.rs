//! A rollback of three writers under other hands: nothing of theirs is lost, and whoever still writes is named.

use std::collections::BTreeMap;

use tidegate::domain::action::Action;
use tidegate::domain::approval::Approved;
use tidegate::domain::outcome::{Outcome, Progress};
use tidegate::domain::plan::{Verdict, plan};
use tidegate::sim::world::fault::{WireFault, WireFaultKind};
use tidegate::sim::world::foreign::Foreign;

use super::bed::{Bed, consent};
use super::kill::three;

/// The rollback as it is really planned.
async fn rollback(bed: &Bed) -> Approved {
    let plan = plan(&Action::Rollback, &bed.snapshot(&Action::Rollback).await);
    assert_eq!(plan.steps.len(), 3);
    consent(plan)
}

fn variables(bed: &Bed, function: &str) -> BTreeMap<String, String> {
    bed.sim.with_world(|world| world.functions[function].environment.clone())
}

fn is_off(bed: &Bed, function: &str) -> bool {
    let held = variables(bed, function);
    (held["USE_KINESIS"].as_str(), held["KINESIS_PERCENTAGE"].as_str()) == ("false", "0")
}

fn writes_of(bed: &Bed, function: &str) -> usize {
    bed.gate.count(&format!("PUT https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/{function}/configuration"))
}

/// Just before each of the next writes, in order, somebody else does one of these.
fn overtaken(bed: &Bed, deeds: impl IntoIterator<Item = Foreign>) {
    let operation = |deed| WireFault::times(Some("lambda"), Some("UpdateFunctionConfiguration"), WireFaultKind::Overtaken(deed), 1);
    bed.sim.with_world(|world| world.faults.extend(deeds.into_iter().map(operation)));
}

fn sets(function: &str, name: &str, value: &str) -> Foreign {
    Foreign::Variable { function: function.to_owned(), name: name.to_owned(), value: value.to_owned() }
}

#[tokio::test(start_paused = true)]
async fn somebody_elses_variable_at_every_writer_is_kept() {
    let bed = three();
    let approved = rollback(&bed).await;
    let before: Vec<_> = bed.pipeline.writers.iter().map(|name| variables(&bed, name)).collect();
    overtaken(&bed, [Foreign::Several(bed.pipeline.writers.iter().map(|name| sets(name, "THEIRS", name)).collect())]);
    bed.gate.cut(None);
    let outcome = bed.run(&approved).await;
    assert!(outcome.is_applied(), "{outcome:?}");
    for (name, mut wanted) in bed.pipeline.writers.iter().zip(before) {
        wanted.extend([("USE_KINESIS", "false"), ("KINESIS_PERCENTAGE", "0"), ("THEIRS", name)].map(|(k, v)| (k.to_owned(), v.to_owned())));
        assert_eq!(variables(&bed, name), wanted);
        // The first was refused for its revision; while theirs takes effect Lambda refuses too.
        assert!((2..=4).contains(&writes_of(&bed, name)), "{name}: {} writes", writes_of(&bed, name));
    }
}

#[tokio::test(start_paused = true)]
async fn somebody_elses_value_of_the_flag_itself_does_not_keep_it_from_going_off() {
    let bed = three();
    let approved = rollback(&bed).await;
    overtaken(&bed, [Foreign::Several(bed.pipeline.writers.iter().map(|name| sets(name, "KINESIS_PERCENTAGE", "50")).collect())]);
    let outcome = bed.run(&approved).await;
    assert!(outcome.is_applied(), "{outcome:?}");
    assert!(bed.pipeline.writers.iter().all(|name| is_off(&bed, name)));
}

#[tokio::test(start_paused = true)]
async fn a_race_without_end_at_one_writer_is_given_up_and_named_and_the_others_are_off() {
    let bed = three();
    let approved = rollback(&bed).await;
    let busy = bed.pipeline.writers[1].clone();
    // Whoever writes, somebody sets a variable of the busy one just before.
    overtaken(&bed, std::iter::repeat_n(sets(&busy, "THEIRS", "1"), 20));
    bed.gate.cut(None);
    let outcome = bed.run(&approved).await;
    let Outcome::Partial { failed } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(failed.iter().map(|(name, _)| name).collect::<Vec<_>>(), [&busy]);
    assert_eq!(bed.pipeline.writers.iter().filter(|name| is_off(&bed, name)).count(), 2);
    assert_eq!(writes_of(&bed, &busy), 4, "once, and at most three times more");
    assert!(variables(&bed, &busy).contains_key("THEIRS"));
}

#[tokio::test(start_paused = true)]
async fn an_alias_that_is_published_meanwhile_is_told_and_nothing_is_called_read_back() {
    let bed = three();
    let approved = rollback(&bed).await;
    let alias = Foreign::Alias { function: bed.pipeline.writers[2].clone(), name: "live".to_owned(), version: "7".to_owned() };
    overtaken(&bed, [alias]);
    let outcome = bed.run(&approved).await;
    let checks = match &outcome {
        Outcome::Done { checks } | Outcome::Applied { checks, .. } => checks,
        other => panic!("{other:?}"),
    };
    let read_back: Vec<_> =
        checks.iter().filter(|check| check.id == "read-back").map(|check| (check.verdict, check.evidence.as_str())).collect();
    assert_eq!(read_back.iter().filter(|(verdict, _)| *verdict == Verdict::Pass).count(), 2, "{read_back:?}");
    let told = read_back.iter().find(|(verdict, _)| *verdict != Verdict::Pass).unwrap().1;
    assert!(told.contains("callers of its alias live run version 7, which does not see that"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn a_writer_that_is_deleted_meanwhile_is_named_and_the_others_are_off() {
    for after_the_write in [false, true] {
        let bed = three();
        let approved = rollback(&bed).await;
        let gone = bed.pipeline.writers[1].clone();
        let deletion = Foreign::FunctionDeletion { function: gone.clone() };
        let outcome = bed
            .run_with(&approved, None, |progress, _| {
                let now = match progress {
                    Progress::Began { .. } => !after_the_write,
                    Progress::Answered { step: 1, .. } => after_the_write,
                    _ => false,
                };
                if now {
                    bed.sim.with_world(|world| deletion.happen(world));
                }
            })
            .await
            .unwrap();
        let Outcome::Partial { failed } = &outcome else { panic!("{outcome:?}") };
        assert_eq!(failed.len(), 1, "{failed:?}");
        assert_eq!(failed[0].0, gone);
        let wanted = if after_the_write { "there is no function" } else { "not found" };
        assert!(failed[0].1.to_lowercase().contains(wanted), "{failed:?}");
        assert!(bed.pipeline.writers.iter().filter(|name| **name != gone).all(|name| is_off(&bed, name)));
    }
}
