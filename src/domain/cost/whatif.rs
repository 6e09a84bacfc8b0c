//! What if: another number of shards, another load, other readers — figures only, nothing is touched.

use rust_decimal::{Decimal, dec};

use super::{Basis, Figure, Load, Mode, Shape};

/// What is changed in thought; `None` is as it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WhatIf {
    /// Mode and shards.
    pub mode: Option<Mode>,
    /// Records a second.
    pub records: Option<Decimal>,
    /// Bytes of a mean record.
    pub size: Option<Decimal>,
    /// Polling readers.
    pub polling: Option<u32>,
    /// Fan-out consumers.
    pub fan_out: Option<u32>,
    /// Hours that records are kept.
    pub retention_hours: Option<u32>,
    /// Shard-level metrics.
    pub shard_metrics: Option<u32>,
}

/// One thing that can be turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named as on the screen")]
pub enum Knob {
    Mode,
    Shards,
    Records,
    Size,
    Polling,
    FanOut,
    Retention,
    ShardMetrics,
}

/// Steps within a decade, for rates and sizes.
const DECADE: [Decimal; 10] = [dec!(1), dec!(1.2), dec!(1.5), dec!(2), dec!(2.5), dec!(3), dec!(4), dec!(5), dec!(6), dec!(8)];

/// Hours that people keep records for.
const KEPT: [u32; 12] = [24, 48, 72, 96, 120, 144, 168, 336, 720, 2160, 4380, 8760];

/// The largest rate and size that are thought of.
const MOST: Decimal = dec!(10_000_000);

impl Knob {
    /// Every knob, in the order of the screen.
    pub const ALL: [Knob; 8] =
        [Knob::Mode, Knob::Shards, Knob::Records, Knob::Size, Knob::Polling, Knob::FanOut, Knob::Retention, Knob::ShardMetrics];

    /// Its name on the screen and in the command bar.
    pub fn word(self) -> &'static str {
        match self {
            Knob::Mode => "mode",
            Knob::Shards => "shards",
            Knob::Records => "records/s",
            Knob::Size => "record size",
            Knob::Polling => "pollers",
            Knob::FanOut => "fan-out",
            Knob::Retention => "retention",
            Knob::ShardMetrics => "shard metrics",
        }
    }

    /// The name in the command bar: one word.
    pub fn key(self) -> &'static str {
        match self {
            Knob::Mode => "mode",
            Knob::Shards => "shards",
            Knob::Records => "rate",
            Knob::Size => "size",
            Knob::Polling => "pollers",
            Knob::FanOut => "fan-out",
            Knob::Retention => "retention",
            Knob::ShardMetrics => "metrics",
        }
    }

    /// The knob's value in words.
    pub fn shown(self, load: &Load, shape: &Shape) -> String {
        match self {
            Knob::Mode => shape.mode.word().to_owned(),
            Knob::Shards => shape.mode.shards().map_or_else(|| "AWS counts them".to_owned(), |shards| shards.to_string()),
            Knob::Records => super::figure::plain(load.records.value),
            Knob::Size => format!("{} B", super::figure::plain(load.size.value)),
            Knob::Polling => shape.polling.to_string(),
            Knob::FanOut => shape.fan_out.to_string(),
            Knob::Retention if shape.retention_hours.is_multiple_of(24) && 48 <= shape.retention_hours => {
                format!("{} d", shape.retention_hours / 24)
            }
            Knob::Retention => format!("{} h", shape.retention_hours),
            Knob::ShardMetrics => shape.shard_metrics.to_string(),
        }
    }
}

impl WhatIf {
    /// Whether everything is as it is.
    pub fn is_idle(&self) -> bool {
        *self == Self::default()
    }

    /// The load in thought.
    pub fn load(&self, load: &Load) -> Load {
        let mut load = self.records.map_or_else(|| load.clone(), |records| Load { records: assumed(records), ..load.at(records) });
        if let Some(size) = self.size {
            (load.size, load.sizes) = (assumed(size), None);
        }
        load
    }

    /// The shape in thought; what follows the records follows the thought rate.
    pub fn shape(&self, load: &Load, shape: &Shape) -> Shape {
        let factor = match self.records {
            Some(records) if !load.records.value.is_zero() => records / load.records.value,
            _ => Decimal::ONE,
        };
        let scaled = shape.scaled(factor);
        Shape {
            mode: self.mode.unwrap_or(scaled.mode),
            retention_hours: self.retention_hours.unwrap_or(scaled.retention_hours),
            polling: self.polling.unwrap_or(scaled.polling),
            fan_out: self.fan_out.unwrap_or(scaled.fan_out),
            shard_metrics: self.shard_metrics.unwrap_or(scaled.shard_metrics),
            ..scaled
        }
    }

