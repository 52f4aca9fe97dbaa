//! Assigning money to a sale by a manager's answer: how much an answer would
//! cover, and what it does. Whether it may be given is decided elsewhere.

use super::decide::{Decision, manager_reason};
use super::draft::Draft;
use super::{Command, Refusal, Sale};
use crate::discrepancy::{
    Cover, Discrepancy, DiscrepancyKind, DiscrepancyNumber, MoneyFrom, SettledAs, Settlement,
    Stake, Standing,
};
use crate::event::AssignedAs;
use crate::means::Method;
use crate::payment::{Credit, Payment, PaymentState as S};
use crate::{Actor, Money, PaymentId, SaleEvent, TransactionKey};

/// Money about to be assigned to a payment of a sale.
pub(super) struct Assigned<'a> {
    pub(super) payment: PaymentId,
    pub(super) amount: Money,
    pub(super) typed: bool,
    pub(super) from: MoneyFrom,
    pub(super) transaction: Option<&'a TransactionKey>,
    pub(super) again: bool,
    pub(super) reason: String,
}

impl Sale {
    /// How much of a sale, this one or another, an answer to one of its
    /// discrepancies would cover.
    #[must_use]
    pub fn stake(&self, number: DiscrepancyNumber) -> Stake {
        let found = self.discrepancies.iter().find(|it| it.number == number);
        let of_payment = found.and_then(|found| Some((found, self.payment(found.payment)?)));
        match of_payment {
            Some((found, payment)) if found.standing == Standing::Open => {
                self.stake_of(found, payment)
            }
            Some(_) | None => Stake::Nothing,
        }
    }

    fn stake_of(&self, found: &Discrepancy, payment: &Payment) -> Stake {
        let key = found.transaction.as_ref();
        let told = key.and_then(|key| payment.transaction(key)?.counted);
        match found.kind {
            DiscrepancyKind::ToBeReturned => Stake::known(found.by.min(payment.released)),
            // Unless the sale was abandoned, its late approval already covers
            // it.
            DiscrepancyKind::Late => Stake::known(payment.request.amount.min(payment.released)),
            DiscrepancyKind::Over => Stake::known(found.by),
            DiscrepancyKind::Unattributed => Stake::Nothing,
            DiscrepancyKind::Short
            | DiscrepancyKind::Duplicate
            | DiscrepancyKind::Contradicted
            | DiscrepancyKind::NeedsReview
            | DiscrepancyKind::ReversalToConfirm => match (key, payment.method()) {
                (Some(key), _) => {
                    if self.is_used(payment, key) {
                        Stake::Nothing
                    } else {
                        told.map_or(Stake::Unknown, Stake::known)
                    }
                }
                (None, Method::Card) => payment.stake_of_card(found),
                (None, Method::Qr | Method::FixedQr | Method::Wallet | Method::Cash) => {
                    Stake::Unknown
                }
            },
        }
    }

    /// Whether the money of a transaction already covers a sale.
    fn is_used(&self, payment: &Payment, key: &TransactionKey) -> bool {
        payment.approving_transaction() == Some(key)
            || payment
                .credits
                .iter()
                .any(|credit| credit.transaction.as_ref() == Some(key))
            || self.discrepancies.iter().any(|known| {
                known.payment == payment.id
                    && known.transaction.as_ref() == Some(key)
                    && known.is_assigned()
            })
    }

    /// The payment of this sale for which an amount most likely came: the
    /// proposed one, else the last unpaid QR that was charged that amount, else
    /// the last unpaid one.
    #[must_use]
    pub fn payment_to_cover(
        &self,
        amount: Money,
        proposed: Option<PaymentId>,
    ) -> Option<PaymentId> {
        let unpaid = || self.payments.iter().rev().filter(|it| it.takes_money());
        let proposed = proposed.filter(|id| self.payment(*id).is_some());
        proposed
            .or_else(|| {
                unpaid()
                    .find(|it| it.request.charged == amount)
                    .map(|it| it.id)
            })
            .or_else(|| unpaid().next().map(|it| it.id))
            .or_else(|| self.payments.last().map(|it| it.id))
    }

