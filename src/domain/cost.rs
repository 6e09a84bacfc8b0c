//! The cost estimator: what a load costs on a shape, what another shape would, and what doing nothing does.
//!
//! A [`Load`] (how much, measured or given) on a [`Shape`] (how it is run) gives a [`Bill`] in which each line is
//! quantity × unit price, with its formula, its source and what the quantity rests on. Everything else here is made of bills.

mod assumptions;
mod athena;
mod batching;
mod bill;
mod breakeven;
mod cloudwatch;
mod compare;
mod consumers;
mod dynamodb;
mod estimate;
mod figure;
mod firehose;
mod guide;
mod lambda;
mod load;
mod measured;
mod s3;
mod shape;
mod shards;
mod size;
mod spread;
mod stages;
mod stream;
pub mod triangle;
mod whatif;
mod worth;

pub use assumptions::{Assumptions, ColdClass, DAYS_A_MONTH};
pub use batching::{Batching, Extent};
pub use bill::{Basis, Bill, BillError, HOURS_A_MONTH, Line, Service, cents};
pub use breakeven::{Breakeven, breakeven};
pub use compare::{Choice, Comparison, compare};
pub use dynamodb::{TtlSaving, ttl_saving};
pub use estimate::{Estimate, estimate, region, stream_bill};
pub use figure::{Figure, GIB, units};
pub use guide::{Guide, GuideLine, guide};
pub use load::Load;
pub use s3::archive_after;
pub use shape::{Archive, Billing, Delivery, FunctionUse, Mode, Neighbours, Queries, Shape, TableUse, Watching};
pub use shards::{Bound, Needed, shards_needed};
pub use size::size;
pub use spread::Spread;
pub use stages::{Stage, stages};
pub use triangle::{ShapeChange, Triangle, triangle};
pub use whatif::{Knob, WhatIf};
pub use worth::{Threshold, Worth, worth};

use super::price::Prices;

/// The whole bill of a load on a shape: the stream's lines, then those of its neighbours that the shape names.
///
/// A price that the stream needs and that is missing is an error; a neighbour that cannot be priced is said to be left out.
pub fn bill(load: &Load, shape: &Shape, prices: &Prices, region: &str, hours: u32) -> Result<Bill, BillError> {
    let month = bill::Month::of(prices, region, hours);
    let mut bill = Bill { region: region.to_owned(), hours, lines: stream::lines(load, shape, &month)?, left_out: load.notes.clone() };
    bill.left_out.extend(stream::left_out(shape));
    let neighbours = &shape.neighbours;
    let parts = [
        ("Firehose", firehose::lines(load, neighbours, &month)),
        ("S3", s3::lines(load, neighbours, &month)),
        ("Athena", athena::lines(neighbours, &month)),
        ("the table", dynamodb::lines(neighbours, &month)),
        ("the functions", lambda::lines(neighbours, &month)),
        ("alarms", cloudwatch::alarms(neighbours, &month)),
        ("this console", cloudwatch::watching(neighbours, &month)),
    ];
    for (name, lines) in parts {
        match lines {
            Ok(lines) => bill.lines.extend(lines),
            Err(error) => bill.left_out.push(format!("{name}: {error}")),
        }
    }
    bill.left_out.extend(neighbours.left_out.iter().cloned());
    Ok(bill)
}
