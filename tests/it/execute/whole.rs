//! From a wish to its end, by the plans that people get: preflight, plan, consent, execution, proof.

use pretty_assertions::assert_eq;
use tidegate::domain::action::{Action, MappingChange};
use tidegate::domain::alarm::AlarmOf;
use tidegate::domain::facts::StreamMode;
use tidegate::domain::outcome::Outcome;
use tidegate::domain::pipeline::FlagStore;
use tidegate::domain::plan::{Check, Verdict, plan};

use super::bed::{Bed, bed, consent};
use super::matrix::appconfig;

/// Plans and executes a wish; rules that can be broken on purpose are passed over here.
async fn through(bed: &Bed, wish: &Action) -> Outcome {
    let mut plan = plan(wish, &bed.snapshot(wish).await);
    let hard: Vec<&Check> = plan.blocks().filter(|check| !tidegate::domain::ids::can_be_overridden(&check.id)).collect();
    assert_eq!(hard, Vec::<&Check>::new(), "{wish}");
    assert!(plan.has_changes(), "{wish}: {:?}", plan.summary);
    plan.checks.retain(|check| check.verdict != Verdict::Block);
    plan.blocked = false;
    bed.run(&consent(plan.seal())).await
}

fn wishes(bed: &Bed) -> Vec<Action> {
    let open = u64::from(bed.open_shards());
    let function = bed.pipeline.consumers[0].clone();
    let change = MappingChange { parallelisation: Some(5), ..MappingChange::default() };
    vec![
        Action::Reshard { to: open * 4 },
        Action::Split { shard: "0".to_owned(), at: None },
        Action::Retention { hours: 72 },
        Action::ShardMetrics { on: false },
        Action::Mode { to: StreamMode::OnDemand },
        Action::Consumer { function: function.clone(), change },
        Action::Rescue { function, retention_hours: 96, destination: None, retries: 3 },
        Action::ScalingBounds { min: 2, max: 12 },
        Action::ScalingFreeze { frozen: true },
        Action::Alarm { of: AlarmOf::Lag, notify: None },
        Action::Alarm { of: AlarmOf::Throttles, notify: None },
        Action::Percentage { to: 50 },
        Action::Flag { on: false },
        Action::Rollback,
        Action::Back,
    ]
}

#[tokio::test(start_paused = true)]
async fn every_wish_comes_to_its_end() {
    for wish in wishes(&bed()) {
        let bed = bed();
        let outcome = through(&bed, &wish).await;
        assert!(outcome.is_applied(), "{wish}: {outcome:?}");
        println!("{wish}: {}", outcome.word());
        bed.entries().await;
    }
}

#[tokio::test(start_paused = true)]
async fn every_store_goes_back() {
    let text = str::to_owned;
    let path = |bed: &Bed| bed.home.path().join("flags.toml").display().to_string();
    let stores: [fn(&Bed, String) -> FlagStore; 3] = [
        |_, _| appconfig(),
        |_, _| FlagStore::Ssm { enabled: "/prices/use-kinesis".to_owned(), percentage: "/prices/kinesis-percentage".to_owned() },
        |_, path| FlagStore::File { path, enabled: "on".to_owned(), percentage: "share".to_owned() },
    ];
    for store in stores {
        let mut bed = bed();
        std::fs::write(path(&bed), "on = true\nshare = 10\n").unwrap_or_default();
        bed.sim.with_world(|world| {
            world.parameters.entry(text("/prices/use-kinesis")).and_modify(|held| held.value = text("true"));
            world.parameters.entry(text("/prices/kinesis-percentage")).and_modify(|held| held.value = text("10"));
        });
        bed.pipeline.flag = Some(store(&bed, path(&bed)));
        let outcome = through(&bed, &Action::Rollback).await;
        assert!(outcome.is_applied(), "{:?}: {outcome:?}", bed.pipeline.flag);
    }
}
