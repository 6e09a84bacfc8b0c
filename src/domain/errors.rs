//! A function's errors by its log: what reading them takes, said before, and why the metric counts otherwise.

use super::checklist::compare::known;
use super::facts::ErrorLines;
use super::finding::words;
use super::metric::{Metric, MetricId};
use super::series::floor;
use super::snapshot::Snapshot;

/// Seconds that are looked through.
pub const SPAN: i64 = 3600;

/// Most pages of up to 1 MB each; a page may be empty and still not be the last.
pub const PAGES: u32 = 10;

/// What it takes, one sentence each. Source of what is billed: CloudWatch's pricing page, which names ingestion, storage, Logs
/// Insights and Live Tail.
pub const TAKES: [&str; 4] = [
    "It looks through the last hour, ten pages of up to 1 MB at most.",
    "CloudWatch's price list names no charge for reading log events by logs:FilterLogEvents: at most ten calls are made, and Logs Insights, which \
     bills what it scans, is not used.",
    "Lines are counted and thrown away. Of the newest one the first line is shown, cut at 200 characters; words that look like secrets \
     are left out, but log lines may hold data of your customers.",
    "It needs logs:FilterLogEvents.",
];

/// Why lines and runs are not the same number.
pub const DIFFER: &str = "Lines are not runs: a failed run may write several such lines or none, one that catches its error writes them and does not \
                          count as failed, and each retry of a batch counts again.";

/// What CloudWatch counts beside the lines: failed runs, and in how many complete minutes of the same time.
pub fn failed_runs(snapshot: &Snapshot, found: &ErrorLines) -> Option<(f64, usize)> {
    let id = MetricId::of(Metric::FunctionErrors, &found.function);
    let until = snapshot.metrics.complete_until(&id, snapshot.now).min(found.to);
    let (failed, minutes) = known(snapshot, &id, (floor(found.from, 60), until));
    (0 < minutes).then_some((failed, minutes))
}

/// The same in one sentence.
pub fn beside(snapshot: &Snapshot, found: &ErrorLines) -> String {
    match failed_runs(snapshot, found) {
        Some((failed, minutes)) => format!(
            "CloudWatch counts {} in {} of that time.",
            words::count(failed, "failed run"),
            words::count(minutes as f64, "complete minute")
        ),
        None => "How many runs failed in that time CloudWatch was not asked, or has not told.".to_owned(),
    }
}

/// How many lines there are: `at least 9,000`.
pub fn lines(found: &ErrorLines) -> String {
    let least = if found.is_complete { "" } else { "at least " };
    format!("{least}{}", words::number(found.count as f64))
}
