//! GetMetricData: up to 500 queries, up to 100,800 points a page.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{dimensions, is_statistic, missing, must, validation};
use crate::domain::series::floor;
use crate::sim::metrics;
use crate::sim::wire::page::Token;
use crate::sim::wire::refusal::Refusal;
use crate::sim::wire::value::{Input, times};
use crate::sim::world::World;

const MOST_QUERIES: usize = 500;
const MOST_POINTS: usize = 100_800;
/// Seconds: a day.
pub(super) const LONGEST_PERIOD: i64 = 86_400;

/// What one query came to.
enum Found {
    /// Its points, in the order that was asked for.
    Points(Vec<(Timestamp, f64)>),
    /// It failed alone: status, code and sentence.
    Failed(&'static str, &'static str, String),
}

/// One query that was understood.
struct Query<'a> {
    id: &'a str,
    label: &'a str,
    found: Found,
}

pub(super) fn get(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let queries: Vec<Input<'_>> = input.list("MetricDataQueries").collect();
    if queries.is_empty() {
        return Err(missing("MetricDataQueries"));
    }
    if queries.len() > MOST_QUERIES {
        return Err(validation(format!("The collection MetricDataQueries must not have a size greater than {MOST_QUERIES}.")));
    }
    check_ids(&queries)?;
    let (from, to) = window(input)?;
    let newest_first = match input.text("ScanBy") {
        None | Some("TimestampDescending") => true,
        Some("TimestampAscending") => false,
        Some(other) => return Err(validation(format!("The value {other} for parameter ScanBy is not supported."))),
    };
    let told = match input.text("NextToken") {
        None => 0,
        Some(text) => Token::read("GetMetricData", text).ok_or_else(|| Refusal::bad("InvalidNextToken", "The token is not valid."))?.told,
    };
    let most = match input.whole("MaxDatapoints") {
        Some(most) if most < 1 => return Err(validation("The value of MaxDatapoints must be at least 1.")),
        most => most.and_then(|most| usize::try_from(most).ok()).unwrap_or(MOST_POINTS).min(MOST_POINTS),
    };
    let mut answered = Vec::new();
    for (at, query) in queries.iter().enumerate() {
        let answer = answer(world, *query, at + 1, from, to, newest_first)?;
        if query.flag("ReturnData") != Some(false) {
            answered.push(answer);
        }
    }
    if answered.is_empty() {
        return Err(validation("At least one metric data query must have ReturnData set to true."));
    }
    let (results, next) = page(&answered, told, most);
    let next = next.map(|told| Token { about: String::new(), told, given: world.now }.write("GetMetricData"));
    Ok(json!({ "MetricDataResults": results, "NextToken": next, "Messages": [] }))
}

/// Start included, end excluded; the start is rounded down to its minute.
pub(super) fn window(input: Input<'_>) -> Result<(Timestamp, Timestamp), Refusal> {
    let from = input.time("StartTime").ok_or_else(|| missing("StartTime"))?;
    let to = input.time("EndTime").ok_or_else(|| missing("EndTime"))?;
    if from >= to {
        return Err(validation("The parameter StartTime must be less than the parameter EndTime."));
    }
    Ok((floor(from, 60), to))
}

fn check_ids(queries: &[Input<'_>]) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for (at, query) in queries.iter().enumerate() {
        let member = format!("MetricDataQueries.member.{}", at + 1);
        let id = query.text("Id").ok_or_else(|| missing(&format!("{member}.Id")))?;
        let mut letters = id.chars();
        let first = letters.next().is_some_and(|letter| letter.is_ascii_lowercase());
        if !first || id.len() > 255 || !letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
            let rule = "must start with a lowercase letter and hold only letters, digits and underscores";
            return Err(validation(format!("The value {id} for parameter {member}.Id {rule}.")));
        }
        if !seen.insert(id) {
            return Err(validation(format!("The values for parameter id in MetricDataQueries are not unique: {id}.")));
        }
    }
    Ok(())
}

