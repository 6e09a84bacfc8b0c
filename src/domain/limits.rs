//! The limits AWS sets, each with its source.
