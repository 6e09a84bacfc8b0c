//! The bill as text and as JSON.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Case;
use crate::domain::cost::{Bill, Comparison, Line, cents};
use crate::domain::finding::words::count;
use crate::edge::cli::arguments::Common;
use crate::edge::cli::around::Around;
use crate::edge::cli::exit::Failure;
use crate::edge::cli::paint::Paint;
use crate::view::text;

/// Amounts are decimal strings, exact: the lines add up to the total.
pub(super) fn json(case: &Case, bill: &Bill, compared: Option<&Comparison>) -> Value {
    let mut document = json!({
        "region": bill.region,
        "currency": "USD",
        "prices_as_of": bill.as_of(),
        "hours": bill.hours,
        "load": {
            "records_per_second": case.load.records.value.normalize(),
            "record_bytes": case.load.size.value.normalize(),
            "peak_records_per_second": case.load.peak.value.normalize(),
            "basis": case.load.records.basis,
            "window": case.load.window,
            "record_sizes": case.load.sizes,
        },
        "mode": case.shape.mode.word(),
        "shards": case.shape.mode.shards(),
        "lines": bill.lines.iter().map(line).collect::<Vec<_>>(),
        "left_out": bill.left_out,
        "total": exact(bill.total()),
        "budget": case.pipeline.limits.budget,
    });
    if let Some(compared) = compared {
        document["compare"] = json!({
            "choices": compared.choices.iter().map(|choice| json!({
                "mode": choice.mode.word(),
                "shards": choice.mode.shards(),
                "words": choice.words,
                "total": exact(choice.bill.total()),
            })).collect::<Vec<_>>(),
            "needed": compared.needed,
            "breakeven": compared.breakeven.as_ref().map(|at| json!({
                "shards": at.shards, "peak_to_mean": exact(at.peak_to_mean.round_dp(6)), "formula": at.formula,
            })),
            "left_out": compared.left_out,
        });
    }
    document
}

fn exact(amount: Decimal) -> Decimal {
    amount.normalize()
}

fn line(line: &Line) -> Value {
    json!({
        "item": line.item,
        "subject": line.subject,
        "service": line.service,
        "quantity": line.quantity.normalize(),
        "unit": line.unit,
        "unit_price": line.unit_price.normalize(),
        "amount": exact(line.amount),
        "basis": line.basis,
        "formula": line.formula,
        "as_of": line.price.as_of,
        "source": line.price.source,
    })
}

/// For people: the lines, what they rest on, and what is not in them.
pub(super) fn text(
    case: &Case,
    bill: &Bill,
    compared: Option<&Comparison>,
    common: &Common,
    around: &mut Around<'_>,
) -> Result<(), Failure> {
    let paint = Paint::of(common, around);
    let load = &case.load;
    let head = format!(
        "{}  {} records/s of {} B ({}), {} h",
        bill.region,
        load.records.value.round_dp(2).normalize(),
        load.size.value.round_dp(1).normalize(),
        load.window,
        bill.hours
    );
    writeln!(around.out, "{}", paint.text(&head))?;
    if let Some(sizes) = load.sizes {
        writeln!(around.out, "  {}", paint.text(&sizes.words()))?;
    }
    for line in &bill.lines {
        let name = format!("{} {}", line.service.word(), line.item.words());
        let amount = text::right(&text::usd(line.amount), 12);
        writeln!(around.out, "  {}{amount}  {:<11}{}", text::left(&name, 28), line.basis.word(), paint.text(&line.sum()))?;
        let subject = if line.subject.is_empty() { String::new() } else { format!("{}: ", line.subject) };
        writeln!(around.out, "      {}", paint.text(&format!("{subject}{}", line.formula)))?;
    }
    writeln!(around.out, "  {}{}", text::left("total", 28), text::right(&text::usd(bill.total()), 12))?;
    if let Some(budget) = case.pipeline.limits.budget {
        let word = if budget < bill.total() { "over" } else { "within" };
        writeln!(around.out, "  {word} the budget of ${budget}")?;
    }
    if let Some(day) = bill.as_of() {
        writeln!(around.out, "  prices of {day} and later; `tidegate prices show` tells the source of each")?;
    }
    for what in &bill.left_out {
        writeln!(around.out, "  {}", paint.text(&format!("not in it: {what}")))?;
    }
    if let Some(compared) = compared {
        side_by_side(case, compared, paint, around)?;
    }
    Ok(())
}

fn side_by_side(case: &Case, compared: &Comparison, paint: Paint, around: &mut Around<'_>) -> Result<(), Failure> {
    let target = case.pipeline.scaling.target_utilisation;
    writeln!(around.out, "\nthe stream alone, by mode")?;
    for choice in &compared.choices {
        writeln!(around.out, "  {}{}", text::left(&choice.words, 34), text::right(&text::usd(choice.bill.total()), 12))?;
    }
    let needed = &compared.needed;
    writeln!(
        around.out,
        "  {}",
        paint.text(&format!("the peak needs {} at {target} %: {}", count(f64::from(needed.shards), "shard"), needed.formula))
    )?;
    if let Some(at) = &compared.breakeven {
        let words = format!(
            "on-demand is cheaper once {} shards are needed, at a peak of {} times the mean; now it is {}: {}",
            at.shards,
            cents(at.peak_to_mean),
            cents(case.load.peak_to_mean()),
            at.formula
        );
        writeln!(around.out, "  {}", paint.text(&words))?;
    }
    for what in &compared.left_out {
        writeln!(around.out, "  {}", paint.text(&format!("not compared: {what}")))?;
    }
    Ok(())
}
