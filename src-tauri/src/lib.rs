//! The desktop shell: it composes the till with the real world (the clock,
//! chance, the keychain, the providers, the relay), opens the window, and
//! answers the command line. It decides nothing about money.
//!
//! Only this package names `tauri`.

mod anchors;
mod backups;
#[cfg(feature = "bench")]
mod bench;
#[cfg(test)]
mod card_tests;
mod chance;
mod checks;
mod cli;
mod clock;
mod closing;
mod compose;
mod customer;
mod data_location;
mod entrance;
mod events;
mod folder;
mod front;
mod live_door;
mod logs;
mod page_watch;
mod placement;
mod premises;
mod problem;
mod process;
mod renderer;
mod restore;
mod secrets;
mod settings_file;
mod shopfront;
#[cfg(test)]
mod who_tests;
mod window;

pub use cli::run;
