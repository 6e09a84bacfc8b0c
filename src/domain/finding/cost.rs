//! What could cost less: shards that nothing needs, Firehose's rounding, files that are too small. Each with its formula.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, dec};

use super::{Finding, Level, words};
use crate::domain::cost::{self, Estimate, HOURS_A_MONTH, Mode, Service, Shape, cents, shards_needed};
use crate::domain::snapshot::Snapshot;

/// US dollars a month below which nobody should be bothered.
const WORTH_SAYING: Decimal = dec!(1);

/// Bytes that Firehose bills for each record at least.
const FIREHOSE_STEP: Decimal = dec!(5120);

/// The longest time that Firehose gathers records. Source: Firehose API reference, BufferingHints.
const LONGEST_BUFFER: u32 = 900;

/// Bytes below which Athena spends more on opening a file than on reading it. Source: Athena user guide, "Optimize file sizes".
const SMALL_FILE: f64 = 128.0 * 1_048_576.0;

/// Findings of cost: nothing is wrong, something could cost less.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    // Advice that rests on old figures is none.
    if !snapshot.pipeline.stream.is_empty()
        && let Some(_) = super::look::fresh(snapshot, &super::look::stream(snapshot, crate::domain::metric::Metric::IncomingRecords))
        && let Ok(now) = cost::estimate(snapshot)
    {
        findings.extend(spare_shards(snapshot, &now));
        findings.extend(rounding(snapshot, &now));
        findings.extend(small_files(snapshot, &now));
    }
}

fn total(snapshot: &Snapshot, now: &Estimate, shape: &Shape) -> Option<Decimal> {
    let bill = cost::bill(&now.load, shape, &snapshot.pipeline.prices, &now.region, HOURS_A_MONTH).ok()?;
    Some(bill.total())
}

/// Fewer shards would carry the day's peak, even when all of the traffic goes to the stream.
fn spare_shards(snapshot: &Snapshot, now: &Estimate) -> Option<Finding> {
    let shards = now.shape.mode.shards()?;
    let target = snapshot.pipeline.scaling.target_utilisation;
    let factor = now.traffic.filter(|_| !now.load.records.value.is_zero()).map_or(Decimal::ONE, |traffic| traffic / now.load.records.value);
    let peak = now.load.peak.value * factor.max(Decimal::ONE);
    let needed = shards_needed(peak, &now.load, &now.shape, target);
    if shards <= needed.shards {
        return None;
    }
    let fewer = now.shape.in_mode(Mode::Provisioned { shards: needed.shards });
    let saved = total(snapshot, now, &now.shape)? - total(snapshot, now, &fewer)?;
    if saved < WORTH_SAYING {
        return None;
    }
    let count = words::count(f64::from(needed.shards), "shard");
    let text = format!("{count} would do: {shards} are paid, ${} a month more.", cents(saved));
    let evidence = format!("{} for the day's peak, with all of the traffic in the stream", needed.formula);
    let advice = if snapshot.pipeline.scaling.min > needed.shards {
        format!(
            "The scaling minimum of {} keeps them: lower it first. One shard is read by one batch at a time.",
            snapshot.pipeline.scaling.min
        )
    } else {
        "Merge when nothing else changes; a second shard also lets twice as many batches be read at once.".to_owned()
    };
    let finding = Finding::new("shards-spare", "", Level::Ok, text).resting_on([evidence, format!("${} saved a month", cents(saved))]);
    Some(finding.advise(advice).reads(["stream.cost_usd_per_month", "stream.open_shards"]))
}

/// Firehose bills small records as 5 KB.
fn rounding(snapshot: &Snapshot, now: &Estimate) -> Option<Finding> {
    let name = snapshot.pipeline.firehose.as_deref()?;
    let size = now.load.size.value;
    if size.is_zero() || FIREHOSE_STEP <= size {
        return None;
    }
    let billed = now.bill.of(Service::Firehose);
    // Batched to whole steps, what is billed is what there is.
    let saved = billed * (Decimal::ONE - size / FIREHOSE_STEP);
    if saved < WORTH_SAYING {
        return None;
    }
    let text = format!("Batching records to 5 KB would save ${} a month on Firehose.", cents(saved));
    let formula = format!(
        "${} × (1 − {} B ÷ 5,120 B): each record is billed as 5 KB, ingestion and conversion alike",
        cents(billed),
        size.round_dp(0).normalize()
    );
    let advice = "Put several updates into one record in the writer, or aggregate; readers must take them apart.";
    let finding = Finding::new("firehose-rounding", name, Level::Ok, text).resting_on([formula]);
    Some(finding.advise(advice).reads(["stream.incoming_records_per_second"]))
}

/// Short buffers make many small files, which Athena reads slowly.
fn small_files(snapshot: &Snapshot, now: &Estimate) -> Option<Finding> {
    let name = snapshot.pipeline.firehose.as_deref()?;
    let delivery = now.shape.neighbours.firehose.as_ref().filter(|delivery| delivery.buffer_seconds < LONGEST_BUFFER)?;
    let archive = now.shape.neighbours.archive.as_ref()?;
    let seconds = f64::from(HOURS_A_MONTH) * 3600.0;
    let files = |seconds_each: u32| seconds / f64::from(seconds_each.max(1));
    let bytes = (now.load.bytes() / archive.ratio.value).to_f64()?;
    let each = bytes * f64::from(delivery.buffer_seconds);
    // When the buffer's size is full before its time, a longer time changes nothing.
    let fills_up = f64::from(delivery.buffer_mb) * 1_048_576.0 <= now.load.bytes().to_f64()? * f64::from(delivery.buffer_seconds);
    if SMALL_FILE <= each || fills_up || bytes <= 0.0 {
        return None;
    }
    let text = format!(
        "{} s buffers make {} small files a month; {LONGEST_BUFFER} s would do with {}.",
        delivery.buffer_seconds,
        words::number(files(delivery.buffer_seconds)),
        words::number(files(LONGEST_BUFFER))
    );
    let formula = format!(
        "{HOURS_A_MONTH} h × 3600 s ÷ {} s; each file holds about {} KB at {}:1",
        delivery.buffer_seconds,
        words::number(each / 1024.0),
        archive.ratio.value.normalize()
    );
    let advice = "A longer buffer also makes the archive later by as much: keep it below what the freshness alarm allows.";
    let finding = Finding::new("small-files", name, Level::Ok, text).resting_on([formula]);
    Some(finding.advise(advice).reads(["firehose.buffer_seconds"]))
}
