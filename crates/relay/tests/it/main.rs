//! The relay over real loopback: its answers, durability after a kill, which
//! till sees which notice, and shared commits.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod binary;
mod claims;
mod durable;
mod exhaustion;
mod hand;
mod long_poll;
mod offline;
mod operations;
mod private;
mod ready;
mod streams;
mod tills;
mod webhooks;
