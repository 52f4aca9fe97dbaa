//! What the provider's word on a single leg does to a card payment: a charge
//! leaves its doubt only when every leg is known and the sums agree.

use super::decide::Decision;
use super::draft::Draft;
use super::{CardAnswer, Refusal, Sale};
use crate::card::LastFour;
use crate::discrepancy::DiscrepancyKind;
use crate::event::NoticeNumber;
use crate::leg::{CardPart, Leg, LegWord};
use crate::payment::{Approval, Method, Payment, PaymentState as S};
use crate::{Actor, Money, PaymentId, SaleEvent, UnixMs};

impl Sale {
    /// Charges cards: each covers its offer's cash price and pays its total.
    pub(super) fn charge_cards(
        &self,
        payment: PaymentId,
        cards: &[CardPart],
        deadline: UnixMs,
        by: &Actor,
    ) -> Decision {
        let sum = |part: fn(&CardPart) -> Money| {
            cards
                .iter()
                .try_fold(Money::ZERO, |sum, card| sum.plus(part(card)))
                .map_err(|_| Refusal::BeyondTotal)
        };
        let amount = sum(|card| card.offer.cash())?;
        let charged = sum(|card| card.offer.total())?;
        if !cards.iter().all(CardPart::adds_up) {
            return Err(Refusal::LegsDisagree);
        }
        let mut events = self.charge(payment, Method::Card, (amount, charged), deadline, by)?;
        events.push(SaleEvent::CardsShown {
            payment,
            cards: cards.to_vec(),
        });
        Ok(events)
    }

    /// What the answer to the charge says of its legs. It decides nothing:
    /// that is the answer's own word.
    pub(super) fn note_legs(&self, payment: PaymentId, legs: &[Leg]) -> Decision {
        self.card_payment(payment)?;
        let mut draft = Draft::of(self);
        draft.learn(payment, legs);
        Ok(draft.events)
    }

    /// Somebody says that a leg exists; the provider is to be asked.
    pub(super) fn hear_hint(
        &self,
        payment: PaymentId,
        notice: NoticeNumber,
        leg: &str,
    ) -> Decision {
        self.card_payment(payment)?;
        Ok(vec![SaleEvent::HintHeard {
            payment,
            notice,
            leg: leg.to_owned(),
        }])
    }

    /// The provider's answer to a question about one leg.
    pub(super) fn hear_leg(&self, payment: PaymentId, leg: &Leg) -> Decision {
        let known = self.card_payment(payment)?;
        let was = known.legs.iter().find(|was| was.is(leg)).cloned();
        let mut heard = leg.clone();
        heard.place = known.place_of(leg);
        let mut draft = Draft::of(self);
        draft.learn(payment, std::slice::from_ref(&heard));
        // A word that was known already did then what it does to an end. A new
        // one is found anew: two legs of an equal amount are two.
        let is_said = !matches!(known.state, S::Sent | S::Pending | S::InDoubt)
            && was.as_ref().is_some_and(|was| was.word == heard.word)
            && self.discrepancies.iter().any(|it| it.payment == payment);
        if draft.events.is_empty() || is_said {
            return Ok(draft.events);
        }
        match known.state {
            S::Sent | S::Pending | S::InDoubt => draft.decide_by_legs(payment),
            S::SettledPaid if draft.all_went_through(payment) => {
                draft.approve(payment, Approval::Answer);
            }
            S::Approved | S::SettledPaid => draft.hold_against_paid(known, was.as_ref(), &heard),
            S::Declined
            | S::SettledUnpaid
            | S::Refused
            | S::Expired
            | S::Cancelled
            | S::Requested => {
                // Money that came all the same is not dropped.
                if heard.word == LegWord::Succeeded {
                    let by = heard.amount.unwrap_or(Money::ZERO);
                    draft.find_anew(payment, DiscrepancyKind::Contradicted, by, None);
                }
            }
            S::Waiting | S::Declared | S::Unconfirmed => {
                return Err(Refusal::NotInState(known.state));
            }
        }
        Ok(draft.events)
    }

    /// A leg on which the provider gives no final word waits in the tray, once.
    pub(super) fn stop_asking(&self, payment: PaymentId, leg: &str) -> Decision {
        let known = self.card_payment(payment)?;
        let mut legs = known.legs.iter();
        let leg = legs.find(|it| it.ids.iter().any(|id| id == leg));
        let open = leg.filter(|leg| known.asks_about(leg));
        let mut draft = Draft::of(self);
        let Some(leg) = open else {
            return Ok(draft.events);
        };
        let (kind, by) = (
            DiscrepancyKind::NeedsReview,
            leg.amount.unwrap_or(Money::ZERO),
        );
        let is_said = self.discrepancies.iter().any(|it| {
            it.payment == payment && it.kind == kind && it.by == by && it.transaction.is_none()
        });
        // Asked again after a start, it was answered by a person meanwhile.
        if !is_said {
            draft.find_anew(payment, kind, by, None);
        }
        Ok(draft.events)
    }

    fn card_payment(&self, payment: PaymentId) -> Result<&Payment, Refusal> {
        let known = self.known(payment)?;
        match known.method {
            Method::Card => Ok(known),
            Method::Qr | Method::FixedQr | Method::Cash => Err(Refusal::NotInState(known.state)),
        }
    }
}

