//! The machine under the till: its clocks, its randomness, its keychain, and
//! what the operating system may keep of the process. Nothing here knows what a
//! shop is.

pub(crate) mod chance;
pub(crate) mod clock;
pub(crate) mod keychain;
pub(crate) mod process;
