//! The table's minutes before the first one that was played, worked out when they are asked for and never stored.
//!
//! The traffic is that of the played day: its mean, its daily rhythm, a slow swell and chance, all from the seed. Nothing went to the
//! stream before that day, and of what hangs on it there is nothing to tell; of functions and queue nothing is told either.

use jiff::Timestamp;

use super::{Identity, Sample, mix};
use crate::sim::rhythm::rhythm;

/// Minutes before the first played one that are known: for so long CloudWatch keeps minutes.
const MINUTES: i64 = 15 * 24 * 60;

/// Minutes between two drawn points of the swell.
const KNOTS: i64 = 10;

/// Deviation of the swell's logarithm, as that of the played traffic.
const SWELL: f64 = 0.0275;

/// One minute that was busier than all others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Busy {
    /// Which, since the epoch.
    pub minute: i64,
    /// Writes a second in it.
    pub per_second: f64,
}

/// The table's traffic before the world was played.
#[derive(Debug, Clone, Copy)]
pub struct Past {
    seed: u64,
    /// Mean writes a second.
    mean: f64,
    /// The first played minute, since the epoch.
    until: i64,
    busy: Option<Busy>,
}

/// A metric that the past is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Write units: one an item here.
    Units,
    /// Latency, whose samples are the requests.
    Latency,
}

impl Told {
    /// What is told of a metric, if anything.
    pub(super) fn of(identity: &Identity) -> Option<Self> {
        match (identity.namespace, identity.name) {
            ("AWS/DynamoDB", "ConsumedWriteCapacityUnits") => Some(Told::Units),
            ("AWS/DynamoDB", "SuccessfulRequestLatency") => Some(Told::Latency),
            _ => None,
        }
    }
}

impl Past {
    /// The past of a world that is played from `dawn` on.
    pub fn before(dawn: Timestamp, seed: u64, mean: f64, busy: Option<Busy>) -> Self {
        Self { seed, mean, until: dawn.as_second().div_euclid(60), busy }
    }

    /// The oldest minute that is known.
    pub(super) fn first(&self) -> i64 {
        self.until - MINUTES
    }

    /// What was published of a minute.
    pub(super) fn sample(&self, told: Told, minute: i64) -> Option<Sample> {
        if !(self.first()..self.until).contains(&minute) {
            return None;
        }
        let writes = self.writes(minute);
        Some(match told {
            Told::Units => Sample::events(writes),
            Told::Latency => {
                let latency = 4.2 + 0.8 * self.unit(minute, "latency");
                Sample::spread(latency, latency * (4.0 + 3.0 * self.unit(minute, "slowest")), writes)
            }
        })
    }

    /// Writes of a minute: about as many as a Poisson law draws.
    fn writes(&self, minute: i64) -> f64 {
        if let Some(busy) = self.busy.filter(|busy| busy.minute == minute) {
            return (busy.per_second * 60.0).round();
        }
        let at = Timestamp::from_second(minute * 60).unwrap_or_default();
        let expected = 60.0 * self.mean * rhythm(at) * self.swell(minute).exp();
        (expected + expected.sqrt() * self.normal(minute, "writes")).round().max(0.0)
    }

    /// A slow swell: straight lines between points of chance.
    fn swell(&self, minute: i64) -> f64 {
        let (knot, into) = (minute.div_euclid(KNOTS), minute.rem_euclid(KNOTS) as f64 / KNOTS as f64);
        SWELL * ((1.0 - into) * self.normal(knot, "swell") + into * self.normal(knot + 1, "swell"))
    }

    /// 64 bits that are this seed's, this minute's and this purpose's own.
    fn bits(&self, minute: i64, purpose: &str) -> u64 {
        let name = purpose.bytes().fold(0, |name: u64, byte| name.rotate_left(8) ^ u64::from(byte));
        mix(self.seed, name, minute as u64)
    }

    /// Evenly from 0 to 1.
    fn unit(&self, minute: i64, purpose: &str) -> f64 {
        f64::from((self.bits(minute, purpose) >> 32) as u32) / f64::from(u32::MAX)
    }

    /// About normal with mean 0 and deviation 1, never beyond 3.5: the sum of four even draws.
    fn normal(&self, minute: i64, purpose: &str) -> f64 {
        let bits = self.bits(minute, purpose);
        let sum: f64 = (0..4).map(|quarter| f64::from((bits >> (16 * quarter)) as u16) / f64::from(u16::MAX)).sum();
        (sum - 2.0) * 3f64.sqrt()
    }
}
