//! One payment of a sale as a screen sees it.

use super::{
    CardView, CashView, DiscrepancyView, DoubtView, FixedPaymentView, Tender, mirror_both,
};
use domain::{Payment, Sale, UnixMs};
use serde::Serialize;
use ts_rs::TS;

mirror_both!(
    /// Where a payment stands.
    PaymentState of domain::PaymentState {
        Requested, Waiting, Sent, Pending, Approved, Declined, Refused, Expired, Cancelled,
        InDoubt, SettledPaid, SettledUnpaid, Declared, Unconfirmed,
    }
);

mirror_both!(
    /// How the customer pays.
    Method of domain::Method { Qr, FixedQr, Wallet, Card, Cash }
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
    /// A manager gave its errand up.
    GivenUp,
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
            domain::RefusedWhy::GivenUp => RefusalReason::GivenUp,
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
    /// The provider answered that it does not know yet.
    NotYet,
    /// A return waits until its payment's report is with the provider.
    WaitsForFirst,
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
    /// What of it went back to the customer.
    #[ts(type = "number")]
    pub returned_centavos: i64,
    /// The most that can still go back.
    #[ts(type = "number")]
    pub returnable_centavos: i64,
    /// The tender that its money counts as; a manager can correct cash.
    pub counts_as: Tender,
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
    /// What only a payment by the fixed QR has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fixed: Option<FixedPaymentView>,
    /// The banknotes, where they were counted.
    pub cash: Option<CashView>,
    /// Why nobody knows what became of it, while that is so.
    pub doubt: Option<DoubtView>,
    /// What does not fit.
    pub discrepancies: Vec<DiscrepancyView>,
}

/// What is known of a payment beside its sale.
pub(crate) struct Beside {
    /// How often the provider was asked.
    pub(crate) attempts: u32,
    /// Why the last attempt brought nothing.
    pub(crate) trouble: Option<Trouble>,
    /// Whether its request waits for a manager.
    pub(crate) held: bool,
    pub(crate) qr: Option<QrView>,
    pub(crate) fixed: Option<FixedPaymentView>,
    pub(crate) payer: Option<PayerView>,
}

impl PaymentView {
    pub(crate) fn of(sale: &Sale, payment: &Payment, beside: Beside, now: UnixMs) -> PaymentView {
        let asks = payment.state == domain::PaymentState::Requested;
        let held = asks && beside.held;
        PaymentView {
            id: payment.id.to_string(),
            method: payment.method().into(),
            state: payment.state.into(),
            provider: payment
                .method()
                .provider()
                .map_or("", |it| it.as_str())
                .to_owned(),
            amount_centavos: payment.request.amount.centavos(),
            charged_centavos: payment.request.charged.centavos(),
            received_centavos: payment.received().centavos(),
            returned_centavos: payment.returned().centavos(),
            returnable_centavos: sale.returnable(payment.id).centavos(),
            counts_as: payment.counts_as().into(),
            deadline_left_ms: (asks && !held).then(|| payment.deadline.since_ms(now).max(0)),
            attempts: beside.attempts,
            held,
            trouble: beside.trouble.filter(|_| asks),
            qr: beside.qr,
            time_up: payment.time_up(),
            reason: RefusalReason::of(payment),
            provider_word: payment.other_word().map(str::to_owned),
            payer: beside.payer,
            cards: CardView::all_of(payment),
            fixed: beside.fixed,
            cash: CashView::of(payment),
            doubt: DoubtView::of(payment),
            discrepancies: DiscrepancyView::all_of(sale, payment),
        }
    }
}

impl RefusalReason {
    fn of(payment: &Payment) -> Option<RefusalReason> {
        let is_expired = payment.state == domain::PaymentState::Expired;
        if is_expired && payment.qr().is_none() {
            // It never was answered.
            Some(RefusalReason::Deadline)
        } else {
            payment.refused.map(Into::into)
        }
    }
}
