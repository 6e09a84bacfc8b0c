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
    if minutes == 0 {
        return (format!("{what}: no complete minute of this stage is known"), Mark::NotEnoughData);
    }
    let said = format!("{} {what} beside {} that went well in {minutes} minutes", words::number(bad), words::number(good));
    let mark = match () {
        () if minutes < windows.fewest => Mark::NotEnoughData,
        () if bad <= FEW * (bad + good) => Mark::Pass,
        () => Mark::Fail,
    };
    (said, mark)
}

/// How much a mean may rise before it is harm.
pub(super) struct Rise {
    /// By this factor.
    pub(super) factor: f64,
    /// By so many milliseconds.
    pub(super) milliseconds: f64,
}

/// A mean in milliseconds against before. It is harm when it rose by more than the factor and by more than the milliseconds, and
/// when it is longer than in the slowest minute before: what was usual then is no harm now.
pub(super) fn risen(snapshot: &Snapshot, id: &MetricId, windows: &Windows, most: &Rise, what: &str) -> (String, Mark) {
    let mean = |window| {
        let (sum, minutes) = known(snapshot, id, window);
        (sum / minutes.max(1) as f64, minutes)
    };
    let ((now, minutes), (before, minutes_before)) = (mean(windows.now), mean(windows.before));
    let told = |mean: f64, minutes: usize| if minutes == 0 { "not known".to_owned() } else { format!("{mean:.1} ms") };
    let slowest =
        snapshot.metrics.range(id, windows.before.0, windows.before.1).into_iter().filter_map(|(_, value)| value).fold(0.0, f64::max);
    // The slowest minute is worth its words where it decides.
    let has_risen = 0 < minutes_before && before * most.factor < now && before + most.milliseconds < now;
    let at_most = if has_risen { format!(", {slowest:.1} ms in its slowest minute") } else { String::new() };
    let said = format!("{what} {}, {} {}{at_most}", told(now, minutes), windows.before_words, told(before, minutes_before));
    let mark = match () {
        () if minutes < windows.fewest || minutes_before < ENOUGH => Mark::NotEnoughData,
        () if !has_risen || now <= slowest => Mark::Pass,
        () => Mark::Fail,
    };
    (said, mark)
}
