//! From a scenario's law to this seed's sizes, and what happens when the trouble begins.

use jiff::Timestamp;

use crate::domain::series::{floor, shift};
use crate::sim::scenario::{Law, Range};

use super::World;
use super::dice::Dice;
use super::engine::{Event, Onset};
use super::fault::{WireFault, WireFaultKind};
use super::names;
use super::reader::Kind;
use super::stream::Stream;

impl Onset {
    /// Draws the sizes. The moment is a full minute.
    pub fn draw(law: &Law, stream: &Stream, start: Timestamp, dice: &mut Dice) -> Self {
        let minutes = dice.whole(law.onset_minutes);
        let trouble = &law.trouble;
        let mut maybe = |range: Option<Range>| range.map(|range| dice.within(range));
        let (updates, hot, lag_slope) = (maybe(trouble.updates_per_second), maybe(trouble.hot_per_second), maybe(trouble.lag_slope));
        let (throttled, sent, failing) = (maybe(trouble.table_throttled), maybe(trouble.sent_share), maybe(trouble.delivery_failing));
        let open: Vec<_> = stream.open().collect();
        let victim = open[dice.whole([0.0, open.len() as f64 - 1.0]) as usize].shard.id.clone();
        let key_range = dice.unit() < 0.5;
        let mut maybe = |range: Option<Range>| range.map(|range| dice.within(range));
        Self {
            at: if law.onset_percentage.is_some() { Timestamp::MAX } else { floor(shift(start, -60 * minutes), 60) },
            percentage: law.onset_percentage,
            updates,
            hot: hot.unwrap_or_default(),
            lag_slope,
            poisoned: trouble.poison.then_some(victim),
            fan_out_stalled: trouble.fan_out_stalled,
            table_throttled: throttled.unwrap_or_default(),
            key_range,
            sent_share: sent.unwrap_or(1.0),
            consumer_stopped: trouble.consumer_stopped,
            delivery_failing: failing.unwrap_or_default(),
            falling_an_hour: maybe(trouble.falling_an_hour).unwrap_or_default(),
            reset_to: trouble.reset_to,
            ordered_share: maybe(trouble.ordered_share).unwrap_or_default(),
            given_up: maybe(trouble.given_up).unwrap_or_default(),
            writer_failing: maybe(trouble.writer_failing).unwrap_or_default(),
            table_errors: maybe(trouble.table_errors).unwrap_or_default(),
            broadcast_share: maybe(trouble.broadcast_share).unwrap_or(1.0),
            archive_empty: trouble.archive_empty,
        }
    }
}

/// How the flag came to where it stands: stage by stage, hours apart.
pub(super) fn flag_history(law: &Law, start: Timestamp, onset: Timestamp, dice: &mut Dice) -> Vec<(Timestamp, Event)> {
    if law.switched_on_at_onset {
        return vec![(onset, Event::Flag { on: true, percentage: law.percentage })];
    }
    let stages: Vec<u8> = [1, 10, 50, 100].into_iter().filter(|stage| *stage <= law.percentage).collect();
    let hours = |back: usize, dice: &mut Dice| 5.0 + 5.0 * back as f64 + dice.within([0.0, 2.0]);
    let count = stages.len();
    let moment = |nth: usize, dice: &mut Dice| shift(start, -((hours(count - 1 - nth, dice) * 3600.0) as i64));
    stages.iter().enumerate().map(|(nth, stage)| (floor(moment(nth, dice), 60), Event::Flag { on: true, percentage: *stage })).collect()
}

/// Faults that stand from the beginning.
pub(super) fn standing_faults(law: &Law) -> Vec<WireFault> {
    let denied = law.denied.iter().filter_map(|permission| permission.split_once(':'));
    let mut faults: Vec<_> =
        denied.map(|(service, operation)| WireFault::always(Some(service), Some(operation), WireFaultKind::Denied)).collect();
    if law.expired {
        faults.push(WireFault::always(None, None, WireFaultKind::ExpiredCredentials));
    }
    if law.trouble.metrics_out {
        faults.push(WireFault::always(Some("cloudwatch"), Some("GetMetricData"), WireFaultKind::Status500));
    }
    faults
}

impl World {
    /// Somebody sets the flag on the writer.
    pub(super) fn set_flag(&mut self, at: Timestamp, on: bool, percentage: u8) {
        let revision = self.new_uuid();
        for parameter in [("/prices/use-kinesis", on.to_string()), ("/prices/kinesis-percentage", percentage.to_string())] {
            if let Some(found) = self.parameters.get_mut(parameter.0) {
                found.value = parameter.1;
                found.version += 1;
                found.modified = at;
            }
        }
        let Some(writer) = self.functions.get_mut(names::WRITER) else { return };
        writer.environment.insert("USE_KINESIS".to_owned(), on.to_string());
        writer.environment.insert("KINESIS_PERCENTAGE".to_owned(), percentage.to_string());
        writer.revision = revision;
        writer.last_modified = at;
    }

    /// Trouble that hangs on the percentage begins and ends with it.
    pub(super) fn follow_percentage(&mut self, at: Timestamp) {
        let Some(wanted) = self.engine.onset.percentage else { return };
        let is_reached = f64::from(wanted) <= self.set_share() * 100.0;
        match (self.engine.troubled(at), is_reached) {
            (false, true) => {
                self.engine.onset.at = at;
                self.begin_trouble(at);
            }
            (true, false) => self.engine.onset.at = Timestamp::MAX,
            _ => {}
        }
    }

    /// The trouble begins: what is not a matter of rates changes here.
    pub(super) fn begin_trouble(&mut self, at: Timestamp) {
        let onset = self.engine.onset.clone();
        if let Some(percentage) = onset.reset_to {
            self.set_flag(at, true, percentage);
        }
        self.spread_over_shards();
        let (ordinary, hot) = self.update_rates(at);
        let chance = self.sent_chance(at);
        for reader in &mut self.engine.readers {
            match reader.kind {
                Kind::Function(_) => {
                    for (id, position) in &mut reader.positions {
                        position.blocked = onset.poisoned.as_ref() == Some(id);
                        let Some(traffic) = self.engine.shards.get(id) else { continue };
                        let arriving = (ordinary * traffic.share + hot * traffic.hot_share) * chance;
                        position.capacity = onset.lag_slope.map_or(position.capacity, |slope| arriving * (1.0 - slope));
                    }
                }
                Kind::FanOut if onset.fan_out_stalled => {
                    for position in reader.positions.values_mut() {
                        position.capacity = 0.0;
                    }
                }
                Kind::FanOut | Kind::Firehose => {}
            }
        }
        if onset.given_up > 0.0 {
            for mapping in self.mappings.iter_mut().filter(|mapping| mapping.function == names::CONSUMER) {
                mapping.maximum_retries = 0;
            }
        }
        if onset.consumer_stopped {
            for mapping in self.mappings.iter_mut().filter(|mapping| mapping.function == names::CONSUMER) {
                "Disabled".clone_into(&mut mapping.state);
                mapping.last_modified = at;
            }
        }
    }
}
