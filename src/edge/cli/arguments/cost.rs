//! The flags of `cost` and `prices`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rust_decimal::Decimal;

/// `cost`.
///
/// With --records-per-second nothing is asked of AWS. Without it the load is measured, and the other flags stand in for
/// what was measured.
#[derive(Debug, Clone, Default, Args)]
pub struct Cost {
    /// Records a second that are written; with it nothing is asked of AWS
    #[arg(long, value_name = "NUMBER", value_parser = positive)]
    pub records_per_second: Option<Decimal>,
    /// Size of a mean record, such as 300B or 25KiB
    #[arg(long, value_name = "SIZE")]
    pub record_size: Option<String>,
    /// Records a second in the busiest minute, for the comparison of modes
    #[arg(long, value_name = "NUMBER", value_parser = positive)]
    pub peak: Option<Decimal>,
    /// Open shards
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub shards: Option<u32>,
    /// How the stream is paid for
    #[arg(long, value_enum, value_name = "MODE")]
    pub mode: Option<CostMode>,
    /// Readers that poll
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=1_000))]
    pub consumers: Option<u32>,
    /// Readers with fan-out
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=50))]
    pub fan_out: Option<u32>,
    /// How long records are kept, such as 7days
    #[arg(long, value_name = "DURATION")]
    pub retention: Option<String>,
    /// Shard-level metrics that are switched on
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=7))]
    pub shard_metrics: Option<u32>,
    /// Percent of what is written that goes to the stream
    #[arg(long, value_name = "PERCENT")]
    pub percentage: Option<Decimal>,
    /// Hours of the month: 720 or 744 for months of 30 or 31 days
    #[arg(long, value_name = "NUMBER", default_value_t = 730, value_parser = clap::value_parser!(u32).range(1..=8_784))]
    pub hours: u32,
    /// Put the modes side by side, with the break-even
    #[arg(long)]
    pub compare: bool,
}

/// The most records a second that are priced.
const MOST_RECORDS: Decimal = rust_decimal::dec!(1_000_000_000);

fn positive(text: &str) -> Result<Decimal, String> {
    let number = text.replace('_', "").parse::<Decimal>().ok().filter(|number| (Decimal::ZERO..=MOST_RECORDS).contains(number));
    number.ok_or_else(|| format!("not a number from 0 to {MOST_RECORDS}"))
}

/// How a stream is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CostMode {
    /// By the shard.
    Provisioned,
    /// By the byte.
    OnDemand,
    /// By the byte, with the account's commitment.
    Advantage,
}

/// `prices …`.
#[derive(Debug, Clone, Subcommand)]
pub enum PricesAction {
    /// Print every price in force with its day and source; --region chooses one Region
    Show,
    /// Read AWS's public price files for a Region and keep them in the cache directory
    Refresh(Refresh),
}

/// `prices refresh`.
#[derive(Debug, Clone, Args)]
pub struct Refresh {
    /// Read this price file instead of fetching any; `-` is the standard input; may be given several times
    #[arg(long, value_name = "FILE")]
    pub from_file: Vec<PathBuf>,
    /// Who serves the files
    #[arg(long, value_name = "URL", default_value = crate::edge::prices::fetch::MIRROR)]
    pub mirror: String,
}
