//! The fortnight of a world as the gate of capacity reads it.

use tidegate::domain::fortnight::{FORTNIGHT, Fortnight};
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;
use tidegate::domain::watchlist;
use tidegate::sim::world::World;

use super::observe;

/// The table's last 14 days, as the gate of capacity rests on them.
pub(super) fn read(world: &mut World, snapshot: &mut Snapshot) {
    if let Some(fault) = observe::fault(world, "cloudwatch", "GetMetricData") {
        return snapshot.fortnight.take(Err(fault), world.now);
    }
    let Some(id) = watchlist::fortnight(snapshot) else { return };
    let until = snapshot.metrics.complete_until(&id, world.now);
    let mut fortnight = Fortnight::over(shift(until, -FORTNIGHT), until);
    fortnight.extend(observe::data(world, &id, fortnight.from, until));
    snapshot.fortnight.take(Ok(fortnight), world.now);
}
