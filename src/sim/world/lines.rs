//! What functions wrote to their log groups: a few lines for each failed run, made from the metric that counted it.

use jiff::{SignedDuration, Timestamp};

use super::World;
use crate::domain::series::floor;
use crate::sim::metrics::Query;

/// Most lines of a minute that are written out.
const MOST: u64 = 1_000;

/// What a failed run leaves: the runtime's line, then the trace, whose second line holds what nobody should see.
const MESSAGE: &str = "[ERROR] ConnectTimeoutError: Connect timeout on endpoint URL: \"https://kinesis.us-east-1.amazonaws.com/\"\n\
                       event = {\"token\": \"SOL\", \"authorization\": \"Bearer 9f86d081884c7d65\"}";

impl World {
    /// Error lines of a function from `from` until `to`, oldest first: when, which of that minute, and the message.
    pub fn error_lines(&self, function: &str, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, u64, String)> {
        let dimensions = [("FunctionName", function)];
        let query = Query { namespace: "AWS/Lambda", name: "Errors", dimensions: &dimensions, statistic: "Sum", period: 60 };
        let minutes = self.metrics.data(&query, floor(from, 60), to, self.now);
        let of_minute = |(minute, failed): (Timestamp, f64)| {
            let count = (failed as u64).min(MOST);
            (0..count).map(move |nth| {
                let after =
                    SignedDuration::from_millis(60_000 / i64::try_from(count.max(1)).unwrap_or(1) * i64::try_from(nth).unwrap_or(0));
                (minute.saturating_add(after).unwrap_or(minute), nth, MESSAGE.to_owned())
            })
        };
        minutes.into_iter().flat_map(of_minute).filter(|(at, ..)| from <= *at && *at < to).collect()
    }
}
