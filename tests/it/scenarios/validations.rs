//! The seven validations: with everything configured all pass in a calm world, and each has a scenario in which it alone fails.

use tidegate::domain::checklist::{Mark, validations};

use super::{observe, world};

const SEEDS: std::ops::Range<u64> = 300..306;

/// Which validation fails in which scenario.
const ALONE: [(&str, &str); 7] = [
    ("stream-silent", "stream-receiving"),
    ("firehose-delay", "archive-arriving"),
    ("writer-errors", "function-errors"),
    ("table-errors", "table-writes"),
    ("broadcast-loss", "broadcasts"),
    ("over-budget", "budget"),
    ("archive-empty", "athena"),
];

#[test]
fn a_calm_world_passes_all_seven() {
    for seed in SEEDS {
        let checks = validations(&observe::observe(&mut world("calm", seed)));
        assert_eq!(checks.len(), 7);
        for check in checks {
            assert_eq!(check.mark, Mark::Pass, "seed {seed}: {check:?}");
        }
    }
}

#[test]
fn each_fails_alone_somewhere() {
    for (scenario, alone) in ALONE {
        for seed in SEEDS {
            let checks = validations(&observe::observe(&mut world(scenario, seed)));
            let failing: Vec<_> = checks.iter().filter(|check| check.mark == Mark::Fail).collect();
            let ids: Vec<&str> = failing.iter().map(|check| check.id).collect();
            assert_eq!(ids, [alone], "{scenario} seed {seed}: {failing:#?}");
        }
    }
}
