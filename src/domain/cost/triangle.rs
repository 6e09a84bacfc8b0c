//! The price of a change: of acting, of going back, and of doing nothing — records before dollars.

use rust_decimal::{Decimal, dec};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{BillError, Estimate, HOURS_A_MONTH, Load, Mode, Shape, bill, cents, estimate, figure, shards_needed};
use crate::domain::facts::StreamMode;
use crate::domain::finding::words::{number, span};
use crate::domain::lag;
use crate::domain::parity::{self, Verdict};
use crate::domain::rollout::stand;
use crate::domain::snapshot::Snapshot;

/// What a plan changes; `None` stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ShapeChange {
    /// Open shards.
    pub shards: Option<u32>,
    /// The stream's mode.
    pub mode: Option<StreamMode>,
    /// Hours that records are kept.
    pub retention_hours: Option<u32>,
    /// Shard-level metrics that are switched on.
    pub shard_metrics: Option<u32>,
    /// Percent of the traffic that goes to the stream: 0 is off.
    pub percentage: Option<f64>,
}

/// An amount with how it came about, or why it cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// US dollars.
    Known {
        /// How much, not rounded.
        amount: Decimal,
        /// How it came about.
        formula: String,
    },
    /// Why there is no amount.
    CannotTell(String),
}

impl Part {
    /// The amount, when there is one.
    pub fn amount(&self) -> Option<Decimal> {
        if let Part::Known { amount, .. } = self { Some(*amount) } else { None }
    }

    /// `26.16`, or `cannot tell: …`.
    pub fn words(&self) -> String {
        match self {
            Part::Known { amount, .. } => cents(*amount),
            Part::CannotTell(why) => format!("cannot tell: {why}"),
        }
    }
}

impl Serialize for Part {
    /// A decimal string, or the reason in words.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.words())
    }
}

/// What happens when nothing is done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DoNothing {
    /// Records an hour that never reach the stream; `None` when it cannot be told.
    pub lost_records_per_hour: Option<f64>,
    /// Seconds until unread data is lost, at the present pace of the reader that is worst off; `None` when no reader falls behind
    /// or it cannot be told.
    pub seconds_until_loss: Option<f64>,
    /// What a month costs as it is.
    pub monthly: Part,
    /// All of it in sentences, lost data first.
    pub words: Vec<String>,
}

/// The price of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Triangle {
    /// A month as it is.
    pub monthly_before: Part,
    /// A month after the change, at the same traffic.
    pub monthly_after: Part,
    /// After − before.
    pub difference: Part,
    /// What is paid once, beside the months.
    pub one_off: Part,
    /// What going back costs, in one sentence.
    pub way_back: String,
    /// What happens when nothing is done.
    pub do_nothing: DoNothing,
}

impl Serialize for Triangle {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Triangle", 6)?;
        fields.serialize_field("monthly_before", &self.monthly_before)?;
        fields.serialize_field("monthly_after", &self.monthly_after)?;
        fields.serialize_field("difference", &self.difference)?;
        fields.serialize_field("one_off", &self.one_off)?;
        fields.serialize_field("way_back", &self.way_back)?;
        fields.serialize_field("do_nothing", &self.do_nothing)?;
        fields.end()
    }
}

/// The price of a change of this pipeline, from its measured load.
pub fn triangle(snapshot: &Snapshot, change: &ShapeChange) -> Triangle {
    let now = estimate(snapshot);
    let monthly_before = part(&now, |now| Ok((now.bill.total(), format!("the whole pipeline at {}", now.load.window))));
    let monthly_after = part(&now, |now| after(snapshot, now, change));
    let difference = match (&monthly_before, &monthly_after) {
        (Part::Known { amount: before, .. }, Part::Known { amount: after, .. }) => {
            Part::Known { amount: *after - *before, formula: format!("{} − {}", cents(*after), cents(*before)) }
        }
        (Part::CannotTell(why), _) | (_, Part::CannotTell(why)) => Part::CannotTell(why.clone()),
    };
    Triangle {
        one_off: one_off(&now, change),
        way_back: way_back(&now, change, &difference),
        do_nothing: do_nothing(snapshot, monthly_before.clone()),
        monthly_before,
        monthly_after,
        difference,
    }
}

fn part(now: &Result<Estimate, BillError>, make: impl FnOnce(&Estimate) -> Result<(Decimal, String), String>) -> Part {
    let result = match now {
        Ok(now) => make(now),
        Err(error) => Err(error.to_string()),
    };
    result.map_or_else(Part::CannotTell, |(amount, formula)| Part::Known { amount, formula })
}

/// Load and shape after the change.
fn after_it(snapshot: &Snapshot, now: &Estimate, change: &ShapeChange) -> Result<(Load, Shape), String> {
    let records = match change.percentage {
        Some(share) => {
            let traffic = now.traffic.ok_or("all that is written is not known, so no percentage of it is")?;
            let ignored = matches!(parity::of(snapshot).verdict, Verdict::Ignored) && 0.0 < share;
            // A writer that does not read the percentage sends everything.
            if ignored { traffic } else { traffic * figure::decimal(share) / dec!(100) }
        }
        None => now.load.records.value,
    };
    let factor = if now.load.records.value.is_zero() { Decimal::ONE } else { records / now.load.records.value };
    let mut then = now.shape.scaled(factor);
    let shards = change.shards.or(then.mode.shards());
    then.mode = match change.mode {
        Some(StreamMode::OnDemand) => Mode::OnDemand,
        Some(StreamMode::Provisioned) => Mode::Provisioned { shards: shards.unwrap_or_else(|| carried(snapshot, now)) },
        None => match (change.shards, then.mode) {
            (Some(shards), _) => Mode::Provisioned { shards },
            (None, mode) => mode,
        },
    };
    then.retention_hours = change.retention_hours.unwrap_or(then.retention_hours);
    then.shard_metrics = change.shard_metrics.unwrap_or(then.shard_metrics);
    Ok((now.load.at(records), then))
}

