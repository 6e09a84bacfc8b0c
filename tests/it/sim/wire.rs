//! The protocols in front of the embedded AWS: codecs, paging, refusals, faults, the SDK in process and any client on loopback.

mod ask;
mod codecs;
mod data;
mod faults;
mod loopback;
mod noise;
mod paging;
mod parameters;
mod refusals;
mod sdk;
mod shapes;
