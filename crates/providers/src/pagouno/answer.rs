//! What pagoUno's answers mean: the one mapping from its words to ours, exactly
//! by `docs/rules.md`. Only an explicit approval approves a charge, and only an
//! explicit no declines it; anything else leaves it in doubt.
//!
//! The mapping looks only at the body: pagoUno does not document which HTTP
//! status comes with which answer. A body that is not pagoUno's JSON did not
//! come from pagoUno.

use super::charge::Charge;
use super::wire::{self, Envelope, centavos, flag, last_four, objects};
use crate::json::Object;
use domain::{CardAnswer, DoubtWhy, LastFour, Leg, LegReceipt, LegWord, Money};

/// What is known about a charge after it was handed to the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Charged {
    /// No byte of it was sent: no connection was made.
    NeverSent,
    /// pagoUno answered explicitly.
    Answered {
        /// The answer.
        answer: CardAnswer,
        /// The legs that the answer describes.
        legs: Vec<Leg>,
    },
    /// It was sent, and it is not known whether it went through.
    InDoubt {
        why: DoubtWhy,
        /// The legs that the answer nevertheless describes.
        legs: Vec<Leg>,
    },
}

/// The result of a question about one leg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// pagoUno described the leg.
    Told(Leg),
    /// pagoUno's own JSON says that it cannot tell.
    NotTold,
}

impl Charged {
    fn doubt(why: DoubtWhy) -> Charged {
        Charged::InDoubt {
            why,
            legs: Vec::new(),
        }
    }
}

/// Whether a body is pagoUno's own refusal: a status in the body, a message and
/// no data.
fn is_refusal(envelope: &Envelope<'_>) -> bool {
    matches!(envelope.status, 400 | 403) && envelope.message.is_some() && envelope.data.is_none()
}

/// Reads the answer to a charge. `sent_before` says that a request with these
/// tokens may have been sent earlier, so that a refusal may be about the
/// repeat.
pub(crate) fn read_charged(body: &[u8], charge: &Charge, sent_before: bool) -> Charged {
    let Some(envelope) = Envelope::read(body) else {
        return Charged::doubt(DoubtWhy::Unreadable);
    };
    if is_refusal(&envelope) {
        if sent_before {
            return Charged::doubt(DoubtWhy::SentBefore);
        }
        let detail = envelope.message.filter(|words| !words.is_empty());
        return Charged::Answered {
            answer: CardAnswer::Refused { detail },
            legs: Vec::new(),
        };
    }
    if envelope.status != 200 {
        return Charged::doubt(DoubtWhy::Unreadable);
    }
    match Operation::read(&envelope, charge) {
        Some(operation) => operation.meaning(),
        None => Charged::doubt(DoubtWhy::Unreadable),
    }
}

/// An operation's answer, read.
struct Operation {
    success: bool,
    pending: bool,
    /// The entries of `response`, by position.
    told: Vec<ToldLeg>,
    /// The entries of `request`, by position.
    taken: Vec<ToldLeg>,
    /// The legs that were sent, by position.
    asked: Vec<(Money, LastFour)>,
    message: Option<String>,
}

/// An entry of `response` or `request`.
struct ToldLeg {
    id: Option<String>,
    amount: Option<Money>,
    last_four: Option<LastFour>,
    success: Option<bool>,
    words: Option<String>,
    /// The message that comes with a `result_code` that is not a success.
    trouble: Option<String>,
    receipt: LegReceipt,
}

impl ToldLeg {
    fn read(object: &Object<'_>) -> ToldLeg {
        let text = |name| object.words(name).map(|text| wire::words(&text));
        ToldLeg {
            id: object.words("id").map(|id| id.trim().to_owned()),
            amount: centavos(object, "transaction_amount"),
            last_four: last_four(object),
            success: flag(object, "success"),
            words: text("message"),
            trouble: text("result_code_identifier").filter(|code| code != "SUCCESS"),
            receipt: wire::receipt(object),
        }
    }

    fn is(&self, asked: Option<&(Money, LastFour)>) -> bool {
        let told = self.amount.zip(self.last_four);
        told.is_some() && told.as_ref() == asked
    }
}

impl Operation {
    /// Reads `data`; `None` if a required field is missing.
    fn read(envelope: &Envelope<'_>, charge: &Charge) -> Option<Operation> {
        let data = envelope.object()?;
        let legs = |name| {
            let legs = objects(&data, name)?;
            Some(legs.iter().map(ToldLeg::read).collect::<Vec<_>>())
        };
        Some(Operation {
            success: flag(&data, "success")?,
            pending: flag(&data, "pending")?,
            told: legs("response")?,
            taken: legs("request")?,
            asked: charge.asked(),
            message: envelope.message.clone().filter(|words| !words.is_empty()),
        })
    }

