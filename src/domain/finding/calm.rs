//! What it means that nothing is wrong: the figures that an OK rests on.

use super::{Level, Verdict, look, words};
use crate::domain::lag::{self, Kind};
use crate::domain::metric::Metric;
use crate::domain::parity::{self, Verdict as Parity};
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;

/// The verdict of a snapshot without findings.
pub(super) fn verdict(snapshot: &Snapshot) -> Verdict {
    let records = look::stream(snapshot, Metric::IncomingRecords);
    let Some((start, value)) = look::fresh(snapshot, &records) else {
        let text = "Nothing can be told: there are no fresh figures of the stream.".to_owned();
        return Verdict { level: Level::Unknown, text };
    };
    let mut rests = vec![format!("{} records/s", words::number(value / 60.0))];
    if look::fresh(snapshot, &look::stream(snapshot, Metric::WriteThrottles)).is_some() {
        rests.push("no refused writes".to_owned());
    }
    let readers = lag::readers(snapshot);
    let told: Vec<f64> = readers.iter().filter(|reader| reader.kind == Kind::KeepingUp).filter_map(|reader| reader.lag).collect();
    if let Some(worst) = told.iter().copied().reduce(f64::max) {
        rests.push(format!("no reader more than {} behind", words::span(worst)));
    }
    let parity = parity::of(snapshot);
    if let (Parity::Agrees, Some(set), Some(observed)) = (&parity.verdict, parity.set, parity.observed) {
        rests.push(format!("{} of the table's writes reach the stream, {} are set", words::percent(observed), words::percent(set)));
    }
    let mut text = format!("All well at {}: {}.", words::clock(shift(start, 60)), rests.join(", "));
    let missing = super::sources::missing_details(snapshot);
    if !missing.is_empty() {
        text = format!("{text} Not read: {}.", words::list(&missing));
    }
    Verdict { level: Level::Ok, text }
}
