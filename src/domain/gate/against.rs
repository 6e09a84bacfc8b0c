//! Comparisons that several gates make: what went wrong as a part of all, and a mean against before.

use super::{ENOUGH, FEW};
use crate::domain::checklist::Mark;
use crate::domain::checklist::compare::{Windows, known, paired};
use crate::domain::finding::words;
use crate::domain::metric::MetricId;
use crate::domain::snapshot::Snapshot;

/// What went wrong beside what went well in the newest minutes; harm from more than a few on.
pub(super) fn rare(snapshot: &Snapshot, of: (&MetricId, &MetricId), windows: &Windows, what: &str) -> (String, Mark) {
    let (bad, good, minutes) = paired(snapshot, of, windows.now);
    let said = format!("{} {what} beside {} that went well in {minutes} minutes", words::number(bad), words::number(good));
    let mark = match minutes {
        ..ENOUGH => Mark::NotEnoughData,
        _ if bad <= FEW * (bad + good) => Mark::Pass,
        _ => Mark::Fail,
    };
    (said, mark)
}

/// A mean in milliseconds against before; harm when it rose by more than the factor and by more than so many milliseconds.
pub(super) fn risen(snapshot: &Snapshot, id: &MetricId, windows: &Windows, most: (f64, f64), what: &str) -> (String, Mark) {
    let mean = |window| {
        let (sum, minutes) = known(snapshot, id, window);
        (sum / minutes.max(1) as f64, minutes)
    };
    let ((now, minutes), (before, minutes_before)) = (mean(windows.now), mean(windows.before));
    let said = format!("{what} {now:.1} ms, {} {before:.1} ms", windows.before_words);
    let mark = match () {
        () if minutes < ENOUGH || minutes_before < ENOUGH => Mark::NotEnoughData,
        () if now <= before * most.0 || now <= before + most.1 => Mark::Pass,
        () => Mark::Fail,
    };
    (said, mark)
}
