//! The commands of Parameter Store, Application Auto Scaling and CloudWatch alarms.

use super::World;
use super::alarm::{Alarm, AlarmDefinition};
use super::flags::Parameter;
use super::refusal::Refusal;
use super::scaling::ScalableTarget;

/// What RegisterScalableTarget changes; `None` leaves a thing as it is.
#[derive(Debug, Clone, Default)]
pub struct TargetPatch {
    /// Fewest.
    pub min: Option<i32>,
    /// Most.
    pub max: Option<i32>,
    /// Suspends scaling in.
    pub in_suspended: Option<bool>,
    /// Suspends scaling out.
    pub out_suspended: Option<bool>,
    /// Suspends scheduled scaling.
    pub scheduled_suspended: Option<bool>,
}

impl World {
    /// GetParameter.
    pub fn parameter(&self, name: &str) -> Result<&Parameter, Refusal> {
        self.parameters.get(name).ok_or_else(|| Refusal::bad("ParameterNotFound", format!("Parameter {name} not found.")))
    }

    /// PutParameter. Answers the new version.
    pub fn put_parameter(&mut self, name: &str, value: &str, kind: Option<&str>, overwrite: bool) -> Result<u64, Refusal> {
        if self.parameters.contains_key(name) && !overwrite {
            let message = "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
            return Err(Refusal::bad("ParameterAlreadyExists", message));
        }
        let arn = format!("arn:aws:ssm:{}:{}:parameter/{}", self.region, self.account, name.trim_start_matches('/'));
        let (now, by) = (self.now, self.caller.clone());
        let kind = kind.unwrap_or("String");
        let parameter = self.parameters.entry(name.to_owned()).or_insert_with(|| Parameter {
            name: name.to_owned(),
            value: String::new(),
            kind: kind.to_owned(),
            version: 0,
            modified: now,
            modified_by: by.clone(),
            arn,
        });
        value.clone_into(&mut parameter.value);
        parameter.version += 1;
        parameter.modified = now;
        parameter.modified_by = by;
        Ok(parameter.version)
    }

    /// RegisterScalableTarget: makes a target or changes its bounds and suspensions.
    pub fn register_scalable_target(
        &mut self,
        namespace: &str,
        resource_id: &str,
        dimension: &str,
        patch: &TargetPatch,
    ) -> Result<&ScalableTarget, Refusal> {
        let same =
            |target: &ScalableTarget| target.namespace == namespace && target.resource_id == resource_id && target.dimension == dimension;
        let at = self.scaling.targets.iter().position(same);
        let old = at.map(|at| self.scaling.targets[at].clone());
        let (Some(min), Some(max)) = (patch.min.or(old.as_ref().map(|old| old.min)), patch.max.or(old.as_ref().map(|old| old.max))) else {
            return Err(Refusal::bad("ValidationException", "MinCapacity and MaxCapacity are required for a new scalable target."));
        };
        if min > max || min < 0 {
            let message = format!("Maximum capacity {max} cannot be less than minimum capacity {min}, nor either below 0.");
            return Err(Refusal::bad("ValidationException", message));
        }
        let role = format!(
            "arn:aws:iam::{}:role/aws-service-role/custom-resource.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_CustomResource",
            self.account
        );
        let arn =
            format!("arn:aws:application-autoscaling:{}:{}:scalable-target/{}", self.region, self.account, self.scaling.targets.len());
        let base = old.unwrap_or_else(|| ScalableTarget {
            namespace: namespace.to_owned(),
            resource_id: resource_id.to_owned(),
            dimension: dimension.to_owned(),
            min,
            max,
            role_arn: role,
            created: self.now,
            in_suspended: false,
            out_suspended: false,
            scheduled_suspended: false,
            arn,
        });
        let target = ScalableTarget {
            min,
            max,
            in_suspended: patch.in_suspended.unwrap_or(base.in_suspended),
            out_suspended: patch.out_suspended.unwrap_or(base.out_suspended),
            scheduled_suspended: patch.scheduled_suspended.unwrap_or(base.scheduled_suspended),
            ..base
        };
        let at = at.unwrap_or_else(|| {
            self.scaling.targets.push(target.clone());
            self.scaling.targets.len() - 1
        });
        self.scaling.targets[at] = target;
        Ok(&self.scaling.targets[at])
    }

    /// PutMetricAlarm: overwrites the whole alarm; its state is found anew at the next minute.
    pub fn put_metric_alarm(&mut self, name: &str, definition: AlarmDefinition) {
        let arn = format!("arn:aws:cloudwatch:{}:{}:alarm:{name}", self.region, self.account);
        let now = self.now;
        let alarm = self.alarms.entry(name.to_owned()).or_insert_with(|| Alarm::new(name, arn, definition.clone(), now));
        alarm.definition = definition;
        alarm.configured = now;
    }
}
