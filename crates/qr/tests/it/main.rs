//! The crate's tests from outside: payloads of the wild in `vectors/emv_qr.json`, made
//! ones, and pictures read back by another's reader.

mod build;
mod check;
mod draw;
mod properties;
mod read;
mod vectors;
