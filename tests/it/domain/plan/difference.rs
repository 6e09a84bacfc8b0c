//! What differs between a plan and the same wish planned anew: nothing where the digest is the same, and by name where it is not.

use pretty_assertions::assert_eq;
use tidegate::domain::action::Action;
use tidegate::domain::journal::{Entry, Event, Word};
use tidegate::domain::plan::{About, plan};

use super::laws::{WISHES, WORLDS};
use super::planned;
use crate::domain::build::{function, now};
use crate::domain::plan_flag::{calm, writer};

#[test]
fn a_plan_is_another_exactly_when_something_that_binds_differs() {
    let (mut same, mut other) = (0, 0);
    for wish in WISHES {
        for before in WORLDS {
            for after in WORLDS {
                let (before, after) = (planned(before, wish), planned(after, wish));
                let binding = before.differences(&after).into_iter().filter(|one| one.binds).count();
                assert_eq!(before.digest == after.digest, binding == 0, "{wish}: {:#?}", before.differences(&after));
                *(if binding == 0 { &mut same } else { &mut other }) += 1;
            }
        }
    }
    assert!(WISHES.len() * WORLDS.len() <= same && WISHES.len() < other, "{same} {other}");
}

#[test]
fn a_rule_that_stands_in_the_way_by_now_is_named_with_what_it_rests_on() {
    let mut build = calm();
    let before = plan(&Action::Promote, &build.snapshot);
    build.snapshot.history.add(Entry {
        seq: 1,
        at: now(),
        who: None,
        pipeline: "prices".to_owned(),
        stream: "PriceTicks".to_owned(),
        event: Event::Rollout { change: Word::Held, reason: "a sale is on".to_owned() },
        prev: String::new(),
        hash: String::new(),
    });
    let differences = before.differences(&plan(&Action::Promote, &build.snapshot));
    let told: Vec<String> = differences.iter().map(ToString::to_string).collect();
    let clock = "03:14 UTC: a sale is on; `rollout resume` lets it go on";
    assert_eq!(
        told,
        [
            format!("the rule rollout-held was not looked at and stands in the way now: the rollout was held at {clock}"),
            "the tier was 2 and is 4 now".to_owned(),
            "the word that confirms was \"50\" and is \"PriceTicks\" now".to_owned(),
        ]
    );
}

#[test]
fn another_call_is_told_by_what_is_different_of_it() {
    let before = plan(&Action::Rollback, &calm().snapshot);
    let mut other = calm();
    writer(&mut other, function("HeliusPriceWebhook", Some("TRUE"), Some("10")));
    writer(&mut other, function("Second", Some("true"), Some("10")));
    let differences = before.differences(&plan(&Action::Rollback, &other.snapshot));
    let calls: Vec<String> = differences.iter().filter(|one| one.about == About::Call).map(ToString::to_string).collect();
    assert_eq!(
        calls,
        [
            "set of lambda:UpdateFunctionConfiguration on HeliusPriceWebhook was \
             {\"KINESIS_PERCENTAGE\":\"0\",\"USE_KINESIS\":\"false\"} and is {\"KINESIS_PERCENTAGE\":\"0\",\"USE_KINESIS\":\"FALSE\"} now",
            "lambda:UpdateFunctionConfiguration on Second was not to be made and is to be made now",
        ]
    );
}
