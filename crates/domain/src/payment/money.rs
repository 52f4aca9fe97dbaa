//! What a payment brought in, what it covers, and what went back.

use super::{Approval, Credit, Payment, PaymentState};
use crate::Money;
use crate::discrepancy::MoneyFrom;

impl Payment {
    /// The money that came: every counted transaction, once; or the amount of
    /// an approval that has no transaction of its own.
    #[must_use]
    pub fn received(&self) -> Money {
        let counted = self.transactions.iter().filter_map(|t| t.counted);
        let by_notices = counted.fold(Money::ZERO, |sum, money| {
            sum.plus(money).unwrap_or(Money::MAX)
        });
        // A stray's money that a manager assigned counts until its transaction
        // is known under this payment.
        let assigned = self.credits.iter().filter(|credit| {
            let is_counted = |key| self.transaction(key).is_some_and(|it| it.counted.is_some());
            let of_nobody = matches!(credit.from, MoneyFrom::Stray(_));
            of_nobody
                && !credit.typed
                && !credit.disowned
                && !credit.transaction.as_ref().is_some_and(is_counted)
        });
        let by_notices = assigned.fold(by_notices, |sum, credit| {
            sum.plus(credit.amount).unwrap_or(Money::MAX)
        });
        match self.approval {
            Some(Approval::Answer | Approval::Counted) => {
                by_notices.plus(self.request.charged).unwrap_or(Money::MAX)
            }
            Some(Approval::Notice(_)) | None => by_notices,
        }
    }

    /// What came by a manager's word alone.
    #[must_use]
    pub fn by_word(&self) -> Money {
        if self.state == PaymentState::SettledPaid && self.paid_by().is_none() {
            return self.request.charged;
        }
        let approving = self.approving_transaction();
        let is_confirmed = |credit: &Credit| {
            let counted = |key| self.transaction(key).is_some_and(|it| it.counted.is_some());
            let key = credit.transaction.as_ref();
            key.is_some_and(counted)
                || self.state == PaymentState::Approved
                    && (credit.pays || approving.is_some() && key == approving)
        };
        self.credits
            .iter()
            .filter(|credit| {
                let is_word = match credit.from {
                    MoneyFrom::Stray(_) | MoneyFrom::Discrepancy(..) => credit.typed,
                };
                is_word && !credit.disowned && !is_confirmed(credit)
            })
            .fold(Money::ZERO, |sum, credit| {
                sum.plus(credit.amount).unwrap_or(Money::MAX)
            })
    }

    /// What of it was given back.
    #[must_use]
    pub fn returned(&self) -> Money {
        self.returns.iter().fold(Money::ZERO, |sum, returned| {
            sum.plus(returned.amount).unwrap_or(Money::MAX)
        })
    }

    /// The part of the sale that it covers, by approval, by a manager's word,
    /// and by the money that managers assigned to it.
    #[must_use]
    pub fn covered(&self) -> Money {
        let approving = self.approving_transaction();
        let is_approved = self.state == PaymentState::Approved;
        // An approval replaces what a manager had said about the same money.
        let is_replaced = |credit: &&Credit| {
            is_approved
                && (credit.pays || approving.is_some() && credit.transaction.as_ref() == approving)
        };
        let sum = |credits: &mut dyn Iterator<Item = &Credit>| {
            credits.fold(Money::ZERO, |sum, credit| {
                sum.plus(credit.amount).unwrap_or(Money::MAX)
            })
        };
        let replaced = sum(&mut self.credits.iter().filter(is_replaced));
        let others = sum(&mut self.credits.iter().filter(|it| !is_replaced(it)));
        let own = if self.state.covers() && (is_approved || self.paid_by().is_none()) {
            self.request.amount
        } else {
            Money::ZERO
        };
        let covered = own.max(replaced).plus(others).unwrap_or(Money::MAX);
        covered.less(self.released)
    }

    /// The assigned money with which a manager settled it as paid.
    #[must_use]
    pub fn paid_by(&self) -> Option<&Credit> {
        self.credits.iter().find(|credit| credit.pays)
    }

    /// The part of the sale that an amount covers if it came for this payment,
    /// rounded down. All of it if everything that was charged came.
    #[must_use]
    pub(crate) fn covered_by(&self, came: Money) -> Money {
        if came >= self.request.charged {
            return self.request.amount;
        }
        let whole = |money: Money| i128::from(money.centavos());
        let part = whole(self.request.amount) * whole(came) / whole(self.request.charged);
        i64::try_from(part)
            .ok()
            .and_then(|centavos| Money::from_centavos(centavos).ok())
            .map_or(self.request.amount, |part| part.min(self.request.amount))
    }

    /// The change to give back.
    #[must_use]
    pub fn change(&self) -> Option<Money> {
        self.handed()
            .map(|handed| handed.less(self.request.charged))
    }
}
