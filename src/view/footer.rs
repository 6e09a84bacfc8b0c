//! The last line: keys, or the command bar, or what just happened.
