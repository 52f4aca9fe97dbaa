//! Doubts: charges with an unknown outcome, and a manager's answer to one.

use super::mirror;
use domain::{Payment, PaymentState};
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

impl DoubtView {
    /// The doubt about a payment, while it stands. The provider is asked where
    /// it gave an id to ask by.
    pub(super) fn of(payment: &Payment) -> Option<DoubtView> {
        let card = payment.card()?;
        let doubt = card.doubt?;
        (payment.state == PaymentState::InDoubt).then(|| DoubtView {
            why: doubt.why.into(),
            since_ms: doubt.since.0,
            asking: card
                .legs
                .iter()
                .any(|leg| !leg.ids.is_empty() && card.asks_about(leg)),
        })
    }
}
