//! What the tests of several crates set up: a shop with its neighbours, the
//! till's ports in memory, and a proxy between till and relay.
//!
//! It is a dev-dependency only. No unit test of `till`, or of a crate that
//! `till` needs, can use it: such a test has types of its own, and these are
//! the library's.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a helper that fails fails its test"
)]

pub mod ports;
pub mod proxy;
pub mod secrets;
pub mod shop;
