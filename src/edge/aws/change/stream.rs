//! Changes of the stream. Each leaves once: AWS answers a second UpdateShardCount with ResourceInUse although the first was taken.

use aws_sdk_kinesis::config::Builder;
use aws_sdk_kinesis::types::{MetricsName, ScalingType, StreamMode as AwsMode, StreamModeDetails};

use super::{Door, Operation, Sent, once, sent};
use crate::domain::call::Call;
use crate::domain::facts::StreamMode;
use crate::domain::outcome::Refusal;

fn number(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

pub(super) async fn change(door: &Door, call: &Call) -> Sent {
    use Operation as Op;
    let kinesis = &door.session.kinesis;
    let settings = || Builder::new().retry_config(once());
    macro_rules! send {
        ($operation:expr, $request:expr) => {
            sent(door.mutate($operation, $request.customize().config_override(settings()).send()).await)
        };
    }
    match call {
        Call::UpdateShardCount { stream, to, .. } => {
            let request = kinesis.update_shard_count().stream_name(stream).target_shard_count(number(*to));
            send!(Op::UpdateShardCount, request.scaling_type(ScalingType::UniformScaling))
        }
        Call::SplitShard { stream, shard, new_starting_hash_key } => {
            let request = kinesis.split_shard().stream_name(stream).shard_to_split(shard);
            send!(Op::SplitShard, request.new_starting_hash_key(new_starting_hash_key.to_string()))
        }
        Call::MergeShards { stream, shard, adjacent } => {
            let request = kinesis.merge_shards().stream_name(stream).shard_to_merge(shard).adjacent_shard_to_merge(adjacent);
            send!(Op::MergeShards, request)
        }
        Call::UpdateStreamMode { arn, mode, .. } => {
            let mode = match mode {
                StreamMode::Provisioned => AwsMode::Provisioned,
                StreamMode::OnDemand => AwsMode::OnDemand,
            };
            match StreamModeDetails::builder().stream_mode(mode).build() {
                Ok(details) => send!(Op::UpdateStreamMode, kinesis.update_stream_mode().stream_arn(arn).stream_mode_details(details)),
                Err(error) => Sent::refused(Refusal::Other, format!("the request could not be made: {error}")),
            }
        }
        Call::IncreaseRetention { stream, hours } => {
            let request = kinesis.increase_stream_retention_period().stream_name(stream).retention_period_hours(number(*hours));
            send!(Op::IncreaseStreamRetentionPeriod, request)
        }
        Call::DecreaseRetention { stream, hours } => {
            let request = kinesis.decrease_stream_retention_period().stream_name(stream).retention_period_hours(number(*hours));
            send!(Op::DecreaseStreamRetentionPeriod, request)
        }
        Call::EnableShardMetrics { stream, metrics } => {
            let request = kinesis.enable_enhanced_monitoring().stream_name(stream).set_shard_level_metrics(Some(names(metrics)));
            send!(Op::EnableEnhancedMonitoring, request)
        }
        Call::DisableShardMetrics { stream, metrics } => {
            let request = kinesis.disable_enhanced_monitoring().stream_name(stream).set_shard_level_metrics(Some(names(metrics)));
            send!(Op::DisableEnhancedMonitoring, request)
        }
        _ => Sent::refused(Refusal::Other, format!("{} does not change the stream", call.name())),
    }
}

fn names(metrics: &[String]) -> Vec<MetricsName> {
    metrics.iter().map(|name| MetricsName::from(name.as_str())).collect()
}
