//! The first two lines: where we are, how fresh it is, what it costs, whether we may write.
