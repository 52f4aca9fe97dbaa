//! A decision in the making: events pushed one by one, each seen by the next.

use super::Sale;
use crate::discrepancy::{DiscrepancyKind, DiscrepancyNumber, Standing};
use crate::payment::Approval;
use crate::{Actor, Money, PaymentId, SaleEvent, Stamp, TransactionKey, UnixMs};

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
        // A draft's events have no line yet; none of its questions asks for
        // when it is written or by whom.
        let stamp = Stamp::new(&Actor::Till, UnixMs::default());
        self.sale.apply(stamp, &event);
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
        if !said {
            self.find_anew(payment, kind, by, transaction);
        }
    }

    /// Puts a discrepancy in the tray, also where an open one says the same.
    pub(super) fn find_anew(
        &mut self,
        payment: PaymentId,
        kind: DiscrepancyKind,
        by: Money,
        transaction: Option<&TransactionKey>,
    ) {
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
        let shorts = self.withdraw_short(payment);
        let Some(approved) = self.sale.payment(payment) else {
            return;
        };
        let in_transaction = transaction
            .as_ref()
            .and_then(|key| approved.transaction(key))
            .and_then(|transaction| transaction.counted)
            .unwrap_or(approved.charged);
        // Of what a manager had assigned beyond it, the tray was told then.
        let told = approved.paid_by().map_or(approved.charged, |credit| {
            credit.amount.max(approved.charged)
        });
        let beyond_charged = in_transaction.less(told);
        let said_more = told.less(in_transaction.max(approved.charged));
        let beyond_total = self.sale.covered().less(before.max(self.sale.total));
        let over = [beyond_total, shorts]
            .into_iter()
            .fold(beyond_charged, |sum, money| {
                sum.plus(money).unwrap_or(Money::MAX)
            });
        if !over.is_zero() {
            self.find(payment, DiscrepancyKind::Over, over, transaction.as_ref());
        }
        // The manager had said more than the provider does.
        if !said_more.is_zero() {
            let kind = DiscrepancyKind::Contradicted;
            self.find(payment, kind, said_more, transaction.as_ref());
        }
    }

    /// Settles a payment as paid by a manager's word, and says where the sale
    /// is now paid beyond its total: somebody may have paid twice.
    pub(super) fn settle_paid(&mut self, payment: PaymentId, reason: String) {
        let before = self.sale.covered();
        self.push(SaleEvent::SettledPaid { payment, reason });
        let Some(settled) = self.sale.payment(payment) else {
            return;
        };
        let over = settled.amount.less(self.sale.total.less(before));
        if !over.is_zero() {
            self.find(payment, DiscrepancyKind::Over, over, None);
        }
    }
}