fn answer<'a>(
    world: &World,
    query: Input<'a>,
    number: usize,
    from: Timestamp,
    to: Timestamp,
    newest_first: bool,
) -> Result<Query<'a>, Refusal> {
    let member = format!("MetricDataQueries.member.{number}");
    let id = query.text("Id").unwrap_or_default();
    let stat = match (query.get("MetricStat"), query.text("Expression")) {
        (Some(_), None) => query.inner("MetricStat"),
        (None, Some(expression)) => {
            let found = Found::Failed("InternalError", "ArgumentError", format!("The embedded AWS has no metric math: {expression}"));
            return Ok(Query { id, label: query.text("Label").unwrap_or(id), found });
        }
        _ => return Err(validation(format!("Exactly one of MetricStat and Expression must be given in {member}."))),
    };
    let metric = stat.inner("Metric");
    let (namespace, name) = (must(metric, "Namespace")?, must(metric, "MetricName")?);
    let statistic = must(stat, "Stat")?;
    if !is_statistic(statistic) {
        return Err(validation(format!("The value {statistic} for parameter {member}.MetricStat.Stat is not supported.")));
    }
    let period = period(stat, &member)?;
    let label = query.text("Label").unwrap_or(name);
    if query.text("AccountId").is_some_and(|account| account != world.account) {
        let found = Found::Failed("Forbidden", "Forbidden", "The account is not linked to this one.".to_owned());
        return Ok(Query { id, label, found });
    }
    let wanted = metrics::Query { namespace, name, dimensions: &dimensions(metric), statistic, period };
    let mut points = world.data(&wanted, from, to);
    if stat.text("Unit").is_some_and(|unit| unit != super::unit(namespace, name)) {
        points.clear();
    }
    if newest_first {
        points.reverse();
    }
    Ok(Query { id, label, found: Found::Points(points) })
}

/// Seconds of one period: 60 or a multiple of it, since nothing here is of high resolution.
fn period(stat: Input<'_>, member: &str) -> Result<u32, Refusal> {
    let period = stat.whole("Period").ok_or_else(|| missing(&format!("{member}.MetricStat.Period")))?;
    let high_resolution = matches!(period, 1 | 5 | 10 | 20 | 30);
    if !high_resolution && (period < 60 || period % 60 != 0) {
        return Err(validation(format!("The parameter {member}.MetricStat.Period must be 1, 5, 10, 20, 30, or a multiple of 60.")));
    }
    if period > LONGEST_PERIOD {
        return Err(validation(format!(
            "The parameter {member}.MetricStat.Period must not be longer than a day, {LONGEST_PERIOD} seconds."
        )));
    }
    Ok(u32::try_from(period.max(60)).unwrap_or(60))
}

/// The results from the `told`-th point on, at most `most` points; and how many points are told then, when more follow.
fn page(queries: &[Query<'_>], told: usize, most: usize) -> (Vec<Value>, Option<usize>) {
    let (mut results, mut seen, mut left) = (Vec::new(), 0, most);
    for query in queries {
        let Found::Points(points) = &query.found else {
            results.extend((told == 0).then(|| failed(query)));
            continue;
        };
        let skipped = told.saturating_sub(seen).min(points.len());
        seen += points.len();
        // On later pages a query that was told whole, or that has nothing, does not come again.
        if skipped == points.len() && told > 0 {
            continue;
        }
        let rest = &points[skipped..];
        let part = &rest[..rest.len().min(left)];
        left -= part.len();
        if part.is_empty() && !rest.is_empty() {
            break;
        }
        results.push(json!({
            "Id": query.id,
            "Label": query.label,
            "Timestamps": times(part.iter().map(|(at, _)| *at)),
            "Values": part.iter().map(|(_, value)| *value).collect::<Vec<f64>>(),
            "StatusCode": if part.len() < rest.len() { "PartialData" } else { "Complete" },
        }));
    }
    let all: usize = queries.iter().map(|query| if let Found::Points(points) = &query.found { points.len() } else { 0 }).sum();
    let next = told + (most - left);
    (results, (next < all).then_some(next))
}

fn failed(query: &Query<'_>) -> Value {
    let Found::Failed(status, code, sentence) = &query.found else { return Value::Null };
    json!({
        "Id": query.id,
        "Label": query.label,
        "Timestamps": [],
        "Values": [],
        "StatusCode": status,
        "Messages": [{ "Code": code, "Value": sentence }],
    })
}
