//! What a run of the archive's query may cost at most, said before it is run.

use jiff::Timestamp;
use rust_decimal::{Decimal, RoundingStrategy, dec};
use serde::Serialize;

use super::checklist::QUERY_LASTS;
use super::cost::region;
use super::facts::QueryRun;
use super::metrics::GRACE;
use super::price::Item;
use super::reading::Held;
use super::snapshot::Snapshot;

/// Bytes that every query is billed for at least. Source: Athena pricing page.
const LEAST: u64 = 10 * 1024 * 1024;

/// Bytes of the TB that Athena bills by.
const TB: Decimal = dec!(1_099_511_627_776);

/// What bounds the cost, the firmest that is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "bound", rename_all = "kebab-case")]
pub enum Bound {
    /// The workgroup cancels a query that scans more.
    Cutoff {
        /// Bytes.
        bytes: u64,
        /// US dollars for them; `None` when no price is known.
        usd: Option<Decimal>,
    },
    /// Nothing bounds it; the last run scanned so much, and the archive has grown since.
    LastRun {
        /// Bytes.
        bytes: u64,
        /// US dollars for them; `None` when no price is known.
        usd: Option<Decimal>,
        /// Why there is no firmer bound.
        why: String,
    },
    /// Nothing bounds it but the archive itself, of which a query scans all at most.
    Archive {
        /// Bytes in the Standard class.
        bytes: u64,
        /// US dollars for them; `None` when no price is known.
        usd: Option<Decimal>,
        /// The day that was measured.
        at: Timestamp,
        /// Why there is no firmer bound.
        why: String,
    },
    /// Nothing bounds it, and nothing is known.
    Unknown {
        /// Why.
        why: String,
        /// US dollars for each TB scanned; `None` when no price is known.
        usd_per_tb: Option<Decimal>,
    },
}

/// What bounds the next run.
pub fn bound(snapshot: &Snapshot) -> Bound {
    let why = match (snapshot.workgroup.get(), &snapshot.workgroup.fault) {
        (Some(workgroup), None) => match workgroup.cutoff_bytes {
            Some(bytes) => return Bound::Cutoff { bytes, usd: price_of(snapshot, bytes) },
            None => format!("the workgroup {} cancels no query, however much it scans", workgroup.name),
        },
        (_, Some(fault)) => format!("the workgroup's limit is not known: {fault}"),
        (None, None) => "the workgroup's limit was not read yet".to_owned(),
    };
    if let Some(run) = snapshot.query.get() {
        return Bound::LastRun { bytes: run.scanned_bytes, usd: price_of(snapshot, run.scanned_bytes), why };
    }
    match snapshot.workgroup.get().map(|workgroup| &workgroup.archive) {
        Some(Ok(Some(archive))) => Bound::Archive { bytes: archive.bytes, usd: price_of(snapshot, archive.bytes), at: archive.at, why },
        Some(Err(fault)) => {
            let why = format!("{why}, and how large the archive is could not be read: {fault}");
            Bound::Unknown { why, usd_per_tb: per_tb(snapshot) }
        }
        _ => Bound::Unknown { why, usd_per_tb: per_tb(snapshot) },
    }
}

/// A run as it is held: it says something of a whole day.
pub fn held(run: QueryRun) -> Held<QueryRun> {
    let at = Some(run.ended);
    Held { value: Some(run), at, fault: None, stale_after: QUERY_LASTS + GRACE }
}

/// Whether a run proves that the archive can be asked: it succeeded and returned rows.
pub fn is_good(run: &QueryRun) -> bool {
    run.state == "SUCCEEDED" && 0 < run.rows
}

/// US dollars for scanning so many bytes, 10 MB at least.
pub fn price_of(snapshot: &Snapshot, bytes: u64) -> Option<Decimal> {
    Some(per_tb(snapshot)? * Decimal::from(bytes.max(LEAST)) / TB)
}

fn per_tb(snapshot: &Snapshot) -> Option<Decimal> {
    snapshot.pipeline.prices.of(&region(snapshot), Item::AthenaScan).ok().map(|price| price.amount)
}

impl Bound {
    /// In one sentence or two.
    pub fn sentence(&self) -> String {
        match self {
            Bound::Cutoff { bytes, usd } => {
                format!("At most {}, {}: the workgroup cancels the query after that.", size(*bytes), dollars(*usd))
            }
            Bound::LastRun { bytes, usd, why } => {
                format!("No bound: {why}. The last run scanned {}, {}.", size(*bytes), dollars(*usd))
            }
            Bound::Archive { bytes, usd, at, why } => {
                let day = at.strftime("%d %b");
                format!(
                    "No bound: {why}. The archive held {} in the Standard class on {day}; to scan all of it costs {}.",
                    size(*bytes),
                    dollars(*usd)
                )
            }
            Bound::Unknown { why, usd_per_tb: Some(usd) } => {
                format!("No bound: {why}. Athena bills ${} for each TB that it scans, 10 MB at least.", usd.normalize())
            }
            Bound::Unknown { why, usd_per_tb: None } => format!("No bound: {why}. No price of Athena is known here."),
        }
    }
}

/// A price in words: what is less than a cent is said so.
pub fn dollars(usd: Option<Decimal>) -> String {
    match usd {
        None => "at a price that is not known here".to_owned(),
        Some(usd) if usd < dec!(0.01) => "less than $0.01".to_owned(),
        // Rounded up: a bound that is said too low is none.
        Some(usd) => format!("${:.2}", usd.round_dp_with_strategy(2, RoundingStrategy::AwayFromZero)),
    }
}

/// Bytes in the largest unit that leaves a whole number.
pub fn size(bytes: u64) -> String {
    let units = [(1 << 40, "TB"), (1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")];
    match units.into_iter().find(|(unit, _)| *unit <= bytes) {
        Some((unit, name)) => format!("{:.1} {name}", bytes as f64 / unit as f64),
        None => format!("{bytes} bytes"),
    }
}

/// `1 row`, `8 rows`, `200 rows and more`.
pub fn rows(run: &QueryRun) -> String {
    let more = if run.has_more { " and more" } else { "" };
    format!("{} {}{more}", run.rows, if run.rows == 1 { "row" } else { "rows" })
}
