//! The end of a minute: what each service publishes of it, and what it leaves out.

use jiff::Timestamp;

use crate::domain::series::shift;

use super::World;
use super::engine::{Minute, ShardTraffic};
use super::function::EventSourceMapping;
use super::names;
use super::reader::{Kind, ReaderMinute};
use crate::sim::metrics::{Sample, Store};

const KINESIS: &str = "AWS/Kinesis";

/// Bytes of the archive: forty days of it at seven to one.
const ARCHIVE: f64 = 17.2e9;

/// Where the minute's values go.
pub(super) struct Sheet<'a> {
    store: &'a mut Store,
    minute: i64,
}

impl Sheet<'_> {
    /// Publishes one metric; a sample of no events stays absent.
    pub(super) fn put(&mut self, namespace: &'static str, name: &'static str, dimensions: &[(&'static str, &str)], sample: Sample) {
        self.store.record(namespace, name, dimensions, self.minute, sample);
    }
}

impl World {
    /// Closes the minute that ends here: publishes it, lets Firehose deliver and the alarms look.
    pub(super) fn end_minute(&mut self, end: Timestamp) {
        let minute = shift(end, -60).as_second().div_euclid(60);
        self.publish_stream(minute);
        self.publish_shards(minute);
        self.publish_readers(minute);
        self.publish_neighbours(minute);
        self.publish_archive(minute);
        self.deliver(end, minute);
        for traffic in self.engine.shards.values_mut() {
            traffic.rate = traffic.minute.records as f64 / 60.0;
            traffic.minute = super::engine::ShardMinute::default();
        }
        for reader in &mut self.engine.readers {
            reader.minute = ReaderMinute::default();
        }
        self.engine.minute = Minute::default();
        let engine = &mut self.engine;
        engine.swell = 0.9 * engine.swell + 0.012 * engine.swells.normal();
        self.forget_drained(end);
        self.watch(end);
    }

    fn publish_stream(&mut self, minute: i64) {
        let shards = self.engine.shards.values().map(|traffic| traffic.minute);
        let (mut records, mut bytes, mut refused, mut reads_refused) = (0, 0, 0, 0);
        for shard in shards {
            records += shard.records;
            bytes += shard.bytes;
            refused += shard.refused;
            reads_refused += shard.reads_refused;
        }
        let (records, refused, bytes) = (records as f64, refused as f64, bytes as f64);
        let jitter = &mut self.engine.jitter;
        let latency = 7.0 + 2.0 * jitter.unit();
        let slowest = latency * (3.0 + 2.0 * jitter.unit());
        let dimensions = [("StreamName", names::STREAM)];
        let mut sheet = Sheet { store: &mut self.metrics, minute };
        let mut put = |name, sample| sheet.put(KINESIS, name, &dimensions, sample);
        put("IncomingRecords", Sample::events(records));
        put("IncomingBytes", Sample { sum: bytes, max: 410.0, min: 220.0, count: records });
        put("PutRecord.Bytes", Sample { sum: bytes, max: 410.0, min: 220.0, count: records });
        put("PutRecord.Latency", Sample::spread(latency, slowest, records));
        let all = if refused > 0.0 { 0.0 } else { 1.0 };
        put("PutRecord.Success", Sample { sum: records, max: 1.0, min: all, count: records + refused });
        put("WriteProvisionedThroughputExceeded", Sample::events(refused));
        put("ReadProvisionedThroughputExceeded", Sample::events(reads_refused as f64));
    }

    /// What S3 measured of the archive's bucket, once a day, at the day's first minute.
    fn publish_archive(&mut self, minute: i64) {
        const DAY: i64 = 24 * 60;
        if minute.rem_euclid(DAY) == 0 {
            let dimensions = [("BucketName", names::BUCKET), ("StorageType", "StandardStorage")];
            let mut sheet = Sheet { store: &mut self.metrics, minute };
            sheet.put("AWS/S3", "BucketSizeBytes", &dimensions, Sample { sum: ARCHIVE, max: ARCHIVE, min: ARCHIVE, count: 1.0 });
        }
    }

    fn publish_shards(&mut self, minute: i64) {
        let Some(stream) = self.streams.get(names::STREAM) else { return };
        if stream.shard_metrics.is_empty() {
            return;
        }
        let engine = &self.engine;
        for (id, traffic) in &engine.shards {
            let ages = engine.readers.iter().filter_map(|reader| reader.minute.fetched.get(id));
            let age = ages.copied().reduce(f64::max).map(|age| Sample::one((age * 1000.0).round()));
            let dimensions = [("StreamName", names::STREAM), ("ShardId", id.as_str())];
            let mut sheet = Sheet { store: &mut self.metrics, minute };
            for name in &stream.shard_metrics {
                let (name, sample) = shard_sample(name, traffic, age);
                sheet.put(KINESIS, name, &dimensions, sample);
            }
        }
    }

    fn publish_readers(&mut self, minute: i64) {
        let engine = &mut self.engine;
        let mut polled: Option<f64> = None;
        let (mut records, mut reads) = (0.0, 0.0);
        for reader in &engine.readers {
            let jitter = 0.15 + 0.5 * engine.jitter.unit();
            let own = reader.minute.age.map(|age| Sample::one(((age + jitter) * 1000.0).round()));
            let mut sheet = Sheet { store: &mut self.metrics, minute };
            match reader.kind {
                Kind::Function(ref uuid) => {
                    sheet.put("AWS/Lambda", "IteratorAge", &[("FunctionName", &reader.name)], own.unwrap_or_default());
                    let counts = |mapping: &&EventSourceMapping| mapping.uuid == *uuid && mapping.is_running() && mapping.counts_events();
                    if let Some(mapping) = self.mappings.iter().find(counts) {
                        count_events(&mut sheet, mapping, &reader.minute);
                    }
                }
                Kind::Firehose => {
                    let of = [("DeliveryStreamName", reader.name.as_str())];
                    sheet.put("AWS/Firehose", "KinesisMillisBehindLatest", &of, own.unwrap_or_default());
                    sheet.put("AWS/Firehose", "DataReadFromKinesisStream.Records", &of, Sample::events(reader.minute.records.round()));
                    let bytes = reader.minute.records * super::traffic::RECORD_BYTES;
                    let bytes = Sample { sum: bytes.round(), max: 410.0, min: 220.0, count: reader.minute.records.round() };
                    sheet.put("AWS/Firehose", "DataReadFromKinesisStream.Bytes", &of, bytes);
                }
                Kind::FanOut => {
                    let of = [("StreamName", names::STREAM), ("ConsumerName", reader.name.as_str())];
                    sheet.put(KINESIS, "SubscribeToShardEvent.MillisBehindLatest", &of, own.unwrap_or_default());
                    sheet.put(KINESIS, "SubscribeToShardEvent.Records", &of, Sample::events(reader.minute.records.round()));
                }
            }
            let fetched = reader.minute.fetched.values().copied().reduce(f64::max);
            polled = [polled, fetched.map(|age| age + 0.4 * jitter)].into_iter().flatten().reduce(f64::max);
            if reader.kind != Kind::FanOut {
                records += reader.minute.records;
                reads += 60.0 * reader.minute.fetched.len() as f64;
            }
        }
        let dimensions = [("StreamName", names::STREAM)];
        let mut sheet = Sheet { store: &mut self.metrics, minute };
        let mut put = |name, sample| sheet.put(KINESIS, name, &dimensions, sample);
        if let Some(age) = polled {
            let worst = (age * 1000.0).round();
            put("GetRecords.IteratorAgeMilliseconds", Sample { sum: worst * reads * 0.6, max: worst, min: 0.0, count: reads });
        }
        put("GetRecords.Records", Sample { sum: records.round(), max: records.min(10_000.0), min: 0.0, count: reads });
        put("GetRecords.Bytes", Sample { sum: (records * super::traffic::RECORD_BYTES).round(), max: records, min: 0.0, count: reads });
        put("GetRecords.Success", Sample::events(reads));
        put("GetRecords.Latency", Sample::spread(9.0, 31.0, reads));
    }

    /// Forgets closed shards of which nothing is kept any more.
    fn forget_drained(&mut self, now: Timestamp) {
        let Some(stream) = self.streams.get_mut(names::STREAM) else { return };
        let horizon = shift(now, -i64::from(stream.retention_hours) * 3600);
        let shards = &mut self.engine.shards;
        stream.shards.retain(|shard| {
            let gone = shard.closed.is_some_and(|closed| closed < horizon);
            if gone {
                shards.remove(&shard.shard.id);
            }
            !gone
        });
    }
}

/// What a mapping counts: an empty poll is a zero, and what a failure destination takes is not dropped.
fn count_events(sheet: &mut Sheet<'_>, mapping: &EventSourceMapping, minute: &ReaderMinute) {
    let of = [("EventSourceMappingUUID", mapping.uuid.as_str())];
    let (polled, given_up) = (minute.polled.round(), Sample::events(minute.given_up.round()));
    let polls = if polled > 0.0 { Sample::events(polled) } else { Sample::one(0.0) };
    let lost = if mapping.failure_destination.is_some() { "OnFailureDestinationDeliveredEventCount" } else { "DroppedEventCount" };
    sheet.put("AWS/Lambda", "PolledEventCount", &of, polls);
    sheet.put("AWS/Lambda", lost, &of, given_up);
}

/// One shard-level metric of a minute, under its own static name.
fn shard_sample(name: &str, traffic: &ShardTraffic, age: Option<Sample>) -> (&'static str, Sample) {
    let minute = traffic.minute;
    let bytes = |sum: f64, count: f64| Sample { sum: sum.round(), max: 410.0, min: 220.0, count: count.round() };
    match name {
        "IncomingBytes" => ("IncomingBytes", bytes(minute.bytes as f64, minute.records as f64)),
        "IncomingRecords" => ("IncomingRecords", Sample::events(minute.records as f64)),
        "OutgoingBytes" => ("OutgoingBytes", bytes(minute.outgoing * super::traffic::RECORD_BYTES, minute.outgoing)),
        "OutgoingRecords" => ("OutgoingRecords", Sample::events(minute.outgoing.round())),
        "WriteProvisionedThroughputExceeded" => ("WriteProvisionedThroughputExceeded", Sample::events(minute.refused as f64)),
        "ReadProvisionedThroughputExceeded" => ("ReadProvisionedThroughputExceeded", Sample::events(minute.reads_refused as f64)),
        _ => ("IteratorAgeMilliseconds", age.unwrap_or_default()),
    }
}
