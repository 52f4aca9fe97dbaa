//! Decides every command to a sale, in every state.

use super::draft::Draft;
use super::{Command, Replacement, Sale};
use crate::discrepancy::DiscrepancyKind;
use crate::means::{Method, QrOffer};
use crate::payment::{Approval, Payment, PaymentState as S, RefusedWhy};
use crate::request::PaymentRequest;
use crate::{Actor, PaymentId, SaleEvent, UnixMs};

/// Why a command was refused. Nothing has happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The sale has no such payment.
    #[error("the sale has no such payment")]
    UnknownPayment,
    /// The sale has no such discrepancy, or it is settled.
    #[error("the sale has no such open discrepancy")]
    UnknownDiscrepancy,
    /// The payment's state does not allow it.
    #[error("not possible while the payment is {}", .0.as_str())]
    NotInState(S),
    /// Another payment of this sale is being made.
    #[error("another payment of this sale is being made")]
    AlreadyUnderWay,
    /// Zero cannot be charged.
    #[error("zero cannot be charged")]
    AmountZero,
    /// Nothing is left to charge, and no payment is under way.
    #[error("more than what is left of the sale")]
    BeyondTotal,
    /// Only a manager may do this.
    #[error("this asks for a manager")]
    NeedsManager,
    /// A manager's answer needs a reason.
    #[error("a reason is needed")]
    ReasonMissing,
    /// The sale was given up.
    #[error("the sale was given up")]
    Abandoned,
    /// Its time has not come yet.
    #[error("it is not yet time")]
    NotYet,
    /// The customer handed over less than is charged.
    #[error("less was handed over than is charged")]
    NotEnough,
    /// The legs of a card do not add up to what its offer charges, or the cards
    /// to what is asked for.
    #[error("the legs of a card are not what is charged")]
    LegsDisagree,
    /// Its time is over.
    #[error("its time is over")]
    TooLate,
    /// The notice is not one that this payment waits for.
    #[error("that notice is not of this payment")]
    NotItsNotice,
    /// The answer would cover nothing of a sale.
    #[error("that answer would cover nothing")]
    CoversNothing,
    /// No notice gave an amount: the manager has to type it.
    #[error("no notice told an amount")]
    AmountMissing,
    /// A notice gave the amount, and the typed one differs.
    #[error("a notice told another amount")]
    AmountKnown,
    /// More than what came for the payment and was not given back yet.
    #[error("more than what came and was not given back")]
    BeyondReceived,
    /// The sale to which the money belongs is not named.
    #[error("the sale to which the money belongs is not named")]
    TargetMissing,
}

pub(super) type Decision = Result<Vec<SaleEvent>, Refusal>;

impl Sale {
    /// Decides what a command does to this sale now.
    ///
    /// # Errors
    /// A [`Refusal`]; then nothing happens.
    pub fn decide(&self, command: &Command, by: &Actor, now: UnixMs) -> Decision {
        let events = self.decide_command(command, by, now)?;
        if !self.left || self.abandoned || events.is_empty() {
            return Ok(events);
        }
        // A sale that was left is given up when the last payment for which
        // money could come ends.
        let mut draft = Draft::of(self);
        for event in events {
            draft.push(event);
        }
        let sale = &draft.sale;
        if sale.left
            && !sale.abandoned
            && self.awaits_money()
            && !sale.awaits_money()
            && sale.covered().is_zero()
        {
            draft.push(SaleEvent::Abandoned);
        }
        Ok(draft.events)
    }

    /// Whether money may still come without another charge.
    fn awaits_money(&self) -> bool {
        self.is_under_way() || !self.bound().is_zero()
    }

