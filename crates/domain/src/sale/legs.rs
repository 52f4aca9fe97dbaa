//! What the provider's word on a single leg does to a card payment. A doubt
//! ends only when every leg is known and the sums agree.

use super::decide::Decision;
use super::draft::Draft;
use super::{CardAnswer, Refusal, Sale};
use crate::discrepancy::DiscrepancyKind;
use crate::leg::{CardPart, CardPayment, Leg, LegWord};
use crate::means::Method;
use crate::notice::NoticeNumber;
use crate::payment::{Approval, Payment, PaymentState as S};
use crate::request::PaymentRequest;
use crate::{Actor, Money, PaymentId, SaleEvent, UnixMs};

impl Sale {
    /// Charges cards: each covers its offer's cash price and pays its total.
    pub(super) fn charge_cards(
        &self,
        payment: PaymentId,
        request: &PaymentRequest,
        cards: &[CardPart],
        deadline: UnixMs,
        by: &Actor,
    ) -> Decision {
        let sums = CardPart::sums(cards).map_err(|_| Refusal::BeyondTotal)?;
        let is_of_cards =
            request.method == Method::Card && (request.amount, request.charged) == sums;
        if !is_of_cards || !cards.iter().all(CardPart::adds_up) {
            return Err(Refusal::LegsDisagree);
        }
        let mut events = self.charge(payment, request, deadline, by)?;
        events.push(SaleEvent::CardsShown {
            payment,
            cards: cards.to_vec(),
        });
        Ok(events)
    }

    /// Notes what the answer to the charge says about its legs. The payment's
    /// state follows from the answer itself.
    pub(super) fn note_legs(&self, payment: PaymentId, legs: &[Leg]) -> Decision {
        self.card_payment(payment)?;
        let mut draft = Draft::of(self);
        draft.learn(payment, legs);
        Ok(draft.events)
    }

    /// An unsigned notice says that a leg exists: the provider has to be asked.
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
        let (known, card) = self.card_payment(payment)?;
        let was = card.legs.iter().find(|was| was.is(leg)).cloned();
        let mut heard = leg.clone();
        heard.place = card.place_of(leg);
        let mut draft = Draft::of(self);
        draft.learn(payment, std::slice::from_ref(&heard));
        // A word that was already known had its effect on an ended payment
        // then. A new word gets a new item, since two legs may have the same
        // amount.
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
                // The leg went through although the payment had ended without
                // it: its money goes to the tray.
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
        let (_, card) = self.card_payment(payment)?;
        let mut legs = card.legs.iter();
        let leg = legs.find(|it| it.ids.iter().any(|id| id == leg));
        let open = leg.filter(|leg| card.asks_about(leg));
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
        // After a restart the till may have asked again although the tray
        // already has this item.
        if !is_said {
            draft.find_anew(payment, kind, by, None);
        }
        Ok(draft.events)
    }

    fn card_payment(&self, payment: PaymentId) -> Result<(&Payment, &CardPayment), Refusal> {
        let known = self.known(payment)?;
        let card = known.card().ok_or(Refusal::NotInState(known.state))?;
        Ok((known, card))
    }
}

impl Draft {
    /// Keeps new facts about legs. Money that went through in a leg that was
    /// not sent goes to the tray.
    fn learn(&mut self, payment: PaymentId, legs: &[Leg]) {
        let Some(known) = self.sale.payment(payment) else {
            return;
        };
        let Some(card) = known.card() else { return };
        let mut learnt = card.clone();
        learnt.learn(legs);
        learnt.answer_for(legs);
        if learnt == *card {
            return;
        }
        let was_through = |leg: &Leg| {
            let mut known = card.legs.iter();
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
        // Each leg gets its own item, even if two have the same amount.
        for leg in &through {
            if let (LegWord::Succeeded, None, Some(amount)) = (leg.word, leg.place, leg.amount) {
                self.find_anew(payment, DiscrepancyKind::NeedsReview, amount, None);
            }
        }
    }

    /// Ends a doubt if all legs are known.
    fn decide_by_legs(&mut self, payment: PaymentId) {
        let Some(known) = self.sale.payment(payment) else {
            return;
        };
        let state = known.state;
        let Some(legs) = self.legs_sent(payment) else {
            return;
        };
        let words = |word| legs.iter().filter(move |leg| leg.word == word);
        if words(LegWord::Succeeded).count() == legs.len() {
            self.approve(payment, Approval::Answer);
            return;
        }
        // While the charge is still on its way, only its own answer can decline
        // it.
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

    /// The legs that were sent, if each is known.
    fn legs_sent(&self, payment: PaymentId) -> Option<Vec<Leg>> {
        self.sale.payment(payment)?.card()?.all_legs()
    }

    /// Whether the provider says that every leg that was sent went through.
    fn all_went_through(&self, payment: PaymentId) -> bool {
        self.legs_sent(payment)
            .is_some_and(|legs| legs.iter().all(|leg| leg.word == LegWord::Succeeded))
    }

    /// Compares a word on a leg with a payment that counts as paid.
    fn hold_against_paid(&mut self, before: &Payment, was: Option<&Leg>, heard: &Leg) {
        let payment = before.id;
        let by = heard.amount.unwrap_or(Money::ZERO);
        match heard.word {
            // A leg that was not sent, or one too many: further money.
            LegWord::Succeeded if heard.place.is_none() => {
                self.find_anew(payment, DiscrepancyKind::Duplicate, by, None);
            }
            LegWord::Failed => {
                let went_through = was.is_some_and(|leg| leg.word == LegWord::Succeeded);
                let all_failed = self
                    .legs_sent(payment)
                    .is_some_and(|legs| legs.iter().all(|leg| leg.word == LegWord::Failed));
                if went_through || all_failed {
                    self.find_anew(payment, DiscrepancyKind::Contradicted, by, None);
                }
            }
            LegWord::Succeeded | LegWord::NotYet | LegWord::Hinted => {}
        }
    }
}
