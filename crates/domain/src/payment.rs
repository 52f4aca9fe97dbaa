//! One payment and its state. How the state changes is in
//! [`crate::sale`]; this is what there is to know about it.

use crate::discrepancy::MoneyFrom;
use crate::leg::CardPayment;
use crate::means::Means;
use crate::{Actor, Deductions, Details, Money, PaymentId, Provider, TransactionKey, UnixMs, Word};
use serde::{Deserialize, Serialize};

/// How the customer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// A QR of its own, made for this payment.
    Qr,
    /// The shop's standing QR.
    FixedQr,
    Card,
    /// Banknotes.
    Cash,
}

impl Method {
    /// The word used in the ledger, in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Qr => "qr",
            Method::FixedQr => "fixed-qr",
            Method::Card => "card",
            Method::Cash => "cash",
        }
    }

    /// Who moves the money; cash has nobody.
    #[must_use]
    pub const fn provider(self) -> Option<Provider> {
        match self {
            Method::Qr | Method::FixedQr => Some(Provider::Totalcoin),
            Method::Card => Some(Provider::Pagouno),
            Method::Cash => None,
        }
    }
}

/// Where a payment stands.
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
    /// The provider's explicit word, for this reference and this amount.
    Approved,
    /// The provider's explicit no to a charge.
    Declined,
    /// It never became payable: the provider would not, or its QR was unfit.
    Refused,
    /// Its time ran out.
    Expired,
    /// The cashier cancelled it.
    Cancelled,
    /// A charge went out and its answer is not known.
    InDoubt,
    /// A manager's word that it was paid. Not an approval.
    SettledPaid,
    /// A manager's word that it was not paid.
    SettledUnpaid,
    /// The customer says they paid the fixed QR.
    Declared,
    /// No notice came for what was declared, by the close.
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

    /// Whether money may yet come of it without anything more being done at
    /// the counter, so that its amount stays bound.
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

    /// Whether the till still has something to do or to hear about it.
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

    /// Whether its amount covers its part of the sale: by the provider's word,
    /// or by a manager's.
    #[must_use]
    pub const fn covers(self) -> bool {
        matches!(self, PaymentState::Approved | PaymentState::SettledPaid)
    }
}

/// A payment's QR, as it was received and found good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrOffer {
    /// The provider's id of its order.
    pub order: String,
    /// What the QR says, to the letter.
    pub payload: String,
    /// Until when it can be paid.
    pub expires_at: UnixMs,
    /// What may keep a wallet from reading it; empty for a sound one.
    pub warnings: Vec<String>,
}

/// Why a payment was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusedWhy {
    /// The provider would not take the request.
    ProviderRefused,
    /// The provider refused a repeat of a request whose answer was lost.
    RepeatRejected,
    /// The QR is not for this sale: another amount, reference or currency.
    QrOfAnotherSale,
    /// The QR collects for somebody else.
    IdentityChanged,
    /// The provider does not accept the till's credentials.
    Credentials,
    /// The credentials are good and may not do this.
    Permission,
    /// This machine's clock is too far off.
    Clock,
}

impl RefusedWhy {
    /// Whether one new payment with a new id may mend it.
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

/// What made an approval one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// A provider's notice of this transaction.
    Notice(TransactionKey),
    /// The provider's answer to the charge, or to a question about it.
    Answer,
    /// Banknotes, counted.
    Counted,
}

/// A provider's transaction under a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// Which.
    pub key: TransactionKey,
    /// The last word heard of it.
    pub word: Word,
    /// Its money, counted once; `None` until the provider said it came.
    pub counted: Option<Money>,
    /// What the provider keeps, as far as it has said.
    pub deductions: Deductions,
    /// Dates and means of payment, as far as it has said.
    pub details: Details,
}

/// Money that a manager assigned to a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// How much of the sale it covers.
    pub amount: Money,
    /// Where the money was.
    pub from: MoneyFrom,
    /// The provider's transaction, where one is known.
    pub transaction: Option<TransactionKey>,
    /// A manager typed the amount: no notice told one.
    pub typed: bool,
    /// It settled the payment as paid.
    pub pays: bool,
    /// The provider says now that the transaction is another payment's.
    pub disowned: bool,
}

