//! The practice drawer: what its customer does, and how it stands.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the customer of the practice drawer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PracticeAction {
    /// Pays what is asked.
    Pay,
    /// Pays after it expired or was cancelled.
    PayLate,
    /// Pays less.
    PayShort,
    /// Pays more.
    PayOver,
    /// Pays a second time.
    PayTwice,
    /// Is rejected by the provider.
    Reject,
    /// Loses the provider's answer to the next QR.
    LoseAnswer,
    /// The card's issuer approves what is pending.
    CardApprove,
    /// It declines what is pending; else the next charge.
    CardDecline,
    /// Loses the answer to the next charge of a card.
    CardLoseAnswer,
    /// The notice of the next charge comes late.
    CardNoticeLate,
    /// The notice of the next charge never comes.
    CardNoticeLost,
    /// A card's notice comes now, again or at last.
    CardNotify,
}

/// Play the customer.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PracticePlay {
    /// What the customer does.
    pub action: PracticeAction,
    /// Which payment; the last one where there is none.
    pub payment: Option<String>,
}

/// Cut the network, or mend it.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PracticeOffline {
    /// Whether it is cut.
    pub offline: bool,
}

/// What becomes of a test card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CardFate {
    /// Approved.
    Approve,
    /// Declined.
    Decline,
    /// Pending, then approved.
    PendingThenApprove,
    /// Pending, then declined.
    PendingThenDecline,
    /// Pending until the drawer ends it.
    PendingForEver,
    /// The provider has no terminal for it.
    NoTerminal,
    /// The provider does not take the amount.
    BadAmount,
}

/// A number to try cards with. It is public, and nobody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TestCard {
    /// Its digits, without spaces.
    pub number: String,
    /// What becomes of it.
    pub fate: CardFate,
}

/// How the drawer stands for cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PracticeCards {
    /// Whether the next charge is declined.
    pub decline_next: bool,
    /// Whether the answer to the next charge is lost.
    pub lose_next_answer: bool,
    /// Whether the notice of the next charge comes late.
    pub next_notice_late: bool,
    /// Whether it never comes.
    pub next_notice_lost: bool,
    /// Numbers to try.
    pub numbers: Vec<TestCard>,
}

/// How the practice drawer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PracticeView {
    /// Whether the network is cut.
    pub offline: bool,
    /// Whether the answer to the next QR is lost.
    pub lose_next_answer: bool,
    /// For cards.
    pub cards: PracticeCards,
}
