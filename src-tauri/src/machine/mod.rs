//! The machine: its clocks, randomness and keychain, and what the operating
//! system may store of the process. Nothing here knows what a shop is.

pub(crate) mod chance;
pub(crate) mod clock;
pub(crate) mod keychain;
pub(crate) mod process;
