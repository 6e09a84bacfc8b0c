//! The age of a reader whose metric may fall silent: measured, grown by the clock, or idle.

use jiff::Timestamp;

use super::Metrics;
use crate::domain::metric::MetricId;
use crate::domain::series::shift;

/// What is known of how far a reader is behind. Ages are in the metric's own unit, times are ends of periods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reader {
    /// It reported in the newest complete minute.
    Reports {
        /// End of that minute.
        at: Timestamp,
        /// The age that it reported.
        age: f64,
    },
    /// It reported before and no more, although records wait: its age grows by the clock.
    Stopped {
        /// End of the newest complete minute.
        at: Timestamp,
        /// The age by then.
        age: f64,
        /// End of the minute in which it reported last.
        since: Timestamp,
        /// The age that it reported then.
        last: f64,
    },
    /// It fell silent, and nothing has come in since the record that it read last: nothing waits.
    Idle {
        /// End of the newest complete minute.
        at: Timestamp,
        /// End of the minute in which it reported last.
        since: Timestamp,
    },
    /// It fell silent, and whether anything has come in since cannot be told: its last report is all there is.
    Silent {
        /// End of the minute in which it reported last.
        since: Timestamp,
        /// The age that it reported then.
        last: f64,
    },
    /// It was never seen to report.
    NeverSeen,
}

impl Metrics {
    /// How far the reader of `id` is behind, `a_second` being a second in the metric's unit (1000 for milliseconds).
    /// `incoming` counts what comes in for it to read: without new records silence is idleness,
    /// and only new records let the age grow, so that switching the stream off is not taken for a stopped reader.
    pub fn reader(&self, id: &MetricId, incoming: Option<&MetricId>, a_second: f64, now: Timestamp) -> Reader {
        let Some(track) = self.track(id) else { return Reader::NeverSeen };
        let period = track.series.period();
        let at = self.complete_until(id, now);
        let Some((start, last)) = track.series.last_until(shift(at, -period)) else { return Reader::NeverSeen };
        let since = shift(start, period);
        if since == at {
            return Reader::Reports { at, age: last };
        }
        if let Some(incoming) = incoming {
            // The record it read last was written at this moment; only what came in later can wait.
            let read_until = shift(since, -(last / a_second).ceil() as i64);
            let minutes = self.range(incoming, read_until, at.min(self.complete_until(incoming, now)));
            if !minutes.iter().any(|(_, records)| records.is_some_and(|records| 0.0 < records)) {
                let all_known = !minutes.is_empty() && minutes.iter().all(|(_, records)| records.is_some());
                return if all_known { Reader::Idle { at, since } } else { Reader::Silent { since, last } };
            }
        }
        let silent = at.duration_since(since).as_secs_f64();
        Reader::Stopped { at, age: last + silent * a_second, since, last }
    }
}
