//! Numbers, ages and money in few columns.

mod fit;
mod name;
mod number;
mod time;

pub use crate::domain::finding::words::percent;
pub use fit::{ends, fit, gist, left, reason, right, sentences, width, wrap};
pub use name::{account, arn, short_arn};
pub use number::{bytes, count, count_of as quantity, grouped, number, number_in, unit_suffix, usd, value};
pub use time::{age, age_within, clock, clock_both, clock_local, date_clock, duration, minutes_seconds};
