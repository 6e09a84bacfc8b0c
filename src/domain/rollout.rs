//! The rollout as it stands: set and observed percentage, stage, time unchanged.
