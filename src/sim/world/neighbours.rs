//! What the table, the functions, the queue and the socket publish of a minute, and what Firehose delivers.

use jiff::Timestamp;

use crate::domain::series::seconds_between;
use crate::sim::metrics::{Sample, Store};

use super::World;
use super::engine::Minute;
use super::names;
use super::reader::Kind;

/// Updates that one call of the webhook brings, on average.
const UPDATES_A_CALL: f64 = 4.0;

impl World {
    pub(super) fn publish_neighbours(&mut self, minute: i64) {
        let of = self.engine.minute;
        self.publish_table(minute, of);
        let calls = (of.updates as f64 / UPDATES_A_CALL).round();
        let onset = &self.engine.onset;
        let (failing, sent) = if self.engine.troubled(self.now) { (onset.writer_failing, onset.broadcast_share) } else { (0.0, 1.0) };
        self.publish_function(minute, names::WRITER, calls, (calls * failing).round(), 42.0);
        let function = |reader: &&super::reader::Reader| matches!(reader.kind, Kind::Function(_));
        let consumer =
            self.engine.readers.iter().find(function).map(|reader| (reader.name.clone(), reader.minute.runs, reader.minute.errors));
        if let Some((name, runs, errors)) = consumer {
            let slow = self.engine.onset.lag_slope.is_some() && self.engine.troubled(self.now);
            let mean = if slow { 900.0 } else { 65.0 };
            self.publish_function(minute, &name, runs.round(), errors.round().min(runs.round()), mean);
            self.note_result(&name, runs, errors);
        }
        self.publish_queue(minute, (calls * sent).round(), of);
    }

