//! The same world on loopback for any client.
