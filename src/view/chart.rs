//! Time series with axes, thresholds, gaps, event marks, cursor.
