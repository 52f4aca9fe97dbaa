//! What a manager decides about the till itself.

use serde::Deserialize;
use ts_rs::TS;

/// A manager charges QRs and cards before the relay was read.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct WaiveRelay {
    /// Why.
    pub reason: String,
    /// The manager's PIN.
    pub pin: String,
}

/// Name the shop's first manager.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FirstManager {
    pub name: String,
    pub pin: String,
}