    fn meaning(&self) -> Charged {
        let answer = match (self.pending, self.success) {
            (true, _) => CardAnswer::Pending,
            (false, true) if self.is_whole() => CardAnswer::Approved,
            // The answer approves something else than was sent.
            (false, true) => {
                return Charged::InDoubt {
                    why: DoubtWhy::Disagrees,
                    legs: self.legs(),
                };
            }
            (false, false) => CardAnswer::Declined {
                detail: self.detail(),
                leg_succeeded: self.through(),
            },
        };
        Charged::Answered {
            answer,
            legs: self.legs(),
        }
    }

    /// Whether every leg that was sent succeeded, and no other: by position,
    /// amount and last four, never by id.
    fn is_whole(&self) -> bool {
        self.told.len() == self.asked.len()
            && self
                .told
                .iter()
                .zip(&self.asked)
                .all(|(told, asked)| told.success == Some(true) && told.is(Some(asked)))
    }

    /// The sum of those legs of a failed operation that went through. pagoUno
    /// reverses them by itself; the reversal is not confirmed yet.
    fn through(&self) -> Option<Money> {
        let amounts = (0..)
            .zip(&self.told)
            .filter_map(|(place, leg): (usize, _)| {
                let asked = || self.asked.get(place).map(|(amount, _)| *amount);
                (leg.success == Some(true)).then(|| leg.amount.or_else(asked))?
            });
        let sum = amounts.fold(Money::ZERO, |sum, amount| {
            sum.plus(amount).unwrap_or(Money::MAX)
        });
        (!sum.is_zero()).then_some(sum)
    }

    /// pagoUno's message why it was declined.
    fn detail(&self) -> Option<String> {
        let failed = self.told.iter().filter(|leg| leg.success != Some(true));
        let words = failed.clone().find_map(|leg| leg.words.clone());
        let troubles = failed.chain(&self.taken);
        words
            .or_else(|| self.message.clone())
            .or_else(|| troubles.clone().find_map(|leg| leg.trouble.clone()))
    }

    /// The legs that the answer describes, one for each position.
    fn legs(&self) -> Vec<Leg> {
        let count = self.told.len().max(self.taken.len());
        (0..count).map(|place| self.leg(place)).collect()
    }

    fn leg(&self, place: usize) -> Leg {
        let (told, taken) = (self.told.get(place), self.taken.get(place));
        let both = [told, taken];
        let mut ids: Vec<String> = Vec::new();
        for id in both.into_iter().flatten().filter_map(|leg| leg.id.clone()) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let first = told.or(taken);
        let is_sent = first.is_some_and(|leg| leg.is(self.asked.get(place)));
        Leg {
            ids,
            place: is_sent.then(|| u16::try_from(place).ok()).flatten(),
            amount: first.and_then(|leg| leg.amount),
            last_four: first.and_then(|leg| leg.last_four),
            word: match (self.pending, told.and_then(|leg| leg.success)) {
                (true, _) => LegWord::NotYet,
                (false, Some(true)) => LegWord::Succeeded,
                // `request` has this leg and `response` does not: it failed if
                // the whole operation was declined; otherwise its result is
                // unknown.
                (false, None) if self.success => LegWord::NotYet,
                (false, Some(false) | None) => LegWord::Failed,
            },
            message: first.and_then(|leg| leg.words.clone().or_else(|| leg.trouble.clone())),
            receipt: told.map(|leg| leg.receipt.clone()).unwrap_or_default(),
        }
    }
}

/// Reads the answer to a question about a leg; `None` if the body is not
/// pagoUno's own. `was_pending` says that the charge was pending at some time,
/// so that `success: false` may still mean "not yet".
pub(crate) fn read_asked(body: &[u8], id: &str, was_pending: bool) -> Option<Asked> {
    let envelope = Envelope::read(body)?;
    if envelope.status != 200 {
        return Some(Asked::NotTold);
    }
    let data = envelope.object()?;
    let told = ToldLeg::read(&data);
    let word = match (told.success?, flag(&data, "pending")) {
        (_, Some(true)) => LegWord::NotYet,
        (true, Some(false) | None) => LegWord::Succeeded,
        (false, Some(false)) => LegWord::Failed,
        (false, None) if was_pending => LegWord::NotYet,
        (false, None) => LegWord::Failed,
    };
    let mut ids = vec![id.to_owned()];
    ids.extend(told.id.filter(|told| told != id));
    Some(Asked::Told(Leg {
        ids,
        place: None,
        amount: told.amount,
        last_four: told.last_four,
        word,
        message: told.words.or(told.trouble),
        receipt: told.receipt,
    }))
}
