//! What may happen to a sale: every command, against every state.

use super::{CardAnswer, Command, Replacement, Sale};
use crate::discrepancy::{DiscrepancyKind, DiscrepancyNumber, Settlement, Standing};
use crate::payment::{Approval, Method, Payment, PaymentState as S, RefusedWhy};
use crate::{Actor, Money, PaymentId, SaleEvent, TransactionKey, UnixMs};

/// Why a command was refused. Nothing has happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The sale has no such payment.
    #[error("the sale has no such payment")]
    UnknownPayment,
    /// The sale has no such discrepancy, or it is settled.
    #[error("the sale has no such open discrepancy")]
    UnknownDiscrepancy,
    /// Not from this state.
    #[error("not possible while the payment is {}", .0.as_str())]
    NotInState(S),
    /// Another payment of this sale is being made.
    #[error("another payment of this sale is being made")]
    AlreadyUnderWay,
    /// Zero cannot be charged.
    #[error("zero cannot be charged")]
    AmountZero,
    /// Nothing is left to charge, and nothing is under way.
    #[error("more than what is left of the sale")]
    BeyondTotal,
    /// Only a manager may.
    #[error("this asks for a manager")]
    NeedsManager,
    /// A manager's word needs a reason.
    #[error("a reason is needed")]
    ReasonMissing,
    /// The sale was given up.
    #[error("the sale was given up")]
    Abandoned,
    /// It is not yet time.
    #[error("it is not yet time")]
    NotYet,
}

/// What is owed to a provider because of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// Make a pre-order and bring its QR. Repeatable.
    MakePreOrder(PaymentId),
}

/// What is owed to providers because of these events.
#[must_use]
pub fn errands(events: &[SaleEvent]) -> Vec<Errand> {
    let owed = |event: &SaleEvent| match event {
        SaleEvent::Requested {
            payment, method, ..
        } => match method {
            Method::Qr => Some(Errand::MakePreOrder(*payment)),
            Method::FixedQr | Method::Card | Method::Cash => None,
        },
        SaleEvent::Opened { .. }
        | SaleEvent::Abandoned
        | SaleEvent::QrReceived { .. }
        | SaleEvent::LateAnswer { .. }
        | SaleEvent::Refused { .. }
        | SaleEvent::TimeRanOut { .. }
        | SaleEvent::Expired { .. }
        | SaleEvent::Cancelled { .. }
        | SaleEvent::Sent { .. }
        | SaleEvent::NeverSent { .. }
        | SaleEvent::Pending { .. }
        | SaleEvent::Approved { .. }
        | SaleEvent::Declined { .. }
        | SaleEvent::InDoubt { .. }
        | SaleEvent::SettledPaid { .. }
        | SaleEvent::SettledUnpaid { .. }
        | SaleEvent::Declared { .. }
        | SaleEvent::Unconfirmed { .. }
        | SaleEvent::NoticeHeard { .. }
        | SaleEvent::MoneyCounted { .. }
        | SaleEvent::DiscrepancyFound { .. }
        | SaleEvent::DiscrepancyWithdrawn { .. }
        | SaleEvent::DiscrepancySettled { .. } => None,
    };
    events.iter().filter_map(owed).collect()
}

type Decision = Result<Vec<SaleEvent>, Refusal>;

