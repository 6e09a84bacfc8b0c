//! Whether an alarm that exists does what it is for: rings by the right metric, within the owner's limit, and tells somebody.

use super::AlarmOf;
use crate::domain::checklist::impossible;
use crate::domain::facts::Alarm;
use crate::domain::finding::words;
use crate::domain::pipeline::Pipeline;

/// Seconds of the longest period that an alarm may have: what CloudWatch's own console proposes.
const LONGEST_PERIOD: u32 = 300;

/// Below this part of the limit an alarm on an age was meant in seconds, and the metric counts milliseconds.
const FAR_BELOW: f64 = 0.1;

impl AlarmOf {
    /// Whether an alarm is meant for this: it watches one of the metrics, and that can have data.
    pub fn is_meant_by(self, alarm: &Alarm) -> bool {
        self.metrics().contains(&alarm.metric.as_str()) && impossible(alarm).is_none()
    }

    /// What keeps an alarm that is meant for this from ringing in time and telling somebody, one clause each; empty when it
    /// does. An alarm that rings earlier than the limit is none the worse. A formula is not compared.
    pub fn shortcomings(self, alarm: &Alarm, pipeline: &Pipeline) -> Vec<String> {
        let clauses = [
            elsewhere(alarm, pipeline),
            self.folded(alarm),
            (!alarm.rings_above()).then(|| format!("it rings {} its threshold, and not above it", alarm.beyond())),
            self.threshold(alarm, pipeline),
            self.late(alarm),
            untold(alarm),
        ];
        clauses.into_iter().flatten().collect()
    }

    /// Whether an alarm rings for this within the owner's limit and tells somebody.
    pub fn is_served_by(self, alarm: &Alarm, pipeline: &Pipeline) -> bool {
        self.is_meant_by(alarm) && !alarm.is_formula && self.shortcomings(alarm, pipeline).is_empty()
    }

    /// It folds the samples of a period in a way that hides what it is for.
    fn folded(self, alarm: &Alarm) -> Option<String> {
        let (is_right, wanted, why) = match self {
            AlarmOf::Lag => (matches!(alarm.statistic.as_str(), "Maximum" | "p100"), "Maximum", "shows the reader that is furthest behind"),
            AlarmOf::Throttles => (alarm.statistic == "Sum", "Sum", "counts every record"),
        };
        (!is_right).then(|| format!("it looks at the {}, and only the {wanted} {why}", alarm.statistic))
    }

    /// Its threshold is beyond the owner's limit, or one that is always exceeded.
    fn threshold(self, alarm: &Alarm, pipeline: &Pipeline) -> Option<String> {
        let (limit, unit) = (self.definition(pipeline).threshold as f64, self.unit());
        let (has, may) = (words::number(alarm.threshold), words::number(limit));
        if limit < alarm.threshold {
            return Some(format!("its threshold of {has}{unit} is beyond the limit of {may}{unit}"));
        }
        if alarm.threshold < 0.0 || (alarm.threshold == 0.0 && alarm.comparison == "GreaterThanOrEqualToThreshold") {
            return Some(format!("it rings all the time: everything is above {has}"));
        }
        let is_far_below = self == AlarmOf::Lag && alarm.threshold < FAR_BELOW * limit;
        is_far_below.then(|| format!("its threshold of {has}{unit} is far below the limit of {may}{unit}: the metric counts milliseconds"))
    }

    /// It rings later than its limit allows. A lag stays and may be seen a little later; refused writes may fill one minute alone.
    fn late(self, alarm: &Alarm) -> Option<String> {
        let (period, needed) = (alarm.period_seconds, alarm.breaching_periods());
        if period < 60 {
            return Some(format!("its period of {period} s is shorter than the minute that the metric is published by"));
        }
        let most = match self {
            AlarmOf::Lag => 2 * LONGEST_PERIOD,
            AlarmOf::Throttles if 1 < needed => {
                return Some(format!("it rings only when {needed} periods of {period} s are beyond it, and one minute is enough"));
            }
            AlarmOf::Throttles => LONGEST_PERIOD,
        };
        let after = f64::from(period) * f64::from(needed);
        let periods = words::count(f64::from(needed), "period");
        (f64::from(most) < after).then(|| {
            format!("it rings after {periods} of {}: {} too late", words::span(f64::from(period)), words::span(after - f64::from(most)))
        })
    }

    fn unit(self) -> &'static str {
        match self {
            AlarmOf::Lag => " ms",
            AlarmOf::Throttles => "",
        }
    }
}

/// It watches something else than our stream or a reader of it, or a part of it alone.
fn elsewhere(alarm: &Alarm, pipeline: &Pipeline) -> Option<String> {
    let value = |name: &str| alarm.dimensions.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    let names: Vec<&str> = alarm.dimensions.iter().map(|(name, _)| name.as_str()).collect();
    match alarm.metric.as_str() {
        "IteratorAge" => {
            let reader = value("FunctionName").unwrap_or_default();
            let is_ours = alarm.namespace == "AWS/Lambda" && pipeline.consumers.iter().any(|name| name == reader);
            (!is_ours).then(|| format!("it watches {} {reader}, which is no consumer of the stream", alarm.namespace))
        }
        _ if alarm.namespace != "AWS/Kinesis" => Some(format!("it watches {} instead of AWS/Kinesis", alarm.namespace)),
        _ if value("StreamName") != Some(pipeline.stream.as_str()) => Some("it watches another stream".to_owned()),
        "SubscribeToShardEvent.MillisBehindLatest" => None,
        _ if names != ["StreamName"] => Some(format!("it watches a part of the stream alone, by {}", words::list(&names))),
        _ => None,
    }
}

/// Nobody hears it.
fn untold(alarm: &Alarm) -> Option<String> {
    if !alarm.actions_enabled {
        return Some("its actions are switched off: nobody is told".to_owned());
    }
    alarm.actions.is_empty().then(|| "it has no action: nobody is told".to_owned())
}

impl Alarm {
    /// Periods that must breach before it rings: M of "M out of N".
    pub fn breaching_periods(&self) -> u32 {
        if self.datapoints == 0 { self.periods } else { self.datapoints }
    }

    /// Its comparison as people say it; one that is not known stays as AWS calls it.
    pub fn beyond(&self) -> &str {
        match self.comparison.as_str() {
            "GreaterThanThreshold" => "above",
            "GreaterThanOrEqualToThreshold" => "at or above",
            "LessThanThreshold" => "below",
            "LessThanOrEqualToThreshold" => "at or below",
            other => other,
        }
    }

    fn rings_above(&self) -> bool {
        matches!(self.comparison.as_str(), "GreaterThanThreshold" | "GreaterThanOrEqualToThreshold")
    }
}
