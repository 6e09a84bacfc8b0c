//! What no metric says and a bill needs: asked for in the configuration, else assumed and marked so.

use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};

use super::Figure;

/// Days in a month of 730 hours, about: what turns days of the configuration into months of a bill.
pub const DAYS_A_MONTH: Decimal = dec!(30.4166667);

/// Where objects of the archive move when they are old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ColdClass {
    /// Nowhere: they stay in the Standard class.
    Standard,
    /// Glacier Instant Retrieval, which Athena reads.
    #[default]
    GlacierInstant,
    /// Glacier Flexible Retrieval, which Athena skips unless objects are restored.
    Glacier,
}

/// What the owner says of things that no metric shows; `None` is assumed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Assumptions {
    /// How much smaller the archive is than the records: 7 is 7:1.
    pub archive_ratio: Option<u32>,
    /// Days for which the archive has grown.
    pub archive_age_days: Option<u32>,
    /// Days that objects are kept.
    pub archive_days: Option<u32>,
    /// Days in the Standard class before objects move.
    pub cold_after_days: Option<u32>,
    /// The class that they move to.
    pub cold_class: Option<ColdClass>,
    /// Athena queries a month.
    pub queries: Option<u32>,
    /// Bytes that one query scans.
    pub query_bytes: Option<u64>,
    /// Days after which the table's items expire.
    pub table_days: Option<u32>,
    /// Days after which they would expire with the archive beside them.
    pub table_days_after: Option<u32>,
}

fn months(days: Option<u32>, assumed: u32) -> Figure {
    let figure = Figure::or(days, assumed);
    Figure { value: figure.value / DAYS_A_MONTH, ..figure }
}

impl Assumptions {
    /// The archive as it is configured or assumed.
    pub fn archive(&self) -> super::Archive {
        super::Archive {
            ratio: self.ratio(),
            months: self.archive_age(),
            kept_months: self.archive_kept(),
            warm_months: self.warm(),
            cold: self.cold_class.unwrap_or_default(),
        }
    }

    /// 7:1 where nothing is said: Snappy Parquet of small JSON records.
    pub fn ratio(&self) -> Figure {
        let figure = Figure::or(self.archive_ratio, 7);
        Figure { value: figure.value.max(Decimal::ONE), ..figure }
    }

    /// Months that the archive has grown: the first month where nothing is said.
    pub fn archive_age(&self) -> Figure {
        match self.archive_age_days {
            Some(_) => months(self.archive_age_days, 0),
            None => Figure::assumed(Decimal::ONE),
        }
    }

    /// Months that objects are kept: seven years where nothing is said.
    pub fn archive_kept(&self) -> Figure {
        match self.archive_days {
            Some(_) => months(self.archive_days, 0),
            None => Figure::assumed(dec!(84)),
        }
    }

    /// Months before objects move: three where nothing is said.
    pub fn warm(&self) -> Figure {
        match self.cold_after_days {
            Some(_) => months(self.cold_after_days, 0),
            None => Figure::assumed(dec!(3)),
        }
    }

    /// Queries a month and what one scans: 30 of 1 GiB where nothing is said.
    pub fn queries(&self) -> super::Queries {
        let bytes = Figure::or(self.query_bytes, 1_073_741_824_u64);
        super::Queries { count: Figure::or(self.queries, 30), bytes }
    }

    /// Days that items live now and would live: 14 and 7 where nothing is said.
    pub fn table_days(&self) -> (Figure, Figure) {
        (Figure::or(self.table_days, 14), Figure::or(self.table_days_after, 7))
    }
}
