//! The desktop shell: it composes the till with the real world (the clock,
//! chance, the keychain, the providers, the relay), opens the window, and
//! answers the command line. It decides nothing about money.
//!
//! Only this package names `tauri`.

mod cli;
mod compose;
mod data;
mod machine;
mod shop;
mod window;

pub use cli::run;
