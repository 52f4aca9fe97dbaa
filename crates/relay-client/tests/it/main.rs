//! The client against a scripted listener, and against the relay itself.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod answers;
mod relay_itself;
mod streams;
