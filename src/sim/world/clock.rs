//! How virtual time passes: to the next minute's end, step or deadline, whichever comes first.

use jiff::Timestamp;

use crate::domain::series::{floor, shift};

use super::World;
use super::engine::Event;
use super::stream::{Change, Stream};

impl World {
    /// Lets the world run until `now`; an earlier moment changes nothing.
    pub fn advance_to(&mut self, now: Timestamp) {
        loop {
            let minute_end = shift(floor(self.engine.settled, 60), 60);
            let next = self.next_deadline().map_or(minute_end, |deadline| deadline.clamp(self.engine.settled, minute_end));
            if next > now {
                break;
            }
            self.now = self.now.max(next);
            self.play(next);
            self.come_due(next);
            self.follow_percentage(next);
            if next == minute_end {
                self.end_minute(next);
            }
        }
        self.now = self.now.max(now);
        self.deploy();
    }

    /// Brings the traffic up to now, so that a change counts from this moment on and not before.
    pub(super) fn settle(&mut self) {
        self.play(self.now);
    }

    /// How many seconds the next step of a change takes: some tens.
    pub(super) fn step_seconds(&mut self) -> i64 {
        self.engine.works.whole([20.0, 45.0])
    }

    /// A new revision or id.
    pub(super) fn new_uuid(&mut self) -> String {
        let (a, b) = (self.engine.works.bits(), self.engine.works.bits());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            a >> 32,
            a >> 16 & 0xFFFF,
            a & 0xFFF,
            b >> 48 & 0x3FFF | 0x8000,
            b & 0xFFFF_FFFF_FFFF
        )
    }

    /// When the next thing happens by itself.
    fn next_deadline(&self) -> Option<Timestamp> {
        let steps =
            self.streams.values().flat_map(|stream| stream.steps.front().map(|step| step.at).into_iter().chain(stream.updating_until));
        let functions = self.functions.values().filter_map(|function| function.updating_until);
        let mappings = self.mappings.iter().filter_map(|mapping| mapping.settles.map(|(at, _)| at));
        let events = self.engine.events.front().map(|(at, _)| *at);
        let foreign = self.foreign.first().map(|(at, _)| *at);
        steps.chain(functions).chain(mappings).chain(events).chain(foreign).min()
    }

    /// Puts everything into force that is due.
    fn come_due(&mut self, now: Timestamp) {
        let mut reshaped = false;
        for stream in self.streams.values_mut() {
            reshaped |= stream.come_due(now);
        }
        if reshaped {
            self.spread_over_shards();
        }
        for function in self.functions.values_mut() {
            if function.updating_until.is_some_and(|until| until <= now) {
                function.updating_until = None;
                "Successful".clone_into(&mut function.last_update_status);
            }
        }
        for mapping in &mut self.mappings {
            if let Some((_, then)) = mapping.settles.filter(|(at, _)| *at <= now) {
                then.clone_into(&mut mapping.state);
                mapping.settles = None;
            }
        }
        self.others_act(now);
        while let Some((at, event)) = self.engine.events.front().copied().filter(|(at, _)| *at <= now) {
            self.engine.events.pop_front();
            match event {
                Event::Flag { on, percentage } => self.set_flag(at, on, percentage),
                Event::Onset => self.begin_trouble(at),
            }
        }
    }
}

impl Stream {
    /// Puts steps that are due into force; answers whether the shards changed.
    fn come_due(&mut self, now: Timestamp) -> bool {
        let mut reshaped = false;
        while let Some(step) = self.steps.pop_front_if(|step| step.at <= now) {
            self.reshape(&step.change, step.at);
            match step.change {
                Change::Split(_) | Change::Merge(_) => reshaped = true,
                Change::Mode(mode) => self.mode = mode,
                Change::Retention(hours) => self.retention_hours = hours,
                Change::ShardMetrics(metrics) => self.shard_metrics = metrics,
            }
        }
        if self.updating_until.is_some_and(|until| until <= now) {
            self.updating_until = None;
        }
        reshaped
    }
}
