//! The gate of cost: what a month comes to at the next stage, against the owner's budget.
//!
//! How often consumers run at another rate is known within bounds. The gate fails only when the least is over the budget, and
//! passes when what is likely is within it: each stage measures anew, and a stage is minutes of the month.

use rust_decimal::Decimal;

use super::ENOUGH;
use super::capacity::judged_as;
use crate::domain::checklist::{Check, Mark, validation};
use crate::domain::cost::{Bill, Estimate, Service, Stage, cents, estimate, stages};
use crate::domain::finding::words;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::parity::{Parity, Verdict};
use crate::domain::rollout::{Stand, stand};
use crate::domain::series::seconds_between;
use crate::domain::snapshot::Snapshot;

/// How many parts of the pipeline are named beside the total: the whole bill is on the Cost screen and in `cost`.
const NAMED: usize = 3;

/// What the pipeline costs at the next stage, or at `to` percent, against the owner's budget: going up raises the load.
/// At the ladder's end, and where no flag is named, the present load is judged.
pub(super) fn gate(snapshot: &Snapshot, parity: &Parity, to: Option<f64>) -> Check {
    let id = "cost";
    let asked = validation::budget(snapshot);
    let Some(budget) = snapshot.pipeline.limits.budget.filter(|_| matches!(asked.mark, Mark::Pass | Mark::Fail)) else {
        return Check { waits_for: asked.waits_for, ..Check::of(id, asked.mark, asked.evidence) };
    };
    let now = match estimate(snapshot) {
        Ok(now) => now,
        Err(error) => return Check::waiting(id, Vec::new(), &error.awaited()),
    };
    let total = format!("${} a month at the present load", now.bill.total_text());
    let told = format!("${} of a budget of ${budget} a month at the present load{}", now.bill.total_text(), dearest(&now.bill));
    let present = Check::judged(id, now.bill.total() <= budget, vec![told]);
    let stand = stand(snapshot);
    let Some(next) = to.or(stand.next_stage.map(f64::from)) else {
        let told = stand.effective.is_some() || snapshot.pipeline.flag.is_none();
        return if told { present } else { Check::waiting(id, present.evidence, "what the flag says") };
    };
    if let Some(seconds) = settling(snapshot, &stand) {
        let wanted = format!("{ENOUGH} complete minutes since the flag changed");
        return Check::waiting(id, Vec::new(), &wanted).for_seconds(seconds);
    }
    if now.traffic.is_none() && snapshot.pipeline.table.is_none() {
        let why = format!("what {next} % would cost cannot be told without the table: {SET_TABLE}");
        return Check { evidence: present.evidence.into_iter().chain([why]).collect(), ..present };
    }
    let check = match priced(snapshot, &now, [judged_as(parity, &stand, next), next]) {
        Ok(priced) => Judging { parity, stand: &stand, budget, next, priced: &priced }.check(snapshot),
        Err(why) => return Check::waiting(id, present.evidence, &why),
    };
    Check { evidence: check.evidence.into_iter().chain([total]).collect(), ..check }
}

/// What to do about a table that is not named.
const SET_TABLE: &str = "set table = \"…\" for the pipeline";

/// Seconds until the newest stage has minutes of its own: what ran before says nothing of it.
fn settling(snapshot: &Snapshot, stand: &Stand) -> Option<i64> {
    let records = MetricId::of(Metric::IncomingRecords, &snapshot.pipeline.stream);
    // Of a past moment the flag's later change tells nothing.
    let changed = stand.unchanged_since.filter(|changed| *changed <= snapshot.now)?;
    let known = seconds_between(changed, snapshot.metrics.complete_until(&records, snapshot.now));
    let left = ENOUGH as f64 * 60.0 - known;
    (0.0 < left).then_some(left.ceil() as i64)
}

