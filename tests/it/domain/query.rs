//! What bounds the cost of the archive's query.

use proptest::prelude::*;
use rust_decimal::{Decimal, dec};
use tidegate::domain::facts::{ArchiveSize, QueryRun, Workgroup};
use tidegate::domain::pipeline::{Athena, Pipeline};
use tidegate::domain::query::{Bound, bound, price_of};
use tidegate::domain::reading::Held;
use tidegate::domain::snapshot::Snapshot;

use super::build::{denied, now};

fn known(cutoff_bytes: Option<u64>) -> Snapshot {
    let athena = Some(Athena { workgroup: "primary".to_owned(), query: "SELECT 1".to_owned() });
    let mut known = Snapshot::blank(Pipeline { athena, region: Some("us-east-1".to_owned()), ..Pipeline::of_stream("PriceTicks") }, now());
    let archive = Ok(None);
    known.workgroup = Held::fresh(Workgroup { name: "primary".to_owned(), state: "ENABLED".to_owned(), cutoff_bytes, archive }, now());
    known
}

fn run(scanned_bytes: u64) -> QueryRun {
    QueryRun {
        state: "SUCCEEDED".to_owned(),
        rows: 1,
        scanned_bytes,
        ended: now(),
        problem: None,
        columns: Vec::new(),
        first: Vec::new(),
        has_more: false,
    }
}

#[test]
fn the_firmest_bound_that_is_known_is_told() {
    let mut snapshot = known(Some(1 << 40));
    snapshot.query = Held::fresh(run(1), now());
    assert_eq!(bound(&snapshot), Bound::Cutoff { bytes: 1 << 40, usd: Some(dec!(5.00)) });
    assert_eq!(bound(&snapshot).sentence(), "At most 1.0 TB, $5.00: the workgroup cancels the query after that.");

    snapshot.workgroup = known(None).workgroup;
    let Bound::LastRun { bytes: 1, why, .. } = bound(&snapshot) else { panic!() };
    assert!(why.contains("cancels no query"), "{why}");

    // Without a run the archive's own size is the bound.
    snapshot.query = Held::default();
    let measured = ArchiveSize { bytes: 1 << 41, at: "2026-11-13T00:00:00Z".parse().unwrap() };
    snapshot.workgroup.value.as_mut().unwrap().archive = Ok(Some(measured));
    assert!(matches!(bound(&snapshot), Bound::Archive { bytes, .. } if bytes == 1 << 41));
    let told = bound(&snapshot).sentence();
    assert!(told.ends_with("The archive held 2.0 TB in the Standard class on 13 Nov; to scan all of it costs $10.00."), "{told}");
    snapshot.workgroup.value.as_mut().unwrap().archive = Err(denied("cloudwatch:GetMetricData"));
    assert!(bound(&snapshot).sentence().contains("how large the archive is could not be read"));

    snapshot.workgroup = Held::default();
    snapshot.workgroup.take(Err(denied("athena:GetWorkGroup")), now());
    let told = bound(&snapshot).sentence();
    assert!(told.starts_with("No bound: the workgroup's limit is not known") && told.contains("$5 for each TB"), "{told}");
}

proptest! {
    #[test]
    fn more_bytes_never_cost_less_and_ten_megabytes_are_the_least(a in 0_u64..1 << 50, b in 0_u64..1 << 50) {
        let snapshot = known(None);
        let price = |bytes| price_of(&snapshot, bytes).unwrap();
        prop_assert!(price(a.min(b)) <= price(a.max(b)));
        prop_assert!(price(0) == price(10 << 20) && Decimal::ZERO < price(0));
    }
}
