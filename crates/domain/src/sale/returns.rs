//! Money that goes back to a customer, and a payment whose means was recorded
//! wrongly. Both are facts of the day on which they happen: the sale's earlier
//! lines do not change.

use super::decide::{Decision, manager_reason};
use super::draft::Draft;
use super::{Refusal, Sale};
use crate::discrepancy::{
    Discrepancy, DiscrepancyKind, DiscrepancyNumber, MoneyFrom, SettledAs, Settlement, Standing,
};
use crate::means::Method;
use crate::payment::{Payment, PaymentState as S};
use crate::tender::{ReturnedFrom, Tender};
use crate::{Actor, Money, PaymentId, SaleEvent};

impl Sale {
    /// What is still to be given back because of a discrepancy: nothing unless
    /// it is to be returned.
    #[must_use]
    pub fn still_to_return(&self, number: DiscrepancyNumber) -> Money {
        let found = self.discrepancies.iter().find(|it| it.number == number);
        let Some(found) = found.filter(|it| it.is_to_be_returned()) else {
            return Money::ZERO;
        };
        let most = self.returnable(found.payment);
        let about = self.payment(found.payment).map(|it| money_of(found, it));
        match about.flatten() {
            Some(amount) => amount.less(found.returned).min(most),
            None => most,
        }
    }

    /// The most that can be given back of a payment: what came for it, less
    /// what went back and what a manager assigned to another sale.
    #[must_use]
    pub fn returnable(&self, payment: PaymentId) -> Money {
        let Some(known) = self.payment(payment) else {
            return Money::ZERO;
        };
        let sum = |amounts: &mut dyn Iterator<Item = Money>| {
            amounts.fold(Money::ZERO, |sum, amount| {
                sum.plus(amount).unwrap_or(Money::MAX)
            })
        };
        let from_elsewhere = known.credits.iter().filter(|credit| match credit.from {
            MoneyFrom::Discrepancy(sale, _) => sale != self.id && !credit.typed && !credit.disowned,
            MoneyFrom::Stray(_) => false,
        });
        let came = sum(&mut [known.received(), known.by_word()]
            .into_iter()
            .chain(from_elsewhere.map(|credit| credit.amount)));
        let gone = self.discrepancies.iter().filter_map(|found| {
            let Standing::Settled(settlement) = &found.standing else {
                return None;
            };
            let covers = settlement.covers.filter(|it| it.sale != self.id)?;
            (found.payment == payment).then_some(covers.amount)
        });
        came.less(sum(&mut gone.chain([known.returned()])))
    }

    /// A manager gives money of a payment back, for a discrepancy or because
    /// the customer returns what was sold.
    pub(super) fn return_money(
        &self,
        payment: PaymentId,
        number: Option<DiscrepancyNumber>,
        (amount, from): (Money, ReturnedFrom),
        reason: &str,
        by: &Actor,
    ) -> Decision {
        let known = self.known(payment)?;
        let reason = manager_reason(by, reason)?;
        if amount.is_zero() {
            return Err(Refusal::AmountZero);
        }
        if from == ReturnedFrom::Provider && known.counts_as() == Tender::Cash {
            return Err(Refusal::NotInState(known.state));
        }
        let mut draft = Draft::of(self);
        let mut most = self.returnable(payment);
        if let Some(number) = number {
            let found = self.discrepancies.iter().find(|it| it.number == number);
            let found = found
                .filter(|it| it.payment == payment)
                .ok_or(Refusal::UnknownDiscrepancy)?;
            if found.standing == Standing::Open {
                let how = SettledAs::ToBeReturned;
                draft.push(SaleEvent::DiscrepancySettled {
                    number,
                    settlement: Settlement {
                        how,
                        reason: reason.clone(),
                        covers: None,
                    },
                });
            }
            if !draft.sale.is_to_be_returned(number) {
                return Err(Refusal::UnknownDiscrepancy);
            }
            most = draft.sale.still_to_return(number);
        }
        if amount > most {
            return Err(Refusal::BeyondReceived);
        }
        draft.push(SaleEvent::MoneyReturned {
            payment,
            number,
            amount,
            from,
            reason,
        });
        Ok(draft.events)
    }

    fn is_to_be_returned(&self, number: DiscrepancyNumber) -> bool {
        let mut items = self.discrepancies.iter();
        items.any(|it| it.number == number && it.is_to_be_returned())
    }

    /// A manager says that a payment typed as cash came by another means.
    pub(super) fn correct_means(
        &self,
        payment: PaymentId,
        to: Tender,
        reason: &str,
        by: &Actor,
    ) -> Decision {
        let known = self.in_state(payment, &[S::Approved])?;
        // A provider's own word says how its payments were paid.
        if known.method() != Method::Cash || known.counts_as() == to || !known.returns.is_empty() {
            return Err(Refusal::NotInState(known.state));
        }
        let reason = manager_reason(by, reason)?;
        Ok(vec![SaleEvent::MeansCorrected {
            payment,
            to,
            reason,
        }])
    }
}

/// How much money a discrepancy is about; `None` where only the payment as a
/// whole tells it.
fn money_of(found: &Discrepancy, payment: &Payment) -> Option<Money> {
    let key = found.transaction.as_ref();
    let counted = key.and_then(|key| payment.transaction(key)?.counted);
    match found.kind {
        // Its own amount is what is missing. What goes back is what came.
        DiscrepancyKind::Short => counted,
        DiscrepancyKind::Late
        | DiscrepancyKind::Over
        | DiscrepancyKind::Duplicate
        | DiscrepancyKind::Contradicted
        | DiscrepancyKind::NeedsReview
        | DiscrepancyKind::Unattributed
        | DiscrepancyKind::ReversalToConfirm
        | DiscrepancyKind::ToBeReturned => {
            if found.by.is_zero() {
                counted
            } else {
                Some(found.by)
            }
        }
    }
}

impl Payment {
    /// The tender that its money counts as now.
    #[must_use]
    pub fn counts_as(&self) -> Tender {
        self.corrected.unwrap_or_else(|| self.method().into())
    }
}

impl Discrepancy {
    /// Whether a person said that its money goes back to the customer.
    #[must_use]
    pub fn is_to_be_returned(&self) -> bool {
        match &self.standing {
            Standing::Settled(settlement) => settlement.how == SettledAs::ToBeReturned,
            Standing::Open | Standing::Withdrawn => false,
        }
    }
}
