//! Figures of the cost estimator: what a held-down what-if key, a plan and the Cost screen take.

use std::hint::black_box;
use std::time::Duration;

use tidegate::domain::cost::{self, HOURS_A_MONTH, Knob, ShapeChange, WhatIf, estimate, triangle};
use tidegate::domain::snapshot::Snapshot;

use crate::timed;

/// How often each is taken.
const TIMES: usize = 500;

fn taken(mut work: impl FnMut()) -> Vec<Duration> {
    (0..TIMES).map(|_| timed(&mut work).1).collect()
}

/// The whole bill of a thought that changes at each step, as while a key is held down.
pub(crate) fn bills(snapshot: &Snapshot) -> Vec<Duration> {
    let now = estimate(snapshot).unwrap();
    let mut thought = WhatIf::default();
    taken(|| {
        thought.turn(Knob::Shards, true, &now.load, &now.shape);
        let (load, shape) = (thought.load(&now.load), thought.shape(&now.load, &now.shape));
        black_box(cost::bill(&load, &shape, &snapshot.pipeline.prices, &now.region, HOURS_A_MONTH).unwrap());
    })
}

/// The whole estimate from a day of metrics: load, shape and bill.
pub(crate) fn estimates(snapshot: &Snapshot) -> Vec<Duration> {
    taken(|| drop(black_box(estimate(snapshot).unwrap())))
}

/// The price of a change, for a plan.
pub(crate) fn triangles(snapshot: &Snapshot) -> Vec<Duration> {
    let change = ShapeChange { shards: Some(4), ..ShapeChange::default() };
    taken(|| drop(black_box(triangle(snapshot, &change))))
}