impl Sale {
    /// Decides what a command does to this sale now.
    ///
    /// # Errors
    /// A [`Refusal`]; then nothing happens.
    pub fn decide(&self, command: &Command, by: &Actor, now: UnixMs) -> Decision {
        match command {
            Command::Charge {
                payment,
                method,
                amount,
                charged,
                deadline,
            } => self.charge(*payment, *method, (*amount, *charged), *deadline, by),
            Command::ReceiveQr { payment, qr } => {
                Ok(vec![if self.known(*payment)?.state == S::Requested {
                    SaleEvent::QrReceived {
                        payment: *payment,
                        qr: qr.clone(),
                    }
                } else {
                    SaleEvent::LateAnswer {
                        payment: *payment,
                        order: Some(qr.order.clone()),
                    }
                }])
            }
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
            Command::ReadNoticesToEnd { payment, begun_at } => {
                let known = self.in_state(*payment, &[S::Waiting])?;
                match &known.qr {
                    Some(qr) if known.time_up && *begun_at >= qr.expires_at => {
                        Ok(vec![SaleEvent::Expired { payment: *payment }])
                    }
                    _ => Err(Refusal::NotYet),
                }
            }
            Command::HearNotice {
                payment,
                number,
                transaction,
                notice,
            } => {
                self.known(*payment)?;
                Ok(self.hear(*payment, *number, transaction.as_ref(), notice))
            }
            Command::MarkSent { payment } => {
                let known = self.in_state(*payment, &[S::Requested])?;
                if known.method != Method::Card {
                    return Err(Refusal::NotInState(known.state));
                }
                Ok(vec![SaleEvent::Sent { payment: *payment }])
            }
            Command::MarkNeverSent { payment } => {
                self.in_state(*payment, &[S::Sent])?;
                Ok(vec![SaleEvent::NeverSent { payment: *payment }])
            }
            Command::HearAnswer { payment, answer } => self.hear_answer(*payment, answer),
            Command::LoseAnswer { payment } => {
                self.in_state(*payment, &[S::Sent, S::Pending])?;
                Ok(vec![SaleEvent::InDoubt { payment: *payment }])
            }
            Command::SettleDoubt {
                payment,
                paid,
                reason,
            } => {
                self.in_state(*payment, &[S::InDoubt])?;
                let reason = manager_reason(by, reason)?;
                Ok(vec![if *paid {
                    SaleEvent::SettledPaid {
                        payment: *payment,
                        reason,
                    }
                } else {
                    SaleEvent::SettledUnpaid {
                        payment: *payment,
                        reason,
                    }
                }])
            }
            Command::Declare { payment } => {
                let known = self.in_state(*payment, &[S::Requested])?;
                if known.method != Method::FixedQr {
                    return Err(Refusal::NotInState(known.state));
                }
                Ok(vec![SaleEvent::Declared { payment: *payment }])
            }
            Command::CloseUnconfirmed { payment } => {
                self.in_state(*payment, &[S::Declared])?;
                Ok(vec![SaleEvent::Unconfirmed { payment: *payment }])
            }
            Command::CountCash { payment } => {
                let known = self.in_state(*payment, &[S::Requested])?;
                if known.method != Method::Cash {
                    return Err(Refusal::NotInState(known.state));
                }
                let mut draft = Draft::of(self);
                draft.approve(*payment, Approval::Counted);
                Ok(draft.events)
            }
            Command::Settle {
                number,
                how,
                reason,
            } => self.settle(*number, *how, reason, by),
            Command::Abandon => Ok(self.abandon()),
        }
    }

