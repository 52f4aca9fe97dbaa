//! What does not fit, kept until a person settles it.

use crate::{Actor, Money, PaymentId, TransactionKey};
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
    /// An approved payment of an abandoned sale.
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

impl DiscrepancyKind {
    /// Whether it tells of a card's money that came where none was counted,
    /// rather than of money already counted or of money that did not come.
    pub(crate) const fn is_money_that_came(self) -> bool {
        match self {
            DiscrepancyKind::Contradicted
            | DiscrepancyKind::NeedsReview
            | DiscrepancyKind::Duplicate
            | DiscrepancyKind::ReversalToConfirm => true,
            DiscrepancyKind::Late
            | DiscrepancyKind::Short
            | DiscrepancyKind::Over
            | DiscrepancyKind::Unattributed
            | DiscrepancyKind::ToBeReturned => false,
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
    /// Whether a manager said that its money completes the sale.
    pub(crate) fn is_completing(&self) -> bool {
        match &self.standing {
            Standing::Settled(settlement) => settlement.how == SettledAs::CompletesThisSale,
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
}

/// What became of the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettledAs {
    /// It completes this sale.
    CompletesThisSale,
    /// It belongs to another sale.
    BelongsToAnotherSale,
    /// It is to be returned.
    ToBeReturned,
    /// It is written off.
    WrittenOff,
    /// It is no sale: a transfer to the account, say.
    NotASale,
}