    fn publish_table(&mut self, minute: i64, of: Minute) {
        let failing = if self.engine.troubled(self.now) { self.engine.onset.table_errors } else { 0.0 };
        let jitter = &mut self.engine.jitter;
        let latency = 4.2 + 0.8 * jitter.unit();
        let slowest = latency * (4.0 + 3.0 * jitter.unit());
        let (taken, throttled) = (of.table_writes as f64, Sample::events(of.table_throttled as f64));
        let table = [("TableName", names::TABLE)];
        let operation = [("TableName", names::TABLE), ("Operation", "PutItem")];
        let cause =
            if self.engine.onset.key_range { "WriteKeyRangeThroughputThrottleEvents" } else { "WriteMaxOnDemandThroughputThrottleEvents" };
        let mut put =
            |name, dimensions: &[(&'static str, &str)], sample| self.metrics.record("AWS/DynamoDB", name, dimensions, minute, sample);
        put("ConsumedWriteCapacityUnits", &table, Sample::events(taken));
        put("SuccessfulRequestLatency", &operation, Sample::spread(latency, slowest, taken));
        put("ThrottledRequests", &operation, throttled);
        put("SystemErrors", &operation, Sample::events((taken * failing).round()));
        put("WriteThrottleEvents", &table, throttled);
        put(cause, &table, throttled);
    }

    fn publish_function(&mut self, minute: i64, name: &str, runs: f64, errors: f64, mean: f64) {
        let jitter = &mut self.engine.jitter;
        let mean = mean * (0.95 + 0.1 * jitter.unit());
        let slowest = mean * (2.5 + jitter.unit());
        let at_once = (runs / 60.0 * mean / 1000.0 + 1.0 + 2.0 * jitter.unit()).round();
        let of = [("FunctionName", name)];
        let store: &mut Store = &mut self.metrics;
        let mut put = |metric, sample| store.record("AWS/Lambda", metric, &of, minute, sample);
        put("Invocations", Sample::events(runs));
        put("Duration", Sample::spread(mean, slowest, runs));
        put("Errors", if errors > 0.0 { Sample { sum: errors, max: 1.0, min: 0.0, count: runs } } else { Sample::default() });
        put("ConcurrentExecutions", if runs > 0.0 { Sample::one(at_once) } else { Sample::default() });
    }

    /// What the mapping says of its last batch.
    fn note_result(&mut self, function: &str, runs: f64, errors: f64) {
        let running = |mapping: &&mut super::function::EventSourceMapping| mapping.function == function && mapping.is_running();
        if let Some(mapping) = self.mappings.iter_mut().find(running) {
            let result = match (errors > 0.0, runs > 0.0) {
                (true, _) => "PROBLEM: Function call failed",
                (false, true) => "OK",
                (false, false) => "No records processed",
            };
            result.clone_into(&mut mapping.last_result);
        }
    }

    fn publish_queue(&mut self, minute: i64, calls: f64, of: Minute) {
        let waiting = self.engine.jitter.whole([0.0, 4.0]);
        let oldest = (self.engine.jitter.unit() * 2.0).round();
        if let Some(queue) = self.queues.get_mut(names::QUEUE) {
            queue.visible = waiting as u64;
            queue.in_flight = (calls / 60.0).round() as u64;
        }
        let of_queue = [("QueueName", names::QUEUE)];
        let mut put = |name, sample| self.metrics.record("AWS/SQS", name, &of_queue, minute, sample);
        put("NumberOfMessagesSent", Sample::events(calls));
        put("NumberOfMessagesDeleted", Sample::events(calls));
        put("ApproximateNumberOfMessagesVisible", Sample::one(waiting as f64));
        put("ApproximateAgeOfOldestMessage", Sample::one(oldest));
        let connects = self.engine.jitter.poisson(6.0) as f64;
        let of_socket = [("ApiId", names::SOCKET_API)];
        let mut put = |name, sample| self.metrics.record("AWS/ApiGateway", name, &of_socket, minute, sample);
        put("MessageCount", Sample::events(of.table_writes as f64 * 3.0));
        put("ConnectCount", Sample::events(connects));
    }

    /// Firehose gathers what it read and writes an object when its buffer is old or full.
    pub(super) fn deliver(&mut self, end: Timestamp, minute: i64) {
        let read: f64 = self.engine.readers.iter().filter(|reader| reader.kind == Kind::Firehose).map(|reader| reader.minute.records).sum();
        let Some(firehose) = self.firehoses.get(names::FIREHOSE) else { return };
        let (every, most) = (f64::from(firehose.buffer_seconds), f64::from(firehose.buffer_mb) * 1_048_576.0);
        let engine = &mut self.engine;
        let failing = if engine.troubled(end) { engine.onset.delivery_failing } else { 0.0 };
        engine.buffer.records += read;
        if engine.buffer.oldest.is_none() && read > 0.0 {
            engine.buffer.oldest = Some(crate::domain::series::shift(end, -60));
        }
        let Some(oldest) = engine.buffer.oldest else { return };
        let age = seconds_between(oldest, end);
        let due = age >= every || engine.buffer.records * super::traffic::RECORD_BYTES >= most;
        let fresh = (age + 2.0 + 8.0 * engine.jitter.unit()).round();
        let of = [("DeliveryStreamName", names::FIREHOSE)];
        let mut put = |name, sample| self.metrics.record("AWS/Firehose", name, &of, minute, sample);
        put("DeliveryToS3.DataFreshness", Sample::one(fresh));
        if !due {
            return;
        }
        let out = (engine.buffer.records * (1.0 - failing)).round();
        put("DeliveryToS3.Success", Sample { sum: 1.0 - failing, max: 1.0 - failing, min: 1.0 - failing, count: 1.0 });
        put("DeliveryToS3.Records", Sample::events(out));
        put("DeliveryToS3.Bytes", Sample { sum: (out * 45.0).round(), max: 60.0, min: 30.0, count: out });
        put("SucceedConversion.Records", Sample::events(out));
        // What failed is tried again and again, and its oldest record grows old.
        engine.buffer.records -= out;
        if failing == 0.0 {
            engine.buffer = super::engine::Buffer::default();
        }
    }
}
