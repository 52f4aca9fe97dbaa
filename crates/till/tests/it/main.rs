//! The till against the stand-ins over loopback: the real clients, ledger,
//! relay and sandbox, and a shop around them that can be killed at any moment.
//! The tests do not look into the till: they check only what it committed and
//! what reached the others.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod bodies;
mod cards;
mod claims;
mod clocks;
mod closing;
mod faults;
mod fixed_qr;
mod forgetting;
mod notices;
mod payee;
mod people;
mod printing;
mod queue;
mod restarts;
mod restored;
mod robust;
mod selling;
mod streams;
mod summary;
mod unwritten;
mod wallet;
