//! What the flags of `cost` say: a whole case without AWS, or changes to a measured one.

use rust_decimal::{Decimal, dec};

use super::Case;
use crate::domain::cost::{Billing, Delivery, Figure, Load, Mode, Neighbours, Shape, TableUse, units};
use crate::domain::pipeline::Pipeline;
use crate::edge::cli::arguments::{Cost, CostMode};
use crate::edge::cli::exit::Failure;
use crate::edge::config::values;

/// Bytes of a record where nobody says: the guide's own.
const SIZE: u32 = 300;

/// Bytes of a table's write unit. Source: DynamoDB developer guide, "Read/write capacity".
const WRITE_UNIT: u32 = 1024;

/// A case that is given alone. Only what the configuration names stands beside the stream.
pub(super) fn case(records: Decimal, asked: &Cost, pipeline: Pipeline, is_named: bool) -> Result<Case, Failure> {
    let size = size(asked)?;
    let part = share(asked)?.unwrap_or(Decimal::ONE);
    let mut load = Load::given(records * part, size.unwrap_or_else(|| Decimal::from(SIZE)));
    if size.is_none() {
        load.size = Figure::assumed(SIZE);
    }
    if let Some(peak) = asked.peak {
        load.peak = Figure::configured(peak * part);
    }
    let mut shape = Shape::provisioned(asked.shards.unwrap_or(pipeline.scaling.min));
    let pollers = pipeline.consumers.len() + usize::from(pipeline.firehose.is_some());
    shape.polling = u32::try_from(pollers).unwrap_or(1).max(1);
    if is_named {
        shape.neighbours = beside(&pipeline, records, &load);
    }
    let region = pipeline.region.clone().unwrap_or_default();
    over(asked, Case { load, shape, pipeline, region, hours: asked.hours }, None)
}

/// What the configuration names, with what is assumed of it.
fn beside(pipeline: &Pipeline, records: Decimal, load: &Load) -> Neighbours {
    let said = &pipeline.assumptions;
    let mut all = Neighbours::default();
    if pipeline.firehose.is_some() {
        all.firehose = Some(Delivery { buffer_seconds: 300, buffer_mb: 128, converts: true });
        all.archive = Some(said.archive());
        all.queries = Some(said.queries());
        all.left_out.push("what AWS would tell of Firehose: 300 s, 128 MB and Parquet are assumed".to_owned());
    }
    if pipeline.table.is_some() {
        let a_write = units(load.size.value, WRITE_UNIT);
        let writes = Figure::assumed(records * a_write);
        let days = said.table_days().0.value;
        let bytes = Figure::assumed(records * load.size.value * dec!(86_400) * days);
        all.table = Some(TableUse { billing: Billing::OnDemand { writes }, bytes });
    }
    if !pipeline.consumers.is_empty() {
        all.left_out.push("the functions: their runs and memory are only known from AWS".to_owned());
    }
    all
}

/// A case with what the flags say in place of what was known.
pub(super) fn over(asked: &Cost, mut case: Case, traffic: Option<Decimal>) -> Result<Case, Failure> {
    if asked.records_per_second.is_none() {
        if let Some(share) = share(asked)? {
            let traffic = traffic.ok_or_else(|| Failure::usage("--percentage needs all that is written, and the table is not known"))?;
            let records = traffic * share;
            let factor = if case.load.records.value.is_zero() { Decimal::ONE } else { records / case.load.records.value };
            case.shape = case.shape.scaled(factor);
            case.load = case.load.at(records);
        }
        if let Some(size) = size(asked)? {
            case.load.size = Figure::configured(size);
        }
        if let Some(peak) = asked.peak {
            case.load.peak = Figure::configured(peak);
        }
    }
    let shape = &mut case.shape;
    shape.polling = asked.consumers.unwrap_or(shape.polling);
    shape.fan_out = asked.fan_out.unwrap_or(shape.fan_out);
    shape.shard_metrics = asked.shard_metrics.unwrap_or(shape.shard_metrics);
    if let Some(text) = &asked.retention {
        let length = values::duration_within(text, Some("24h"), Some("365days"));
        let length = length.map_err(|why| Failure::usage(format!("--retention is \"{text}\": {why}")))?;
        shape.retention_hours = u32::try_from(length.as_secs().div_ceil(3600)).unwrap_or(8760);
    }
    let shards = asked.shards.or(shape.mode.shards()).unwrap_or(case.pipeline.scaling.min);
    shape.mode = match (asked.mode, asked.shards) {
        (Some(CostMode::OnDemand), _) => Mode::OnDemand,
        (Some(CostMode::Advantage), _) => Mode::Advantage,
        (Some(CostMode::Provisioned), _) | (None, Some(_)) => Mode::Provisioned { shards },
        (None, None) => shape.mode,
    };
    Ok(case)
}

fn size(asked: &Cost) -> Result<Option<Decimal>, Failure> {
    let read = |text: &String| values::size(text).map_err(|why| Failure::usage(format!("--record-size is \"{text}\": {why}")));
    let size = asked.record_size.as_ref().map(read).transpose()?;
    match size {
        Some(bytes) if 10_485_760 < bytes => Err(Failure::usage(format!("--record-size is {bytes} B: a record has 10 MiB at most"))),
        size => Ok(size.map(Decimal::from)),
    }
}

/// The part of the traffic that goes to the stream.
fn share(asked: &Cost) -> Result<Option<Decimal>, Failure> {
    match asked.percentage {
        Some(share) if !(Decimal::ZERO..=dec!(100)).contains(&share) => {
            Err(Failure::usage(format!("--percentage is {share}: it must be from 0 to 100")))
        }
        share => Ok(share.map(|share| share / dec!(100))),
    }
}
