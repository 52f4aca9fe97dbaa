//! What does not fit, kept until a person settles it.

use crate::stray::StrayId;
use crate::{Actor, Money, PaymentId, Refusal, SaleId, TransactionKey};
use serde::{Deserialize, Serialize};

/// How money or a provider's word does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiscrepancyKind {
    /// Approved after it had expired, been cancelled or been refused.
    Late,
    /// Less than what was charged.
    Short,
    /// More than what was charged, or than the sale's total.
    Over,
    /// A further transaction on an approved payment.
    Duplicate,
    /// A later word that does not agree with an earlier one.
    Contradicted,
    /// A word that is not an approval, or a notice that cannot be read.
    NeedsReview,
    /// Money of nobody's payment.
    Unattributed,
    /// A leg went through in a declined operation: its reversal is awaited.
    ReversalToConfirm,
    /// Money that covered a sale which was abandoned.
    ToBeReturned,
}

impl DiscrepancyKind {
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

/// One thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// Its number within the sale.
    pub number: DiscrepancyNumber,
    /// The payment it is about.
    pub payment: PaymentId,
    /// How it does not fit.
    pub kind: DiscrepancyKind,
    /// By how much; zero where no amount is in question.
    pub by: Money,
    /// The provider's transaction, where one is known.
    pub transaction: Option<TransactionKey>,
    /// Where it stands.
    pub standing: Standing,
    /// Who settled it.
    pub settled_by: Option<Actor>,
}

impl Discrepancy {
    /// The transaction whose money an answer assigns. What is over is beside
    /// what its transaction approved.
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

/// Where a discrepancy stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// In the tray.
    Open,
    /// Overtaken: a later notice made it fit.
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
    /// What the answer covers, where it says which sale the money pays for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<Cover>,
}

/// What an answer covers: the covered amount of the sale moves by exactly this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    pub sale: SaleId,
    /// The payment of it for which the money counts.
    pub payment: PaymentId,
    /// How much of the sale it covers.
    pub amount: Money,
}

/// How much an answer would cover of a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stake {
    /// Nothing: the money is no part of the item, or covers a sale already.
    Nothing,
    /// This amount, which the provider told.
    Known(Money),
    /// The provider told no amount that can be read: a manager types it after
    /// looking at the provider's panel.
    Unknown,
}

impl Stake {
    /// That amount; nothing where it is zero.
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
    /// [`Refusal::CoversNothing`], or [`Refusal::AmountMissing`] where it has
    /// to be typed.
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

/// Where the money that a manager assigned to a sale was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MoneyFrom {
    /// It waited as this discrepancy of a sale.
    Discrepancy(SaleId, DiscrepancyNumber),
    /// It was of nobody's payment.
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
    /// It is no sale: a transfer to the account, say.
    NotASale,
}
