//! Tests through the public API: real payloads from `vectors/emv_qr.json`, generated
//! ones, and pictures read back by an independent reader.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail as the test does")]

mod build;
mod check;
mod draw;
mod properties;
mod read;
mod vectors;
