//! Now: the system's, or the embedded world's.
