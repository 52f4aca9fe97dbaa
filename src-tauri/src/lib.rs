//! The desktop shell. It connects the till with the real clock, chance,
//! keychain, providers and relay, opens the window, and runs the command line.
//! It decides nothing about money.
//!
//! Only this package names `tauri`.

mod cli;
mod compose;
mod data;
mod machine;
mod printing;
mod shop;
mod window;

pub use cli::run;
