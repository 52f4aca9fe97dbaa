//! The till's end against a listener that answers whatever a test wants, and
//! once against the relay itself.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod answers;
mod relay_itself;
mod streams;
