//! What a card payment is made of: the cards, what each was offered, and the
//! legs in which the provider moves the money. One card and one merchant make
//! one leg; each further card, or merchant of a split, makes one more.

use crate::card::{CardFace, LastFour};
use crate::plan::Offer;
use crate::{Money, MoneyError, UnixMs};
use serde::{Deserialize, Serialize};

/// One card of a payment: the offer that the customer was shown and accepted,
/// and the legs in which its total is charged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardPart {
    /// The parts of the card that are kept.
    pub face: CardFace,
    /// The offer that was shown and accepted. Its cash price is the part of the
    /// sale that this card covers; its total is what the card is charged.
    pub offer: Offer,
    /// What each leg charges, in the order in which they are sent.
    pub legs: Vec<Money>,
}

impl CardPart {
    /// What these cards cover of the sale, and what they are charged.
    ///
    /// # Errors
    /// Where a sum is above [`Money::MAX`].
    pub fn sums(cards: &[CardPart]) -> Result<(Money, Money), MoneyError> {
        let sum = |part: fn(&CardPart) -> Money| {
            cards
                .iter()
                .try_fold(Money::ZERO, |sum, card| sum.plus(part(card)))
        };
        Ok((
            sum(|card| card.offer.cash())?,
            sum(|card| card.offer.total())?,
        ))
    }

    /// Whether the legs add up to the offer's total, and no leg is zero.
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
    /// An unsigned notice says that it exists; the provider has to be asked.
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

/// The fields of a leg's receipt, as the provider writes them; `None` where the
/// provider gave no value.
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
    /// Whether the provider gave none of these fields.
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

/// One leg, as far as the provider has described it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// The provider's ids of the leg. There may be two (as in the denial on
    /// pagoUno's page), or none.
    pub ids: Vec<String>,
    /// Which of the payment's legs it is, from 0, through all cards in their
    /// order; `None` if no leg that was sent has its amount and card.
    pub place: Option<u16>,
    /// The amount charged, where the provider gave it.
    pub amount: Option<Money>,
    /// The card that was charged, where the provider named it.
    pub last_four: Option<LastFour>,
    /// The provider's word on it.
    pub word: LegWord,
    /// The provider's message.
    pub message: Option<String>,
    #[serde(default, skip_serializing_if = "LegReceipt::is_empty")]
    pub receipt: LegReceipt,
}

impl Leg {
    /// Whether the two share an id, and so are the same leg.
    #[must_use]
    pub fn is(&self, other: &Leg) -> bool {
        self.ids.iter().any(|id| other.ids.contains(id))
    }

    /// Merges what is said later about the same leg. A hint does not change the
    /// word: [`Payment::asks_about`](crate::Payment::asks_about) remembers that
    /// it came.
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

/// Why it is not known whether a charge went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoubtWhy {
    /// It was sent, and no complete answer came.
    #[default]
    AnswerLost,
    /// The answer is not in the provider's own form.
    Unreadable,
    /// The till ended between sending and the answer.
    Restarted,
    /// The provider has not decided for too long.
    PendingTooLong,
    /// The provider says that something else went through than was sent.
    Disagrees,
    /// It was refused for a token that had been sent before: the first attempt
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

/// A doubt, and when it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    pub why: DoubtWhy,
    pub since: UnixMs,
}

/// A payment by cards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CardPayment {
    /// What each card was offered.
    pub cards: Vec<CardPart>,
    /// The legs that the provider has described, or that a hint says exist.
    pub legs: Vec<Leg>,
    /// The ids of legs for which a hint came after the provider's final word,
    /// and about which the provider has not been asked since.
    pub asked_again: Vec<String>,
    /// When the provider first answered that it has not decided; kept after it
    /// decides.
    pub pending_since: Option<UnixMs>,
    /// The last doubt about it; kept after the doubt ends.
    pub doubt: Option<Doubt>,
}

impl CardPayment {
    /// The legs that were sent: what each charges, and to which card.
    pub fn sent_legs(&self) -> impl Iterator<Item = (Money, LastFour)> {
        self.cards.iter().flat_map(|card| {
            let last_four = card.face.last_four;
            card.legs.iter().map(move |amount| (*amount, last_four))
        })
    }

    /// Which of the sent legs this one is: the place already known for it, or
    /// the first leg of the same amount and card whose place no other leg has.
    #[must_use]
    pub fn place_of(&self, leg: &Leg) -> Option<u16> {
        let (amount, last_four) = (leg.amount?, leg.last_four?);
        let fits = |place: u16| {
            let mut sent = self.sent_legs();
            sent.nth(usize::from(place)) == Some((amount, last_four))
        };
        let known = self.legs.iter().find(|known| known.is(leg));
        if let Some(place) = known.and_then(|known| known.place) {
            return fits(place).then_some(place);
        }
        let count = u16::try_from(self.sent_legs().count()).unwrap_or(u16::MAX);
        (0..count).find(|place| {
            fits(*place) && !self.legs.iter().any(|known| known.place == Some(*place))
        })
    }

    /// Whether the provider has to be asked about a leg: it gave no final word,
    /// or a hint came after that word.
    #[must_use]
    pub fn asks_about(&self, leg: &Leg) -> bool {
        match leg.word {
            LegWord::Hinted | LegWord::NotYet => true,
            LegWord::Succeeded | LegWord::Failed => {
                leg.ids.iter().any(|id| self.asked_again.contains(id))
            }
        }
    }

    /// Notes a hint for a leg that has a final word. The word counts until the
    /// provider has been asked once more.
    pub(crate) fn doubt_word(&mut self, id: &str) {
        let has_word = self.legs.iter().any(|leg| {
            matches!(leg.word, LegWord::Succeeded | LegWord::Failed)
                && leg.ids.iter().any(|known| known == id)
        });
        if has_word && !self.asked_again.iter().any(|known| known == id) {
            self.asked_again.push(id.to_owned());
        }
    }

    /// Marks the hints about these legs as answered.
    pub(crate) fn answer_for(&mut self, told: &[Leg]) {
        let legs = &self.legs;
        self.asked_again.retain(|id| {
            let mut same = legs.iter().filter(|leg| leg.ids.contains(id));
            !same.any(|leg| told.iter().any(|told| told.is(leg)))
        });
    }

    /// The legs that were sent, in their order; `None` unless each one is known
    /// and has the amount that was sent.
    pub(crate) fn all_legs(&self) -> Option<Vec<Leg>> {
        let mut legs = Vec::new();
        for (place, (amount, _)) in (0_u16..).zip(self.sent_legs()) {
            let leg = self.legs.iter().find(|leg| leg.place == Some(place))?;
            if leg.amount != Some(amount) {
                return None;
            }
            legs.push(leg.clone());
        }
        (!legs.is_empty()).then_some(legs)
    }

    /// Merges what the provider says about legs. Two legs are the same if they
    /// share an id, or have the same place and one of them has no id.
    pub(crate) fn learn(&mut self, legs: &[Leg]) {
        for leg in legs {
            let known = self.legs.iter_mut().find(|known| {
                known.is(leg)
                    || (leg.place.is_some()
                        && known.place == leg.place
                        && (known.ids.is_empty() || leg.ids.is_empty()))
            });
            match known {
                Some(known) => known.learn(leg),
                None => self.legs.push(leg.clone()),
            }
        }
    }
}
