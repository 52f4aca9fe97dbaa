//! A draft of a decision: events are pushed one by one, and each later step
//! sees the sale as they leave it.

use super::Sale;
use crate::discrepancy::{DiscrepancyKind, DiscrepancyNumber, Standing};
use crate::payment::Approval;
use crate::{Actor, Money, PaymentId, SaleEvent, Stamp, TransactionKey, UnixMs};

/// The events so far, and the sale as they leave it.
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
        // A draft's events have no journal line yet, and nothing here depends
        // on their time or actor.
        let stamp = Stamp::new(&Actor::Till, UnixMs::default());
        self.sale.apply(stamp, &event);
        self.events.push(event);
    }

    /// Puts a discrepancy in the tray unless an equal one is already open.
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

    /// Puts a discrepancy in the tray even if an equal one is already open.
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

    /// Approves a payment. If the sale is now paid beyond its total, an *over*
    /// goes to the tray.
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
            .unwrap_or(approved.request.charged);
        // What a manager had assigned beyond the charge already has its item in
        // the tray.
        let told = approved
            .paid_by()
            .map_or(approved.request.charged, |credit| {
                credit.amount.max(approved.request.charged)
            });
        let beyond_charged = in_transaction.less(told);
        let said_more = told.less(in_transaction.max(approved.request.charged));
        let beyond_total = self.sale.covered().less(before.max(self.sale.total));
        let over = [beyond_total, shorts]
            .into_iter()
            .fold(beyond_charged, |sum, money| {
                sum.plus(money).unwrap_or(Money::MAX)
            });
        if !over.is_zero() {
            self.find(payment, DiscrepancyKind::Over, over, transaction.as_ref());
        }
        // The manager had assigned more than the provider says came.
        if !said_more.is_zero() {
            let kind = DiscrepancyKind::Contradicted;
            self.find(payment, kind, said_more, transaction.as_ref());
        }
    }

    /// Settles a payment as paid by a manager's word. If the sale is now paid
    /// beyond its total, an *over* goes to the tray: somebody may have paid
    /// twice.
    pub(super) fn settle_paid(&mut self, payment: PaymentId, reason: String) {
        let before = self.sale.covered();
        self.push(SaleEvent::SettledPaid { payment, reason });
        let Some(settled) = self.sale.payment(payment) else {
            return;
        };
        let over = settled.request.amount.less(self.sale.total.less(before));
        if !over.is_zero() {
            self.find(payment, DiscrepancyKind::Over, over, None);
        }
    }
}
