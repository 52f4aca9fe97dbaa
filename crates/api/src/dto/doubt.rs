//! Doubts: charges with an unknown outcome, and a manager's answer to one.

use super::mirror;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// End a doubt, as a manager.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SettleDoubt {
    pub sale: String,
    pub payment: String,
    pub paid: bool,
    /// The manager's reason.
    pub reason: String,
    #[ts(type = "string")]
    pub pin: SecretString,
}

mirror!(
    /// Why the outcome of a charge is unknown.
    DoubtReason of domain::DoubtWhy {
        AnswerLost, Unreadable, Restarted, PendingTooLong, Disagrees, SentBefore, Restored,
    }
);

/// An open doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct DoubtView {
    pub why: DoubtReason,
    #[ts(type = "number")]
    pub since_ms: i64,
    /// Whether the provider can be asked, and is.
    pub asking: bool,
}
