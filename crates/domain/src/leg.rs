//! What a card payment is made of: the cards, what each was offered, and the
//! legs in which the provider moves the money. One card and one merchant make
//! one leg; each further card, or merchant of a split, makes one more.

use crate::card::{CardFace, LastFour};
use crate::plan::Offer;
use crate::{Money, UnixMs};
use serde::{Deserialize, Serialize};

/// One card of a payment: what the customer was shown before accepting, and
/// the legs in which its total is charged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardPart {
    /// What is kept of the card.
    pub face: CardFace,
    /// What was shown and accepted. Its cash price is the part of the sale
    /// that this card covers; its total is what the card is charged.
    pub offer: Offer,
    /// What each leg charges, in the order in which they are sent.
    pub legs: Vec<Money>,
}

impl CardPart {
    /// Whether the legs are the whole of the offer's total, and none is empty.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let sum = self
            .legs
            .iter()
            .try_fold(Money::ZERO, |sum, leg| sum.plus(*leg));
        sum == Ok(self.offer.total()) && self.legs.iter().all(|leg| !leg.is_zero())
    }
}

/// The provider's word on one leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LegWord {
    /// It went through.
    Succeeded,
    /// It did not.
    Failed,
    /// The provider has not decided.
    NotYet,
    /// Somebody said that it exists; the provider is to be asked.
    Hinted,
}

impl LegWord {
    /// The word used in the ledger and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            LegWord::Succeeded => "succeeded",
            LegWord::Failed => "failed",
            LegWord::NotYet => "not-yet",
            LegWord::Hinted => "hinted",
        }
    }
}

/// What is on a leg's receipt, in the provider's signs; `None` where it
/// says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LegReceipt {
    /// The authorisation's code.
    pub authorization: Option<String>,
    /// The ticket's number.
    pub ticket: Option<String>,
    /// The batch's number.
    pub batch: Option<String>,
    /// The day of capture, as it came (pagoUno: month and day).
    pub captured_on: Option<String>,
    /// The merchant's code at the card's network.
    pub merchant_code: Option<String>,
    /// The terminal's code.
    pub terminal: Option<String>,
}

impl LegReceipt {
    /// Whether the provider told none of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == LegReceipt::default()
    }

    fn complete(&mut self, later: &LegReceipt) {
        let later = later.clone();
        self.authorization = later.authorization.or(self.authorization.take());
        self.ticket = later.ticket.or(self.ticket.take());
        self.batch = later.batch.or(self.batch.take());
        self.captured_on = later.captured_on.or(self.captured_on.take());
        self.merchant_code = later.merchant_code.or(self.merchant_code.take());
        self.terminal = later.terminal.or(self.terminal.take());
    }
}

/// One leg, as far as the provider has told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// The provider's ids of it. It may have given two (pagoUno's page, in its
    /// denial), or none.
    pub ids: Vec<String>,
    /// Which of the payment's legs it is, from 0, through all cards in their
    /// order; `None` if its amount and card are those of no leg that was sent.
    pub place: Option<u16>,
    /// What was charged, where that was said.
    pub amount: Option<Money>,
    /// The card it was charged to, where that was said.
    pub last_four: Option<LastFour>,
    /// The provider's word on it.
    pub word: LegWord,
    /// What the provider says in words.
    pub message: Option<String>,
    /// What is on its receipt.
    #[serde(default, skip_serializing_if = "LegReceipt::is_empty")]
    pub receipt: LegReceipt,
}

impl Leg {
    /// Whether both are the same leg by an id.
    #[must_use]
    pub fn is(&self, other: &Leg) -> bool {
        self.ids.iter().any(|id| other.ids.contains(id))
    }

    /// Takes over what is said of the same leg later. A hint changes no word:
    /// [`Payment::asks_about`](crate::Payment::asks_about) keeps that it came.
    pub(crate) fn learn(&mut self, later: &Leg) {
        for id in &later.ids {
            if !self.ids.contains(id) {
                self.ids.push(id.clone());
            }
        }
        self.place = later.place.or(self.place);
        self.amount = later.amount.or(self.amount);
        self.last_four = later.last_four.or(self.last_four);
        if later.word != LegWord::Hinted {
            self.word = later.word;
        }
        if later.message.is_some() {
            self.message.clone_from(&later.message);
        }
        self.receipt.complete(&later.receipt);
    }
}

/// Why nobody knows what became of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoubtWhy {
    /// It went out, and no whole answer came.
    #[default]
    AnswerLost,
    /// What came is no word of the provider's.
    Unreadable,
    /// The till ended between sending and the answer.
    Restarted,
    /// The provider has not decided for too long.
    PendingTooLong,
    /// What the provider says went through is not what was sent.
    Disagrees,
    /// It was refused on a token that had been sent before: the first sending
    /// may have gone through.
    SentBefore,
    /// The ledger was restored from a copy.
    Restored,
}

impl DoubtWhy {
    /// The word used in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            DoubtWhy::AnswerLost => "answer-lost",
            DoubtWhy::Unreadable => "unreadable",
            DoubtWhy::Restarted => "restarted",
            DoubtWhy::PendingTooLong => "pending-too-long",
            DoubtWhy::Disagrees => "disagrees",
            DoubtWhy::SentBefore => "sent-before",
            DoubtWhy::Restored => "restored",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == DoubtWhy::default()
    }
}

/// A doubt, and since when it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    pub why: DoubtWhy,
    /// Since when.
    pub since: UnixMs,
}