/// The stages at these percentages.
fn priced(snapshot: &Snapshot, now: &Estimate, percentages: [f64; 2]) -> Result<[Stage; 2], String> {
    let traffic = now.traffic.ok_or("all that is written: the table's requests by the minute")?;
    let pipeline = &snapshot.pipeline;
    // A part of a percent is priced as a whole one: never too low.
    let whole = percentages.map(|percentage| percentage.clamp(0.0, 100.0).ceil() as u8);
    let target = pipeline.scaling.target_utilisation;
    let priced = stages(&now.load, &now.shape, traffic, &whole, (&pipeline.prices, &now.region), target);
    priced.map_err(|error| error.awaited())?.try_into().map_err(|_| "a price of each stage".to_owned())
}

/// A next stage with its prices: as it may come while nobody knows that the percentage is read, and as it is set.
struct Judging<'a> {
    parity: &'a Parity,
    stand: &'a Stand,
    budget: Decimal,
    next: f64,
    priced: &'a [Stage; 2],
}

impl Judging<'_> {
    fn check(&self, snapshot: &Snapshot) -> Check {
        let [feared, as_set] = self.priced;
        if feared.percentage == as_set.percentage {
            return self.close(as_set, vec![self.total(as_set, "")]);
        }
        if snapshot.pipeline.table.is_none() {
            // Nobody can ever see whether the percentage is read, and when it is not, the present load is already all of it.
            let taken = format!("the whole traffic is taken from the flag, since no table is named: {SET_TABLE}");
            return self.close(as_set, vec![self.total(as_set, ""), taken]);
        }
        if self.stand.effective == Some(0.0) {
            // Only this stage can show whether the percentage is read: to wait for that before it would be for ever.
            let all = format!("${} a month if the writer does not read the percentage: parity tells it", feared.bill.total_text());
            return self.close(as_set, vec![self.total(as_set, ""), all]);
        }
        let evidence = vec![
            self.total(feared, ", judged until the observed percentage has followed"),
            format!("${} a month at {} %, the next stage", as_set.bill.total_text(), self.next),
        ];
        let unknown = !matches!(self.parity.verdict, Verdict::Ignored);
        // What fails only because nobody knows whether the percentage is read waits for that.
        if unknown && self.mark(feared) != Mark::Pass && self.mark(as_set) == Mark::Pass {
            let waits = Check::waiting("cost", evidence, "the observed percentage to follow the set one, or a larger budget");
            return match self.parity.verdict {
                Verdict::NotEnough { minutes_more } => waits.for_seconds(i64::from(minutes_more) * 60),
                _ => waits,
            };
        }
        self.close(feared, evidence)
    }

    fn mark(&self, stage: &Stage) -> Mark {
        if stage.bill.total() <= self.budget {
            Mark::Pass
        } else if self.budget < stage.range.0 {
            Mark::Fail
        } else {
            Mark::NotEnoughData
        }
    }

    fn close(&self, stage: &Stage, evidence: Vec<String>) -> Check {
        match self.mark(stage) {
            Mark::NotEnoughData => Check::waiting("cost", evidence, "a larger budget: only the stage itself shows what its runs come to"),
            mark => Check::of("cost", mark, evidence),
        }
    }

    /// `$314.57 of a budget of $500 a month at 50 % of the traffic, …`, with the range where it is wider than a hundredth.
    fn total(&self, stage: &Stage, why: &str) -> String {
        let (total, (least, most)) = (stage.bill.total(), stage.range);
        let is_narrow = (most - least) * Decimal::ONE_HUNDRED < total;
        let range = if is_narrow { String::new() } else { format!(" ({} to {})", cents(least), cents(most)) };
        let percentage = if stage.percentage == 100 { 100.0 } else { self.next };
        format!(
            "${} of a budget of ${} a month at {percentage} % of the traffic{range}{why}{}",
            cents(total),
            self.budget,
            dearest(&stage.bill)
        )
    }
}

/// `, most of it DynamoDB $190.10, Firehose $68.17 and Lambda $15.20`
fn dearest(bill: &Bill) -> String {
    let said = |(service, amount): (Service, Decimal)| format!("{} ${}", service.word(), cents(amount));
    format!(", most of it {}", words::list(&bill.dearest(NAMED).into_iter().map(said).collect::<Vec<_>>()))
}
