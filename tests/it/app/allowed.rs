//! IAM's simulation in the console: what waits for it, what does not, and where it is told.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use pretty_assertions::assert_eq;
use tidegate::app::ask::{Feed, guards, needs};
use tidegate::app::guard::Stage;
use tidegate::app::model::{Model, Options};
use tidegate::app::update::start;
use tidegate::domain::action::Action;
use tidegate::domain::plan::Check;

use super::bed::{asks, run, settle, with};

fn stage(model: &Model) -> &Stage {
    &model.changes.newest().unwrap().stage
}

#[test]
fn a_change_waits_for_iam_s_simulation_and_the_way_back_does_not() {
    let simulated = |wish: &Action, model: &Model| -> Vec<Feed> {
        needs(wish, &model.watch.snapshot.pipeline).into_iter().filter(|feed| matches!(feed, Feed::Simulation(_))).collect()
    };
    let mut model = with(Options { write: true, ..Options::default() });
    let effects = start(&mut model);
    settle(&mut model, effects);
    let split = Action::Split { shard: "0".to_owned(), at: None };
    let feed = Feed::Simulation(vec!["kinesis:MergeShards".to_owned(), "kinesis:SplitShard".to_owned()]);
    assert_eq!(simulated(&split, &model), std::slice::from_ref(&feed));
    assert!(guards(&split, &model.watch.snapshot.pipeline).all(|other| other != feed), "it is looked at once and guards nothing");
    for back in [Action::Rollback, Action::Back] {
        assert_eq!(simulated(&back, &model), [], "{back}");
    }
    let asked = run(&mut model, "split 0");
    let Stage::Preparing(preparing) = stage(&model) else { panic!("{:?}", stage(&model)) };
    assert!(preparing.waits_for.contains(&feed) && asks(&asked).iter().any(|ask| ask.feed == feed), "{preparing:?}");
    settle(&mut model, asked);
    let Stage::Review(review) = stage(&model) else { panic!("{:?}", stage(&model)) };
    let told =
        |checks: &[Check]| checks.iter().filter(|check| check.id == "permission").map(|check| check.evidence.clone()).collect::<Vec<_>>();
    assert_eq!(told(&review.plan.checks), ["IAM's simulation allows kinesis:SplitShard"]);
    assert_eq!(told(&review.plan.way_back.checks), ["IAM's simulation allows kinesis:MergeShards"]);
}