    pub(super) fn settle(
        &self,
        number: DiscrepancyNumber,
        how: SettledAs,
        (amount, to): (Option<Money>, Option<Cover>),
        reason: &str,
        by: &Actor,
    ) -> Decision {
        let open = self
            .discrepancies
            .iter()
            .find(|it| it.number == number && it.standing == Standing::Open);
        let open = open.ok_or(Refusal::UnknownDiscrepancy)?;
        let reason = manager_reason(by, reason)?;
        let (covers, typed) = match how {
            SettledAs::CompletesThisSale => {
                let (amount, typed) = self.stake(number).amount(amount)?;
                // A sale that is covered needs no completing.
                if self.covered() >= self.total {
                    return Err(Refusal::CoversNothing);
                }
                let (sale, payment) = (self.id, open.payment);
                (
                    Some(Cover {
                        sale,
                        payment,
                        amount,
                    }),
                    typed,
                )
            }
            SettledAs::BelongsToAnotherSale => {
                let to = to.filter(|to| to.sale != self.id);
                let to = to.ok_or(Refusal::TargetMissing)?;
                (Some(to), self.stake(number).amount(Some(to.amount))?.1)
            }
            SettledAs::ToBeReturned | SettledAs::WrittenOff | SettledAs::NotASale => (None, false),
        };
        let mut draft = Draft::of(self);
        let settlement = Settlement {
            how,
            reason: reason.clone(),
            covers,
        };
        draft.push(SaleEvent::DiscrepancySettled { number, settlement });
        if let Some(covers) = covers.filter(|covers| covers.sale == self.id) {
            draft.assign(Assigned {
                payment: covers.payment,
                amount: covers.amount,
                typed,
                from: MoneyFrom::Discrepancy(self.id, number),
                transaction: open.assignable_transaction(),
                again: open.kind.is_of_released_money(),
                reason,
            });
        }
        Ok(draft.events)
    }

    /// Takes money from a stray or from another sale.
    pub(super) fn take_money(&self, command: &Command, by: &Actor) -> Decision {
        let Command::TakeMoney {
            covers,
            typed,
            from,
            transaction,
            reason,
        } = command
        else {
            return Ok(Vec::new());
        };
        let reason = manager_reason(by, reason)?;
        self.known(covers.payment)?;
        if covers.sale != self.id || covers.amount.is_zero() || self.covered() >= self.total {
            return Err(Refusal::CoversNothing);
        }
        let mut draft = Draft::of(self);
        draft.assign(Assigned {
            payment: covers.payment,
            amount: covers.amount,
            typed: *typed,
            from: from.clone(),
            transaction: transaction.as_ref(),
            again: false,
            reason,
        });
        Ok(draft.events)
    }

    /// The provider says that a transaction whose money was assigned here
    /// belongs to another payment. The manager's answer stays, and an item in
    /// the tray tells a person.
    pub(super) fn disown(&self, payment: PaymentId, transaction: &TransactionKey) -> Decision {
        let known = self.known(payment)?;
        let credit = known
            .credits
            .iter()
            .find(|it| it.transaction.as_ref() == Some(transaction) && !it.disowned);
        let Some(credit) = credit else {
            return Ok(Vec::new());
        };
        let mut draft = Draft::of(self);
        draft.push(SaleEvent::MoneyDisowned {
            payment,
            transaction: transaction.clone(),
        });
        draft.find(
            payment,
            DiscrepancyKind::Contradicted,
            credit.amount,
            Some(transaction),
        );
        Ok(draft.events)
    }

    /// Applies money that was assigned to the sale.
    pub(super) fn assigned(&mut self, event: &SaleEvent, actor: &Actor) {
        let SaleEvent::MoneyAssigned {
            payment,
            amount,
            from,
            transaction,
            typed,
            effect,
            ..
        } = event
        else {
            return;
        };
        self.abandoned = false;
        let credit = |pays| Credit {
            amount: *amount,
            from: from.clone(),
            transaction: transaction.clone(),
            typed: *typed,
            pays,
            disowned: false,
        };
        self.with(*payment, |payment| match effect {
            AssignedAs::Part => payment.credits.push(credit(false)),
            AssignedAs::Payment => {
                payment.credits.push(credit(true));
                payment.state = S::SettledPaid;
                payment.settled_by = Some(actor.clone());
            }
            AssignedAs::Again => payment.released = payment.released.less(*amount),
        });
    }
}

impl DiscrepancyKind {
    /// Whether its money covered the sale before the sale was abandoned.
    const fn is_of_released_money(self) -> bool {
        match self {
            DiscrepancyKind::ToBeReturned | DiscrepancyKind::Late => true,
            DiscrepancyKind::Short
            | DiscrepancyKind::Over
            | DiscrepancyKind::Duplicate
            | DiscrepancyKind::Contradicted
            | DiscrepancyKind::NeedsReview
            | DiscrepancyKind::Unattributed
            | DiscrepancyKind::ReversalToConfirm => false,
        }
    }
}