    /// Turns a knob one step up or down from where it stands.
    pub fn turn(&mut self, knob: Knob, up: bool, load: &Load, shape: &Shape) {
        let (load, shape) = (self.load(load), self.shape(load, shape));
        let count =
            |value: u32, least: u32, most: u32| if up { value.saturating_add(1).min(most) } else { value.saturating_sub(1).max(least) };
        match knob {
            Knob::Mode => self.mode = Some(next_mode(shape.mode, up)),
            Knob::Shards => {
                let shards = shape.mode.shards().unwrap_or(1);
                self.mode = Some(Mode::Provisioned { shards: count(shards, 1, 10_000) });
            }
            Knob::Records => self.records = Some(next(load.records.value, up)),
            Knob::Size => self.size = Some(next(load.size.value, up).min(dec!(1_048_576))),
            Knob::Polling => self.polling = Some(count(shape.polling, 0, 50)),
            Knob::FanOut => self.fan_out = Some(count(shape.fan_out, 0, 20)),
            Knob::Retention => self.retention_hours = Some(next_kept(shape.retention_hours, up)),
            Knob::ShardMetrics => self.shard_metrics = Some(count(shape.shard_metrics, 0, 7)),
        }
    }
}

impl WhatIf {
    /// Sets a knob to what somebody wrote; the error is one sentence.
    pub fn set(&mut self, knob: Knob, text: &str) -> Result<(), String> {
        let count = |least: u32, most: u32| match text.replace(['_', ','], "").parse::<u32>() {
            Ok(number) if least <= number && number <= most => Ok(number),
            _ => Err(format!("{} takes a whole number from {least} to {most}.", knob.key())),
        };
        match knob {
            Knob::Mode => {
                let modes = [Mode::Provisioned { shards: 2 }, Mode::OnDemand, Mode::Advantage];
                let found = modes.into_iter().find(|mode| mode.word().eq_ignore_ascii_case(text));
                self.mode = Some(found.ok_or("mode takes provisioned, on-demand or advantage.")?);
            }
            Knob::Shards => self.mode = Some(Mode::Provisioned { shards: count(1, 10_000)? }),
            Knob::Records => {
                let rate = text.replace(['_', ','], "").parse::<Decimal>().ok().filter(|rate| (Decimal::ZERO..=MOST).contains(rate));
                self.records = Some(rate.ok_or("rate takes records a second, such as 100000.")?);
            }
            Knob::Size => {
                let bytes = super::size(text).ok().filter(|bytes| *bytes <= 10_485_760);
                self.size = Some(Decimal::from(bytes.ok_or("size takes the size of a record, such as 300B or 25KiB, up to 10MiB.")?));
            }
            Knob::Polling => self.polling = Some(count(0, 50)?),
            Knob::FanOut => self.fan_out = Some(count(0, 20)?),
            Knob::Retention => {
                let hours = humantime::parse_duration(text).ok().map(|length| length.as_secs().div_ceil(3600));
                let hours = hours.and_then(|hours| u32::try_from(hours).ok()).filter(|hours| (24..=8760).contains(hours));
                self.retention_hours = Some(hours.ok_or("retention takes a time from 24h to 365days.")?);
            }
            Knob::ShardMetrics => self.shard_metrics = Some(count(0, 7)?),
        }
        Ok(())
    }
}

fn assumed(value: Decimal) -> Figure {
    Figure { value, basis: Basis::Assumed }
}

/// Provisioned, on-demand, Advantage, and round again.
fn next_mode(mode: Mode, up: bool) -> Mode {
    let around = [Mode::Provisioned { shards: mode.shards().unwrap_or(2) }, Mode::OnDemand, Mode::Advantage];
    let at = around.iter().position(|other| other.word() == mode.word()).unwrap_or(0);
    around[(at + if up { 1 } else { around.len() - 1 }) % around.len()]
}

fn next_kept(hours: u32, up: bool) -> u32 {
    let found = if up { KEPT.into_iter().find(|kept| hours < *kept) } else { KEPT.into_iter().rev().find(|kept| *kept < hours) };
    found.unwrap_or(hours)
}

/// The next round number above or below.
fn next(value: Decimal, up: bool) -> Decimal {
    let mut steps = Vec::new();
    let mut decade = dec!(0.1);
    while decade <= MOST {
        steps.extend(DECADE.iter().map(|step| (*step * decade).normalize()));
        decade *= dec!(10);
    }
    let found = if up { steps.iter().find(|step| value < **step) } else { steps.iter().rev().find(|step| **step < value) };
    found.copied().unwrap_or(value)
}
