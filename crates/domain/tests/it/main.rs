//! The trade's rules, tested from outside: through commands, notices and their
//! effects. No test looks inside the crate.

#![expect(
    clippy::unwrap_used,
    reason = "in a test it is how an expectation fails"
)]

mod answers;
mod closes;
mod journal;
mod legs;
mod notices;
mod plans;
mod properties;
mod reach;
mod returns;
mod sale_state;
mod steps;
mod stories;
mod strays;
mod table;
mod world;
