//! Dated prices, decimal, with Region and source.
