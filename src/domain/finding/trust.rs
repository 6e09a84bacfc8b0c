//! Answers that hold no data: CloudWatch that is silent, and a clock that cannot be right.

use super::{Finding, Level, look, words};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;

/// Findings of metrics that answer without telling anything.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let records = look::stream(snapshot, Metric::IncomingRecords);
    let stream = silent(snapshot, &records);
    let stream_is_silent = stream.is_some();
    findings.extend(stream);
    if !stream_is_silent && let Some(writes) = look::table(snapshot, Metric::TableRequests) {
        findings.extend(silent(snapshot, &writes));
    }
    findings.extend(from_the_future(snapshot, &records));
    findings.extend(long_past(snapshot, &records));
}

/// CloudWatch answers, and has nothing new.
fn silent(snapshot: &Snapshot, id: &MetricId) -> Option<Finding> {
    let track = snapshot.metrics.track(id)?;
    let answered = track.answered_at.filter(|at| track.fault.is_none() && snapshot.now.duration_since(*at).as_secs() <= 420)?;
    if look::fresh(snapshot, id).is_some() {
        return None;
    }
    let namespace = id.metric.definition().namespace;
    let text = match snapshot.metrics.newest(id, snapshot.now) {
        Some((start, _)) => {
            let end = shift(start, 60);
            let ago = words::span(snapshot.now.duration_since(end).as_secs_f64());
            format!("CloudWatch answers but has had no data of {} since {} ({ago} ago).", id.resource, words::clock(end))
        }
        None => format!("CloudWatch answers but has no data of {} at all.", id.resource),
    };
    let finding = Finding::new("metrics-silent", namespace, Level::Unknown, text).resting_on([
        look::measured(snapshot, id, "nothing new"),
        format!("last answer {} ago", words::span(snapshot.now.duration_since(answered).as_secs_f64())),
    ]);
    let advice = "Either CloudWatch is late (see the AWS Health dashboard), or nothing is written, or the name or the Region is another. It is no proof \
                  that the pipeline stands: look at the writers.";
    Some(finding.advise(advice).reads(["stream.incoming_records_per_second", "table.writes_per_second"]))
}

/// A moment of which CloudWatch keeps no minutes any more: what it still has is shown, and judged by nobody.
fn long_past(snapshot: &Snapshot, id: &MetricId) -> Option<Finding> {
    if snapshot.metrics.track(id).is_some() {
        return None;
    }
    let period = snapshot.metrics.past().filter_map(|past| past.track(id)).find(|track| track.fault.is_none())?.series.period();
    let each = words::span(period as f64);
    let text = format!("No verdict: CloudWatch keeps minutes for 15 days, and of this moment it has only values over {each} each.");
    let finding = Finding::new("coarse-past", "", Level::Unknown, text).resting_on([look::measured(snapshot, id, "no minutes")]);
    let advice =
        "Read the charts: rates are means and ages are maxima over each period. Limits of a second or a minute cannot be judged from them.";
    Some(finding.advise(advice).reads(["stream.incoming_records_per_second"]))
}

/// A minute that lies ahead of us was measured: our clock is slow.
fn from_the_future(snapshot: &Snapshot, id: &MetricId) -> Option<Finding> {
    let (start, _) = snapshot.metrics.track(id)?.series.last()?;
    let ahead = start.duration_since(snapshot.now).as_secs_f64();
    if ahead <= 60.0 {
        return None;
    }
    let text = format!("This machine's clock is slow by at least {}: CloudWatch has minutes that lie ahead of it.", words::span(ahead));
    let finding = Finding::new("clock-skew", "", Level::Unknown, text).resting_on([look::measured(snapshot, id, "a minute of the future")]);
    Some(finding.advise("Set the clock (NTP): every age on the screen is wrong by as much.").reads(["stream.incoming_records_per_second"]))
}
