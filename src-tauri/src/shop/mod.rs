//! The shop behind the windows: how it opens, why it cannot open, what its
//! settings need from the shell, and the live ledger's people. Nothing here
//! knows how a window is made.

pub(crate) mod backup_view;
#[cfg(test)]
mod card_tests;
pub(crate) mod live_people;
pub(crate) mod problem;
pub(crate) mod running;
pub(crate) mod settings_host;
pub(crate) mod startup;
#[cfg(test)]
pub(crate) mod who_tests;
pub(crate) mod windows;
