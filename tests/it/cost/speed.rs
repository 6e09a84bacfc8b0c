//! A bill is fast enough to be made anew while a key is held down. The bars here are wide; `cargo bench` prints the figures.

use std::time::{Duration, Instant};

use rust_decimal::dec;
use tidegate::domain::cost::{self, Load, ShapeChange, WhatIf, estimate, triangle};

use crate::domain::build::Build;

/// The fastest of many runs: what the work takes when nothing else runs.
#[expect(clippy::disallowed_methods, reason = "a length of real time is what is measured")]
fn fastest(mut work: impl FnMut()) -> Duration {
    let once = || {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    std::iter::repeat_with(once).take(40).min().unwrap()
}

#[test]
fn a_whole_bill_takes_less_than_a_millisecond_optimised() {
    let build = Build::reference().calm();
    let now = estimate(&build.snapshot).unwrap();
    let thought = WhatIf { records: Some(dec!(100_000)), ..WhatIf::default() };
    let bill = fastest(|| {
        let (load, shape) = (thought.load(&now.load), thought.shape(&now.load, &now.shape));
        assert!(cost::bill(&load, &shape, &build.snapshot.pipeline.prices, &now.region, 730).is_ok());
    });
    // Even where nothing is optimised.
    assert!(bill < Duration::from_millis(1), "{bill:?}");
    let price = fastest(|| drop(triangle(&build.snapshot, &ShapeChange { shards: Some(4), ..ShapeChange::default() })));
    assert!(price < Duration::from_millis(100), "{price:?}");
    assert!(Load::given(1, 1).peak_to_mean() == dec!(1));
}
