//! Where panels stand at each size.
