//! After a change of the stream: refused writes, the bill, and settings read back.

use rust_decimal::Decimal;
use rust_decimal::dec;

use super::Proof;
use crate::domain::action::Action;
use crate::domain::call::Call;
use crate::domain::cost::stream_bill;
use crate::domain::finding::words;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::series::{floor, shift};

/// Complete minutes that it takes to say that nothing is refused any more.
const MINUTES: usize = 3;

/// How far the bill may be from the prediction: it moves with the load.
const TOLERANCE: Decimal = dec!(0.10);

/// Refused writes and the bill.
pub(super) fn load(proof: &mut Proof<'_>) {
    throttles(proof);
    cost(proof);
}

fn throttles(proof: &mut Proof<'_>) {
    const ID: &str = "throttles-gone";
    let metrics = &proof.snapshot.metrics;
    let id = MetricId::of(Metric::WriteThrottles, &proof.snapshot.pipeline.stream);
    let (from, until) = (shift(floor(proof.since, 60), 60), metrics.complete_until(&id, proof.snapshot.now));
    let values: Vec<f64> = metrics.range(&id, from, until).into_iter().filter_map(|(_, value)| value).collect();
    let refused: f64 = values.iter().sum();
    let minutes = words::count(values.len() as f64, "complete minute");
    if 0.0 < refused {
        proof.seen(ID, false, format!("{} refused in {minutes} since the change", words::count(refused, "write")));
    } else if values.len() < MINUTES {
        proof.unseen(ID, format!("{minutes} since the change, and it takes {MINUTES}"));
    } else {
        proof.seen(ID, true, format!("no write refused in {minutes} since the change"));
    }
}

fn cost(proof: &mut Proof<'_>) {
    const ID: &str = "cost-predicted";
    let Some(predicted) = proof.plan.cost.stream_after else { return proof.unseen(ID, "the plan predicts no bill") };
    let Some(_) = proof.read(ID, "the stream", &proof.snapshot.stream) else { return };
    match stream_bill(proof.snapshot) {
        Ok(bill) => {
            let total = bill.total();
            let near = (total - predicted).abs() <= predicted.abs() * TOLERANCE;
            let evidence = format!("the stream costs ${total:.2} a month at the load of now, ${predicted:.2} were predicted");
            proof.seen(ID, near, evidence);
        }
        Err(error) => proof.unseen(ID, error),
    }
}

/// Mode, retention, shard metrics.
pub(super) fn setting(proof: &mut Proof<'_>) {
    const ID: &str = "setting-stands";
    let Some(stream) = proof.read(ID, "the stream", &proof.snapshot.stream) else { return };
    let (stands, evidence) = match &proof.plan.wish {
        Action::Mode { to } => (stream.mode == *to, format!("the mode is {}", stream.mode.word())),
        Action::Retention { hours } => (stream.retention_hours == *hours, format!("records are kept for {} hours", stream.retention_hours)),
        Action::ShardMetrics { on } => {
            let count = stream.shard_metrics.len();
            let all = count == 7 || stream.shard_metrics.iter().any(|name| name == "ALL");
            (if *on { all } else { count == 0 }, format!("{} on", words::count(count as f64, "shard-level metric")))
        }
        _ => return,
    };
    proof.seen(ID, stands, evidence);
}

/// Bounds and suspension of the scalable target.
pub(super) fn scaling(proof: &mut Proof<'_>) {
    const ID: &str = "setting-stands";
    let Some(scaling) = proof.read(ID, "automatic scaling", &proof.snapshot.scaling) else { return };
    for step in &proof.plan.steps {
        let Call::RegisterTarget { resource_id, min, max, suspended, .. } = &step.call else { continue };
        let Some(target) = scaling.targets.iter().find(|target| target.resource_id == *resource_id) else {
            proof.seen(ID, false, format!("{resource_id} is no target any more"));
            continue;
        };
        let is = |wanted: Option<u32>, have: i32| wanted.is_none_or(|wanted| i64::from(wanted) == i64::from(have));
        let frozen = target.is_frozen();
        let switched = suspended.is_none_or(|wanted| if wanted { frozen } else { target.suspended.is_empty() });
        let state = if frozen { "frozen" } else { "not frozen" };
        let evidence = format!("{resource_id} keeps {} to {} shards and is {state}", target.min, target.max);
        proof.seen(ID, is(*min, target.min) && is(*max, target.max) && switched, evidence);
    }
}
