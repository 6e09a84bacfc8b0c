//! Gates of the stream itself: parity, and refused writes as a part of all attempts.

use super::part::{Part, close};
use super::{ENOUGH, FEW};
use crate::domain::checklist::compare::{Windows, paired};
use crate::domain::checklist::{Check, Mark};
use crate::domain::finding::words;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::parity::{Parity, Verdict};
use crate::domain::rollout::stand;
use crate::domain::snapshot::Snapshot;

/// Fewest attempts that a ratio rests on.
const FEWEST_ATTEMPTS: f64 = 300.0;

/// The observed percentage lies where the set one is.
pub(super) fn parity(snapshot: &Snapshot, parity: &Parity) -> Check {
    let check = follows(snapshot, parity);
    let Some(writes) = snapshot.pipeline.table_writes().filter(|_| check.mark != Mark::NotApplicable) else { return check };
    let records = MetricId::of(Metric::IncomingRecords, &snapshot.pipeline.stream);
    check.resting_on(snapshot, &[&records, &writes])
}

fn follows(snapshot: &Snapshot, parity: &Parity) -> Check {
    let id = "parity";
    let pipeline = &snapshot.pipeline;
    if pipeline.table.is_none() {
        return Check::not_applicable(id, "no table is named, so there is nothing to compare with: set table = \"…\" for the pipeline");
    }
    if pipeline.flag.is_none() {
        return Check::not_applicable(id, "no flag is named: set store = \"…\" under [pipeline.flag]");
    }
    let (mut evidence, set) = (Vec::new(), parity.set.map(words::percent));
    if let (Some(set), Some(observed), Some(low), Some(high)) = (set, parity.observed, parity.low, parity.high) {
        let minutes = parity.minutes;
        evidence.push(format!("{set} is set, {} observed ({low:.1}–{high:.1}) over {minutes} complete minutes", words::percent(observed)));
    }
    let records = MetricId::of(Metric::IncomingRecords, &pipeline.stream);
    let fresh = parity.until.is_some_and(|until| snapshot.metrics.state(&records, until, snapshot.now).is_evidence());
    if !stand(snapshot).state.is_evidence() {
        return Check::waiting(id, evidence, "a new reading of the flag");
    }
    match &parity.verdict {
        Verdict::CannotTell(why) => {
            evidence.push(why.clone());
            Check::waiting(id, evidence, "percentages that can be compared")
        }
        Verdict::NotEnough { minutes_more } => {
            let more = i64::from(*minutes_more) * 60;
            Check::waiting(id, evidence, &format!("{minutes_more} more complete minutes")).for_seconds(more)
        }
        _ if !fresh => Check::waiting(id, evidence, "new complete minutes of stream and table"),
        Verdict::Agrees => Check::of(id, Mark::Pass, evidence),
        Verdict::Ignored => {
            evidence.push("the writer does not read the percentage".to_owned());
            Check::of(id, Mark::Fail, evidence)
        }
        Verdict::Differs { lost_per_hour } => {
            let what = if *lost_per_hour < 0.0 { "too many" } else { "lost" };
            evidence.push(format!("about {} records an hour {what}", words::about(lost_per_hour.abs())));
            Check::of(id, Mark::Fail, evidence)
        }
    }
}

/// What the stream refuses, as a part of all attempts: a count would fail every busy stream.
pub(super) fn throttles(snapshot: &Snapshot) -> Check {
    let id = "stream-throttles";
    if stand(snapshot).effective == Some(0.0) {
        return Check::not_applicable(id, "the flag is off: nothing is put to the stream");
    }
    let stream = &snapshot.pipeline.stream;
    let (refused, taken) = (MetricId::of(Metric::WriteThrottles, stream), MetricId::of(Metric::IncomingRecords, stream));
    let judge = |windows: &Windows| ratio(snapshot, (&refused, &taken), windows);
    let part = Part::compared(snapshot, &[&refused, &taken], "writes refused", judge);
    close(id, [part], &format!("{ENOUGH} complete minutes of this stage with {FEWEST_ATTEMPTS:.0} attempts"))
}

/// Refused writes as a part of all attempts in the newest minutes of the present stage.
fn ratio(snapshot: &Snapshot, of: (&MetricId, &MetricId), windows: &Windows) -> (String, Mark) {
    let (bad, good, minutes) = paired(snapshot, of, windows.now);
    if minutes == 0 {
        return ("no complete minute of this stage is known".to_owned(), Mark::NotEnoughData);
    }
    let all = bad + good;
    let part = if all <= 0.0 { 0.0 } else { bad / all };
    let said = format!(
        "{} of {} writes refused ({:.3} %) in {minutes} complete minutes, at most {:.1} % is well",
        words::number(bad),
        words::number(all),
        part * 100.0,
        FEW * 100.0
    );
    let surely = FEW * all + 3.0 * (FEW * all).max(1.0).sqrt() < bad;
    let mark = match () {
        () if minutes < windows.fewest => Mark::NotEnoughData,
        () if surely => Mark::Fail,
        () if all < FEWEST_ATTEMPTS => Mark::NotEnoughData,
        () if part <= FEW => Mark::Pass,
        () => Mark::Fail,
    };
    (said, mark)
}
