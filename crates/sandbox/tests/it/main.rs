//! A sandbox over real sockets of this machine: its answers, each fault, each
//! way to pay, and what survives a cut or a restart.

#![expect(
    clippy::unwrap_used,
    reason = "the lint's leave for tests does not reach their helpers"
)]

mod bind;
mod card_faults;
mod card_rules;
mod cards;
mod control;
mod endpoints;
mod faults;
mod network;
mod page;
mod paying;
mod process;
mod shop;
mod support;
mod wallet;
