//! The broadcast queue.

use aws_sdk_sqs::types::QueueAttributeName as Name;

use super::door::Door;
use super::operation::Operation;
use crate::domain::facts::Queue;
use crate::domain::fault::Fault;

/// GetQueueUrl and GetQueueAttributes.
pub(super) async fn ask(door: &Door, name: &str) -> Result<Queue, Fault> {
    let found = door.send(Operation::GetQueueUrl, door.session.sqs.get_queue_url().queue_name(name).send()).await?;
    let Some(url) = found.queue_url().filter(|url| !url.is_empty()) else {
        return Err(door.unreadable(Operation::GetQueueUrl, "the answer holds no URL"));
    };
    let operation = Operation::GetQueueAttributes;
    let request = door
        .session
        .sqs
        .get_queue_attributes()
        .queue_url(url)
        .attribute_names(Name::ApproximateNumberOfMessages)
        .attribute_names(Name::ApproximateNumberOfMessagesNotVisible)
        .attribute_names(Name::MessageRetentionPeriod);
    let answer = door.send(operation, request.send()).await?;
    let number = |name: Name| {
        let text = answer.attributes().and_then(|held| held.get(&name));
        let number = text.and_then(|text| text.parse::<u64>().ok());
        number.ok_or_else(|| door.unreadable(operation, &format!("the answer holds no number for {}", name.as_str())))
    };
    Ok(Queue {
        visible: number(Name::ApproximateNumberOfMessages)?,
        in_flight: number(Name::ApproximateNumberOfMessagesNotVisible)?,
        retention_seconds: number(Name::MessageRetentionPeriod)?,
    })
}