impl Payment {
    /// Whether money that a manager assigns can settle it as paid.
    fn takes_money(&self) -> bool {
        let by_qr = match self.method() {
            Method::Qr | Method::FixedQr | Method::Wallet => true,
            Method::Card | Method::Cash => false,
        };
        by_qr
            && match self.state {
                S::Requested
                | S::Waiting
                | S::Declined
                | S::Refused
                | S::Expired
                | S::Cancelled
                | S::Declared
                | S::Unconfirmed => true,
                S::Sent
                | S::Pending
                | S::Approved
                | S::InDoubt
                | S::SettledPaid
                | S::SettledUnpaid => false,
            }
    }

    /// A card's money has no transaction. It is known by its legs, whose
    /// amounts include the plan's surcharge.
    fn stake_of_card(&self, found: &Discrepancy) -> Stake {
        let came = match found.kind {
            // A leg that was not asked for is money besides the payment.
            DiscrepancyKind::Duplicate => return Stake::known(found.by),
            // A leg without an amount may be the whole charge.
            DiscrepancyKind::Contradicted if found.by.is_zero() => self.request.charged,
            DiscrepancyKind::NeedsReview if found.by.is_zero() => return Stake::Unknown,
            DiscrepancyKind::Contradicted
            | DiscrepancyKind::NeedsReview
            | DiscrepancyKind::ReversalToConfirm
            | DiscrepancyKind::Late
            | DiscrepancyKind::Short
            | DiscrepancyKind::Over
            | DiscrepancyKind::Unattributed
            | DiscrepancyKind::ToBeReturned => found.by,
        };
        if self.state.covers() {
            return Stake::Nothing;
        }
        let covered = self.covered().plus(self.released).unwrap_or(Money::MAX);
        let left = self.request.amount.less(covered);
        Stake::known(self.covered_by(came).min(left))
    }
}

impl Draft {
    /// Assigns money to a payment. If the sale is now paid beyond its total, an
    /// *over* goes to the tray.
    pub(super) fn assign(&mut self, money: Assigned<'_>) {
        let Some(known) = self.sale.payment(money.payment) else {
            return;
        };
        let effect = if money.again {
            AssignedAs::Again
        } else if known.takes_money() && money.amount >= known.request.charged {
            AssignedAs::Payment
        } else {
            AssignedAs::Part
        };
        let before = self.sale.covered();
        let (payment, transaction) = (money.payment, money.transaction.cloned());
        self.push(SaleEvent::MoneyAssigned {
            payment,
            amount: money.amount,
            from: money.from,
            transaction: transaction.clone(),
            typed: money.typed,
            effect,
            reason: money.reason,
        });
        let shorts = match effect {
            AssignedAs::Payment => self.withdraw_short(payment),
            AssignedAs::Part | AssignedAs::Again => Money::ZERO,
        };
        let beyond = self.sale.covered().less(before.max(self.sale.total));
        let over = beyond.plus(shorts).unwrap_or(Money::MAX);
        if !over.is_zero() {
            self.find(payment, DiscrepancyKind::Over, over, transaction.as_ref());
        }
    }

    /// Withdraws the *short* items of a payment that is now paid, and returns
    /// the money that had come for them.
    pub(super) fn withdraw_short(&mut self, payment: PaymentId) -> Money {
        let Some(known) = self.sale.payment(payment) else {
            return Money::ZERO;
        };
        let mut sum = Money::ZERO;
        let mut withdrawn = Vec::new();
        for found in &self.sale.discrepancies {
            let is_short = found.payment == payment
                && found.kind == DiscrepancyKind::Short
                && found.standing == Standing::Open;
            if !is_short {
                continue;
            }
            withdrawn.push(found.number);
            let counted = found
                .transaction
                .as_ref()
                .filter(|key| !self.sale.is_used(known, key))
                .and_then(|key| known.transaction(key)?.counted);
            sum = sum
                .plus(counted.unwrap_or(Money::ZERO))
                .unwrap_or(Money::MAX);
        }
        for number in withdrawn {
            self.push(SaleEvent::DiscrepancyWithdrawn { number });
        }
        sum
    }
}