    fn decide_command(&self, command: &Command, by: &Actor, now: UnixMs) -> Decision {
        match command {
            Command::Charge {
                payment,
                request,
                deadline,
            } => self.charge(*payment, request, *deadline, by),
            Command::ChargeCards {
                payment,
                request,
                cards,
                deadline,
            } => self.charge_cards(*payment, request, cards, *deadline, by),
            Command::ReceiveQr { payment, qr } => self.receive_qr(*payment, qr),
            Command::Refuse {
                payment,
                why,
                detail,
                replacement,
            } => self.refuse(*payment, *why, detail.clone(), *replacement, now),
            Command::PassDeadline { payment } => {
                let known = self.in_state(*payment, &[S::Requested])?;
                if now < known.deadline {
                    return Err(Refusal::NotYet);
                }
                Ok(vec![SaleEvent::Expired { payment: *payment }])
            }
            Command::Cancel { payment } => {
                self.in_state(*payment, &[S::Requested, S::Waiting])?;
                Ok(vec![SaleEvent::Cancelled { payment: *payment }])
            }
            Command::RunOutOfTime { payment } => self.run_out_of_time(*payment, now),
            Command::ReadNoticesToEnd { payment } => {
                let known = self.in_state(*payment, &[S::Waiting])?;
                if !known.time_up() {
                    return Err(Refusal::NotYet);
                }
                Ok(vec![SaleEvent::Expired { payment: *payment }])
            }
            Command::MoveEnds { payment, by_ms } => {
                let ends = [S::Requested, S::Sent, S::Waiting, S::Pending, S::InDoubt];
                self.in_state(*payment, &ends)?;
                Ok(vec![SaleEvent::EndsMoved {
                    payment: *payment,
                    by_ms: *by_ms,
                }])
            }
            Command::HearNotice {
                payment,
                number,
                transaction,
                notice,
            } => {
                // A transaction that is known here stays here, whatever payment
                // the notice names: a notice about it is never refused.
                let home = transaction.as_ref().and_then(|key| self.payment_of(key));
                if home.is_none() {
                    self.known(*payment)?;
                }
                Ok(self.hear(*payment, *number, transaction.as_ref(), notice))
            }
            Command::MarkSent { payment } => {
                let known = self.in_state(*payment, &[S::Requested])?;
                if known.method() != Method::Card {
                    return Err(Refusal::NotInState(known.state));
                }
                Ok(vec![SaleEvent::Sent { payment: *payment }])
            }
            Command::MarkNeverSent { payment } => {
                self.in_state(*payment, &[S::Sent])?;
                Ok(vec![SaleEvent::NeverSent { payment: *payment }])
            }
            Command::HearAnswer { payment, answer } => self.hear_answer(*payment, answer),
            Command::NoteLegs { payment, legs } => self.note_legs(*payment, legs),
            Command::HearHint {
                payment,
                number,
                leg,
            } => self.hear_hint(*payment, *number, leg),
            Command::StopAsking { payment, leg } => self.stop_asking(*payment, leg),
            Command::HearLeg { payment, leg } => self.hear_leg(*payment, leg),
            Command::LoseAnswer { payment, why } => {
                self.in_state(*payment, &[S::Sent, S::Pending])?;
                Ok(vec![SaleEvent::InDoubt {
                    payment: *payment,
                    why: *why,
                }])
            }
            Command::SettleDoubt {
                payment,
                paid,
                reason,
            } => self.settle_doubt(*payment, *paid, reason, by),
            Command::DoubtAfterRestore { payment } => self.doubt_after_restore(*payment),
            Command::Release {
                payment,
                deadline,
                reason,
            } => self.release(*payment, *deadline, reason, by, now),
            Command::GiveUp { payment, reason } => self.give_up(*payment, reason, by),
            Command::EnterPaid { payment, reason } => self.enter_paid(*payment, reason, by),
            Command::Declare { payment } => self.declare(*payment),
            Command::TakeBack { payment } => self.take_back(*payment, by, now),
            Command::HearFixed {
                payment,
                number,
                transaction,
                notice,
            } => self.hear_fixed(*payment, *number, transaction, notice),
            Command::CloseUnconfirmed { payment } => {
                self.in_state(*payment, &[S::Declared])?;
                Ok(vec![SaleEvent::Unconfirmed { payment: *payment }])
            }
            Command::CountCash { payment, handed } => {
                let known = self.in_state(*payment, &[S::Requested])?;
                if known.method() != Method::Cash {
                    return Err(Refusal::NotInState(known.state));
                }
                let (payment, handed) = (*payment, *handed);
                let change = handed
                    .minus(known.request.charged)
                    .map_err(|_| Refusal::NotEnough)?;
                let mut draft = Draft::of(self);
                let by = known.request.amount.less(known.request.charged);
                if !by.is_zero() {
                    draft.push(SaleEvent::CashRounded { payment, by });
                }
                draft.push(SaleEvent::CashCounted {
                    payment,
                    handed,
                    change,
                });
                draft.approve(payment, Approval::Counted);
                Ok(draft.events)
            }
            Command::Settle {
                number,
                how,
                amount,
                to,
                reason,
            } => self.settle(*number, *how, (*amount, *to), reason, by),
            Command::TakeMoney { .. } => self.take_money(command, by),
            Command::ReturnMoney {
                payment,
                number,
                amount,
                from,
                reason,
            } => self.return_money(*payment, *number, (*amount, *from), reason, by),
            Command::CorrectMeans {
                payment,
                to,
                reason,
            } => self.correct_means(*payment, *to, reason, by),
            Command::Disown {
                payment,
                transaction,
            } => self.disown(*payment, transaction),
            Command::Leave => Ok(self.leave()),
            Command::Resume => Ok(if self.left && !self.abandoned {
                vec![SaleEvent::Resumed]
            } else {
                Vec::new()
            }),
            Command::Abandon => Ok(self.abandon()),
        }
    }