/// One payment of a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its id, everywhere.
    pub id: PaymentId,
    /// How the customer pays.
    pub means: Means,
    /// The part of the sale that it covers.
    pub amount: Money,
    /// What the customer pays, with the plan's surcharge.
    pub charged: Money,
    /// Where it stands.
    pub state: PaymentState,
    /// When it was committed.
    pub requested_at: UnixMs,
    /// Who charged it.
    pub requested_by: Actor,
    /// Who cancelled it; kept when the provider approves it all the same.
    pub cancelled_by: Option<Actor>,
    /// Whose word ended it in the provider's stead: paid, not paid, or given
    /// up. Kept when the provider's word comes.
    pub settled_by: Option<Actor>,
    /// Until when the provider may be asked for it.
    pub deadline: UnixMs,
    /// How far the till's clock was moved since it was committed. `deadline`
    /// and the QR's end have moved with it.
    pub clock_moved_ms: i64,
    /// The refused payment in whose place it stands.
    pub replaces: Option<PaymentId>,
    /// The ledger was restored while its errand was owed, and no manager has
    /// let that go out since.
    pub held: bool,
    /// Why it was refused.
    pub refused: Option<RefusedWhy>,
    /// What made it approved.
    pub approval: Option<Approval>,
    /// When it was approved.
    pub approved_at: Option<UnixMs>,
    /// Transactions the provider has told of.
    pub transactions: Vec<Transaction>,
    /// Money that managers assigned to it.
    pub credits: Vec<Credit>,
    /// What it covered of the sale before that was abandoned, and does not
    /// cover any more.
    pub released: Money,
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
        // Money of nobody's payment that a manager assigned, until its
        // transaction is known here.
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
                by_notices.plus(self.charged).unwrap_or(Money::MAX)
            }
            Some(Approval::Notice(_)) | None => by_notices,
        }
    }

    /// The till's clock was moved: what ends at a time of day ends at the same
    /// moment as before.
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
        self.means.method()
    }

    /// Its QR, once the provider has made one for it.
    #[must_use]
    pub const fn qr(&self) -> Option<&QrOffer> {
        match &self.means {
            Means::Qr(qr) => qr.offer.as_ref(),
            Means::FixedQr | Means::Card(_) | Means::Cash(_) => None,
        }
    }

    /// What belongs to a payment by cards.
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

    /// The part of the sale that it covers: by the provider's word or a
    /// manager's, and by what managers assigned to it.
    #[must_use]
    pub fn covered(&self) -> Money {
        let approving = self.approving_transaction();
        let is_approved = self.state == PaymentState::Approved;
        // An approval stands in for what a manager had said of the same money.
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
            self.amount
        } else {
            Money::ZERO
        };
        let covered = own.max(replaced).plus(others).unwrap_or(Money::MAX);
        covered.less(self.released)
    }

    /// The money by which a manager settled it as paid.
    #[must_use]
    pub fn paid_by(&self) -> Option<&Credit> {
        self.credits.iter().find(|credit| credit.pays)
    }

    /// The part of the sale that so much of what was charged covers, rounded
    /// down: all of it where all that was charged came.
    #[must_use]
    pub(crate) fn covered_by(&self, came: Money) -> Money {
        if came >= self.charged {
            return self.amount;
        }
        let whole = |money: Money| i128::from(money.centavos());
        let part = whole(self.amount) * whole(came) / whole(self.charged);
        i64::try_from(part)
            .ok()
            .and_then(|centavos| Money::from_centavos(centavos).ok())
            .map_or(self.amount, |part| part.min(self.amount))
    }

    /// What goes back of the banknotes that were handed over.
    #[must_use]
    pub fn change(&self) -> Option<Money> {
        self.handed().map(|handed| handed.less(self.charged))
    }

    /// The transaction of that key.
    #[must_use]
    pub fn transaction(&self, key: &TransactionKey) -> Option<&Transaction> {
        self.transactions
            .iter()
            .find(|transaction| transaction.key == *key)
    }
}
