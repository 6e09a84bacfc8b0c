//! The chance of crossing a boundary while nothing is wrong, computed minute by minute: what the false alarms of a day add up to.

use tidegate::domain::parity::boundary::{Boundary, FIRST_LOSS, FIRST_SURPLUS, LATER_LOSS, LATER_SURPLUS, Line};
use tidegate::domain::parity::{FEWEST_MINUTES, LONGEST};

/// Cells of the grid for one minute's standard deviation.
const CELLS: i64 = 5;

/// Cells that one minute can move, to either side.
const REACH: i64 = 8 * CELLS;

/// Cells below 0 that are followed: nobody comes back from there in time.
const DEPTH: i64 = 60 * CELLS;

/// Minutes of a day, each of which begins a window.
const DAY: usize = 1440;

/// Where a walk may stand, from so many cells below 0 on.
struct Walk {
    below: i64,
    chances: Vec<f64>,
}

impl Walk {
    fn begin(below: i64) -> Self {
        let mut chances = vec![0.0; usize::try_from(below).unwrap() + 1];
        *chances.last_mut().unwrap() = 1.0;
        Self { below, chances }
    }

    /// One minute on, falling by so many standard deviations in the mean. What goes below the lowest cell stays there.
    fn step(&mut self, falls: f64) {
        let centre = (-falls * CELLS as f64).round() as i64;
        let chance = |moved: i64| {
            let off = moved as f64 / CELLS as f64 + falls;
            (-off * off / 2.0).exp() / std::f64::consts::TAU.sqrt() / CELLS as f64
        };
        let moves: Vec<(i64, f64)> = (centre - REACH..=centre + REACH).map(|moved| (moved, chance(moved))).collect();
        let mut next = vec![0.0; self.chances.len() + usize::try_from(REACH + centre.max(0)).unwrap()];
        for (cell, stands) in (0_i64..).zip(&self.chances).filter(|(_, stands)| 1e-18 < **stands) {
            for (moved, chance) in &moves {
                let to = usize::try_from((cell + moved).max(0)).unwrap();
                next[to] += stands * chance;
            }
        }
        self.chances = next;
    }

    /// Takes out what stands above a height, in standard deviations of a minute.
    fn leave(&mut self, height: f64) -> f64 {
        let kept = ((height * CELLS as f64).floor() as i64 + self.below + 1).max(0);
        let gone = self.chances.split_off(usize::try_from(kept).unwrap().min(self.chances.len()));
        gone.iter().sum()
    }
}

/// The chance that a window ever crosses it, at a look in each minute of its life.
fn crosses(boundary: &Boundary) -> f64 {
    let mut walk = Walk::begin(DEPTH);
    let looks = (1..=LONGEST).map(|minute| {
        walk.step(0.0);
        let minutes = minute as f64;
        if minute < i64::from(FEWEST_MINUTES) { 0.0 } else { walk.leave(boundary.height(minutes) * minutes.sqrt()) }
    });
    looks.sum()
}

/// The chance that any of a day's windows crosses its line: all of them are one cumulative sum that falls back to 0.
fn lines_cross(line: Line) -> f64 {
    let slope = line.least / line.at.sqrt();
    let mut walk = Walk::begin(0);
    let looks = (0..DAY).map(|_| {
        walk.step(slope / 2.0);
        walk.leave(line.least * line.at.sqrt() / 2.0)
    });
    looks.sum()
}

fn mixture(boundary: Boundary) -> f64 {
    crosses(&Boundary { line: None, ..boundary })
}

#[test]
fn the_false_alarms_of_a_day_add_up_to_at_most_one_in_a_hundred() {
    let first = (crosses(&FIRST_LOSS), crosses(&FIRST_SURPLUS));
    let lines = lines_cross(LATER_LOSS.line.unwrap());
    let mixtures = (DAY as f64 * mixture(LATER_LOSS), DAY as f64 * mixture(LATER_SURPLUS));
    let all = first.0 + first.1 + lines + mixtures.0 + mixtures.1;
    assert!(0.009 < all && all <= 0.01, "{all}: first {first:?}, lines {lines}, mixtures {mixtures:?}");
    // The figures in the words beside each boundary.
    let said = [(first.0, 0.0036), (first.1, 0.0004), (lines, 0.0052), (mixtures.0, 0.0002), (mixtures.1, 0.0002)];
    assert!(said.iter().all(|(is, said)| (is - said).abs() < 0.0001), "{said:?}");
}

#[test]
fn a_lower_line_would_tell_too_much() {
    let line = Line { least: 4.0, ..LATER_LOSS.line.unwrap() };
    assert!(0.03 < lines_cross(line), "{}", lines_cross(line));
}
