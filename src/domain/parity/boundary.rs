//! How many standard errors a window must be off before it tells: boundaries that may be looked at every minute.
//!
//! Each is the lesser of two curves over the window's minutes. A straight line in the sum of the residuals is lowest where the
//! gap that must be found has just become clear; the normal mixture of Robbins stays low for hours, where small gaps add up.
//! The lines of windows that begin at every minute are together one cumulative sum of Page, whose chance of ever leaving is
//! smaller than the sum over its windows, and is computed.
//!
//! The chances beside each boundary are those of equal, independent minutes whose noise is known. What measuring the noise adds,
//! Student's correction pays for; the simulated days of `cargo bench -- parity` show that it does.

/// Minutes at which the mixtures are lowest.
const TUNED: f64 = 90.0;

/// A straight line: lowest after so many minutes, at so many standard errors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Minutes.
    pub at: f64,
    /// Standard errors.
    pub least: f64,
}

impl Line {
    /// Standard errors after so many minutes.
    fn height(self, minutes: f64) -> f64 {
        let stretched = (minutes / self.at).sqrt();
        self.least * f64::midpoint(stretched, 1.0 / stretched)
    }
}

/// The boundary of one side of a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Boundary {
    /// The line; `None` for a side that need not be quick.
    pub line: Option<Line>,
    /// What the mixture is made for, of two sides and of windows without an end: a few times what leaves through one side in six hours.
    pub mixture: f64,
}

impl Boundary {
    /// Standard errors after so many minutes.
    pub fn height(&self, minutes: f64) -> f64 {
        let mixed = mixture(minutes, self.mixture);
        self.line.map_or(mixed, |line| line.height(minutes).min(mixed))
    }
}

/// Too little since the flag's change: 0.36 % of all such windows leave it within six hours.
pub const FIRST_LOSS: Boundary = Boundary { line: Some(Line { at: 22.0, least: 3.25 }), mixture: 0.002 };

/// Too much since the flag's change: 0.04 %.
pub const FIRST_SURPLUS: Boundary = Boundary { line: None, mixture: 0.0015 };

/// Too little in any later window: the lines of a day together 0.52 %, the mixtures 0.02 %.
pub const LATER_LOSS: Boundary = Boundary { line: Some(Line { at: 24.0, least: 4.60 }), mixture: 8e-7 };

/// Too much in any later window: a day's together 0.02 %.
pub const LATER_SURPLUS: Boundary = Boundary { line: None, mixture: 8e-7 };

/// The mixture's standard errors after so many minutes.
fn mixture(minutes: f64, alpha: f64) -> f64 {
    let certainty = 2.0 * (1.0 / alpha).ln();
    let mixing = TUNED / (certainty + certainty.ln_1p());
    ((minutes + mixing) / minutes * ((minutes + mixing) / (mixing * alpha * alpha)).ln()).sqrt()
}
