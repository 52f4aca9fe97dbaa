//! Practice, or live with real money.

use serde::{Deserialize, Serialize};
use till::settings::Mode as TheirMode;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Sandbox providers and a ledger of their own.
    Practice,
    /// Real money.
    Live,
}

impl From<TheirMode> for Mode {
    fn from(mode: TheirMode) -> Mode {
        match mode {
            TheirMode::Practice => Mode::Practice,
            TheirMode::Live => Mode::Live,
        }
    }
}

impl From<Mode> for TheirMode {
    fn from(mode: Mode) -> TheirMode {
        match mode {
            Mode::Practice => TheirMode::Practice,
            Mode::Live => TheirMode::Live,
        }
    }
}