    pub(super) fn charge(
        &self,
        payment: PaymentId,
        request: &PaymentRequest,
        deadline: UnixMs,
        by: &Actor,
    ) -> Decision {
        if self.abandoned {
            return Err(Refusal::Abandoned);
        }
        if request.amount.is_zero() || request.charged.is_zero() {
            return Err(Refusal::AmountZero);
        }
        // One payment is made at a time, and an id never names a second
        // payment.
        if self
            .payments
            .iter()
            .any(|known| known.state == S::Requested || known.id == payment)
        {
            return Err(Refusal::AlreadyUnderWay);
        }
        if request.amount > self.chargeable() {
            if self.bound().is_zero() {
                return Err(Refusal::BeyondTotal);
            }
            if !by.is_manager() {
                return Err(Refusal::NeedsManager);
            }
        }
        Ok(vec![SaleEvent::Requested {
            payment,
            request: request.clone(),
            deadline,
            replaces: None,
        }])
    }

    fn receive_qr(&self, payment: PaymentId, qr: &QrOffer) -> Decision {
        let known = self.known(payment)?;
        if !known.method().waits_by_its_qr() {
            return Err(Refusal::NotInState(known.state));
        }
        Ok(vec![if known.state == S::Requested {
            SaleEvent::QrReceived {
                payment,
                qr: qr.clone(),
            }
        } else {
            SaleEvent::LateAnswer {
                payment,
                order: Some(qr.order.clone()),
            }
        }])
    }

    fn refuse(
        &self,
        payment: PaymentId,
        why: RefusedWhy,
        detail: Option<String>,
        replacement: Option<Replacement>,
        now: UnixMs,
    ) -> Decision {
        let known = self.known(payment)?;
        if known.state != S::Requested {
            return Ok(vec![SaleEvent::LateAnswer {
                payment,
                order: None,
            }]);
        }
        let mut events = vec![SaleEvent::Refused {
            payment,
            why,
            detail,
        }];
        // A refused payment is replaced once, and the replacement keeps its
        // deadline.
        let may_be_replaced =
            why.may_be_replaced() && known.replaces.is_none() && now < known.deadline;
        let replacement = replacement
            .filter(|replacement| may_be_replaced && self.payment(replacement.payment).is_none());
        if let Some(replacement) = replacement {
            events.push(SaleEvent::Requested {
                payment: replacement.payment,
                request: known.request.clone(),
                deadline: known.deadline,
                replaces: Some(payment),
            });
        }
        Ok(events)
    }

    fn run_out_of_time(&self, payment: PaymentId, now: UnixMs) -> Decision {
        let known = self.in_state(payment, &[S::Waiting])?;
        if known.time_up() {
            return Ok(Vec::new());
        }
        match known.qr() {
            Some(qr) if now >= qr.expires_at => Ok(vec![SaleEvent::TimeRanOut { payment }]),
            _ => Err(Refusal::NotYet),
        }
    }

    /// Takes the sale off the screen. It is given up if no money can come for
    /// it; if part of it is covered, it waits for a person.
    fn leave(&self) -> Vec<SaleEvent> {
        let covered = self.covered();
        if self.abandoned || covered >= self.total {
            Vec::new()
        } else if covered.is_zero() && !self.awaits_money() {
            vec![SaleEvent::Abandoned]
        } else if self.left {
            Vec::new()
        } else {
            vec![SaleEvent::PutAside]
        }
    }

    /// Abandons the sale, unless it is paid or a payment is under way for which
    /// money can still come.
    fn abandon(&self) -> Vec<SaleEvent> {
        if self.abandoned || self.is_under_way() || self.covered() >= self.total {
            return Vec::new();
        }
        let mut draft = Draft::of(self);
        draft.push(SaleEvent::Abandoned);
        // All money that covered the sale, whether the provider or a manager
        // said so.
        for payment in &self.payments {
            let covered = payment.covered();
            if !covered.is_zero() {
                draft.find_anew(payment.id, DiscrepancyKind::ToBeReturned, covered, None);
            }
        }
        draft.events
    }

    pub(super) fn known(&self, payment: PaymentId) -> Result<&Payment, Refusal> {
        self.payment(payment).ok_or(Refusal::UnknownPayment)
    }

    pub(super) fn in_state(&self, payment: PaymentId, states: &[S]) -> Result<&Payment, Refusal> {
        let known = self.known(payment)?;
        if states.contains(&known.state) {
            Ok(known)
        } else {
            Err(Refusal::NotInState(known.state))
        }
    }
}

pub(super) fn manager_reason(by: &Actor, reason: &str) -> Result<String, Refusal> {
    if !by.is_manager() {
        return Err(Refusal::NeedsManager);
    }
    match reason.trim() {
        "" => Err(Refusal::ReasonMissing),
        reason => Ok(reason.to_owned()),
    }
}
