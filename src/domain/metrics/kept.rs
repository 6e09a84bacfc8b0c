//! How long CloudWatch keeps values of each period: the past has them only over longer periods.

use jiff::Timestamp;

use crate::domain::series::{floor, shift};

/// Period and the seconds for which its values are kept: 60 s for 15 days, 300 s for 63 days, 3600 s for 455 days
/// (CloudWatch User Guide, "Metrics retention").
const KEPT: [(i64, i64); 3] = [(60, 15 * 86_400), (300, 63 * 86_400), (3600, OLDEST)];

/// Seconds for which CloudWatch keeps anything: 455 days.
pub const OLDEST: i64 = 455 * 86_400;

/// The shortest period of which values at `at` are still kept, with the moment from which they are; `None` beyond 455 days.
/// That moment lies on whole hours, so that windows of all periods meet there.
pub fn shortest(at: Timestamp, now: Timestamp) -> Option<(i64, Timestamp)> {
    let from = |kept: i64| shift(floor(shift(now, -kept), 3600), 3600);
    KEPT.into_iter().map(|(period, kept)| (period, from(kept))).find(|(_, from)| *from <= at)
}

/// Seconds before its answer at which a point of this period cannot have been kept any more, with a day for clocks that differ.
pub(super) fn too_old(period: i64) -> i64 {
    let kept = KEPT.into_iter().find(|(longer, _)| period <= *longer).map_or(OLDEST, |(_, kept)| kept);
    kept + 86_400
}
