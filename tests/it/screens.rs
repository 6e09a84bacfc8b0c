//! Every screen as it looks on real answers: the embedded world, the SDK, the model, the keys, the buffer.

pub(crate) mod bed;
mod guard;
mod laws;
mod look;
mod ranges;
mod selection;
mod supervision;
