//! One payment and its state. How the state changes is in [`crate::sale`].

use crate::discrepancy::MoneyFrom;
use crate::leg::CardPayment;
use crate::means::{Means, Method, QrOffer};
use crate::request::PaymentRequest;
use crate::takings::{Returned, Tender};
use crate::{Actor, Deductions, Details, Money, PaymentId, TransactionKey, UnixMs, Word};
use serde::{Deserialize, Serialize};

/// The state of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentState {
    /// Committed here; the provider has not answered.
    Requested,
    /// The QR is on the screen.
    Waiting,
    /// The card's charge has gone out.
    Sent,
    /// The provider has it and has not decided.
    Pending,
    /// The provider explicitly approved it, for this reference and this amount.
    Approved,
    /// The provider explicitly declined the charge.
    Declined,
    /// It never became payable: the provider refused it, or its QR failed the
    /// check.
    Refused,
    /// Its time ran out without an approval, or a manager gave it up.
    Expired,
    /// The cashier cancelled it.
    Cancelled,
    /// A charge was sent and its answer is lost.
    InDoubt,
    /// A manager says that it was paid. This is not an approval.
    SettledPaid,
    /// A manager says that it was not paid.
    SettledUnpaid,
    /// The customer says they paid the fixed QR.
    Declared,
    /// It was declared, and no notice came for it before the close.
    Unconfirmed,
}

impl PaymentState {
    /// Every state, for tables and properties.
    pub const ALL: [PaymentState; 14] = [
        PaymentState::Requested,
        PaymentState::Waiting,
        PaymentState::Sent,
        PaymentState::Pending,
        PaymentState::Approved,
        PaymentState::Declined,
        PaymentState::Refused,
        PaymentState::Expired,
        PaymentState::Cancelled,
        PaymentState::InDoubt,
        PaymentState::SettledPaid,
        PaymentState::SettledUnpaid,
        PaymentState::Declared,
        PaymentState::Unconfirmed,
    ];

    /// The word used in the ledger, in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PaymentState::Requested => "requested",
            PaymentState::Waiting => "waiting",
            PaymentState::Sent => "sent",
            PaymentState::Pending => "pending",
            PaymentState::Approved => "approved",
            PaymentState::Declined => "declined",
            PaymentState::Refused => "refused",
            PaymentState::Expired => "expired",
            PaymentState::Cancelled => "cancelled",
            PaymentState::InDoubt => "in-doubt",
            PaymentState::SettledPaid => "settled-paid",
            PaymentState::SettledUnpaid => "settled-unpaid",
            PaymentState::Declared => "declared",
            PaymentState::Unconfirmed => "unconfirmed",
        }
    }

    /// Whether money may still come for it without further action at the
    /// counter, so that its amount stays bound.
    #[must_use]
    pub const fn binds(self) -> bool {
        match self {
            PaymentState::Waiting
            | PaymentState::Sent
            | PaymentState::Pending
            | PaymentState::InDoubt
            | PaymentState::Declared
            | PaymentState::Unconfirmed => true,
            PaymentState::Requested
            | PaymentState::Approved
            | PaymentState::Declined
            | PaymentState::Refused
            | PaymentState::Expired
            | PaymentState::Cancelled
            | PaymentState::SettledPaid
            | PaymentState::SettledUnpaid => false,
        }
    }

    /// Whether the till still has work to do for it or waits for news of it.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        match self {
            PaymentState::Requested
            | PaymentState::Waiting
            | PaymentState::Sent
            | PaymentState::Pending
            | PaymentState::InDoubt
            | PaymentState::Declared => true,
            PaymentState::Approved
            | PaymentState::Declined
            | PaymentState::Refused
            | PaymentState::Expired
            | PaymentState::Cancelled
            | PaymentState::SettledPaid
            | PaymentState::SettledUnpaid
            | PaymentState::Unconfirmed => false,
        }
    }

    /// Whether its amount covers its part of the sale, because the provider or
    /// a manager says so.
    #[must_use]
    pub const fn covers(self) -> bool {
        matches!(self, PaymentState::Approved | PaymentState::SettledPaid)
    }
}

/// Why a payment was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusedWhy {
    /// The provider rejected the request.
    ProviderRefused,
    /// The provider refused a repeat of a request whose answer was lost.
    RepeatRejected,
    /// The QR is not for this sale: another amount, reference or currency.
    QrOfAnotherSale,
    /// The QR pays another merchant.
    IdentityChanged,
    /// The provider does not accept the till's credentials.
    Credentials,
    /// The credentials are valid, but lack the permission.
    Permission,
    /// This machine's clock is too far off.
    Clock,
}

