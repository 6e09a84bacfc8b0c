//! `cost`: the bill of a load on a shape, measured on AWS or given by flags.

mod given;
mod print;

use super::arguments::{Common, Cost, Output};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{reach, watched, write_json};
use crate::domain::cost::{self, BillError, Estimate, Load, Shape};
use crate::domain::pipeline::Pipeline;
use crate::domain::price::PriceError;
use crate::edge::once::look;

/// What is billed.
pub(super) struct Case {
    load: Load,
    shape: Shape,
    pipeline: Pipeline,
    region: String,
    hours: u32,
}

/// Prints the bill; over the budget it ends with exit code 3.
pub(super) async fn run(asked: &Cost, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let config = watched::configuration(common, around)?;
    let is_named = !config.pipelines.is_empty();
    let pipeline = if is_named {
        watched::chosen(&config, common)?.clone()
    } else {
        Pipeline { prices: config.prices.clone(), ..nobody(common, around)? }
    };
    let case = match &asked.records_per_second {
        Some(records) => given::case(*records, asked, pipeline, is_named)?,
        None if is_named => measured(asked, pipeline, common, around).await?,
        None => {
            return Err(Failure::usage(
                "how much comes in? give --records-per-second and --record-size, or configure a pipeline whose load is measured",
            ));
        }
    };
    let bill = cost::bill(&case.load, &case.shape, &case.pipeline.prices, &case.region, case.hours).map_err(|error| refused(&error))?;
    let target = case.pipeline.scaling.target_utilisation;
    let compared = asked.compare.then(|| cost::compare(&case.load, &case.shape, &case.pipeline.prices, &case.region, case.hours, target));
    let compared = compared.transpose().map_err(|error| refused(&error))?;
    match common.output {
        Output::Json => write_json(around, &print::json(&case, &bill, compared.as_ref()))?,
        Output::Text => print::text(&case, &bill, compared.as_ref(), common, around)?,
    }
    let over = case.pipeline.limits.budget.is_some_and(|budget| budget < bill.total());
    Ok(if over { Exit::Bad } else { Exit::Done })
}

/// A pipeline that is nobody's: only the Region of flags and environment is known.
fn nobody(common: &Common, around: &Around<'_>) -> Result<Pipeline, Failure> {
    Ok(watched::without_files(common, around)?.pipelines.swap_remove(0))
}

/// Load and shape as AWS tells them, with what the flags say instead.
async fn measured(asked: &Cost, pipeline: Pipeline, common: &Common, around: &Around<'_>) -> Result<Case, Failure> {
    let now = reach::clock(around).await?.now();
    let at = reach::at(common, now)?;
    let looked = look(&reach::aws(&pipeline, around), &pipeline, now, at).await;
    if let (None, Some(fault)) = (looked.snapshot.stream.get(), &looked.snapshot.stream.fault) {
        return Err(Failure { exit: Exit::from(fault), text: fault.to_string() });
    }
    let Estimate { load, shape, region, traffic, .. } = cost::estimate(&looked.snapshot).map_err(|error| refused(&error))?;
    given::over(asked, Case { load, shape, pipeline, region, hours: asked.hours }, traffic)
}

/// The exit code of a bill that cannot be made.
fn refused(error: &BillError) -> Failure {
    let exit = match error {
        BillError::Price(PriceError::NoRegion) => Exit::Usage,
        BillError::Price(PriceError::Unknown { .. }) => Exit::Error,
        BillError::NotKnown(_) => Exit::Inconclusive,
    };
    Failure { exit, text: error.to_string() }
}
