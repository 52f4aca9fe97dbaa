//! The desktop shell: it composes the till with the real world (the clock,
//! chance, the keychain, the providers, the relay), opens the window, and
//! answers the command line. It decides nothing about money.
//!
//! Only this package names `tauri`.

#[cfg(feature = "bench")]
mod bench;
#[cfg(test)]
mod card_tests;
mod checks;
mod cli;
mod closing;
mod compose;
mod customer;
mod data;
mod entrance;
mod events;
mod front;
mod live_door;
mod machine;
mod page_watch;
mod placement;
mod premises;
mod problem;
mod renderer;
mod shopfront;
#[cfg(test)]
mod who_tests;
mod window;

pub use cli::run;
