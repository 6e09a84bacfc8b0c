//! How fast an age changes: the median of all pairwise slopes (Theil–Sen), with Sen's band.

use serde::{Deserialize, Serialize};

/// Fewest points that a slope is made of.
const FEWEST: usize = 4;

/// A slope in seconds a second with its 95 % band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Slope {
    /// The median of the pairwise slopes.
    pub value: f64,
    /// The band's lower end.
    pub low: f64,
    /// The band's upper end.
    pub high: f64,
}

impl Slope {
    /// Whether it is the slope of time itself: nothing at all is read.
    pub fn is_stall(&self) -> bool {
        self.value >= 0.9 && self.low >= 0.75
    }
}

/// The slope of the newest stretch that runs straight: a bend (a stall that began six minutes ago) must not
/// be averaged with what was before it. Points are seconds and values, oldest first.
pub fn newest(points: &[(f64, f64)]) -> Option<Slope> {
    let stretches = (FEWEST..=points.len()).rev().map(|length| &points[points.len() - length..]);
    let straight = stretches.into_iter().find_map(straight);
    straight.or_else(|| theil_sen(points))
}

/// The slope of a stretch whose points all lie near one line.
fn straight(stretch: &[(f64, f64)]) -> Option<Slope> {
    let slope = theil_sen(stretch)?;
    let mut offsets: Vec<f64> = stretch.iter().map(|(x, y)| y - slope.value * x).collect();
    let middle = median(&mut offsets)?;
    let worst = offsets.iter().map(|offset| (offset - middle).abs()).fold(0.0, f64::max);
    let (lowest, highest) = stretch.iter().fold((f64::MAX, f64::MIN), |(low, high), (_, y)| (low.min(*y), high.max(*y)));
    (worst <= (0.1 * (highest - lowest)).max(3.0)).then_some(slope)
}

/// Theil–Sen over all points; `None` for fewer than four.
pub fn theil_sen(points: &[(f64, f64)]) -> Option<Slope> {
    if points.len() < FEWEST {
        return None;
    }
    let mut slopes = Vec::with_capacity(points.len() * (points.len() - 1) / 2);
    for (index, (x0, y0)) in points.iter().enumerate() {
        slopes.extend(points[index + 1..].iter().filter(|(x1, _)| x1 > x0).map(|(x1, y1)| (y1 - y0) / (x1 - x0)));
    }
    let value = median(&mut slopes)?;
    // Sen 1968: the ranks of the band follow from the variance of Kendall's statistic.
    let count = points.len() as f64;
    let spread = 1.96 * (count * (count - 1.0) * (2.0 * count + 5.0) / 18.0).sqrt();
    let pairs = slopes.len() as f64;
    let rank = |place: f64| slopes[(place.round().max(0.0) as usize).min(slopes.len() - 1)];
    Some(Slope { value, low: rank((pairs - spread) / 2.0 - 1.0), high: rank(f64::midpoint(pairs, spread)) })
}

/// Sorts and takes the middle.
fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 { Some(upper) } else { Some(f64::midpoint(values[middle - 1], upper)) }
}
