//! What CloudWatch would hold: late, partial, then final.
