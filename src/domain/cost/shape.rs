//! How a load is run: the stream's mode and shards, its readers, and what stands beside it.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{Basis, Batching, ColdClass, Extent, Figure};

/// Who pays for capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// By the shard.
    Provisioned {
        /// Open shards.
        shards: u32,
    },
    /// By the byte.
    OnDemand,
    /// By the byte at lower prices, with the account's commitment to 25 MiB/s in and out.
    Advantage,
}

impl Mode {
    /// The word that people use.
    pub fn word(self) -> &'static str {
        match self {
            Mode::Provisioned { .. } => "provisioned",
            Mode::OnDemand => "on-demand",
            Mode::Advantage => "Advantage",
        }
    }

    /// Open shards, when they are ours to count.
    pub fn shards(self) -> Option<u32> {
        if let Mode::Provisioned { shards } = self { Some(shards) } else { None }
    }
}

/// How the stream is run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shape {
    /// Mode and shards.
    pub mode: Mode,
    /// Hours that a record is kept, from 24 on.
    pub retention_hours: u32,
    /// Readers that poll and share each shard's 2 MB/s.
    pub polling: u32,
    /// Fan-out consumers.
    pub fan_out: u32,
    /// Shard-level metrics that are switched on.
    pub shard_metrics: u32,
    /// What these figures rest on.
    pub basis: Basis,
    /// What stands beside the stream.
    pub neighbours: Neighbours,
}

impl Shape {
    /// A provisioned stream of that many shards, one polling reader, 24 hours, and nothing beside it.
    pub fn provisioned(shards: u32) -> Self {
        Self {
            mode: Mode::Provisioned { shards },
            retention_hours: 24,
            polling: 1,
            fan_out: 0,
            shard_metrics: 0,
            basis: Basis::Configured,
            neighbours: Neighbours::default(),
        }
    }

    /// The same in another mode.
    #[must_use]
    pub fn in_mode(&self, mode: Mode) -> Self {
        Self { mode, ..self.clone() }
    }

    /// The stream alone.
    #[must_use]
    pub fn alone(&self) -> Self {
        Self { neighbours: Neighbours::default(), ..self.clone() }
    }

    /// The same with so many times the stream's records: functions follow them, the table does not.
    #[must_use]
    pub fn scaled(&self, factor: Decimal) -> Self {
        self.scaled_to(factor, Extent::Likely)
    }

    /// The same at one end of what can be told of the functions.
    #[must_use]
    pub fn scaled_to(&self, factor: Decimal, extent: Extent) -> Self {
        let mut shape = self.clone();
        if factor != Decimal::ONE {
            for function in &mut shape.neighbours.functions {
                *function = function.scaled(factor, extent);
            }
        }
        shape
    }
}

/// What stands beside the stream; `None` is not there, or not known and then said in `left_out`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Neighbours {
    /// The delivery stream.
    pub firehose: Option<Delivery>,
    /// The bucket that it fills.
    pub archive: Option<Archive>,
    /// Queries of the archive.
    pub queries: Option<Queries>,
    /// The table that every writer writes.
    pub table: Option<TableUse>,
    /// Consumer functions.
    pub functions: Vec<FunctionUse>,
    /// Alarms on our resources.
    pub alarms: Option<u32>,
    /// The console's own polling.
    pub watching: Option<Watching>,
    /// What is there and cannot be priced, one sentence each.
    pub left_out: Vec<String>,
}

/// A delivery stream.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Delivery {
    /// Seconds that it gathers records.
    pub buffer_seconds: u32,
    /// MB that it gathers.
    pub buffer_mb: u32,
    /// Whether records are converted to Parquet or ORC.
    pub converts: bool,
}

/// The archive in S3.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Archive {
    /// How much smaller the archive is than the records: 7 is 7:1.
    pub ratio: Figure,
    /// Months for which the archive has grown: 1 is the first month.
    pub months: Figure,
    /// Months that objects are kept.
    pub kept_months: Figure,
    /// Months in the Standard class before objects move.
    pub warm_months: Figure,
    /// The class that they move to.
    pub cold: ColdClass,
}

/// Queries of the archive.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Queries {
    /// Queries a month.
    pub count: Figure,
    /// Bytes that one scans.
    pub bytes: Figure,
}

/// How the table is billed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Billing {
    /// By the request unit: units a second.
    OnDemand {
        /// Write units a second.
        writes: Figure,
    },
    /// By the provisioned unit.
    Provisioned {
        /// Write units a second.
        writes: Figure,
    },
}

/// The table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableUse {
    /// How writes are billed.
    pub billing: Billing,
    /// Bytes stored.
    pub bytes: Figure,
}

/// A function that reads the stream.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FunctionUse {
    /// Its name.
    pub name: String,
    /// Runs a second.
    pub runs: Figure,
    /// Seconds of a run.
    pub seconds: Figure,
    /// Memory in MB.
    pub memory_mb: u32,
    /// What makes runs of the records that reach it.
    pub batching: Batching,
}

impl FunctionUse {
    /// The same with so many times the records. What is told from a measurement is an assumption and says so.
    fn scaled(&self, factor: Decimal, extent: Extent) -> Self {
        let records = self.batching.records * factor;
        let (runs, seconds) = self.batching.at((self.runs.value, self.seconds.value), records, extent);
        let batching = Batching { records, ..self.batching };
        Self { runs: Figure::assumed(runs), seconds: Figure::assumed(seconds), batching, ..self.clone() }
    }
}

/// The console's own polling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Watching {
    /// Metrics asked for at each look.
    pub metrics: u64,
    /// Seconds between two looks.
    pub seconds: i64,
    /// Seconds between two asks for one metric more, a fortnight of the table's minutes, where that is asked for.
    pub seldom: Option<i64>,
}
