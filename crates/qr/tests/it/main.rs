//! The crate's tests from outside: payloads of the wild in `vectors/emv_qr.json`, made
//! ones, and pictures read back by another's reader.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail as the test does")]

mod build;
mod check;
mod draw;
mod properties;
mod read;
mod vectors;
