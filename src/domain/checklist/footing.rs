//! What a check rests on beside its words: how new the oldest of it is, and what its harm has to do with the last change.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::metric::MetricId;
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;

/// How new a check's evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Footing {
    /// It rests on no metric.
    #[default]
    Facts,
    /// On metrics whose newest complete minute ended then; the oldest of them counts.
    Until(Timestamp),
    /// On a metric that does not answer just now, or of which nothing is known.
    Silent,
}

impl Footing {
    /// What these metrics give to stand on. A minute that is missing without a meaning of its own gives nothing new.
    pub(in crate::domain) fn of(snapshot: &Snapshot, ids: &[&MetricId]) -> Self {
        let until = |id: &MetricId| {
            let track = snapshot.metrics.track(id).filter(|track| track.fault.is_none())?;
            snapshot.metrics.newest(id, snapshot.now).map(|(start, _)| shift(start, track.series.period()))
        };
        ids.iter().fold(Self::Facts, |all, id| all.and(until(id).map_or(Self::Silent, Self::Until)))
    }

    /// Both together: what is silent spoils all, and of two moments the older counts.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Silent, _) | (_, Self::Silent) => Self::Silent,
            (Self::Until(one), Self::Until(another)) => Self::Until(one.min(another)),
            (Self::Facts, other) | (other, Self::Facts) => other,
        }
    }

    /// The end of its newest minute; `None` when it rests on no metric, or one is silent.
    pub fn until(self) -> Option<Timestamp> {
        match self {
            Self::Until(until) => Some(until),
            Self::Facts | Self::Silent => None,
        }
    }
}

/// What the harm that a failed check tells of has to do with the flag. Each arm says more than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Harm {
    /// Nothing fails, or what failed is not seen in the newest minute alone any more.
    #[default]
    Past,
    /// It is seen in the newest minute alone as well.
    GoesOn,
    /// It goes on, was not there before the flag's last change, began in that stage's bake, and the change went up.
    CameWithTheChange,
}
