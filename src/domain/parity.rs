//! Set against observed percentage: one confidence sequence, everywhere the same.
