//! Discrepancies: money that does not fit its payment, kept until a person
//! settles it.

use crate::notice::StrayId;
use crate::{Actor, Money, PaymentId, Refusal, SaleId, TransactionKey};
use serde::{Deserialize, Serialize};

/// How money or a provider's word does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiscrepancyKind {
    /// A payment was approved after it had expired, been cancelled or been
    /// refused.
    Late,
    /// Less came than was charged.
    Short,
    /// More came than was charged, or than the sale's total.
    Over,
    /// Another transaction came for a payment that is already approved.
    Duplicate,
    /// The provider said something that does not agree with what it said
    /// before.
    Contradicted,
    /// The provider's word is not an approval, or the notice cannot be read.
    NeedsReview,
    /// The money names no payment of this till.
    Unattributed,
    /// A leg went through although its operation was declined: the provider
    /// should reverse it.
    ReversalToConfirm,
    /// Money that covered a sale which was abandoned.
    ToBeReturned,
}

impl DiscrepancyKind {
    pub const ALL: [DiscrepancyKind; 9] = [
        DiscrepancyKind::Late,
        DiscrepancyKind::Short,
        DiscrepancyKind::Over,
        DiscrepancyKind::Duplicate,
        DiscrepancyKind::Contradicted,
        DiscrepancyKind::NeedsReview,
        DiscrepancyKind::Unattributed,
        DiscrepancyKind::ReversalToConfirm,
        DiscrepancyKind::ToBeReturned,
    ];

    /// The word used in the ledger, in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            DiscrepancyKind::Late => "late",
            DiscrepancyKind::Short => "short",
            DiscrepancyKind::Over => "over",
            DiscrepancyKind::Duplicate => "duplicate",
            DiscrepancyKind::Contradicted => "contradicted",
            DiscrepancyKind::NeedsReview => "needs-review",
            DiscrepancyKind::Unattributed => "unattributed",
            DiscrepancyKind::ReversalToConfirm => "reversal-to-confirm",
            DiscrepancyKind::ToBeReturned => "to-be-returned",
        }
    }
}

/// A discrepancy's number within its sale, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DiscrepancyNumber(pub u32);

/// One discrepancy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// Its number within the sale.
    pub number: DiscrepancyNumber,
    /// The payment it is about.
    pub payment: PaymentId,
    pub kind: DiscrepancyKind,
    /// The difference; zero where the discrepancy is not about an amount.
    pub by: Money,
    /// The provider's transaction, where one is known.
    pub transaction: Option<TransactionKey>,
    pub standing: Standing,
    /// Who settled it.
    pub settled_by: Option<Actor>,
    /// What of it was given back.
    pub returned: Money,
}

impl Discrepancy {
    /// The transaction whose money an answer assigns. `None` for an *over*:
    /// that money is not part of what its transaction approved.
    #[must_use]
    pub fn assignable_transaction(&self) -> Option<&TransactionKey> {
        self.transaction
            .as_ref()
            .filter(|_| self.kind != DiscrepancyKind::Over)
    }

    /// Whether a manager said which sale its money pays for.
    pub(crate) fn is_assigned(&self) -> bool {
        match &self.standing {
            Standing::Settled(settlement) => settlement.covers.is_some(),
            Standing::Open | Standing::Withdrawn => false,
        }
    }
}

/// The state of a discrepancy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// In the tray.
    Open,
    /// A later notice resolved it.
    Withdrawn,
    /// A manager has settled it.
    Settled(Settlement),
}

/// A manager's answer to a discrepancy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// What became of the money.
    pub how: SettledAs,
    /// Why, in the manager's words.
    pub reason: String,
    /// What the answer covers, if it assigns the money to a sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<Cover>,
}

/// What an answer covers: the sale's covered amount changes by exactly this
/// amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    pub sale: SaleId,
    /// The payment of that sale for which the money counts.
    pub payment: PaymentId,
    /// How much of the sale it covers.
    pub amount: Money,
}

/// How much of a sale an answer would cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stake {
    /// Nothing: the item holds no money, or its money already covers a sale.
    Nothing,
    /// This amount, which the provider gave.
    Known(Money),
    /// The provider gave no readable amount: a manager types it after looking
    /// at the provider's panel.
    Unknown,
}

impl Stake {
    /// A known amount, or [`Stake::Nothing`] for zero.
    pub(crate) fn known(amount: Money) -> Stake {
        if amount.is_zero() {
            Stake::Nothing
        } else {
            Stake::Known(amount)
        }
    }

    /// The amount of an answer, and whether a manager typed it.
    ///
    /// # Errors
    /// [`Refusal::CoversNothing`], or [`Refusal::AmountMissing`] where a
    /// manager has to type the amount.
    pub fn amount(self, typed: Option<Money>) -> Result<(Money, bool), Refusal> {
        match (self, typed) {
            (Stake::Nothing, _) => Err(Refusal::CoversNothing),
            (Stake::Known(amount), None) => Ok((amount, false)),
            (Stake::Known(amount), Some(typed)) if typed == amount => Ok((amount, false)),
            (Stake::Known(_), Some(_)) => Err(Refusal::AmountKnown),
            (Stake::Unknown, Some(typed)) if !typed.is_zero() => Ok((typed, true)),
            (Stake::Unknown, Some(_)) => Err(Refusal::CoversNothing),
            (Stake::Unknown, None) => Err(Refusal::AmountMissing),
        }
    }
}

/// Where the money was before a manager assigned it to a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MoneyFrom {
    /// It waited as this discrepancy of a sale.
    Discrepancy(SaleId, DiscrepancyNumber),
    /// It waited as this stray.
    Stray(StrayId),
}

/// What became of the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettledAs {
    /// It completes this sale.
    CompletesThisSale,
    /// It belongs to another sale.
    BelongsToAnotherSale,
    ToBeReturned,
    WrittenOff,
    /// It is not for a sale: for example, a transfer to the account.
    NotASale,
}
