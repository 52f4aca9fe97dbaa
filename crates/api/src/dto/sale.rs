//! A sale as a screen sees it, and what a screen asks about one.

use super::{CardView, CashView, DoubtView, mirror, mirror_both};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mirror!(
    /// Where a sale stands.
    SaleState of domain::SaleState { Open, PartlyPaid, Paid, Abandoned }
);

mirror_both!(
    /// Where a payment stands.
    PaymentState of domain::PaymentState {
        Requested, Waiting, Sent, Pending, Approved, Declined, Refused, Expired, Cancelled,
        InDoubt, SettledPaid, SettledUnpaid, Declared, Unconfirmed,
    }
);

mirror_both!(
    /// How the customer pays.
    Method of domain::Method { Qr, FixedQr, Card, Cash }
);

mirror!(
    /// How something does not fit.
    DiscrepancyKind of domain::DiscrepancyKind {
        Late, Short, Over, Duplicate, Contradicted, NeedsReview, Unattributed,
        ReversalToConfirm, ToBeReturned,
    }
);

/// Why a payment never became payable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalReason {
    /// The cashier's deadline passed.
    Deadline,
    ProviderRefused,
    RepeatRejected,
    QrOfAnotherSale,
    IdentityChanged,
    Credentials,
    Permission,
    Clock,
}

impl From<domain::RefusedWhy> for RefusalReason {
    fn from(why: domain::RefusedWhy) -> RefusalReason {
        match why {
            domain::RefusedWhy::ProviderRefused => RefusalReason::ProviderRefused,
            domain::RefusedWhy::RepeatRejected => RefusalReason::RepeatRejected,
            domain::RefusedWhy::QrOfAnotherSale => RefusalReason::QrOfAnotherSale,
            domain::RefusedWhy::IdentityChanged => RefusalReason::IdentityChanged,
            domain::RefusedWhy::Credentials => RefusalReason::Credentials,
            domain::RefusedWhy::Permission => RefusalReason::Permission,
            domain::RefusedWhy::Clock => RefusalReason::Clock,
        }
    }
}

/// Why the last attempt brought nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// No connection came about.
    NoConnection,
    /// It was sent and no whole answer came.
    NoAnswer,
    /// The provider asks to come back later.
    ProviderError,
}

/// One payment's QR. The picture is drawn by the till; `payload` is what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct QrView {
    /// What the QR says, to the letter.
    pub payload: String,
    /// Its picture, dark on white with its quiet zone.
    pub svg: String,
    /// Milliseconds left when this was made.
    #[ts(type = "number")]
    pub left_ms: i64,
    /// Milliseconds it was valid for in all.
    #[ts(type = "number")]
    pub valid_ms: i64,
    /// Whether a wallet may not be able to read it.
    pub may_not_read: bool,
}

/// Who paid, from the provider's notice.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
pub struct PayerView {
    pub name: Option<String>,
    /// The provider's reference of the transaction.
    pub reference: String,
}

impl std::fmt::Debug for PayerView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PayerView")
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

/// One thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DiscrepancyView {
    /// Its id: the sale's, and its number there.
    pub id: String,
    /// How it does not fit.
    pub kind: DiscrepancyKind,
    /// By how much.
    #[ts(type = "number")]
    pub by_centavos: i64,
    /// Whether a manager has settled it.
    pub settled: bool,
}

/// What a request has done: the sale that it is about, and where the journal
/// stands with it. The window shows it once it has heard of that sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Done {
    pub sale: String,
    #[ts(type = "number")]
    pub seq: i64,
}

/// How often a provider was asked for a payment that still waits for its
/// answer. It changes without a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AttemptsView {
    pub payment: String,
    /// How often the provider was asked.
    pub attempts: u32,
    /// Why the last attempt brought nothing.
    pub trouble: Option<Trouble>,
}

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PaymentView {
    pub id: String,
    /// How the customer pays.
    pub method: Method,
    /// Where it stands.
    pub state: PaymentState,
    /// Who moves the money; empty for cash.
    pub provider: String,
    /// The part of the sale that it covers.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// What the customer pays.
    #[ts(type = "number")]
    pub charged_centavos: i64,
    /// The money that came, each transaction once.
    #[ts(type = "number")]
    pub received_centavos: i64,
    /// Milliseconds left of the cashier's deadline while the QR is being made.
    #[ts(type = "number | null")]
    pub deadline_left_ms: Option<i64>,
    /// How often the provider was asked.
    pub attempts: u32,
    /// Whether it waits for a manager since the ledger was restored.
    pub held: bool,
    /// Why the last attempt brought nothing.
    pub trouble: Option<Trouble>,
    /// Its QR, while it can be shown.
    pub qr: Option<QrView>,
    /// The QR's time is up and the relay has not yet been read to its end.
    pub time_up: bool,
    /// Why it never became payable.
    pub reason: Option<RefusalReason>,
    /// The provider's own word where it was not an approval, as it came.
    pub provider_word: Option<String>,
    /// Who paid.
    pub payer: Option<PayerView>,
    /// The cards, where it is paid by them.
    pub cards: Vec<CardView>,
    /// The banknotes, where they were counted.
    pub cash: Option<CashView>,
    /// Why nobody knows what became of it, while that is so.
    pub doubt: Option<DoubtView>,
    /// What does not fit.
    pub discrepancies: Vec<DiscrepancyView>,
}

/// One sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SaleView {
    pub id: String,
    /// What people call it by.
    pub ticket: String,
    /// Where it stands.
    pub state: SaleState,
    /// What the customer owes.
    #[ts(type = "number")]
    pub total_centavos: i64,
    /// What can be charged now without a manager.
    #[ts(type = "number")]
    pub chargeable_centavos: i64,
    /// What is covered: approved, or by a manager's word.
    #[ts(type = "number")]
    pub approved_centavos: i64,
    /// What it is about.
    pub concept: Option<String>,
    /// When it was begun.
    #[ts(type = "number")]
    pub opened_at_ms: i64,
    /// Whether the clock may have been wrong then.
    pub time_doubtful: bool,
    /// Its payments, oldest first.
    pub payments: Vec<PaymentView>,
}

/// One sale.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SaleRef {
    /// Its id.
    pub sale: String,
}

/// One payment.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PaymentRef {
    pub sale: String,
    /// Its id.
    pub payment: String,
}

/// Open the sale of a ticket: `C1-000042`, or `42` for this till's.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OpenTicket {
    /// As it was typed.
    pub ticket: String,
}

/// Give a sale up.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AbandonSale {
    pub sale: String,
    /// A manager's PIN, where one was asked for.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}
