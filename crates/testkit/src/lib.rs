//! Test helpers that several crates share: a shop with its neighbours, the
//! till's ports in memory, a proxy between till and relay, and a reader of what a
//! printer is sent.
//!
//! It is only a dev-dependency. Unit tests of `till` and of the crates below it
//! cannot use it: in such a test, `till` is a second build whose types differ
//! from the library's.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a helper that fails fails its test"
)]

pub mod escpos;
pub mod ports;
pub mod printer;
pub mod proxy;
pub mod secrets;
pub mod shop;
