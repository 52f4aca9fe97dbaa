//! A charge of which nobody knows what became, and how a manager ends that.

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
    /// Whether it was paid.
    pub paid: bool,
    /// Why they say so.
    pub reason: String,
    /// The manager's PIN.
    #[ts(type = "string")]
    pub pin: SecretString,
}

mirror!(
    /// Why nobody knows what became of a charge.
    DoubtReason of domain::DoubtWhy {
        AnswerLost, Unreadable, Restarted, PendingTooLong, Disagrees, SentBefore, Restored,
    }
);

/// A doubt that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct DoubtView {
    pub why: DoubtReason,
    /// Since when.
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
