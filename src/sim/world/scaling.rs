//! What Application Auto Scaling holds: targets, policies, activities.

use jiff::Timestamp;

/// All of Application Auto Scaling.
#[derive(Debug, Clone, Default)]
pub struct Scaling {
    /// Scalable targets of every namespace.
    pub targets: Vec<ScalableTarget>,
    /// Scaling policies.
    pub policies: Vec<ScalingPolicy>,
    /// Activities, newest first.
    pub activities: Vec<ScalingActivity>,
}

/// One scalable target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScalableTarget {
    /// `custom-resource`, `dynamodb`, …
    pub namespace: String,
    /// An HTTPS URL for custom resources.
    pub resource_id: String,
    /// `custom-resource:ResourceType:Property`, …
    pub dimension: String,
    /// Fewest.
    pub min: i32,
    /// Most.
    pub max: i32,
    /// The role it acts as.
    pub role_arn: String,
    /// When it was registered.
    pub created: Timestamp,
    /// Scaling in is suspended.
    pub in_suspended: bool,
    /// Scaling out is suspended.
    pub out_suspended: bool,
    /// Scheduled scaling is suspended.
    pub scheduled_suspended: bool,
    /// Target ARN.
    pub arn: String,
}

/// One target-tracking policy.
#[derive(Debug, Clone, PartialEq)]
pub struct ScalingPolicy {
    /// Policy name.
    pub name: String,
    /// Policy ARN.
    pub arn: String,
    /// Its target's namespace.
    pub namespace: String,
    /// Its target's resource id.
    pub resource_id: String,
    /// Its target's dimension.
    pub dimension: String,
    /// The value that it tracks.
    pub target_value: f64,
    /// Namespace of the metric it tracks.
    pub metric_namespace: String,
    /// Name of the metric it tracks.
    pub metric_name: String,
    /// Dimensions of the metric it tracks.
    pub metric_dimensions: Vec<(String, String)>,
    /// Its statistic.
    pub statistic: String,
    /// Seconds to wait after scaling out.
    pub scale_out_cooldown: u32,
    /// Seconds to wait after scaling in.
    pub scale_in_cooldown: u32,
    /// When it was made.
    pub created: Timestamp,
}

/// One scaling activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScalingActivity {
    /// Activity id.
    pub id: String,
    /// Its target's namespace.
    pub namespace: String,
    /// Its target's resource id.
    pub resource_id: String,
    /// Its target's dimension.
    pub dimension: String,
    /// What it did.
    pub description: String,
    /// Why.
    pub cause: String,
    /// `Pending`, `InProgress`, `Successful`, `Overridden`, `Unfulfilled`, `Failed`.
    pub status: String,
    /// Details of the status.
    pub message: String,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
}
