//! A provider's notice about a payment, in our terms. Reading the provider's
//! bytes belongs to the `providers` crate; what a notice does to a payment is
//! in [`crate::sale`].

use crate::{Money, PaymentId, UnixMs};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whom the till asks or tells, and who sends notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provider {
    /// QR pre-orders.
    Totalcoin,
    /// Cards.
    Pagouno,
    /// Bind PSP, to which payments with the house's wallet are reported. It
    /// moves no money.
    Bind,
    /// The house's own wallet.
    Wallet,
}

impl Provider {
    /// The word used in webhook paths, in the ledger and on screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Provider::Totalcoin => "totalcoin",
            Provider::Pagouno => "pagouno",
            Provider::Bind => "bind",
            Provider::Wallet => "wallet",
        }
    }

    pub const ALL: [Provider; 4] = [
        Provider::Totalcoin,
        Provider::Pagouno,
        Provider::Bind,
        Provider::Wallet,
    ];

    /// The provider of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Provider> {
        Provider::ALL
            .into_iter()
            .find(|provider| provider.as_str() == word)
    }
}

/// The identity of a transaction: its provider, its merchant and the provider's
/// own reference. Its money counts once, however many notices mention it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TransactionKey {
    /// Who moves the money.
    pub provider: Provider,
    /// The merchant's own identity: [`OWN_MERCHANT`] for the merchant of this
    /// ledger, whatever a relay calls it.
    pub merchant: String,
    /// The provider's reference, as it came (TotalCoin: `Referencia`).
    pub reference: String,
}

/// The merchant of the ledger. A ledger is one merchant's for ever.
pub const OWN_MERCHANT: &str = "own";

impl TransactionKey {
    /// A transaction of the merchant of this ledger.
    #[must_use]
    pub fn own(provider: Provider, reference: String) -> TransactionKey {
        TransactionKey {
            provider,
            merchant: OWN_MERCHANT.to_owned(),
            reference,
        }
    }
}

impl fmt::Display for TransactionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}/{}",
            self.provider.as_str(),
            self.merchant,
            self.reference
        )
    }
}

/// The provider's word on the state of a transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// The only word that is an approval (TotalCoin: `APROBADO`).
    Approved,
    /// Any other word, as it came. It never approves a payment and never undoes
    /// an approval.
    Other(String),
}

/// Which payment a notice names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Names {
    /// One of our ids; whether this ledger knows it is another matter.
    Ours(PaymentId),
    /// Something that is not an id of ours.
    Foreign(String),
    /// The field is absent or null.
    Nobody,
}

/// What the provider deducts from the amount. `None` means that it gave no
/// value, which is not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Deductions {
    /// What reaches the merchant.
    pub net: Option<Money>,
    /// The provider's fees.
    pub fees: Option<Money>,
    /// Taxes withheld.
    pub taxes: Option<Money>,
}

/// What a provider says about a transaction besides its money; `None` where it
/// gave no value. It holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// When the provider recorded it.
    pub created_at: Option<UnixMs>,
    /// When the provider confirmed it.
    pub confirmed_at: Option<UnixMs>,
    /// When the money reaches the merchant's account.
    pub credited_at: Option<UnixMs>,
    /// The means of payment, in the provider's word (`TARJETA`).
    pub method: Option<String>,
    /// The card's brand, in the provider's word (`VISA`).
    pub card: Option<String>,
    /// The number of instalments.
    pub instalments: Option<u16>,
    /// The order that was paid, where the sender tells it (the house's wallet).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
}

/// One notice, after reading. It does not hold the payer's data, which stays
/// outside the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The provider's reference of the transaction, where it gives one.
    pub reference: Option<String>,
    /// The gross amount, where it can be read exactly.
    pub amount: Option<Money>,
    /// The state's word.
    pub word: Word,
    /// Which payment it is for.
    pub names: Names,
    /// A payment whose reference was found in a free text: a proposal for a
    /// person, never an attribution.
    pub proposes: Option<PaymentId>,
    /// Fees, taxes and net.
    pub deductions: Deductions,
    /// Dates and means of payment.
    pub details: Details,
}

impl Notice {
    /// A notice whose text is not safe to read: only the payment that it may
    /// concern is known.
    #[must_use]
    pub fn unread(payment: PaymentId) -> Notice {
        Notice {
            reference: None,
            amount: None,
            word: Word::Other(String::new()),
            names: Names::Ours(payment),
            proposes: None,
            deductions: Deductions::default(),
            details: Details::default(),
        }
    }
}

impl Details {
    /// Whether the provider gave none of these values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Details::default()
    }

    /// Takes over the values that a later notice gives, and keeps those that it
    /// leaves out.
    pub fn complete(&mut self, later: &Details) {
        let later = later.clone();
        self.created_at = later.created_at.or(self.created_at);
        self.confirmed_at = later.confirmed_at.or(self.confirmed_at);
        self.credited_at = later.credited_at.or(self.credited_at);
        self.method = later.method.or(self.method.take());
        self.card = later.card.or(self.card.take());
        self.instalments = later.instalments.or(self.instalments);
        self.order = later.order.or(self.order.take());
    }
}

impl Deductions {
    /// Takes over the values that a later notice gives, and keeps those that it
    /// leaves out.
    pub fn complete(&mut self, later: &Deductions) {
        self.net = later.net.or(self.net);
        self.fees = later.fees.or(self.fees);
        self.taxes = later.taxes.or(self.taxes);
    }
}

/// A notice's number in the till's inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NoticeNumber(pub i64);

/// The identity of a stray: its transaction, or its notice where the
/// transaction cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StrayId {
    /// A transaction of a provider.
    Transaction(TransactionKey),
    /// A notice without a readable transaction.
    Notice(NoticeNumber),
}

impl fmt::Display for StrayId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StrayId::Transaction(key) => write!(f, "transaction:{key}"),
            StrayId::Notice(number) => write!(f, "notice:{}", number.0),
        }
    }
}
