//! Values on the command line whose own words for what is wrong would help nobody.

use std::net::SocketAddr;
use std::time::Duration;

/// A whole number, such as a seed.
pub(super) fn whole(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "write a whole number, 0 or more".to_owned())
}

/// A factor, such as a speed.
pub(super) fn factor(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| "write a number such as 60".to_owned())
}

/// An address with its port.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "write an address and a port like 127.0.0.1:4566".to_owned())
}

/// A length of time.
pub(super) fn length(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|_| "write a length of time such as 90s or 6m".to_owned())
}

/// `120x40` as columns and rows.
pub(super) fn size(text: &str) -> Result<(u16, u16), String> {
    let read = |part: &str| part.parse::<u16>().ok().filter(|cells| (1..=1000).contains(cells));
    let both = text.split_once('x').and_then(|(columns, rows)| Some((read(columns)?, read(rows)?)));
    both.ok_or_else(|| "write columns and rows from 1 to 1000 like 120x40".to_owned())
}