impl RefusedWhy {
    /// Whether a replacement payment with a new id may succeed.
    #[must_use]
    pub const fn may_be_replaced(self) -> bool {
        match self {
            RefusedWhy::RepeatRejected | RefusedWhy::QrOfAnotherSale => true,
            RefusedWhy::ProviderRefused
            | RefusedWhy::IdentityChanged
            | RefusedWhy::Credentials
            | RefusedWhy::Permission
            | RefusedWhy::Clock => false,
        }
    }
}

/// What approved a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// A provider's notice of this transaction.
    Notice(TransactionKey),
    /// The provider's answer to the charge, or to a question about it.
    Answer,
    /// The banknotes were counted.
    Counted,
}

/// A provider's transaction under a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    pub key: TransactionKey,
    /// The last word heard of it.
    pub word: Word,
    /// Its money, counted once; `None` until the provider says that it came.
    pub counted: Option<Money>,
    /// What the provider deducts, as far as it is known.
    pub deductions: Deductions,
    /// Dates and means of payment, as far as they are known.
    pub details: Details,
}

/// Money that a manager assigned to a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// How much of the sale it covers.
    pub amount: Money,
    /// Where the money was before.
    pub from: MoneyFrom,
    /// The provider's transaction, where one is known.
    pub transaction: Option<TransactionKey>,
    /// A manager typed the amount, because no notice gave one.
    pub typed: bool,
    /// It settled the payment as paid.
    pub pays: bool,
    /// The provider now says that the transaction belongs to another payment.
    pub disowned: bool,
}

/// One payment of a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its id, the same at every provider.
    pub id: PaymentId,
    /// How the customer pays.
    pub means: Means,
    /// What was asked for with it.
    pub request: PaymentRequest,
    pub state: PaymentState,
    /// When it was committed.
    pub requested_at: UnixMs,
    /// Who charged it.
    pub requested_by: Actor,
    /// Who cancelled it; kept if the provider approves it later.
    pub cancelled_by: Option<Actor>,
    /// The manager who ended it instead of the provider: paid, not paid, or
    /// given up. Kept when the provider's answer comes.
    pub settled_by: Option<Actor>,
    /// Until when the request may be sent to the provider.
    pub deadline: UnixMs,
    /// How far the till's clock was moved since it was committed. `deadline`
    /// and the QR's end have moved with it.
    pub clock_moved_ms: i64,
    /// The refused payment that it replaces.
    pub replaces: Option<PaymentId>,
    /// The ledger was restored while its errand was not finished, and no
    /// manager has released the errand since.
    pub held: bool,
    /// Why it was refused.
    pub refused: Option<RefusedWhy>,
    /// What made it approved.
    pub approval: Option<Approval>,
    /// When it was approved.
    pub approved_at: Option<UnixMs>,
    /// The provider's transactions that are known under this payment.
    pub transactions: Vec<Transaction>,
    /// Money that managers assigned to it.
    pub credits: Vec<Credit>,
    /// What it covered of the sale until the sale was abandoned, and no longer
    /// covers.
    pub released: Money,
    /// The tender that it counts as, where a manager corrected its means.
    pub corrected: Option<Tender>,
    /// What of it was given back, in order.
    pub returns: Vec<Returned>,
    /// By how much less it was charged than it covers, because cash was
    /// rounded.
    pub rounded: Money,
}

impl Payment {
    /// The money that came: every counted transaction, once; or the amount of
    /// an approval that has no transaction of its own.
    #[must_use]
    pub fn received(&self) -> Money {
        let counted = self.transactions.iter().filter_map(|t| t.counted);
        let by_notices = counted.fold(Money::ZERO, |sum, money| {
            sum.plus(money).unwrap_or(Money::MAX)
        });
        // A stray's money that a manager assigned counts until its transaction
        // is known under this payment.
        let assigned = self.credits.iter().filter(|credit| {
            let is_counted = |key| self.transaction(key).is_some_and(|it| it.counted.is_some());
            let of_nobody = matches!(credit.from, MoneyFrom::Stray(_));
            of_nobody
                && !credit.typed
                && !credit.disowned
                && !credit.transaction.as_ref().is_some_and(is_counted)
        });
        let by_notices = assigned.fold(by_notices, |sum, credit| {
            sum.plus(credit.amount).unwrap_or(Money::MAX)
        });
        match self.approval {
            Some(Approval::Answer | Approval::Counted) => {
                by_notices.plus(self.request.charged).unwrap_or(Money::MAX)
            }
            Some(Approval::Notice(_)) | None => by_notices,
        }
    }