impl Draft {
    /// Keeps what is said of legs, where it is new. Money that went through
    /// and is no leg's that was sent waits in the tray while nobody can say
    /// what it is.
    fn learn(&mut self, payment: PaymentId, legs: &[Leg]) {
        let Some(known) = self.sale.payment(payment) else {
            return;
        };
        let mut learnt = known.clone();
        learnt.learn(legs);
        learnt.answer_for(legs);
        if learnt == *known {
            return;
        }
        let was_through = |leg: &Leg| {
            let mut known = known.legs.iter();
            known.any(|known| known.is(leg) && known.word == LegWord::Succeeded)
        };
        let through: Vec<Leg> = legs.iter().filter(|it| !was_through(it)).cloned().collect();
        let open = matches!(known.state, S::Sent | S::Pending | S::InDoubt);
        self.push(SaleEvent::LegsHeard {
            payment,
            legs: legs.to_vec(),
        });
        if !open {
            return;
        }
        // Two of an equal amount are two: each waits by itself.
        for leg in &through {
            if let (LegWord::Succeeded, None, Some(amount)) = (leg.word, leg.place, leg.amount) {
                self.find_anew(payment, DiscrepancyKind::NeedsReview, amount, None);
            }
        }
    }

    /// Ends a doubt where all legs are known.
    fn decide_by_legs(&mut self, payment: PaymentId) {
        let Some(known) = self.sale.payment(payment) else {
            return;
        };
        let state = known.state;
        let Some(legs) = known.all_legs() else { return };
        let words = |word| legs.iter().filter(move |leg| leg.word == word);
        if words(LegWord::Succeeded).count() == legs.len() {
            self.approve(payment, Approval::Answer);
            return;
        }
        // A charge that is still on its way is answered by its own answer.
        let all_said = words(LegWord::Succeeded).count() + words(LegWord::Failed).count();
        if all_said < legs.len() || state == S::Sent {
            return;
        }
        let through = words(LegWord::Succeeded).fold(Money::ZERO, |sum, leg| {
            sum.plus(leg.amount.unwrap_or(Money::ZERO))
                .unwrap_or(Money::MAX)
        });
        let answer = CardAnswer::Declined {
            detail: words(LegWord::Failed).find_map(|leg| leg.message.clone()),
            leg_succeeded: (!through.is_zero()).then_some(through),
        };
        self.decline(payment, &answer);
    }

    /// Whether the provider says of every leg that was sent that it went through.
    fn all_went_through(&self, payment: PaymentId) -> bool {
        let known = self.sale.payment(payment);
        let legs = known.and_then(Payment::all_legs);
        legs.is_some_and(|legs| legs.iter().all(|leg| leg.word == LegWord::Succeeded))
    }

    /// A word on a leg of a payment that counts as paid.
    fn hold_against_paid(&mut self, before: &Payment, was: Option<&Leg>, heard: &Leg) {
        let payment = before.id;
        let by = heard.amount.unwrap_or(Money::ZERO);
        match heard.word {
            // A leg that was not asked for, or one more than were: further money.
            LegWord::Succeeded if heard.place.is_none() => {
                self.find_anew(payment, DiscrepancyKind::Duplicate, by, None);
            }
            LegWord::Failed => {
                let went_through = was.is_some_and(|leg| leg.word == LegWord::Succeeded);
                let all_failed = self.sale.payment(payment).is_some_and(|payment| {
                    let legs = payment.all_legs();
                    legs.is_some_and(|legs| legs.iter().all(|leg| leg.word == LegWord::Failed))
                });
                if went_through || all_failed {
                    self.find_anew(payment, DiscrepancyKind::Contradicted, by, None);
                }
            }
            LegWord::Succeeded | LegWord::NotYet | LegWord::Hinted => {}
        }
    }
}

impl Payment {
    /// The legs that were sent: what each charges, and to which card.
    pub fn sent_legs(&self) -> impl Iterator<Item = (Money, LastFour)> {
        self.cards.iter().flat_map(|card| {
            let last_four = card.face.last_four;
            card.legs.iter().map(move |amount| (*amount, last_four))
        })
    }

    /// Which of the legs that were sent this one is: the one it is known as,
    /// or the first of its amount and card that no other leg is known as.
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

    /// Whether the provider is to be asked about a leg: it has no final word on
    /// it, or somebody hinted at it after that word.
    #[must_use]
    pub fn asks_about(&self, leg: &Leg) -> bool {
        match leg.word {
            LegWord::Hinted | LegWord::NotYet => true,
            LegWord::Succeeded | LegWord::Failed => {
                leg.ids.iter().any(|id| self.asked_again.contains(id))
            }
        }
    }

    /// A hint at a leg of which there is a final word: the word stands until
    /// the provider has been asked once more.
    pub(super) fn doubt_word(&mut self, id: &str) {
        let has_word = self.legs.iter().any(|leg| {
            matches!(leg.word, LegWord::Succeeded | LegWord::Failed)
                && leg.ids.iter().any(|known| known == id)
        });
        if has_word && !self.asked_again.iter().any(|known| known == id) {
            self.asked_again.push(id.to_owned());
        }
    }

    /// Answers the hints that came after a final word.
    pub(super) fn answer_for(&mut self, told: &[Leg]) {
        let legs = &self.legs;
        self.asked_again.retain(|id| {
            let mut same = legs.iter().filter(|leg| leg.ids.contains(id));
            !same.any(|leg| told.iter().any(|told| told.is(leg)))
        });
    }

    /// The legs that were sent, in their order, where each is known and of
    /// the amount that was sent.
    fn all_legs(&self) -> Option<Vec<Leg>> {
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

    /// Takes over what is said of legs: one that is known by an id, or by its
    /// place while it has no id, is the same one.
    pub(super) fn learn(&mut self, legs: &[Leg]) {
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