/// Shards of an on-demand stream that becomes provisioned: it keeps those it has.
fn carried(snapshot: &Snapshot, now: &Estimate) -> u32 {
    let target = snapshot.pipeline.scaling.target_utilisation;
    let needed = || shards_needed(now.load.peak.value, &now.load, &now.shape, target).shards;
    snapshot.stream.get().map_or_else(needed, |stream| stream.open_shards)
}

fn after(snapshot: &Snapshot, now: &Estimate, change: &ShapeChange) -> Result<(Decimal, String), String> {
    let (load, shape) = after_it(snapshot, now, change)?;
    let bill = bill(&load, &shape, &snapshot.pipeline.prices, &now.region, HOURS_A_MONTH).map_err(|error| error.to_string())?;
    let shards = shape.mode.shards().map(|shards| format!(", {shards} shards")).unwrap_or_default();
    let records = figure::plain(load.records.value);
    let formula = format!("{}{shards}, {} h kept, {records} records/s", shape.mode.word(), shape.retention_hours);
    Ok((bill.total(), formula))
}

/// AWS bills no change by itself; what a month costs more or less stands beside it.
fn one_off(now: &Result<Estimate, BillError>, change: &ShapeChange) -> Part {
    let moved = change.shards.zip(now.as_ref().ok()).map(|(shards, now)| now.shape.mode.shards().unwrap_or(shards).abs_diff(shards));
    let formula = match moved {
        Some(shards) if 0 < shards => {
            format!(
                "AWS takes nothing for the reshard itself; short-lived shards of {shards} splits or merges are billed for the minutes they live"
            )
        }
        _ => "AWS takes nothing for the change itself".to_owned(),
    };
    Part::Known { amount: Decimal::ZERO, formula }
}

fn way_back(now: &Result<Estimate, BillError>, change: &ShapeChange, difference: &Part) -> String {
    let money = match difference {
        Part::Known { amount, .. } if amount.is_zero() => "the bill stays as it is".to_owned(),
        Part::Known { amount, .. } => {
            let sign = if amount.is_sign_positive() { "−" } else { "+" };
            format!("{sign}${} a month: it is as before then", cents(amount.abs()))
        }
        Part::CannotTell(why) => format!("cannot tell: {why}"),
    };
    let kept = now.as_ref().map_or(24, |now| now.shape.retention_hours);
    let mut told = vec![format!("Going back changes the bill by {money}.")];
    if change.shards.is_some() {
        told.push("It takes its minutes again.".to_owned());
    }
    if change.mode.is_some() {
        told.push("It takes the second of the two mode changes a day.".to_owned());
    }
    if change.retention_hours.is_some_and(|hours| kept < hours) {
        told.push(format!("Records older than {kept} h are lost when the retention goes back."));
    }
    if change.retention_hours.is_some_and(|hours| hours < kept) {
        told.push("Records that were dropped do not come back.".to_owned());
    }
    if change.percentage.is_some() {
        told.push(
            "Stream writes fall at once; the archive has a hole from then on, and the table still holds the records until they expire."
                .to_owned(),
        );
    }
    told.join(" ")
}

/// Lost records first, then the time until unread data is lost, then dollars.
fn do_nothing(snapshot: &Snapshot, monthly: Part) -> DoNothing {
    let mut words = Vec::new();
    let lost = match parity::of(snapshot).verdict {
        Verdict::Differs { lost_per_hour } => Some(lost_per_hour.max(0.0)),
        Verdict::Agrees | Verdict::Ignored => Some(0.0),
        Verdict::NotEnough { minutes_more } => {
            words.push(format!("lost records: cannot tell: {minutes_more} more minutes are needed"));
            None
        }
        Verdict::CannotTell(_) if stand(snapshot).effective == Some(0.0) => Some(0.0),
        Verdict::CannotTell(why) => {
            words.push(format!("lost records: cannot tell: {why}"));
            None
        }
    };
    words.extend(lost.map(|lost| format!("{} records an hour are lost", number(lost.round()))));
    let worst = lag::readers(snapshot)
        .into_iter()
        .filter_map(|reader| {
            let gone = reader.clock.floor.filter(|left| *left <= 0.0);
            let left = gone.or_else(|| reader.clock.projection.map(|span| span.value))?;
            Some((left, reader.reader.name().to_owned()))
        })
        .min_by(|one, other| one.0.total_cmp(&other.0));
    words.push(match &worst {
        Some((left, name)) => format!("unread data of {name} is lost in {}", span(*left)),
        None => "no reader falls behind".to_owned(),
    });
    words.push(match &monthly {
        Part::Known { amount, .. } => format!("${} a month go on", cents(*amount)),
        Part::CannotTell(why) => format!("the month's cost: cannot tell: {why}"),
    });
    DoNothing { lost_records_per_hour: lost, seconds_until_loss: worst.map(|(left, _)| left), monthly, words }
}
