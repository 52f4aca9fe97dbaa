//! The practice drawer: its customer's actions, and its state.

use crate::dto::Role;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An action of the practice drawer's customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PracticeAction {
    /// Pays the asked amount.
    Pay,
    /// Pays after it expired or was cancelled.
    PayLate,
    /// Pays less.
    PayShort,
    /// Pays more.
    PayOver,
    /// Pays a second time.
    PayTwice,
    /// Pays the fixed QR, with the amount that the request names.
    PayFixed,
    /// The provider rejects the payment.
    Reject,
    /// The provider's answer to the next QR is lost.
    LoseAnswer,
    /// The card's issuer approves the pending charge.
    CardApprove,
    /// The card's issuer declines the pending charge, or else the next one.
    CardDecline,
    /// The answer to the next charge of a card is lost.
    CardLoseAnswer,
    /// The notice of the next charge comes late.
    CardNoticeLate,
    /// The notice of the next charge never comes.
    CardNoticeLost,
    /// A card's notice comes now, again or for the first time.
    CardNotify,
    /// Pays the asked amount with the house's wallet.
    WalletPay,
    /// The same, after the time of its QR is up.
    WalletLate,
    /// Pays less with the house's wallet.
    WalletShort,
    /// Pays with the house's wallet, which does not say for which payment.
    WalletByOrder,
    /// The house's wallet rejects the payment.
    WalletReject,
    /// The house's wallet gives the money back.
    WalletReturn,
    /// Bind answers FAIL to the next report.
    BindFail,
}

/// Act as the customer.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PracticePlay {
    pub action: PracticeAction,
    /// The payment; null means the last one.
    pub payment: Option<String>,
    /// The amount that the customer types to pay the fixed QR.
    #[serde(default)]
    #[ts(type = "number", optional = nullable)]
    pub amount_centavos: Option<i64>,
}

/// Cut the network, or restore it.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PracticeOffline {
    pub offline: bool,
}

/// Load the sample week.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LoadPracticeWeek {
    /// The person knows that the sales and the people of practice are lost.
    pub replaces: bool,
}

/// The sample week that was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PracticeWeek {
    /// Its last business day.
    pub last_day: String,
}

/// The fate of a test card.
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

/// A public card number for tests, which belongs to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TestCard {
    /// The digits, without spaces.
    pub number: String,
    pub fate: CardFate,
}

/// The state of the drawer for cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PracticeCards {
    /// Whether the next charge is declined.
    pub decline_next: bool,
    /// Whether the answer to the next charge is lost.
    pub lose_next_answer: bool,
    /// Whether the notice of the next charge comes late.
    pub next_notice_late: bool,
    /// Whether the notice of the next charge never comes.
    pub next_notice_lost: bool,
    /// The card numbers for tests.
    pub numbers: Vec<TestCard>,
}

/// The state of the drawer for the house's wallet and Bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct PracticeWallet {
    /// Whether practice has them.
    pub on: bool,
    /// Whether the settings ask for them, so that the drawer cannot switch them
    /// off.
    pub by_settings: bool,
    /// Whether the next report is answered FAIL.
    pub fail_next_report: bool,
}

/// Let practice have the house's wallet and Bind, or no longer. It changes
/// neither the settings nor live.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SwitchPracticeWallet {
    pub on: bool,
}

/// The state of the practice drawer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PracticeView {
    /// Whether the network is cut.
    pub offline: bool,
    /// Whether the answer to the next QR is lost.
    pub lose_next_answer: bool,
    /// Whether there is a fixed QR that the customer can pay.
    pub fixed_qr: bool,
    pub cards: PracticeCards,
    pub wallet: PracticeWallet,
    /// The people of the sample week who work in practice now.
    pub people: Vec<PracticePerson>,
}

/// A person of practice, whose PIN is no secret: it opens nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PracticePerson {
    pub name: String,
    pub role: Role,
    /// The PIN with which the sample week begins.
    pub pin: String,
}
