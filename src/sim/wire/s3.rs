//! Amazon S3, REST with XML: the lifecycle of a bucket. No object is served.

use http::Method;
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::service::{Operation, operation};
use super::value::Input;
use crate::sim::world::World;
use crate::sim::world::bucket::Rule;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] = &[operation("GetBucketLifecycleConfiguration", lifecycle)];

/// The operation and the bucket that a request is about; `None` for all that is not served.
pub(super) fn find(method: &Method, path: &str, query: &str) -> Option<(String, String)> {
    let bucket = path.trim_matches('/');
    let asks = form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "lifecycle");
    let is_served = method == Method::GET && asks && !bucket.is_empty() && !bucket.contains('/');
    is_served.then(|| ("GetBucketLifecycleConfiguration".to_owned(), bucket.to_owned()))
}

fn lifecycle(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let bucket = input.must("Bucket")?;
    let missing = || Refusal::with_status("NoSuchBucket", 404, "The specified bucket does not exist");
    let rules = world.buckets.get(bucket).ok_or_else(missing)?;
    if rules.is_empty() {
        return Err(Refusal::with_status("NoSuchLifecycleConfiguration", 404, "The lifecycle configuration does not exist"));
    }
    let rules: Vec<Value> = rules.iter().map(rule).collect();
    Ok(json!({ "LifecycleConfiguration": { "Rule": rules } }))
}

fn rule(rule: &Rule) -> Value {
    let moves: Vec<Value> = rule.moves.iter().map(|(class, days)| json!({ "Days": days, "StorageClass": class })).collect();
    let mut told = json!({
        "ID": rule.id,
        "Filter": { "Prefix": rule.prefix },
        "Status": if rule.is_enabled { "Enabled" } else { "Disabled" },
        "Transition": moves,
    });
    if let Some(days) = rule.expires_days {
        told["Expiration"] = json!({ "Days": days });
    }
    told
}
