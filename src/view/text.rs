//! Numbers, ages and money in few columns.
