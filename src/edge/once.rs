//! One complete look at a pipeline, for everything headless.
