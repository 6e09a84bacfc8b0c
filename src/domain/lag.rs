//! How far a reader is behind, how fast that grows, and when data is lost.