    fn charge(
        &self,
        payment: PaymentId,
        method: Method,
        (amount, charged): (Money, Money),
        deadline: UnixMs,
        by: &Actor,
    ) -> Decision {
        if self.abandoned {
            return Err(Refusal::Abandoned);
        }
        if amount.is_zero() || charged.is_zero() {
            return Err(Refusal::AmountZero);
        }
        if self
            .payments
            .iter()
            .any(|payment| payment.state == S::Requested)
        {
            return Err(Refusal::AlreadyUnderWay);
        }
        if amount > self.chargeable() {
            if self.bound().is_zero() {
                return Err(Refusal::BeyondTotal);
            }
            if !by.is_manager() {
                return Err(Refusal::NeedsManager);
            }
        }
        let replaces = None;
        Ok(vec![SaleEvent::Requested {
            payment,
            method,
            amount,
            charged,
            deadline,
            replaces,
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
        // One new payment, in the time that the cashier had given the first.
        let may_be_replaced =
            why.may_be_replaced() && known.replaces.is_none() && now < known.deadline;
        if let (true, Some(replacement)) = (may_be_replaced, replacement) {
            events.push(SaleEvent::Requested {
                payment: replacement.payment,
                method: known.method,
                amount: known.amount,
                charged: known.charged,
                deadline: known.deadline,
                replaces: Some(payment),
            });
        }
        Ok(events)
    }

    fn run_out_of_time(&self, payment: PaymentId, now: UnixMs) -> Decision {
        let known = self.in_state(payment, &[S::Waiting])?;
        if known.time_up {
            return Ok(Vec::new());
        }
        match &known.qr {
            Some(qr) if now >= qr.expires_at => Ok(vec![SaleEvent::TimeRanOut { payment }]),
            _ => Err(Refusal::NotYet),
        }
    }

    fn hear_answer(&self, payment: PaymentId, answer: &CardAnswer) -> Decision {
        let known = self.known(payment)?;
        let mut draft = Draft::of(self);
        match known.state {
            S::Sent | S::Pending | S::InDoubt => {}
            // A manager has spoken meanwhile: what disagrees goes to the tray.
            S::SettledPaid | S::SettledUnpaid => {
                let agrees = match answer {
                    CardAnswer::Approved => known.state == S::SettledPaid,
                    CardAnswer::Declined { .. } | CardAnswer::Refused { .. } => {
                        known.state == S::SettledUnpaid
                    }
                    CardAnswer::Pending => true,
                };
                if !agrees {
                    draft.find(payment, DiscrepancyKind::Contradicted, known.charged, None);
                }
                return Ok(draft.events);
            }
            S::Requested
            | S::Waiting
            | S::Approved
            | S::Declined
            | S::Refused
            | S::Expired
            | S::Cancelled
            | S::Declared
            | S::Unconfirmed => return Err(Refusal::NotInState(known.state)),
        }
        match answer {
            CardAnswer::Approved => draft.approve(payment, Approval::Answer),
            CardAnswer::Declined {
                detail,
                leg_succeeded,
            } => {
                draft.push(SaleEvent::Declined {
                    payment,
                    detail: detail.clone(),
                });
                if let Some(by) = leg_succeeded {
                    draft.find(payment, DiscrepancyKind::ReversalToConfirm, *by, None);
                }
            }
            // "Not taken" is an answer to the first sending only.
            CardAnswer::Refused { detail } => {
                if known.state != S::Sent {
                    return Err(Refusal::NotInState(known.state));
                }
                let why = RefusedWhy::ProviderRefused;
                draft.push(SaleEvent::Refused {
                    payment,
                    why,
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

    fn settle(
        &self,
        number: DiscrepancyNumber,
        how: crate::SettledAs,
        reason: &str,
        by: &Actor,
    ) -> Decision {
        let open = self.discrepancies.iter().any(|discrepancy| {
            discrepancy.number == number && discrepancy.standing == Standing::Open
        });
        if !open {
            return Err(Refusal::UnknownDiscrepancy);
        }
        let reason = manager_reason(by, reason)?;
        Ok(vec![SaleEvent::DiscrepancySettled {
            number,
            settlement: Settlement { how, reason },
        }])
    }

    /// Gives up what is not paid. What is under way stays known and goes on:
    /// only a sale of which nothing more can come is abandoned.
    fn abandon(&self) -> Vec<SaleEvent> {
        if self.abandoned || self.is_under_way() || self.covered() >= self.total {
            return Vec::new();
        }
        let mut draft = Draft::of(self);
        draft.push(SaleEvent::Abandoned);
        for payment in self
            .payments
            .iter()
            .filter(|payment| payment.state.covers())
        {
            draft.find(
                payment.id,
                DiscrepancyKind::ToBeReturned,
                payment.charged,
                None,
            );
        }
        draft.events
    }

    pub(super) fn known(&self, payment: PaymentId) -> Result<&Payment, Refusal> {
        self.payment(payment).ok_or(Refusal::UnknownPayment)
    }

    fn in_state(&self, payment: PaymentId, states: &[S]) -> Result<&Payment, Refusal> {
        let known = self.known(payment)?;
        if states.contains(&known.state) {
            Ok(known)
        } else {
            Err(Refusal::NotInState(known.state))
        }
    }
}

fn manager_reason(by: &Actor, reason: &str) -> Result<String, Refusal> {
    if !by.is_manager() {
        return Err(Refusal::NeedsManager);
    }
    match reason.trim() {
        "" => Err(Refusal::ReasonMissing),
        reason => Ok(reason.to_owned()),
    }
}

/// A decision in the making: the events so far, and the sale as they leave it.
pub(super) struct Draft {
    pub(super) sale: Sale,
    pub(super) events: Vec<SaleEvent>,
}

impl Draft {
    pub(super) fn of(sale: &Sale) -> Draft {
        Draft {
            sale: sale.clone(),
            events: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, event: SaleEvent) {
        // A draft's events have no moment yet; none of its questions asks for one.
        self.sale.apply(UnixMs::default(), &event);
        self.events.push(event);
    }

    /// Puts a discrepancy in the tray, once: an open one that says the same is
    /// not said again.
    pub(super) fn find(
        &mut self,
        payment: PaymentId,
        kind: DiscrepancyKind,
        by: Money,
        transaction: Option<&TransactionKey>,
    ) {
        let said = self.sale.discrepancies.iter().any(|known| {
            known.payment == payment
                && known.kind == kind
                && known.by == by
                && known.transaction.as_ref() == transaction
                && known.standing == Standing::Open
        });
        if said {
            return;
        }
        let count = u32::try_from(self.sale.discrepancies.len()).unwrap_or(u32::MAX);
        self.push(SaleEvent::DiscrepancyFound {
            number: DiscrepancyNumber(count.saturating_add(1)),
            payment,
            kind,
            by,
            transaction: transaction.cloned(),
        });
    }

    /// Approves a payment, and says where the sale is now paid beyond its total.
    pub(super) fn approve(&mut self, payment: PaymentId, by: Approval) {
        let transaction = match &by {
            Approval::Notice(key) => Some(key.clone()),
            Approval::Answer | Approval::Counted => None,
        };
        let before = self.sale.covered();
        self.push(SaleEvent::Approved { payment, by });
        let Some(approved) = self.sale.payment(payment) else {
            return;
        };
        let in_transaction = transaction
            .as_ref()
            .and_then(|key| approved.transaction(key))
            .and_then(|transaction| transaction.counted)
            .unwrap_or(approved.charged);
        let beyond_charged = in_transaction.less(approved.charged);
        let left = self.sale.total.less(before);
        let beyond_total = approved.amount.less(left);
        let over = beyond_charged.plus(beyond_total).unwrap_or(Money::MAX);
        if !over.is_zero() {
            self.find(payment, DiscrepancyKind::Over, over, transaction.as_ref());
        }
    }
}
