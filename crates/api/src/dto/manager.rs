//! A manager's decisions about the till itself.

use serde::Deserialize;
use ts_rs::TS;

/// Charge QRs and cards before the relay was read, as a manager.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct WaiveRelay {
    pub reason: String,
    pub pin: String,
}

/// Name the shop's first manager.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FirstManager {
    pub name: String,
    pub pin: String,
}
