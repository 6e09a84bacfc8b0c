//! Automatic scaling of the stream: the shard count within its bounds, and a target that scales at the owner's utilisation.

use super::{Check, told, unread};
use crate::domain::facts::{Scaling, ScalingPolicy, StreamMode};
use crate::domain::finding::words;
use crate::domain::limits::{SHARD_WRITE_BYTES, SHARD_WRITE_RECORDS};
use crate::domain::snapshot::Snapshot;

/// Percentage points by which a policy may be off.
const TOLERANCE: f64 = 1.0;

/// What a stream says whose shards AWS counts.
const ON_DEMAND: &str = "the stream is on-demand: AWS counts its shards";

/// The shard count lies within the owner's bounds, which are those of every target.
pub(super) fn shard_bounds(snapshot: &Snapshot) -> Check {
    let id = "shard-bounds";
    let stream = match told(snapshot, &snapshot.stream) {
        Ok(stream) => stream,
        Err(fault) => return unread(id, fault, "the stream's summary"),
    };
    if stream.mode == StreamMode::OnDemand {
        return Check::not_applicable(id, ON_DEMAND);
    }
    let bounds = &snapshot.pipeline.scaling;
    let mut evidence = vec![format!("{}, bounds {} to {}", words::count(f64::from(stream.open_shards), "shard"), bounds.min, bounds.max)];
    let mut holds = (bounds.min..=bounds.max).contains(&stream.open_shards);
    let scaling = told(snapshot, &snapshot.scaling);
    for target in scaling.into_iter().flat_map(|scaling| &scaling.targets) {
        let ours = (i64::from(bounds.min), i64::from(bounds.max));
        let same = (i64::from(target.min), i64::from(target.max)) == ours;
        holds &= same;
        if !same {
            evidence.push(format!("the scalable target says {} to {}", target.min, target.max));
        }
    }
    match scaling {
        Err(fault) if holds => {
            evidence.extend(fault.map(ToString::to_string));
            Check::waiting(id, evidence, "the scalable targets of Application Auto Scaling")
        }
        _ => Check::judged(id, holds, evidence),
    }
}

/// A target that names the stream scales it, and its policies aim at the owner's utilisation.
pub(super) fn target(snapshot: &Snapshot) -> Check {
    let id = "scaling-target";
    if told(snapshot, &snapshot.stream).is_ok_and(|stream| stream.mode == StreamMode::OnDemand) {
        return Check::not_applicable(id, ON_DEMAND);
    }
    let scaling = match told(snapshot, &snapshot.scaling) {
        Ok(scaling) => scaling,
        Err(fault) => return unread(id, fault, "the scalable targets of Application Auto Scaling"),
    };
    if scaling.targets.is_empty() {
        return Check::missing(id, nothing_scales(snapshot));
    }
    let policies = match &scaling.policies {
        Ok(policies) => policies,
        Err(fault) => return unread(id, Some(fault), "the scaling policies"),
    };
    judged(id, scaling, policies, f64::from(snapshot.pipeline.scaling.target_utilisation))
}

fn nothing_scales(snapshot: &Snapshot) -> Vec<String> {
    let names = match &snapshot.pipeline.scaling.resource_id {
        Some(id) => format!("no scalable target has the configured id {id}"),
        None => format!("no scalable target under custom-resource names {}", snapshot.pipeline.stream),
    };
    let how = "Kinesis has no namespace of its own there: a target is an HTTPS address in front of a function that changes the shard count; \
               alarms with a function of your own are not seen";
    vec![names, how.to_owned(), "if its id does not name the stream, set resource_id under [pipeline.scaling]".to_owned()]
}

fn judged(id: &'static str, scaling: &Scaling, policies: &[ScalingPolicy], wanted: f64) -> Check {
    let frozen = scaling.targets.iter().filter(|target| target.is_frozen());
    let mut differs: Vec<String> = frozen.map(|target| format!("{} is suspended: it scales nothing", target.resource_id)).collect();
    if policies.is_empty() {
        differs.push("the target has no policy: nothing makes it scale; a schedule is not seen".to_owned());
    }
    let mut evidence = Vec::new();
    for policy in policies {
        match policy.utilisation() {
            Some(aims) if TOLERANCE < (aims - wanted).abs() => {
                differs.push(format!("{}, and {wanted:.0} % is configured (target_utilisation)", said(policy, aims)));
            }
            Some(aims) => evidence.push(said(policy, aims)),
            None => evidence.push(format!("{}: what it aims at is no utilisation, and is not compared", policy.name)),
        }
    }
    let holds = differs.is_empty();
    differs.extend(evidence);
    Check::judged(id, holds, differs)
}

fn said(policy: &ScalingPolicy, aims: f64) -> String {
    let of = policy.tracks.as_ref().map_or_else(String::new, |tracks| format!("{} at {}: ", tracks.metric, words::number(tracks.target)));
    format!("{} keeps {of}{aims:.0} % of a shard", policy.name)
}

impl ScalingPolicy {
    /// Percent of a shard's write limit that it aims at: by records or bytes a minute, or by a metric that is a percentage itself.
    fn utilisation(&self) -> Option<f64> {
        let tracks = self.tracks.as_ref()?;
        let of = |a_second: f64| tracks.target / 60.0 / a_second * 100.0;
        match (tracks.metric.as_str(), tracks.statistic.as_str()) {
            ("IncomingRecords", "Sum") => Some(of(SHARD_WRITE_RECORDS)),
            ("IncomingBytes", "Sum") => Some(of(SHARD_WRITE_BYTES)),
            (metric, _) if metric.to_ascii_lowercase().contains("utili") => Some(tracks.target),
            _ => None,
        }
    }
}
