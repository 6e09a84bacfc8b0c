//! The real binary in a real terminal: it opens, it leaves by every road, and the terminal is as it was.

mod bed;
mod changes;
mod roads;