    /// Moves the deadline and the QR's end together with the till's clock, so
    /// that they stay the same moments.
    pub(crate) fn move_ends(&mut self, by_ms: i64) {
        self.clock_moved_ms = self.clock_moved_ms.saturating_add(by_ms);
        self.deadline = self.deadline.plus_ms(by_ms);
        match &mut self.means {
            Means::Qr(qr) => {
                if let Some(offer) = &mut qr.offer {
                    offer.expires_at = offer.expires_at.plus_ms(by_ms);
                }
            }
            Means::Card(card) => {
                card.pending_since = card.pending_since.map(|since| since.plus_ms(by_ms));
                if let Some(doubt) = &mut card.doubt {
                    doubt.since = doubt.since.plus_ms(by_ms);
                }
            }
            Means::FixedQr | Means::Cash(_) => {}
        }
    }

    #[must_use]
    pub const fn method(&self) -> Method {
        self.request.method
    }

    /// Its QR, once the provider has made one.
    #[must_use]
    pub const fn qr(&self) -> Option<&QrOffer> {
        match &self.means {
            Means::Qr(qr) => qr.offer.as_ref(),
            Means::FixedQr | Means::Card(_) | Means::Cash(_) => None,
        }
    }

    /// The facts of a payment by cards.
    #[must_use]
    pub const fn card(&self) -> Option<&CardPayment> {
        match &self.means {
            Means::Card(card) => Some(card),
            Means::Qr(_) | Means::FixedQr | Means::Cash(_) => None,
        }
    }

    pub(crate) const fn card_mut(&mut self) -> Option<&mut CardPayment> {
        match &mut self.means {
            Means::Card(card) => Some(card),
            Means::Qr(_) | Means::FixedQr | Means::Cash(_) => None,
        }
    }

    /// Whether its QR's time is up, and the notices have not been read since.
    #[must_use]
    pub const fn time_up(&self) -> bool {
        match &self.means {
            Means::Qr(qr) => qr.time_up,
            Means::FixedQr | Means::Card(_) | Means::Cash(_) => false,
        }
    }

    /// What the customer handed over in banknotes.
    #[must_use]
    pub const fn handed(&self) -> Option<Money> {
        match &self.means {
            Means::Cash(cash) => cash.handed,
            Means::Qr(_) | Means::FixedQr | Means::Card(_) => None,
        }
    }

    /// The part of the sale that it covers, by approval, by a manager's word,
    /// and by the money that managers assigned to it.
    #[must_use]
    pub fn covered(&self) -> Money {
        let approving = self.approving_transaction();
        let is_approved = self.state == PaymentState::Approved;
        // An approval replaces what a manager had said about the same money.
        let is_replaced = |credit: &&Credit| {
            is_approved
                && (credit.pays || approving.is_some() && credit.transaction.as_ref() == approving)
        };
        let sum = |credits: &mut dyn Iterator<Item = &Credit>| {
            credits.fold(Money::ZERO, |sum, credit| {
                sum.plus(credit.amount).unwrap_or(Money::MAX)
            })
        };
        let replaced = sum(&mut self.credits.iter().filter(is_replaced));
        let others = sum(&mut self.credits.iter().filter(|it| !is_replaced(it)));
        let own = if self.state.covers() && (is_approved || self.paid_by().is_none()) {
            self.request.amount
        } else {
            Money::ZERO
        };
        let covered = own.max(replaced).plus(others).unwrap_or(Money::MAX);
        covered.less(self.released)
    }

    /// The assigned money with which a manager settled it as paid.
    #[must_use]
    pub fn paid_by(&self) -> Option<&Credit> {
        self.credits.iter().find(|credit| credit.pays)
    }

    /// The part of the sale that an amount covers if it came for this payment,
    /// rounded down. All of it if everything that was charged came.
    #[must_use]
    pub(crate) fn covered_by(&self, came: Money) -> Money {
        if came >= self.request.charged {
            return self.request.amount;
        }
        let whole = |money: Money| i128::from(money.centavos());
        let part = whole(self.request.amount) * whole(came) / whole(self.request.charged);
        i64::try_from(part)
            .ok()
            .and_then(|centavos| Money::from_centavos(centavos).ok())
            .map_or(self.request.amount, |part| part.min(self.request.amount))
    }

    /// The change to give back.
    #[must_use]
    pub fn change(&self) -> Option<Money> {
        self.handed()
            .map(|handed| handed.less(self.request.charged))
    }

    /// The transaction of that key.
    #[must_use]
    pub fn transaction(&self, key: &TransactionKey) -> Option<&Transaction> {
        self.transactions
            .iter()
            .find(|transaction| transaction.key == *key)
    }
}
