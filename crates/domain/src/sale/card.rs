//! What a provider's answer to a charge does, or a manager's answer in its
//! place. This module does not know how a card is charged.

use super::decide::{Decision, manager_reason};
use super::draft::Draft;
use super::{CardAnswer, Refusal, Sale};
use crate::discrepancy::DiscrepancyKind;
use crate::means::Method;
use crate::payment::{Approval, Payment, PaymentState as S, RefusedWhy};
use crate::{Actor, PaymentId, SaleEvent};

impl Sale {
    pub(super) fn hear_answer(&self, payment: PaymentId, answer: &CardAnswer) -> Decision {
        let known = self.known(payment)?;
        match known.state {
            S::Sent | S::Pending | S::InDoubt => self.take_answer(known, answer),
            // The payment has ended: an answer that disagrees goes to the tray
            // and changes nothing else. Only an approval replaces a manager's
            // "paid".
            S::SettledPaid if is_approval(answer) => {
                let mut draft = Draft::of(self);
                draft.approve(payment, Approval::Answer);
                Ok(draft.events)
            }
            S::Approved | S::SettledPaid => Ok(self.compare(known, answer, !is_a_no(answer))),
            S::Declined | S::SettledUnpaid => Ok(self.compare(known, answer, !is_approval(answer))),
            // As far as the till knows the charge was never sent. If the
            // provider approves it, the money goes to the tray.
            S::Requested | S::Refused | S::Expired | S::Cancelled
                if known.method() == Method::Card && is_approval(answer) =>
            {
                Ok(self.compare(known, answer, false))
            }
            S::Requested
            | S::Waiting
            | S::Refused
            | S::Expired
            | S::Cancelled
            | S::Declared
            | S::Unconfirmed => Err(Refusal::NotInState(known.state)),
        }
    }

    fn compare(&self, known: &Payment, answer: &CardAnswer, agrees: bool) -> Vec<SaleEvent> {
        let mut draft = Draft::of(self);
        if !agrees {
            draft.find(
                known.id,
                DiscrepancyKind::Contradicted,
                known.request.charged,
                None,
            );
        }
        draft.await_reversal(known.id, answer);
        draft.events
    }

    fn take_answer(&self, known: &Payment, answer: &CardAnswer) -> Decision {
        let payment = known.id;
        let mut draft = Draft::of(self);
        match answer {
            CardAnswer::Approved => draft.approve(payment, Approval::Answer),
            CardAnswer::Declined { .. } => draft.decline(payment, answer),
            // A refusal ends the payment only as an answer to the first
            // attempt.
            CardAnswer::Refused { detail } => {
                if known.state != S::Sent {
                    return Err(Refusal::NotInState(known.state));
                }
                draft.push(SaleEvent::Refused {
                    payment,
                    why: RefusedWhy::ProviderRefused,
                    detail: detail.clone(),
                });
            }
            CardAnswer::Pending => {
                if known.state == S::Sent {
                    draft.push(SaleEvent::Pending { payment });
                }
            }
        }
        Ok(draft.events)
    }

    pub(super) fn settle_doubt(
        &self,
        payment: PaymentId,
        paid: bool,
        reason: &str,
        by: &Actor,
    ) -> Decision {
        self.in_state(payment, &[S::InDoubt])?;
        let reason = manager_reason(by, reason)?;
        let mut draft = Draft::of(self);
        if paid {
            draft.settle_paid(payment, reason);
        } else {
            draft.push(SaleEvent::SettledUnpaid { payment, reason });
        }
        Ok(draft.events)
    }
}

impl Draft {
    /// Declines a payment. A leg that went through awaits its reversal.
    pub(super) fn decline(&mut self, payment: PaymentId, answer: &CardAnswer) {
        let detail = match answer {
            CardAnswer::Declined { detail, .. } | CardAnswer::Refused { detail } => detail.clone(),
            CardAnswer::Approved | CardAnswer::Pending => None,
        };
        self.push(SaleEvent::Declined { payment, detail });
        self.await_reversal(payment, answer);
    }

    /// A leg that went through in a declined operation is money on its way back.
    fn await_reversal(&mut self, payment: PaymentId, answer: &CardAnswer) {
        match answer {
            CardAnswer::Declined {
                leg_succeeded: Some(by),
                ..
            } => self.find(payment, DiscrepancyKind::ReversalToConfirm, *by, None),
            CardAnswer::Declined {
                leg_succeeded: None,
                ..
            }
            | CardAnswer::Approved
            | CardAnswer::Refused { .. }
            | CardAnswer::Pending => {}
        }
    }
}

fn is_approval(answer: &CardAnswer) -> bool {
    match answer {
        CardAnswer::Approved => true,
        CardAnswer::Declined { .. } | CardAnswer::Refused { .. } | CardAnswer::Pending => false,
    }
}

fn is_a_no(answer: &CardAnswer) -> bool {
    match answer {
        CardAnswer::Declined { .. } | CardAnswer::Refused { .. } => true,
        CardAnswer::Approved | CardAnswer::Pending => false,
    }
}
