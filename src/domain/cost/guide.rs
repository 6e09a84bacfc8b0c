//! The upgrade guide's own estimate beside the computed one, line by line, with the reason for each difference.

use rust_decimal::Decimal;
use serde::Serialize;

use super::figure::plain;
use super::{Bill, Billing, Estimate, HOURS_A_MONTH, Service, archive_after, bill, ttl_saving};
use crate::domain::pipeline::Pipeline;

/// One line of the guide.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GuideLine {
    /// What it is about.
    pub what: &'static str,
    /// US dollars a month as the guide says them: from, to.
    pub guide: (Decimal, Decimal),
    /// US dollars a month as computed; `None` when it cannot be.
    pub computed: Option<Decimal>,
    /// Why they differ.
    pub reason: String,
}

/// The guide's table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Guide {
    /// What the computed column is about.
    pub at: String,
    /// Its lines: four costs, their total, and the saving.
    pub lines: Vec<GuideLine>,
}

/// The guide's estimate beside ours, for all of today's traffic in the stream: the guide describes the upgrade when it is done.
pub fn guide(estimate: &Estimate, pipeline: &Pipeline) -> Guide {
    let records = estimate.traffic.unwrap_or(estimate.load.records.value);
    let load = estimate.load.at(records);
    let factor = if estimate.load.records.value.is_zero() { Decimal::ONE } else { records / estimate.load.records.value };
    let shape = estimate.shape.scaled(factor);
    let made = bill(&load, &shape, &pipeline.prices, &estimate.region, HOURS_A_MONTH).ok();
    let of = |service| made.as_ref().map(|bill: &Bill| bill.of(service));
    let has = |there: bool, service| if there { of(service) } else { None };
    let neighbours = &shape.neighbours;
    let mut lines = vec![
        line("Kinesis", (150, 150), of(Service::Stream), kinesis(made.as_ref(), shape.mode.word())),
        line("Firehose", (100, 100), has(neighbours.firehose.is_some(), Service::Firehose), firehose(&plain(load.size.value))),
        line("S3", (50, 50), has(neighbours.archive.is_some(), Service::S3), s3(estimate, &load, pipeline)),
        line("Athena", (5, 50), has(neighbours.queries.is_some(), Service::Athena), athena(neighbours)),
    ];
    let sum = lines.iter().filter_map(|line| line.computed).sum();
    let whole = lines.iter().all(|line| line.computed.is_some());
    let reason = if whole { "the four lines above" } else { "what is known of the four lines above" };
    lines.push(line("total", (300, 350), Some(sum), reason.to_owned()));
    lines.push(saving(estimate, pipeline));
    Guide { at: format!("{} records/s, all of today's traffic", plain(records)), lines }
}

fn line(what: &'static str, (from, to): (u32, u32), computed: Option<Decimal>, reason: String) -> GuideLine {
    GuideLine { what, guide: (Decimal::from(from), Decimal::from(to)), computed, reason }
}

fn kinesis(bill: Option<&Bill>, mode: &str) -> String {
    let lines = bill.into_iter().flat_map(|bill| &bill.lines).filter(|line| line.service == Service::Stream);
    let largest = lines.max_by_key(|line| line.amount).map(|line| format!(", most of it {}", line.sum())).unwrap_or_default();
    format!("{mode}{largest}; two shards cost $21.90 in us-east-1, not $150")
}

fn firehose(size: &str) -> String {
    format!("each record of {size} B is billed as 5 KB, ingestion and conversion alike")
}

fn s3(estimate: &Estimate, load: &super::Load, pipeline: &Pipeline) -> String {
    let archive = estimate.shape.neighbours.archive.as_ref();
    let later = archive.and_then(|archive| {
        let months = u32::try_from(archive.kept_months.value.round()).ok()?;
        let amount = archive_after(load, archive, months, &pipeline.prices, &estimate.region).ok()?;
        Some(format!("; after {months} months of it ${} a month", super::cents(amount)))
    });
    format!("grows by the month: this is its present month{}", later.unwrap_or_default())
}

fn athena(neighbours: &super::Neighbours) -> String {
    neighbours.queries.as_ref().map_or_else(
        || "no archive is known".to_owned(),
        |queries| {
            let gb = queries.bytes.value / super::GIB;
            format!("{} queries a month of {} GB each ({})", queries.count.value.normalize(), plain(gb), queries.count.basis.word())
        },
    )
}

/// The guide counts on $200 that the table would save.
fn saving(estimate: &Estimate, pipeline: &Pipeline) -> GuideLine {
    let Some(table) = &estimate.shape.neighbours.table else {
        return line("DynamoDB saved", (200, 200), None, "the table is not known".to_owned());
    };
    let (now, after) = pipeline.assumptions.table_days();
    let writes = match table.billing {
        Billing::OnDemand { .. } => "a dual write saves no write",
        Billing::Provisioned { .. } => "provisioned capacity is paid whether used or not",
    };
    match ttl_saving(table, (now, after), &pipeline.prices, &estimate.region) {
        Ok(saved) => line("DynamoDB saved", (200, 200), Some(saved.amount), format!("{writes}; {}", saved.formula)),
        Err(error) => line("DynamoDB saved", (200, 200), None, error.to_string()),
    }
}
