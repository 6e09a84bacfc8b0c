//! ListMetrics: 500 a page.

use serde_json::{Value, json};

use super::{dimension_members, invalid};
use crate::sim::metrics::Identity;
use crate::sim::wire::page::{self, Token};
use crate::sim::wire::refusal::Refusal;
use crate::sim::wire::value::Input;
use crate::sim::world::World;

const PAGE: usize = 500;

pub(super) fn metrics(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let (namespace, name) = (input.text("Namespace"), input.text("MetricName"));
    // A dimension without a value asks only that the metric has it.
    let filters: Vec<(&str, Option<&str>)> =
        input.list("Dimensions").filter_map(|filter| Some((filter.text("Name")?, filter.text("Value")))).collect();
    let has = |metric: &Identity, (name, value): (&str, Option<&str>)| {
        metric.dimensions.iter().any(|(have, of)| *have == name && value.is_none_or(|value| of == value))
    };
    let fits = |metric: &Identity| {
        namespace.is_none_or(|namespace| metric.namespace == namespace)
            && name.is_none_or(|name| metric.name == name)
            && filters.iter().all(|filter| has(metric, *filter))
    };
    let mut all: Vec<Identity> = world.list_metrics().into_iter().filter(fits).collect();
    all.sort();
    let told = match input.text("NextToken") {
        None => 0,
        Some(text) => Token::read("ListMetrics", text).ok_or_else(|| invalid("Invalid nextToken"))?.told,
    };
    let (page, next) = page::cut(all, told, PAGE);
    let next = next.map(|told| Token { about: String::new(), told, given: world.now }.write("ListMetrics"));
    let metrics = page.iter().map(|metric| {
        json!({
            "Namespace": metric.namespace,
            "MetricName": metric.name,
            "Dimensions": dimension_members(metric.dimensions.iter().map(|(name, value)| (*name, value.as_str()))),
        })
    });
    Ok(json!({ "Metrics": metrics.collect::<Vec<_>>(), "NextToken": next }))
}
