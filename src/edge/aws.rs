//! AWS through the official SDK: one answer or one fault per ask.
